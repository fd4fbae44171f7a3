"""While the cart rolls: floors shake it a hundred times harder than a lemon weighs, but not slowly.

Vibration has little below 3 Hz, so a bell-shaped mean over two seconds lets only grams of it through. What is
left there is the frame's own acceleration times the mass on the cells; the accelerometer tells the one, and a
normalised LMS of one tap the other. Steps below 50 g wait for the next stop.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import cos, fsum, pi, sqrt
from operator import mul
from statistics import median

from cart.core.calibration import Calibration
from cart.core.levels import spot, upright
from cart.core.units import Grams, Seconds
from cart.core.weights import Event, Level, Provisional, Shape, Weighed, Weighing, WeightStep

LEAST_G = 50.0
SIGMA_G, SIGMA = 3.7, 0.002  # at 0.03 g rms with 12 kg live mass
UNSEEN_G = 20.0  # by which the next stop may differ from a level found while rolling
EVERY = 8  # readings between looks
LONG, SHORT = 176, 80  # readings in the mean that counts, and in the one that tells a step from a push
LATER = 24  # readings in which the long mean must not change any more ...
FLAT_G, FLAT = 6.0, 0.02  # ... by more than grams, and a share of the step
SAME_G, SAME = 3.0, 0.005  # by so much a provisional value may change until it counts
WAIT_S = 0.15  # until the push of the hand has left the long mean, too
STAYS = 0.25  # of the step: by so much the last second may differ from it
SHAKES, RESTS = 0.008, 0.006  # rms of the acceleration's change from reading to reading, in g
FELT = 1 / 16384  # g a count
CALMING = 1 / 24  # per reading
STANDING = 40  # readings before rolling is noticed, in which it may have begun
BASKET_G = 5000.0  # to begin with; the LMS finds the rest
GAIN, FLOOR = 0.005, 1e-5  # of the LMS; g squared
FRESH_S = 1.0
AROUND = 4  # readings on either side that a wrong conversion is told by


def shaken(shake: float, before: Weighed, now: Weighed) -> float:
    """Mean square of the acceleration's change, as a slow average; 0.0 without an accelerometer."""
    if before.motion is None or now.motion is None:
        return 0.0
    jerk = min(0.1, abs(now.motion[2] - before.motion[2]) * FELT)
    return shake + (jerk * jerk - shake) * CALMING


def moves(weighing: Weighing) -> bool:
    """Whether the cart rolls."""
    limit = RESTS if weighing.rolled else SHAKES
    return weighing.shake > limit * limit


def rolls(weighing: Weighing, now: Seconds) -> bool | None:
    """Whether the cart rolls, however smooth the floor; None where no accelerometer has spoken for a second."""
    last = weighing.window[-1] if weighing.window else None
    if last is None or last.motion is None or now - last.t > FRESH_S:
        return None
    return weighing.shake > RESTS * RESTS


def roll(weighing: Weighing, calibration: Calibration) -> tuple[Weighing, Event | None]:
    """Look for a heavy step while the cart rolls; everything else waits."""
    if not weighing.rolled:
        weighing = _start(weighing)
    weighing = replace(weighing, since=weighing.since + 1, window=_without_spike(weighing.window, calibration))
    level, window = weighing.level, weighing.window
    if level is None or weighing.since % EVERY or len(window) < LONG + LATER:
        return weighing, None
    lifts = [(w.motion[2] * FELT - weighing.gravity) if w.motion else 0.0 for w in window]
    mass = _learn(weighing.mass_g, [w.grams for w in window[-2 * EVERY :]], lifts[-2 * EVERY :])
    weighing = replace(weighing, mass_g=mass)
    grams = [w.grams - mass * lift for w, lift in zip(window, lifts, strict=True)]
    heavy = _mean(LONG, grams) - level.grams
    if abs(heavy) < LEAST_G or abs(_mean(SHORT, grams) - level.grams - heavy) > STAYS * abs(heavy):
        return replace(weighing, provisional=None), None
    if abs(_mean(LONG, grams[:-LATER]) - level.grams - heavy) > FLAT_G + FLAT * abs(heavy):
        return weighing, None
    now, told = window[-1].t, weighing.provisional
    if told is None or abs(heavy - told.delta) > SAME_G + SAME * abs(heavy):
        told = Provisional(now, Grams(heavy), Grams(3 * SIGMA_G))
        return replace(weighing, provisional=told), told
    return _commit(weighing, level, heavy, calibration) if now - told.t > WAIT_S else (weighing, None)


