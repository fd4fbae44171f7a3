"""From a stretch of readings to the level of the basket, if it rests: flat, or ringing around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from cart.core.calibration import Calibration
from cart.core.ringing import ring
from cart.core.units import Grams
from cart.core.weights import Level, Weighed

TRIM = 2  # readings left out at either end: single wrong conversions (1 in 10,000)
STEEPEST = 0.9986  # cosine of 3 degrees: beyond, nothing is weighed
EVEN, UNEVEN = 0.0003, 0.006  # rms by which trimmed and untrimmed cells disagree, relative to their load
DEAD_G = 10_000.0  # basket and goods weigh less than this: what a tilt takes away from it


@dataclass(frozen=True, slots=True)
class Rest:
    """A level and its standard error from white noise alone."""

    level: Level
    sigma: float


def flat(window: Sequence[Weighed], calibration: Calibration, noise_g: float) -> Rest | None:
    """The level of a window that is nothing but noise."""
    grams = [w.grams for w in window]
    half = len(grams) // 2
    if half <= 2 * TRIM or noise(grams) > 1.25 * noise_g + 0.1:
        return None
    slope = abs(_middle(grams[:half]) - _middle(grams[half:]))
    start = abs(_middle(grams[: half // 2]) - _middle(grams[half // 2 :]))
    if slope > 3.5 * noise_g / sqrt(half / 2) or start > 4.5 * noise_g / sqrt(half / 2):
        return None
    return Rest(level(window, calibration), noise_g / sqrt(len(window)))


def ringing(window: Sequence[Weighed], calibration: Calibration, noise_g: float) -> Rest | None:
    """The level that a window rings around."""
    found = ring([w.grams for w in window], noise_g)
    if found is None or found.rms > 1.3 * noise_g:
        return None
    quarter = len(window) // 4
    for k in range(0, len(window) - quarter + 1, quarter):
        if abs(fsum(found.rest[k : k + quarter])) > 3.5 * noise_g * sqrt(quarter):
            return None
    columns = zip(*(w.counts for w in window), strict=True)
    counts = tuple(round(fsum(x * y for x, y in zip(found.weights, column, strict=True))) for column in columns)
    return Rest(_weighed(counts, window, calibration), found.sigma)


def level(window: Sequence[Weighed], calibration: Calibration) -> Level:
    """Mean of a window without its extremes."""
    kept = sorted(window, key=lambda w: w.grams)[TRIM:-TRIM] if len(window) > 2 * TRIM else window
    counts = tuple(round(fsum(column) / len(kept)) for column in zip(*(w.counts for w in kept), strict=True))
    return _weighed(counts, window, calibration)


def noise(grams: Sequence[float]) -> float:
    """Standard deviation with the extremes left out."""
    inner = _trimmed(grams)
    middle = fsum(inner) / len(inner)
    return sqrt(fsum((g - middle) ** 2 for g in inner) / len(inner))


def upright(window: Sequence[Weighed]) -> float:
    """Cosine of the tilt, by the accelerometer; 1.0 without one."""
    felt = [w.motion for w in window if w.motion is not None]
    x, y, z = (fsum(axis) for axis in zip(*felt, strict=True)) if felt else (0.0, 0.0, 1.0)
    whole = sqrt(x * x + y * y + z * z)
    return abs(z) / whole if whole else 1.0


def doubt(before: Level, after: Level, calibration: Calibration) -> float:
    """Grams that a change may show without anything coming or going: moved over uneven cells, tilted."""
    moved = fsum(abs(change) for change in _changes(before, after, calibration))
    return 2 * _unevenness(calibration) * moved + DEAD_G * abs(after.upright - before.upright)


def blur(before: Level, after: Level, calibration: Calibration) -> float:
    """Standard error of a change that comes from what the calibration leaves uneven between the cells."""
    changes = _changes(before, after, calibration)
    mean = fsum(changes) / len(changes)
    return _unevenness(calibration) * sqrt(fsum((change - mean) ** 2 for change in changes))


def _unevenness(calibration: Calibration) -> float:
    return EVEN if len(set(calibration.grams_per_count)) > 1 else UNEVEN


def _changes(before: Level, after: Level, calibration: Calibration) -> list[float]:
    was, now = calibration.cells(before.counts), calibration.cells(after.counts)
    return [b - a for a, b in zip(was, now, strict=True)]


def spot(before: Level, after: Level, calibration: Calibration) -> tuple[int, int]:
    """Where the change happened; cells in the order front left, front right, rear left, rear right."""
    change = _changes(before, after, calibration)
    whole = fsum(change)
    if len(change) != 4 or abs(whole) < 1.0:
        return (500, 500)
    right, rear = (change[1] + change[3]) / whole, (change[2] + change[3]) / whole
    return (_clamp(right), _clamp(rear))


def between(old: Level, new: Level, share: float, calibration: Calibration) -> Level:
    """The level that is `share` of the way from one to the other."""
    counts = tuple(round(a + share * (b - a)) for a, b in zip(old.counts, new.counts, strict=True))
    return Level(counts, Grams(calibration.grams(counts)), new.upright)


def _weighed(counts: tuple[int, ...], window: Sequence[Weighed], calibration: Calibration) -> Level:
    return Level(counts, calibration.grams(counts), upright(window))


def _trimmed(grams: Sequence[float]) -> list[float]:
    ordered = sorted(grams)
    return ordered[TRIM:-TRIM] if len(ordered) > 2 * TRIM else ordered


def _middle(grams: Sequence[float]) -> float:
    inner = _trimmed(grams)
    return fsum(inner) / len(inner)


def _clamp(share: float) -> int:
    return round(1000 * min(1.0, max(0.0, share)))
