"""While the cart rolls: floors shake it a hundred times harder than a lemon weighs, but not slowly.

Vibration has next to nothing below 3 Hz, so a bell-shaped mean over two seconds lets only grams of it through.
What comes or goes in lighter steps than 50 g waits for the next stop.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import cos, fsum, pi, sqrt
from operator import mul

from cart.core.calibration import Calibration
from cart.core.levels import spot, upright
from cart.core.units import Grams, Seconds
from cart.core.weights import Event, Level, Shape, Weighed, Weighing, WeightStep

LEAST_G = 50.0
SIGMA_G = 5.0  # of a level found while rolling at 0.03 g rms with 12 kg live mass
UNSEEN_G = 20.0  # by which the next stop may differ from it
EVERY = 8  # readings between looks
LONG, SHORT = 160, 80  # readings in the mean that counts, and in the two that have to agree
LATER = 24  # readings for which they have to agree
AGREE_G, AGREE = 25.0, 0.02  # grams, and share of the step
SHAKES, RESTS = 0.008, 0.006  # rms of the acceleration's change from reading to reading, in g
FELT = 1 / 16384  # g a count
CALMING = 1 / 24  # per reading


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


def roll(weighing: Weighing, calibration: Calibration) -> tuple[Weighing, Event | None]:
    """Look for a heavy step while the cart rolls; everything else waits."""
    weighing = replace(weighing, rolled=True, since=weighing.since + 1, provisional=None)
    level, window = weighing.level, weighing.window
    if level is None or weighing.since % EVERY or len(window) < LONG + LATER:
        return weighing, None
    grams = [w.grams for w in window]
    heavy = _mean(_BELL[LONG], grams) - level.grams
    if abs(heavy) < LEAST_G:
        return weighing, None
    limit = AGREE_G + AGREE * abs(heavy)
    if not (_agree(grams, limit) and _agree(grams[:-LATER], limit)):
        return weighing, None
    now = window[-1].t
    found = _level(window[-LONG:], calibration)
    delta = Grams(found.grams - level.grams)
    onset = weighing.onset if weighing.onset is not None else Seconds(max(window[0].t, now - 3.0))
    step = WeightStep(
        onset, now, delta, Grams(sqrt(SIGMA_G**2 + (0.01 * delta) ** 2)), found, spot(level, found, calibration),
        shape=Shape.UNSEEN,
    )
    return replace(weighing, level=found, onset=None, unseen_g=UNSEEN_G, mean=found.grams), step


def stop(weighing: Weighing) -> Weighing:
    """The cart stands again: what came of it settles now."""
    onset = weighing.onset if weighing.onset is not None else weighing.window[-1].t
    return replace(weighing, rolled=False, onset=onset, since=0, up=0.0, down=0.0)


def _agree(grams: Sequence[float], limit: float) -> bool:
    late, early = _mean(_BELL[SHORT], grams), _mean(_BELL[SHORT], grams[: LATER - SHORT])
    return abs(late - early) <= limit


def _mean(bell: Sequence[float], grams: Sequence[float]) -> float:
    return sum(map(mul, bell, grams[-len(bell) :]))


def _level(window: Sequence[Weighed], calibration: Calibration) -> Level:
    columns = zip(*(w.counts for w in window), strict=True)
    counts = tuple(round(_mean(_BELL[LONG], column)) for column in columns)
    return Level(counts, calibration.grams(counts), upright(window))


def _bell(n: int) -> tuple[float, ...]:
    """A Hann window that adds up to one: beyond 2/n of the rate, less than a fortieth gets through."""
    raw = [1 - cos(2 * pi * (k + 0.5) / n) for k in range(n)]
    whole = fsum(raw)
    return tuple(r / whole for r in raw)


_BELL = {n: _bell(n) for n in (LONG, SHORT)}
