"""Readings of the scale -> somebody touches the basket -> it came to rest -> the step in weight.

Two stages. The onset is a short mean that leaves the reference; from then on the reference stands still, so
the hand is never in it. The step is committed from a window that is quiet and flat. A gap in the readings
(scale unplugged, cart restarted) counts as an onset: whatever changed meanwhile comes out as one step.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import fsum, sqrt

from cart.core.calibration import Calibration
from cart.core.inputs import ScaleReading
from cart.core.rules import WeighRules
from cart.core.units import Grams, Seconds

GAP_S = 0.5
UNSEEN_G = 6.0  # drift and creep of some minutes without readings
FLICKER_G = 0.3  # rms of the 1/f noise below half a hertz: averaging does not lower it
SHORT = 8  # readings in the mean that notices the hand: 0.1 s
TRIM = 2  # readings left out at either end of a window: single wrong conversions (1 in 10,000)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A reading and its net weight."""

    t: Seconds
    counts: tuple[int, ...]
    grams: Grams


@dataclass(frozen=True, slots=True)
class Level:
    """The basket at rest: mean counts of each cell, and their weight."""

    counts: tuple[int, ...]
    grams: Grams


@dataclass(frozen=True, slots=True)
class Weighing:
    """`onset` is None while the basket is quiet; `level` is the last rest before it.

    `unseen_g` is what may have drifted or crept while nobody read the scale: no step is seen in less.
    """

    window: tuple[Weighed, ...] = ()
    level: Level | None = None
    onset: Seconds | None = None
    unseen_g: float = 0.0


@dataclass(frozen=True, slots=True)
class Touched:
    """Something disturbs the basket since `t`."""

    t: Seconds


@dataclass(frozen=True, slots=True)
class Rested:
    """The basket is at rest again and weighs what it weighed (or nothing was known before)."""

    t: Seconds
    level: Level


@dataclass(frozen=True, slots=True)
class WeightStep:
    """The basket was disturbed at `t0`, is at rest since `t1`, and weighs `delta` grams more (sigma, grams).

    `spot` is where the change happened, in permille from the left and from the front, by the four cells.
    """

    t0: Seconds
    t1: Seconds
    delta: Grams
    sigma: Grams
    level: Level
    spot: tuple[int, int]


Event = Touched | Rested | WeightStep


def weigh(
    weighing: Weighing, reading: ScaleReading, calibration: Calibration, rules: WeighRules
) -> tuple[Weighing, Event | None]:
    """The state after a reading, and what it means. A reading of another number of cells means nothing."""
    if len(reading.counts) != len(calibration.zero):
        return weighing, None
    weighing = _with(weighing, reading, calibration, rules)
    if weighing.onset is not None:
        return _settle(weighing, calibration, rules)
    if weighing.level is None:
        return replace(weighing, onset=reading.t), None
    return _watch(weighing, calibration, rules)


def resume(counts: tuple[int, ...], calibration: Calibration) -> Weighing:
    """Weighing after a restart: the level that the ledger knows; what differs comes out as a step."""
    return Weighing(level=Level(counts, calibration.grams(counts)), unseen_g=UNSEEN_G)


def noise(window: Sequence[Weighed]) -> float:
    """Standard deviation of a window in grams, with its extremes left out."""
    inner = _trimmed(window)
    middle = fsum(inner) / len(inner)
    return sqrt(fsum((g - middle) ** 2 for g in inner) / len(inner))


def _with(weighing: Weighing, reading: ScaleReading, calibration: Calibration, rules: WeighRules) -> Weighing:
    weighed = Weighed(reading.t, reading.counts, calibration.grams(reading.counts))
    window = weighing.window
    apart = reading.t - window[-1].t if window else GAP_S + 1
    if not 0 < apart <= GAP_S:
        onset = weighing.onset if weighing.onset is not None else reading.t
        unseen = UNSEEN_G if weighing.level else 0.0
        return replace(weighing, window=(weighed,), onset=onset, unseen_g=unseen)
    oldest = reading.t - rules.reference_s - rules.guard_s
    first = next(i for i, w in enumerate((*window, weighed)) if w.t >= oldest)
    return replace(weighing, window=(*window[first:], weighed))


def _watch(weighing: Weighing, calibration: Calibration, rules: WeighRules) -> tuple[Weighing, Event | None]:
    now = weighing.window[-1].t
    before = [w for w in weighing.window if w.t <= now - rules.guard_s]
    if len(before) < SHORT or len(weighing.window) < SHORT or weighing.level is None:
        return weighing, None
    reference = fsum(_trimmed(before)) / (len(before) - 2 * TRIM)
    recent = sorted(w.grams for w in weighing.window[-SHORT:])[1:-1]
    if abs(fsum(recent) / len(recent) - reference) <= rules.onset_g:
        return weighing, None
    level = _level(before, calibration)
    return replace(weighing, onset=now, level=level), Touched(now)


def _settle(weighing: Weighing, calibration: Calibration, rules: WeighRules) -> tuple[Weighing, Event | None]:
    now = weighing.window[-1].t
    if weighing.window[0].t > now - rules.window_s:
        return weighing, None
    window = [w for w in weighing.window if w.t >= now - rules.window_s]
    half = len(window) // 2
    if half <= 2 * TRIM or not _flat(window, half, rules):
        return weighing, None
    level = _level(window, calibration)
    onset = weighing.onset if weighing.onset is not None else now
    quiet = Weighing(tuple(window), level, None)
    if weighing.level is None:
        return quiet, Rested(now, level)
    delta = Grams(level.grams - weighing.level.grams)
    if abs(delta) < rules.least_step_g + weighing.unseen_g:
        return quiet, Rested(now, level)
    white = rules.noise_g * sqrt(1 / len(window) + 1 / (80 * rules.reference_s))
    sigma = Grams(sqrt(white**2 + FLICKER_G**2 + (3e-4 * delta) ** 2 + (weighing.unseen_g / 3) ** 2))
    return quiet, WeightStep(onset, now, delta, sigma, level, _spot(weighing.level, level, calibration))


def _flat(window: Sequence[Weighed], half: int, rules: WeighRules) -> bool:
    if noise(window) > 1.6 * rules.noise_g + 0.2:
        return False
    first, second = _trimmed(window[:half]), _trimmed(window[half:])
    slope = abs(fsum(first) / len(first) - fsum(second) / len(second))
    return slope <= 4 * rules.noise_g / sqrt(half) + 0.15


def _trimmed(window: Sequence[Weighed]) -> list[float]:
    grams: list[float] = sorted(w.grams for w in window)
    return grams[TRIM:-TRIM] if len(grams) > 2 * TRIM else grams


def _level(window: Sequence[Weighed], calibration: Calibration) -> Level:
    kept = sorted(window, key=lambda w: w.grams)[TRIM:-TRIM]
    counts = tuple(round(fsum(column) / len(kept)) for column in zip(*(w.counts for w in kept), strict=True))
    return Level(counts, calibration.grams(counts))


def _spot(before: Level, after: Level, calibration: Calibration) -> tuple[int, int]:
    """Where the change happened; cells in the order front left, front right, rear left, rear right."""
    was, now = calibration.cells(before.counts), calibration.cells(after.counts)
    change = [b - a for a, b in zip(was, now, strict=True)]
    whole = fsum(change)
    if len(change) != 4 or abs(whole) < 1.0:
        return (500, 500)
    right, rear = (change[1] + change[3]) / whole, (change[2] + change[3]) / whole
    return (_clamp(right), _clamp(rear))


def _clamp(share: float) -> int:
    return round(1000 * min(1.0, max(0.0, share)))
