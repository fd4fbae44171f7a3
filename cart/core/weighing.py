"""Readings of the scale -> somebody touches the basket -> it came to rest -> the step in weight.

The onset is a cumulative sum (Page's CUSUM) of what readings differ from their slow mean; the reference ends
before it, so the hand is never in it. From then on `settling` looks for rest, and `rolling` takes over while
the cart moves. A gap in the readings (scale unplugged, cart restarted) counts as an onset: whatever changed
meanwhile comes out as one step. Nothing is tared, ever: at rest the level follows drift, slowly.
"""

from dataclasses import replace
from operator import mul, sub

from cart.core import levels, rolling
from cart.core.calibration import Calibration
from cart.core.inputs import HeadReading, ScaleReading
from cart.core.rules import WeighRules
from cart.core.settling import RATE, settle
from cart.core.units import Grams
from cart.core.weights import (
    Event,
    Level,
    Provisional,
    Rested,
    Shape,
    Touched,
    Weighed,
    Weighing,
    WeightStep,
)

__all__ = [
    "Event",
    "Level",
    "Provisional",
    "Rested",
    "Shape",
    "Touched",
    "Weighed",
    "Weighing",
    "WeightStep",
    "resume",
    "resume_head",
    "weigh",
    "weigh_head",
]

GAP_S = 0.5
UNSEEN_G = 9.0  # drift and creep of some minutes without readings
SHORT = 8  # readings without which there is no reference
HISTORY = 320  # readings kept while something happens: four seconds
FOLLOW = 32  # readings between looks at the drift
DRIFT_G_S = 0.8  # a warm-up drifts by 0.08 g a second; R 76-1 lets zero tracking follow half a division, 2.5 g
SAME_G = 1.5  # a fresh reference may differ from the level by this much 1/f noise and drift
SLOW = 1 / 80  # per reading, of the mean that the onset is measured against
HEAD_STEP_G = 5.0  # one division of a class III head; its own filter stands for everything else


def weigh(
    weighing: Weighing, reading: ScaleReading, calibration: Calibration, rules: WeighRules
) -> tuple[Weighing, Event | None]:
    """The state after a reading, and what it means. A reading of another number of cells means nothing."""
    if len(reading.counts) != len(calibration.zero):
        return weighing, None
    offsets = map(sub, reading.counts, calibration.zero)
    grams = Grams(sum(map(mul, offsets, calibration.grams_per_count)))  # 80 times a second: without checks
    now = Weighed(reading.t, reading.counts, grams, reading.motion)
    window = weighing.window
    if not window or not 0 < now.t - window[-1].t <= GAP_S:
        return _lost(weighing, now), None
    shake = rolling.shaken(weighing.shake, window[-1], now) if now.motion else 0.0
    quiet = weighing.onset is None and weighing.level is not None
    room = round((rules.reference_s + rules.guard_s) * RATE) + SHORT if quiet and not now.motion else HISTORY
    window = window[max(0, len(window) + 1 - room) :] + (now,)  # noqa: RUF005 (one copy less)
    noise_g = max(rules.noise_g, calibration.noise_g)
    if quiet and shake == 0.0:
        return _watch(weighing, window, calibration, rules, noise_g)
    weighing = replace(weighing, window=window, shake=shake)
    if rolling.moves(weighing):
        return rolling.roll(weighing, calibration)
    if weighing.rolled:
        return rolling.stop(weighing), None
    if quiet:
        return _watch(weighing, window, calibration, rules, noise_g)
    if weighing.onset is None:
        weighing = replace(weighing, onset=now.t)
    return settle(weighing, calibration, rules, noise_g)


def resume(counts: tuple[int, ...], calibration: Calibration) -> Weighing:
    """Weighing after a restart: the level that the ledger knows; what differs comes out as a step."""
    return Weighing(level=Level(counts, calibration.grams(counts)), unseen_g=UNSEEN_G)


def resume_head(counts: tuple[int, ...]) -> Weighing:
    """The same for a certified scale head, whose level on the ledger is its one weight in decigrams."""
    return Weighing(level=Level(counts, Grams(counts[0] / 10)))


