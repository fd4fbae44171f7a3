"""The staff room: from stage to stage, what is measured there, and what sends staff back."""

from dataclasses import replace
from math import isfinite

from cart.core.calibration import Still, still
from cart.core.class3 import ClassIII
from cart.core.inputs import Source
from cart.core.sentences import Sentence
from cart.core.state import StaffRoom, Turn
from cart.core.units import Grams
from cart.core.view import CalibrationStage

_MOVES = (CalibrationStage.PLACE_WEIGHT, CalibrationStage.CORNER, CalibrationStage.VERIFY)


def go(turn: Turn, room: StaffRoom) -> None:
    """On to another stage; where a weight is to be moved, what was read before says nothing any more."""
    recent = () if room.stage in _MOVES else turn.state.recent
    turn.state = replace(turn.state, staff=room, recent=recent)


def refuse(turn: Turn, reason: str) -> None:
    """Back to the beginning; except where the weight only has to be put down better."""
    room = turn.state.staff
    if room is not None and room.stage in (CalibrationStage.CORNER, CalibrationStage.VERIFY):
        turn.state = replace(turn.state, staff=replace(room, refusal=reason), recent=())
    else:
        turn.state = replace(turn.state, staff=StaffRoom(CalibrationStage.REFUSED, refusal=reason))


def level(turn: Turn) -> Still | None:
    """What the scale reads now; refuses for staff where it reads nothing."""
    if not turn.state.recent or turn.state.is_down(Source.SCALE):
        refuse(turn, Sentence.NO_READINGS.of())
        return None
    return still([reading.counts for reading in turn.state.recent])


def measured(turn: Turn, room: StaffRoom, known: str) -> tuple[Still, Still, Grams] | None:
    """The empty basket, the loaded one, and what lies in it; refuses for staff where one of them is missing."""
    grams = _grams(known)
    if room.empty is None or grams is None:
        refuse(turn, Sentence.NO_WEIGHT.of(known=known))
        return None
    loaded = level(turn)
    return (room.empty, loaded, grams) if loaded is not None else None


def table(turn: Turn) -> ClassIII | None:
    """The scale's limits by cart.toml; refuses for staff where there are none."""
    rules = turn.state.rules.scale
    try:
        return ClassIII(rules.e_g, rules.max_g)
    except ValueError as error:
        refuse(turn, Sentence.NO_CLASS.of(why=error))
        return None


def _grams(text: str) -> Grams | None:
    try:
        grams = float(text)
    except ValueError:
        return None
    return Grams(grams) if isfinite(grams) else None
