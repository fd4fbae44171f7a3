"""The cases of the scale's bench: what is simulated, and what counts as found."""

from dataclasses import replace
from time import process_time
from typing import Any

import numpy as np

from cart.core.weighing import Shape
from hw.bench import scale_scenes as scenes
from hw.bench.scale_methods import BASELINES
from hw.bench.scale_signals import Cells, Readings, record, still
from hw.bench.scale_taught import BASKET_G, taught
from hw.bench.scale_trials import METHODS, Curve, Row, Tally, batches, carts, curve, lanes_of
from hw.twin.loadcell import CELLS, CellModel

HAND_AT = (2.7, 2.8)  # seconds after switching on: the first level and a full reference are there
ROLLS_FROM_S = 4.5
RING_S = 3.6  # watched after the hand has come


def standing(grams: float, trials: int, model: CellModel, seed: int) -> tuple[list[Row], list[Curve]]:
    """One thing of `grams` on a standing cart, with 0 to 15 kg in it."""
    tallies = {method: Tally(method) for method in METHODS}
    curves: list[Curve] = []
    for rng, lanes in batches(trials, seed, round(grams)):
        at = rng.uniform(*HAND_AT, (lanes, 1)) + 0.0
        cells, calibrations, live = carts(model, lanes, rng)
        put = scenes.placed(rng, np.full((lanes, 1), grams), at, live, None)
        got = record(cells, put.scene, HAND_AT[1] + RING_S)
        for n, lane in enumerate(lanes_of(got, calibrations)):
            founds = {method: lane.found(method) for method in METHODS}
            for method, found in founds.items():
                tallies[method].one(found, grams, float(put.gone[n]))
            if not curves:
                curves.append(curve(f"standing-{grams:.0f}g", model, lane, grams, founds))
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
        cells, calibrations, live = carts(model, lanes, rng)
        got = still(cells, np.repeat(live[:, None] * 1000 / CELLS, CELLS, axis=1), round(3600 * model.rate_hz))
        for lane in lanes_of(got, calibrations):
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
        for rng, lanes in batches(trials, seed, 1000 + round(grams)):
            at = rng.uniform(7.5, 8.5, (lanes, 1))
            cells, calibrations, _ = carts(model, lanes, rng)
            put = scenes.placed(rng, np.full((lanes, 1), grams), at, np.full(lanes, 12.0), ROLLS_FROM_S)
            got = record(cells, put.scene, 8.5 + RING_S)
            for n, lane in enumerate(lanes_of(got, calibrations)):
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
                    curves.append(curve("rolling", model, lane, grams, founds))
    rows = [tally.row() for tally in tallies.values()]
    rows[0].update(within_2500ms=within, commits_below_50g=below, commits_of_30g=small, roll_g=model.roll_g)
    return rows, curves


def leaning(trials: int, model: CellModel, seed: int) -> tuple[list[Row], list[Curve]]:
    """Hands that lean, and let go: found counts those of which nothing was ever booked."""
    clean = dict.fromkeys(METHODS, 0)
    told, stones, curves, total = 0, 0, [], 0
    for rng, lanes in batches(trials, seed, 3000):
        cells, calibrations, _ = carts(model, lanes, rng)
        hand = scenes.leaning(rng, lanes, 30.0, varies=True)
        got = record(cells, hand.scene, float(hand.gone.max()) + 3.0)
        for n, lane in enumerate(lanes_of(got, calibrations, hand.gone + 3.0)):
            founds = {method: lane.found(method, enough=0) for method in METHODS}
            for method, found in founds.items():
                clean[method] += not found.steps
            if not curves:
                curves.append(curve("leaning", model, lane, float(hand.grams[n]), founds))
    for rng, lanes in batches(max(1, trials // 3), seed, 3001):
        cells, calibrations, _ = carts(model, lanes, rng)
        hand = scenes.leaning(rng, lanes, 8.0, varies=False)
        got = record(cells, hand.scene, float(hand.gone.max()) + 2.0)
        total += lanes
        for lane in lanes_of(got, calibrations, hand.gone):
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
    for rng, lanes in batches(trials, seed, 4000):
        at = rng.uniform(*HAND_AT, (lanes, 1)) + np.array([[0.0, 0.5]])
        cells, calibrations, live = carts(model, lanes, rng)
        weights = np.exp(rng.uniform(np.log(20), np.log(1000), (lanes, 2)))
        put = scenes.placed(rng, weights, at, live, None)
        got = record(cells, put.scene, HAND_AT[1] + RING_S + 0.5)
        for n, lane in enumerate(lanes_of(got, calibrations)):
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
                curves.append(curve("two-items", model, lane, float(weights[n].sum()), founds))
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
    for lane in lanes_of(got, calibrations):
        founds = {method: lane.found(method, enough=0) for method in METHODS}
        for method, found in founds.items():
            extra = max(0, len(found.steps) - 1)
            false[method] += extra
            clean[method] += extra == 0 and len(found.steps) == 1
        if not curves:
            curves.append(curve("drift", model, lane, 5000.0, founds))
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


def _columns(got: Readings) -> tuple[Any, Any, Any]:
    return got.t, got.counts, got.there