def weigh_head(weighing: Weighing, reading: HeadReading) -> tuple[Weighing, Event | None]:
    """The same for a certified scale head, which has filtered its weight and says itself when it rests."""
    grams = Grams(reading.weight / 10)
    if not reading.stable:
        if weighing.onset is not None:
            return weighing, None
        return replace(weighing, onset=reading.t), Touched(reading.t) if weighing.level else None
    rest = Level((reading.weight,), grams)
    quiet = Weighing(level=rest)
    onset, before = weighing.onset, weighing.level
    if before is None:
        return quiet, Rested(reading.t, rest)
    delta = Grams(grams - before.grams)
    if abs(delta) >= HEAD_STEP_G + weighing.unseen_g:
        t0 = onset if onset is not None else reading.t
        sigma = Grams(HEAD_STEP_G / 2)
        return quiet, WeightStep(t0, reading.t, delta, sigma, rest, (500, 500), shape=Shape.UNSEEN)
    if onset is not None:
        return quiet, Rested(reading.t, rest)
    return weighing, None


def _lost(weighing: Weighing, now: Weighed) -> Weighing:
    """There were no readings, or the clock jumped."""
    onset = weighing.onset if weighing.onset is not None else now.t
    unseen = max(UNSEEN_G, weighing.unseen_g) if weighing.level else 0.0
    return Weighing((now,), weighing.level, onset, unseen)


def _watch(
    weighing: Weighing, window: tuple[Weighed, ...], calibration: Calibration, rules: WeighRules, noise_g: float
) -> tuple[Weighing, Event | None]:
    """Nothing happens, for all that is known: has something begun?"""
    slack = max(rules.onset_g / 2, 1.5 * noise_g)
    most = 4 * slack  # a single wrong conversion is not enough
    off = window[-1].grams - weighing.mean
    if not -most < off < most:
        off = most if off > 0 else -most
    up, down = weighing.up + off - slack, weighing.down - off - slack
    up, down = up if up > 0 else 0.0, down if down > 0 else 0.0
    mean, since = weighing.mean + SLOW * off, weighing.since + 1
    level = weighing.level
    if up + down > most + 2 * noise_g and level is not None:
        before = _reference(window, level, calibration, rules)
        weighing = Weighing(window, before, window[-1].t, shake=weighing.shake)
        return weighing, Touched(window[-1].t)
    if since >= FOLLOW and level is not None:
        return _follow(replace(weighing, window=window, mean=mean, up=up, down=down), level, calibration, rules)
    return Weighing(window, level, None, 0.0, mean, up, down, since, weighing.shake), None


def _follow(
    weighing: Weighing, level: Level, calibration: Calibration, rules: WeighRules
) -> tuple[Weighing, Event | None]:
    """The level follows drift; what moves faster than any drift is somebody filling in rice."""
    fresh = _before(weighing.window, calibration, rules)
    if fresh is None:
        return replace(weighing, since=0), None
    off = abs(fresh.grams - level.grams)
    now = weighing.window[-1].t
    if off > rules.least_step_g + levels.doubt(level, fresh, calibration):
        return Weighing(weighing.window, level, now, shake=weighing.shake), Touched(now)
    pace = DRIFT_G_S * FOLLOW / RATE
    level = fresh if off <= pace else levels.between(level, fresh, pace / off, calibration)
    return replace(weighing, level=level, since=0), None


def _reference(window: tuple[Weighed, ...], level: Level, calibration: Calibration, rules: WeighRules) -> Level:
    """The level just before the onset; the older one where the two do not agree."""
    fresh = _before(window, calibration, rules)
    return fresh if fresh is not None and abs(fresh.grams - level.grams) <= SAME_G else level


def _before(window: tuple[Weighed, ...], calibration: Calibration, rules: WeighRules) -> Level | None:
    guard, length = round(rules.guard_s * RATE), round(rules.reference_s * RATE)
    before = window[max(0, len(window) - guard - length) : len(window) - guard]
    return levels.level(before, calibration) if len(before) >= SHORT else None
