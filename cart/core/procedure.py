"""The full procedure of a calibration, weight by weight, as a fitter walks through it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cart.core.calibration import CORNERS, Calibration, Place, Placement, Refusal, Still, zero
from cart.core.checking import Check, check
from cart.core.class3 import ClassIII
from cart.core.fitting import fit
from cart.core.sentences import Sentence
from cart.core.units import Grams


@dataclass(frozen=True, slots=True)
class Wanted:
    """The next thing to put into the basket; `known` of 0 is an empty basket."""

    place: Place
    known: Grams
    words: str
    verifies: bool = False


@dataclass(frozen=True, slots=True)
class Procedure:
    """What is wanted, and what was measured so far.

    `before` is the scale's calibration until now, `verdict` the verification's.
    """

    scale: str
    who: str
    table: ClassIII
    steps: tuple[Wanted, ...]
    before: Calibration | None = None
    empty: Still | None = None
    placements: tuple[Placement, ...] = ()
    fitted: Calibration | None = None
    verdict: Check | None = None

    @property
    def wanted(self) -> Wanted | None:
        return self.steps[0] if self.steps else None

    @property
    def repeats_g(self) -> float:
        """How far the first weight, put down twice in the middle, was apart."""
        fitted = self.fitted.fitted if self.fitted else ()
        alike = [each.error_g for each in fitted if (each.place, each.known_g) == (fitted[0].place, fitted[0].known_g)]
        return round(max(alike) - min(alike), 2) if alike else 0.0


def begin(
    scale: str,
    who: str,
    weights: Sequence[float],
    table: ClassIII,
    corners: bool = True,
    before: Calibration | None = None,
) -> Procedure:
    """Empty basket, the first weight in the middle and in every corner, and in the middle again.

    Weights in between show linearity; the last of several is kept from the fit, to verify it.
    """
    first, *others = (Grams(weight) for weight in weights)
    straight, last = others[:-1], others[-1:]
    steps = [Wanted(Place.MIDDLE, Grams(0.0), "Take everything out of the basket")]
    steps.append(_put(Place.MIDDLE, first, "Put {known} in the middle of the basket"))
    if corners:
        steps += [_put(place, first, f"Move {{known}} to the corner {place.value}") for place in CORNERS]
        steps.append(_put(Place.MIDDLE, first, "Move {known} back to the middle"))
    steps += [_put(Place.MIDDLE, weight, "Put only {known} in the middle") for weight in straight]
    steps += [_put(Place.MIDDLE, weight, "To verify, put only {known} in the middle", True) for weight in last]
    return Procedure(scale, who, table, tuple(steps), before)


def take(procedure: Procedure, level: Still, when: int) -> Procedure | Refusal:
    """The procedure after a step; a Refusal says what to do better, and the step is wanted again."""
    wanted = procedure.steps[0]
    rest = procedure.steps[1:]
    if not wanted.known:
        refused = zero(level, procedure.before)
        return refused or replace(procedure, steps=rest, empty=level)
    if procedure.empty is None:
        return Refusal(Sentence.EMPTY_FIRST.of())
    if wanted.verifies and procedure.fitted is not None:
        done = check(
            procedure.fitted, procedure.empty, level, wanted.known, procedure.who, when, procedure.table, False
        )
        return done if isinstance(done, Refusal) else replace(procedure, steps=rest, verdict=done)
    placements = (*procedure.placements, Placement(wanted.place, wanted.known, level))
    fitted = fit(procedure.empty, placements, procedure.scale, procedure.who, when, procedure.table)
    if isinstance(fitted, Refusal):
        return fitted
    return replace(procedure, steps=rest, placements=placements, fitted=fitted)


def result(procedure: Procedure) -> Calibration | Refusal:
    """The calibration that may be saved, or why there is none."""
    if procedure.fitted is None or procedure.steps:
        return Refusal(Sentence.NOT_FINISHED.of())
    if procedure.verdict is None:
        return procedure.fitted
    if not procedure.verdict.passed:
        return Refusal(procedure.verdict.reason)
    return replace(procedure.fitted, verified_g=procedure.verdict.known_g)


def _put(place: Place, known: Grams, words: str, verifies: bool = False) -> Wanted:
    return Wanted(place, known, words.format(known=f"{known:g} g"), verifies)
