"""Four ways to find steps: ours, and three written from the descriptions of what others do.

A method gets one lane's times, counts, weights and accelerations and says when which step was booked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from cart.core.calibration import Calibration
from cart.core.inputs import ScaleReading
from cart.core.rules import WeighRules
from cart.core.units import Seconds
from cart.core.weighing import Event, Provisional, Touched, Weighing, WeightStep, weigh
from hw.bench.scale_signals import Array

RULES = WeighRules()
AFTER_S = 0.6  # how long a lane goes on after a step: a second, false one would come within


@dataclass
class Found:
    """Steps as (when, grams); `told` are provisional values, `touched` when the onset was noticed."""

    steps: list[tuple[float, float]] = field(default_factory=list)
    told: list[tuple[float, float]] = field(default_factory=list)
    touched: list[float] = field(default_factory=list)
    ours: list[WeightStep] = field(default_factory=list)


def cart(
    t: Sequence[float],
    counts: Sequence[Sequence[int]],
    calibration: Calibration,
    motion: Sequence[Sequence[int]] | None = None,
    enough: int = 1,
) -> Found:
    """The cart's own weighing; stops after `enough` steps and a little (0: never)."""
    found, weighing, until = Found(), Weighing(), float("inf")
    event: Event | None
    for k, (now, row) in enumerate(zip(t, counts, strict=True)):
        if now > until:
            break
        felt = (motion[k][0], motion[k][1], motion[k][2]) if motion else None
        weighing, event = weigh(weighing, ScaleReading(Seconds(now), tuple(row), felt), calibration, RULES)
        match event:
            case Touched():
                found.touched.append(now)
            case Provisional(delta=delta):
                found.told.append((now, delta))
            case WeightStep(delta=delta) as step:
                found.told.append((now, delta))
                found.steps.append((now, delta))
                found.ours.append(step)
                if len(found.steps) == enough:
                    until = now + AFTER_S
    return found


def threshold(t: Array, grams: Array) -> Found:
    """Open carts: a mean of ten readings that differs by 50 g from the last booked one; wait 2 s; book the mean."""
    mean, found = _means(grams, 10), Found()
    level, k = float(mean[9]), 10
    while k < len(mean):
        off = np.flatnonzero(np.abs(mean[k:] - level) > 50.0)
        if not len(off):
            break
        k = int(np.searchsorted(t, t[k + off[0]] + 2.0))
        if k < len(mean):
            found.steps.append((float(t[k]), float(mean[k]) - level))
            level = float(mean[k])
    return found


def rolling_std(t: Array, grams: Array) -> Found:
    """The AutoCheckout winner's trigger: an event while the deviation of half a second is above 5 g.

    The step is the mean after it less the mean before it, and counts from 5 g on.
    """
    n = 40
    mean, square = _means(grams, n), _means(grams * grams, n)
    loud = np.sqrt(np.maximum(0.0, square - mean * mean)) > 5.0
    loud[:n] = False
    edges = np.flatnonzero(np.diff(loud.astype(int)))
    found = Found()
    for start, end in zip(edges[0::2], edges[1::2], strict=False):
        step = float(mean[min(end + 1, len(mean) - 1)] - mean[max(0, start - 2)])
        if abs(step) >= 5.0:
            found.steps.append((float(t[end + 1]), step))
    return found


def stable_window(t: Array, grams: Array) -> Found:
    """A shop scale: filtered over 0.2 s, stable while a second stays within one division, shown in divisions of 5 g.

    A step is booked when the stable indication changes.
    """
    e, n = 5.0, 80
    smooth = _means(grams, 16)
    found = Found()
    windows = np.lib.stride_tricks.sliding_window_view(smooth[16:], n)
    calm = np.zeros(len(grams), bool)
    for start in range(0, len(windows), 20_000):  # a bounded piece of memory at a time
        part = windows[start : start + 20_000]
        calm[16 + n - 1 + start :][: len(part)] = np.ptp(part, axis=1) <= e
    level: float | None = None
    for k in np.flatnonzero(calm):
        shown = e * round(float(smooth[k]) / e)
        if level is None:
            level = shown
        elif shown != level and abs(float(smooth[k]) - level) > 0.75 * e:  # zero tracking and hysteresis of a display
            found.steps.append((float(t[k]), shown - level))
            level = shown
    return found


def _means(values: Array, n: int) -> Array:
    """Mean of the last n values, shorter at the start."""
    summed = np.concatenate([[0.0], np.cumsum(values - values[0])])
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(0, ends - n)
    means: Array = (summed[ends] - summed[starts]) / (ends - starts) + values[0]
    return means


BASELINES = {"threshold": threshold, "rolling-std": rolling_std, "stable-window": stable_window}