def stop(weighing: Weighing) -> Weighing:
    """The cart stands again: what came of it settles now."""
    onset = weighing.onset if weighing.onset is not None else weighing.window[-1].t
    return replace(weighing, rolled=False, onset=onset, since=0, up=0.0, down=0.0)


def _start(weighing: Weighing) -> Weighing:
    stood = [w.motion[2] * FELT for w in weighing.window[:-STANDING] if w.motion]
    gravity = fsum(stood) / len(stood) if stood else 1.0
    mass = weighing.mass_g or BASKET_G + (weighing.level.grams if weighing.level else 0.0)
    return replace(weighing, rolled=True, since=0, provisional=None, gravity=gravity, mass_g=mass)


def _commit(weighing: Weighing, level: Level, heavy: float, calibration: Calibration) -> tuple[Weighing, Event]:
    """The cells share what the accelerometer took off, in the proportion of their load."""
    window = weighing.window[-LONG:]
    columns = zip(*(w.counts for w in window), strict=True)
    shown = [_mean(LONG, column) for column in columns]
    off = heavy + level.grams - calibration.grams(shown)
    parts = len(shown)
    counts = tuple(
        round(count + off / parts / gain) for count, gain in zip(shown, calibration.grams_per_count, strict=True)
    )
    found = Level(counts, calibration.grams(counts), upright(window))
    now, delta = window[-1].t, Grams(found.grams - level.grams)
    onset = weighing.onset if weighing.onset is not None else Seconds(max(weighing.window[0].t, now - 3.0))
    sigma = Grams(sqrt(SIGMA_G**2 + (SIGMA * delta) ** 2))
    where = spot(level, found, calibration)
    step = WeightStep(onset, now, delta, sigma, found, where, shape=Shape.UNSEEN)
    return replace(weighing, level=found, onset=None, unseen_g=UNSEEN_G, mean=found.grams, provisional=None), step


def _without_spike(window: tuple[Weighed, ...], calibration: Calibration) -> tuple[Weighed, ...]:
    """A conversion in which one cell, and only one, stands outside of what came before and after: floors shake all.

    Nothing trims a weighted mean, and one bad conversion in 10,000 moves this one by up to its ninetieth part.
    """
    middle = len(window) - 1 - AROUND
    if middle < AROUND:
        return window
    columns = list(zip(*(w.counts for w in window[middle - AROUND :]), strict=True))
    wrong = [n for n, column in enumerate(columns) if _outside(column)]
    if len(wrong) != 1:
        return window
    now = window[middle]
    cell, column = wrong[0], columns[wrong[0]]
    believed = round(median(column))
    grams = Grams(now.grams + (believed - now.counts[cell]) * calibration.grams_per_count[cell])
    counts = (*now.counts[:cell], believed, *now.counts[cell + 1 :])
    return (*window[:middle], replace(now, counts=counts, grams=grams), *window[middle + 1 :])


def _outside(column: Sequence[int]) -> bool:
    """Whether the middle one is farther from the others than they are from each other."""
    others = (*column[:AROUND], *column[AROUND + 1 :])
    low, high = min(others), max(others)
    return not 2 * low - high <= column[AROUND] <= 2 * high - low


def _learn(mass_g: float, grams: Sequence[float], lifts: Sequence[float]) -> float:
    """One step of the LMS on what changed between two tenths of a second: levels do not matter to it."""
    felt = (fsum(lifts[EVERY:]) - fsum(lifts[:EVERY])) / EVERY
    shown = (fsum(grams[EVERY:]) - fsum(grams[:EVERY])) / EVERY
    wrong = max(-300.0, min(300.0, shown - mass_g * felt))
    return max(1000.0, mass_g + GAIN * wrong * felt / (felt * felt + FLOOR))


def _mean(n: int, values: Sequence[float]) -> float:
    mean: float = sum(map(mul, _BELL[n], values[-n:]))
    return mean


def _bell(n: int) -> tuple[float, ...]:
    """A Hann window that adds up to one: beyond 2/n of the rate, less than a fortieth gets through."""
    raw = [1 - cos(2 * pi * (k + 0.5) / n) for k in range(n)]
    whole = fsum(raw)
    return tuple(r / whole for r in raw)


_BELL = {n: _bell(n) for n in (LONG, SHORT)}
