"""From the onset to rest: a provisional step from a model fit, then the step from half a second that agrees with it."""

from collections.abc import Sequence
from dataclasses import replace
from math import fsum, sqrt

from cart.core import levels
from cart.core.calibration import Calibration
from cart.core.impacts import impacts
from cart.core.levels import Rest
from cart.core.rules import WeighRules
from cart.core.units import Grams
from cart.core.weights import Event, Level, Provisional, Rested, Shape, Weighed, Weighing, WeightStep

RATE = 80.0  # readings a second, nominal: windows are counted in readings, so a slow converter takes longer
EVERY = 6  # readings between looks
EARLY = 0.6  # of the window: enough for a provisional value
RAMP = 0.2  # largest change within two readings, relative to the step: an impact shows half of it or more
RAMP_S = 1.5  # what came slowly has to lie still for so long
FLICKER_G = 0.25  # rms of what 1/f noise does between reference and window: averaging does not lower it
STRAIGHT = 0.0002  # of the step: bend and creep of the cells
BENT = 2.2e-7  # of the square of the step in grams: where hysteresis turns


def settle(
    weighing: Weighing, calibration: Calibration, rules: WeighRules, noise_g: float
) -> tuple[Weighing, Event | None]:
    """Look for rest since the onset; the state after it, and what came of it."""
    weighing = replace(weighing, since=weighing.since + 1)
    wanted = max(8, round(rules.window_s * RATE))
    early = round(EARLY * wanted)
    if weighing.since < early or weighing.since % EVERY:
        return weighing, None
    window = weighing.window
    if levels.upright(window[-early:]) < levels.STEEPEST:
        return weighing, None
    hint = _rest(window[-early:], calibration, noise_g)
    if hint is None:
        return weighing, None
    if weighing.since >= wanted:
        rest = _rest(window[-wanted:], calibration, noise_g)
        if rest is not None and _lies(weighing, rest, calibration, rules, noise_g):
            return _commit(weighing, rest, calibration, rules, noise_g)
    return _foretell(weighing, hint, calibration, rules)


def _rest(window: Sequence[Weighed], calibration: Calibration, noise_g: float) -> Rest | None:
    return levels.flat(window, calibration, noise_g) or levels.ringing(window, calibration, noise_g)


def _foretell(
    weighing: Weighing, hint: Rest, calibration: Calibration, rules: WeighRules
) -> tuple[Weighing, Event | None]:
    before, last = weighing.level, weighing.provisional
    if before is None:
        return weighing, None
    delta = Grams(hint.level.grams - before.grams)
    sigma = Grams(sqrt(hint.sigma**2 + FLICKER_G**2 + levels.blur(before, hint.level, calibration) ** 2))
    known = last is not None and abs(delta - last.delta) <= 2 * sigma
    if known or abs(delta) < _least(before, hint.level, weighing, calibration, rules):
        return weighing, None
    told = Provisional(weighing.window[-1].t, delta, sigma)
    return replace(weighing, provisional=told), told


def _lies(weighing: Weighing, rest: Rest, calibration: Calibration, rules: WeighRules, noise_g: float) -> bool:
    """What came slowly may be a hand that leans: it has to lie still for longer."""
    before = weighing.level
    if before is None:
        return True
    delta = abs(rest.level.grams - before.grams)
    if delta < _least(before, rest.level, weighing, calibration, rules) or _shape(weighing, delta) is not Shape.RAMP:
        return True
    longer = round(RAMP_S * RATE)
    if weighing.since < longer:
        return False
    lain = _rest(weighing.window[-longer:], calibration, noise_g)
    return lain is not None and abs(lain.level.grams - rest.level.grams) < 3 * noise_g / sqrt(RATE * rules.window_s)


def _commit(
    weighing: Weighing, rest: Rest, calibration: Calibration, rules: WeighRules, noise_g: float
) -> tuple[Weighing, Event]:
    now, before = weighing.window[-1].t, weighing.level
    onset = weighing.onset if weighing.onset is not None else now
    kept = weighing.window[-round(rules.window_s * RATE) :]
    quiet = Weighing(kept, rest.level, mean=rest.level.grams, shake=weighing.shake)
    if before is None:
        return quiet, Rested(now, rest.level)
    delta = Grams(rest.level.grams - before.grams)
    if abs(delta) < _least(before, rest.level, weighing, calibration, rules):
        return quiet, Rested(now, rest.level)
    reference = noise_g / sqrt(RATE * rules.reference_s)
    uneven = levels.blur(before, rest.level, calibration)
    bent = STRAIGHT * abs(delta) + BENT * delta * delta
    sigma = sqrt(fsum(x * x for x in (rest.sigma, reference, FLICKER_G, uneven, bent, weighing.unseen_g / 3)))
    shape = _shape(weighing, abs(delta))
    parts = 2 if shape is Shape.IMPACT and impacts([w.grams for w in weighing.window], noise_g) > 1 else 1
    where = levels.spot(before, rest.level, calibration)
    return quiet, WeightStep(onset, now, delta, Grams(sigma), rest.level, where, parts, shape)


def _least(before: Level, after: Level, weighing: Weighing, calibration: Calibration, rules: WeighRules) -> float:
    """The lightest step that is believed: more where a move over uneven cells, or a gap, may look like one."""
    return rules.least_step_g + weighing.unseen_g + levels.doubt(before, after, calibration)


def _shape(weighing: Weighing, delta: float) -> Shape:
    grams = [w.grams for w in weighing.window[-weighing.since - 8 :]]
    leaps = sorted(abs(b - a) for a, b in zip(grams, grams[2:], strict=False))
    if weighing.unseen_g or len(leaps) < 3:
        return Shape.UNSEEN
    return Shape.RAMP if leaps[-3] < RAMP * delta else Shape.IMPACT
