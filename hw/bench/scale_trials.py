"""A trial of the scale's bench: one cart's readings, what each method makes of them, and how that is judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cart.core.calibration import Calibration
from hw.bench import scale_scenes as scenes
from hw.bench.scale_methods import BASELINES, Found, cart
from hw.bench.scale_signals import Array, Cells, Readings
from hw.bench.scale_taught import taught
from hw.twin.loadcell import CellModel

Row = dict[str, Any]
BATCH = 250  # lanes at a time: bounds the memory
NEAR_G, NEAR = 2.5, 0.02  # a step counts as the right one within this much
METHODS = ("cart", *BASELINES)


@dataclass(frozen=True)
class Curve:
    """One trial to draw: weights over time, the truth, and what each method booked when."""

    title: str
    t: Array
    grams: Array
    truth: float
    booked: dict[str, list[tuple[float, float]]]


@dataclass(frozen=True)
class Lane:
    """One cart's readings, as its bridge would deliver them."""

    t: Array
    counts: list[list[int]]
    grams: Array
    motion: list[list[int]] | None
    calibration: Calibration

    def found(self, method: str, enough: int = 1) -> Found:
        if method == "cart":
            return cart(self.t.tolist(), self.counts, self.calibration, self.motion, enough)
        return BASELINES[method](self.t, self.grams)


class Tally:
    """What one method made of trials with one step each."""

    def __init__(self, method: str, near_g: float = NEAR_G) -> None:
        self.method, self.near_g = method, near_g
        self.trials = self.right = self.told = self.none = self.many = self.marked = 0
        self.errors: list[float] = []
        self.ratios: list[float] = []
        self.latencies: list[float] = []
        self.onsets: list[float] = []

    def near(self, grams: float) -> float:
        return max(self.near_g, NEAR * grams)

    def one(self, found: Found, grams: float, gone: float) -> None:
        """Judge a trial: `gone` is when the hand had left."""
        self.trials += 1
        told = [delta for t, delta in found.told if t <= gone + 0.6]
        self.told += bool(told) and abs(told[-1] - grams) <= max(1.0, 0.005 * grams)
        if len(found.steps) != 1:
            self.none += not found.steps
            self.many += len(found.steps) > 1
            return
        when, delta = found.steps[0]
        self.errors.append(delta - grams)
        self.right += abs(delta - grams) <= self.near(grams)
        self.latencies.append(when - gone)
        for step in found.ours:
            self.ratios.append((delta - grams) / step.sigma)
            self.marked += step.parts > 1

    def row(self) -> Row:
        row: Row = {"method": self.method, "found": self.right, "trials": self.trials, "rms_g": None}
        if self.errors:
            p50, p95 = np.quantile(self.latencies, [0.5, 0.95])
            row["rms_g"] = round(float(np.sqrt(np.mean(np.square(self.errors)))), 4)
            row["latency_s"] = {"p50": round(float(p50), 3), "p95": round(float(p95), 3)}
        if self.method == "cart":
            row["provisional"] = round(self.told / max(1, self.trials), 4)
            row["error_over_sigma"] = round(float(np.sqrt(np.mean(np.square(self.ratios)))), 3) if self.ratios else None
            row["marked_two"] = self.marked
        row["missed"], row["several"] = self.none, self.many
        return row


def batches(trials: int, seed: int, case: int) -> list[tuple[np.random.Generator, int]]:
    sizes = [min(BATCH, trials - start) for start in range(0, trials, BATCH)]
    return [(np.random.default_rng([seed, case, n]), size) for n, size in enumerate(sizes)]


def carts(model: CellModel, lanes: int, rng: np.random.Generator) -> tuple[Cells, list[Calibration], Array]:
    cells = Cells(model, lanes, rng)
    calibrations = taught(cells)
    cells.seconds = 0.0
    return cells, calibrations, rng.uniform(*scenes.LIVE_KG, lanes)


def lanes_of(got: Readings, calibrations: Sequence[Calibration], until: Array | None = None) -> list[Lane]:
    lanes = []
    for n, calibration in enumerate(calibrations):
        there = got.there[:, n] if until is None else got.there[:, n] & (got.t[:, n] <= until[n])
        counts = got.counts[there, n]
        grams = (counts - np.array(calibration.zero)) @ np.array(calibration.grams_per_count)
        motion = got.motion[there, n].tolist() if got.motion is not None else None
        lanes.append(Lane(got.t[there, n], counts.tolist(), grams, motion, calibration))
    return lanes


def curve(case: str, model: CellModel, lane: Lane, truth: float, founds: dict[str, Found]) -> Curve:
    booked = {method: found.steps for method, found in founds.items()}
    return Curve(f"{case} at {model.white_g} g rms", lane.t, lane.grams, truth, booked)
