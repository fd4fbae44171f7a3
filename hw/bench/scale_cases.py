"""The cases of the scale's bench: what is simulated, and how the answers are judged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import process_time
from typing import Any

import numpy as np

from cart.core.calibration import Calibration
from cart.core.weighing import Shape
from hw.bench import scale_scenes as scenes
from hw.bench.scale_methods import BASELINES, Found, cart
from hw.bench.scale_signals import Array, Cells, Readings, record, still
from hw.bench.scale_taught import BASKET_G, taught
from hw.twin.loadcell import CELLS, CellModel

Row = dict[str, Any]
BATCH = 250  # lanes at a time: bounds the memory
HAND_AT = (2.7, 2.8)  # seconds after switching on: the first level and a full reference are there
ROLLS_FROM_S = 4.5
RING_S = 3.6  # watched after the hand has come
NEAR_G, NEAR = 2.5, 0.02  # a step counts as the right one within this much


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


METHODS = ("cart", *BASELINES)


def standing(grams: float, trials: int, model: CellModel, seed: int) -> tuple[list[Row], list[Curve]]:
    """One thing of `grams` on a standing cart, with 0 to 15 kg in it."""
    tallies = {method: Tally(method) for method in METHODS}
    curves: list[Curve] = []
    for rng, lanes in _batches(trials, seed, round(grams)):
        at = rng.uniform(*HAND_AT, (lanes, 1)) + 0.0
        cells, calibrations, live = _carts(model, lanes, rng)
        put = scenes.placed(rng, np.full((lanes, 1), grams), at, live, None)
        got = record(cells, put.scene, HAND_AT[1] + RING_S)
        for n, lane in enumerate(_lanes(got, calibrations)):
            founds = {method: lane.found(method) for method in METHODS}
            for method, found in founds.items():
                tallies[method].one(found, grams, float(put.gone[n]))
            if not curves:
                curves.append(_curve(f"standing-{grams:.0f}g", model, lane, grams, founds))
    return [tally.row() for tally in tallies.values()], curves


def quiet(hours: int, model: CellModel, seed: int) -> tuple[list[Row], list[Curve]]:
    """Hours in which nobody touches the cart; every step is a false one."""
    false = dict.fromkeys(METHODS, 0)
    touched, spent, readings = 0, 0.0, 0
    left = hours
    for batch in range(0, hours, 10):
        lanes = min(10, left)
        left -= lanes
        rng = np.random.default_rng([seed, 77, batch])
        cells, calibrations, live = _carts(model, lanes, rng)
        got = still(cells, np.repeat(live[:, None] * 1000 / CELLS, CELLS, axis=1), round(3600 * model.rate_hz))
        for lane in _lanes(got, calibrations):
            start = process_time()
            found = lane.found("cart", enough=0)
            spent, readings = spent + process_time() - start, readings + len(lane.counts)
            touched += len(found.touched)
            false["cart"] += len(found.steps)
            for method in BASELINES:
                false[method] += len(lane.found(method).steps)
    rows: list[Row] = [
        {"method": method, "found": 0, "trials": 0, "false_per_hour": false[method] / hours, "hours": hours}
        for method in METHODS
    ]
    rows[0].update(touched_per_hour=touched / hours, us_per_reading=round(1e6 * spent / readings, 1))
    return rows, []


def rolling(trials: int, model: CellModel, seed: int) -> tuple[list[Row], list[Curve]]:
    """100 g to 1 kg put in while the cart rolls with 12 kg on the cells, and things below 50 g that have to wait."""
    tallies = {method: Tally(method, 25.0) for method in METHODS}
    curves: list[Curve] = []
    below = small = within = 0
    model = replace(model, roll_g=0.03)
    for grams in (100.0, 200.0, 500.0, 1000.0, 30.0):
        for rng, lanes in _batches(trials, seed, 1000 + round(grams)):
            at = rng.uniform(7.5, 8.5, (lanes, 1))
            cells, calibrations, _ = _carts(model, lanes, rng)
            put = scenes.placed(rng, np.full((lanes, 1), grams), at, np.full(lanes, 12.0), ROLLS_FROM_S)
            got = record(cells, put.scene, 8.5 + RING_S)
            for n, lane in enumerate(_lanes(got, calibrations)):
                ours = lane.found("cart", enough=2)
                below += sum(abs(delta) < 50 for _, delta in ours.steps)
                if grams < 50:
                    small += len(ours.steps)
                    continue
                founds = {"cart": ours, **{method: lane.found(method) for method in BASELINES}}
                for method, found in founds.items():
                    tallies[method].one(found, grams, float(put.gone[n]))
                if len(ours.steps) == 1:
                    near = abs(ours.steps[0][1] - grams) <= tallies["cart"].near(grams)
                    within += near and ours.steps[0][0] - put.gone[n] <= 2.5
                if not curves:
                    curves.append(_curve("rolling", model, lane, grams, founds))
    rows = [tally.row() for tally in tallies.values()]
    rows[0].update(within_2500ms=within, commits_below_50g=below, commits_of_30g=small, roll_g=model.roll_g)
    return rows, curves


def leaning(trials: int, model: CellModel, seed: int) -> tuple[list[Row], list[Curve]]:
    """Hands that lean, and let go: found counts those of which nothing was ever booked."""
    clean = dict.fromkeys(METHODS, 0)
    told, stones, curves, total = 0, 0, [], 0
    for rng, lanes in _batches(trials, seed, 3000):
        cells, calibrations, _ = _carts(model, lanes, rng)
        hand = scenes.leaning(rng, lanes, 30.0, varies=True)
        got = record(cells, hand.scene, float(hand.gone.max()) + 3.0)
        for n, lane in enumerate(_lanes(got, calibrations, hand.gone + 3.0)):
            founds = {method: lane.found(method, enough=0) for method in METHODS}
            for method, found in founds.items():
                clean[method] += not found.steps
            if not curves:
                curves.append(_curve("leaning", model, lane, float(hand.grams[n]), founds))
    for rng, lanes in _batches(max(1, trials // 3), seed, 3001):
        cells, calibrations, _ = _carts(model, lanes, rng)
        hand = scenes.leaning(rng, lanes, 8.0, varies=False)
        got = record(cells, hand.scene, float(hand.gone.max()) + 2.0)
        total += lanes
        for lane in _lanes(got, calibrations, hand.gone):
            steps = lane.found("cart").ours
            told += bool(steps)
            stones += any(step.shape is Shape.RAMP for step in steps)
    rows: list[Row] = [{"method": method, "found": clean[method], "trials": trials} for method in METHODS]
    rows[0].update(still_leans=total, still_reported=told, still_marked_ramp=stones)
    return rows, curves


def two_items(trials: int, model: CellModel, seed: int) -> tuple[list[Row], list[Curve]]:
    """Two things of 20 g to 1 kg half a second apart: told apart, or one step that says so."""
    right, silent, pairs = dict.fromkeys(METHODS, 0), dict.fromkeys(METHODS, 0), 0
    curves: list[Curve] = []
    missed: list[float] = []
    for rng, lanes in _batches(trials, seed, 4000):
        at = rng.uniform(*HAND_AT, (lanes, 1)) + np.array([[0.0, 0.5]])
        cells, calibrations, live = _carts(model, lanes, rng)
        weights = np.exp(rng.uniform(np.log(20), np.log(1000), (lanes, 2)))
        put = scenes.placed(rng, weights, at, live, None)
        got = record(cells, put.scene, HAND_AT[1] + RING_S + 0.5)
        for n, lane in enumerate(_lanes(got, calibrations)):
            pairs += 1
            founds = {method: lane.found(method) for method in METHODS}
            marked = any(step.parts > 1 for step in founds["cart"].ours)
            for method, found in founds.items():
                apart = len(found.steps) == 2
                right[method] += apart or (method == "cart" and marked)
                silent[method] += len(found.steps) == 1 and not (method == "cart" and marked)
            if len(founds["cart"].steps) == 1 and not marked:
                missed.append(round(float(weights[n].min()), 1))
            if not curves:
                curves.append(_curve("two-items", model, lane, float(weights[n].sum()), founds))
    rows: list[Row] = [
        {"method": method, "found": right[method], "trials": pairs, "silent": silent[method]} for method in METHODS
    ]
    rows[0]["lighter_of_silent_g"] = sorted(missed)[:40]
    return rows, curves


def drift(trials: int, model: CellModel, seed: int) -> tuple[list[Row], list[Curve]]:
    """Half an hour of warm-up (5 g/min at first) after 5 kg were put in, which creep."""
    minutes = 30
    model = replace(model, warmup_g_min=5.0)
    false = dict.fromkeys(METHODS, 0)
    clean = dict.fromkeys(METHODS, 0)
    curves: list[Curve] = []
    rng = np.random.default_rng([seed, 5000])
    cells = Cells(model, trials, rng, same_way=True)
    calibrations = taught(cells)
    empty = np.full((trials, CELLS), BASKET_G / CELLS)
    before = still(cells, empty, round(10 * model.rate_hz))
    loaded = still(cells, empty + 1250.0, round(minutes * 60 * model.rate_hz))
    got = Readings(*(np.concatenate(pair) for pair in zip(_columns(before), _columns(loaded), strict=True)))
    for lane in _lanes(got, calibrations):
        founds = {method: lane.found(method, enough=0) for method in METHODS}
        for method, found in founds.items():
            extra = max(0, len(found.steps) - 1)
            false[method] += extra
            clean[method] += extra == 0 and len(found.steps) == 1
        if not curves:
            curves.append(_curve("drift", model, lane, 5000.0, founds))
    hours = trials * minutes / 60
    return [
        {
            "method": method,
            "found": clean[method],
            "trials": trials,
            "false_per_hour": false[method] / hours,
            "hours": hours,
        }
        for method in METHODS
    ], curves


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


def _batches(trials: int, seed: int, case: int) -> list[tuple[np.random.Generator, int]]:
    sizes = [min(BATCH, trials - start) for start in range(0, trials, BATCH)]
    return [(np.random.default_rng([seed, case, n]), size) for n, size in enumerate(sizes)]


def _carts(model: CellModel, lanes: int, rng: np.random.Generator) -> tuple[Cells, list[Calibration], Array]:
    cells = Cells(model, lanes, rng)
    calibrations = taught(cells)
    cells.seconds = 0.0
    return cells, calibrations, rng.uniform(*scenes.LIVE_KG, lanes)


def _lanes(got: Readings, calibrations: Sequence[Calibration], until: Array | None = None) -> list[Lane]:
    lanes = []
    for n, calibration in enumerate(calibrations):
        there = got.there[:, n] if until is None else got.there[:, n] & (got.t[:, n] <= until[n])
        counts = got.counts[there, n]
        grams = (counts - np.array(calibration.zero)) @ np.array(calibration.grams_per_count)
        motion = got.motion[there, n].tolist() if got.motion is not None else None
        lanes.append(Lane(got.t[there, n], counts.tolist(), grams, motion, calibration))
    return lanes


def _curve(case: str, model: CellModel, lane: Lane, truth: float, founds: dict[str, Found]) -> Curve:
    booked = {method: found.steps for method, found in founds.items()}
    return Curve(f"{case} at {model.white_g} g rms", lane.t, lane.grams, truth, booked)


def _columns(got: Readings) -> tuple[Any, Any, Any]:
    return got.t, got.counts, got.there
