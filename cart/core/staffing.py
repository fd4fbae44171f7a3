"""Staff at the cart: zero, span, corners, verification, save; or a check of the calibration in use."""

from dataclasses import replace

from cart.core.calibration import CORNERS, Calibration, Place, Placement, Refusal, zero
from cart.core.checking import Check, after, check, since, too_light
from cart.core.effects import AdoptCalibration, KeepCheck, SaveCalibration, WriteRecord
from cart.core.fitting import fit
from cart.core.inputs import RecordRead, ScaleReading, Source, StaffTapped
from cart.core.record import Side
from cart.core.record import agree as compare
from cart.core.sentences import Sentence
from cart.core.staff_room import go, level, measured, refuse, table
from cart.core.state import StaffRoom, Turn
from cart.core.taps import StaffTap
from cart.core.units import Seconds
from cart.core.view import CalibrationStage
from cart.core.weighing import Weighing

AVERAGE_S = 1.0


def collect(turn: Turn, reading: ScaleReading) -> None:
    """Keep the last second of raw readings while staff are at work."""
    if turn.state.staff is None:
        return
    oldest = Seconds(reading.t - AVERAGE_S)
    kept = tuple(r for r in turn.state.recent if oldest <= r.t < reading.t)
    if kept and len(kept[0].counts) != len(reading.counts):
        kept = ()
    turn.state = replace(turn.state, recent=(*kept, reading))


def tap(turn: Turn, tapped: StaffTapped) -> None:
    """Do what staff ask; what does not fit the stage changes nothing. A trip in progress is left alone."""
    room = turn.state.staff
    if tapped.tap is StaffTap.ENTER and not turn.state.trip:
        turn.state = replace(turn.state, staff=StaffRoom())
        return
    if room is None:
        return
    match tapped.tap, room.stage:
        case StaffTap.ZERO, _:
            _zero(turn)
        case StaffTap.SPAN, CalibrationStage.PLACE_WEIGHT:
            _span(turn, room, tapped.arg)
        case StaffTap.CHECK, CalibrationStage.PLACE_WEIGHT if turn.state.fits:
            _check(turn, room, tapped.arg)
        case StaffTap.CORNER, CalibrationStage.PASSED if next_place(room) is not None:
            go(turn, replace(room, stage=CalibrationStage.CORNER))
        case StaffTap.CORNER, CalibrationStage.CORNER:
            _corner(turn, room)
        case StaffTap.VERIFY, CalibrationStage.PASSED:
            go(turn, replace(room, stage=CalibrationStage.VERIFY))
        case StaffTap.VERIFY, CalibrationStage.VERIFY:
            _verify(turn, room, tapped.arg)
        case StaffTap.SAVE, CalibrationStage.PASSED:
            _save(turn, room)


def swap(turn: Turn) -> None:
    """Another scale is connected: what was measured on the one before says nothing about it."""
    turn.state = replace(turn.state, recent=())
    if turn.state.staff is not None and turn.state.staff.empty is not None:
        turn.state = replace(turn.state, staff=StaffRoom(refusal=Sentence.OTHER_SCALE.of()))


def next_place(room: StaffRoom) -> Place | None:
    """Where the weight of the span is to be measured next: in each corner, and in the middle again."""
    done = [placement.place for placement in room.placements]
    if done.count(Place.MIDDLE) > 1:
        return None
    return next((place for place in CORNERS if place not in done), Place.MIDDLE)


def remember(turn: Turn, read: RecordRead) -> None:
    """Keep the scale's record until there is time to compare it."""
    turn.state = replace(turn.state, record=read.record)


def agree(turn: Turn) -> None:
    """Compare the scale's record with the cart's calibration, between trips only: no trip is weighed by two."""
    state = turn.state
    if state.record is None or state.trip or state.staff is not None:
        return
    if not state.scale or state.is_down(Source.SCALE):
        return
    turn.state = replace(state, record=None)
    try:
        record = bytes.fromhex(state.record)
    except ValueError:
        return
    found = compare(state.calibration, record, state.scale)
    if found.calibration is None and not found.why:
        return
    match found.side:
        case Side.CART if found.calibration is not None and found.calibration != state.recorded:
            # Once: a memory that takes nothing would otherwise be written to for ever.
            turn.wish(WriteRecord(found.calibration))
            turn.state = replace(turn.state, recorded=found.calibration)
        case Side.SCALE if found.calibration is not None:
            turn.wish(AdoptCalibration(found.calibration))
            turn.state = replace(turn.state, calibration=found.calibration, weighing=Weighing())
    turn.state = replace(turn.state, doubt=found.why)


def _zero(turn: Turn) -> None:
    empty = level(turn)
    if empty is None:
        return
    refused = zero(empty, turn.state.calibration if turn.state.fits else None)
    if refused:
        refuse(turn, refused.reason)
    else:
        go(turn, StaffRoom(CalibrationStage.PLACE_WEIGHT, empty))


def _span(turn: Turn, room: StaffRoom, known: str) -> None:
    found = measured(turn, room, known)
    if found is not None:
        _, loaded, grams = found
        _fit(turn, replace(room, placements=(Placement(Place.MIDDLE, grams, loaded),)))


def _corner(turn: Turn, room: StaffRoom) -> None:
    place = next_place(room)
    found = measured(turn, room, str(room.placements[0].known)) if room.placements else None
    if place is None or found is None:
        return
    _, loaded, grams = found
    room = replace(room, placements=(*room.placements, Placement(place, grams, loaded)))
    _fit(turn, room, CalibrationStage.CORNER if next_place(room) else CalibrationStage.PASSED)


def _fit(turn: Turn, room: StaffRoom, stage: CalibrationStage = CalibrationStage.PASSED) -> None:
    """Fit what was measured so far: a placement that cannot be is refused while the weight still stands there."""
    limits = table(turn)
    if limits is None or room.empty is None:
        return
    match fit(room.empty, room.placements, turn.state.scale, _who(turn), turn.state.wall, limits):
        case Refusal(reason=reason):
            refuse(turn, reason)
        case Calibration() as proposed:
            go(turn, replace(room, stage=stage, proposed=since(turn.state.calibration, proposed), refusal=""))


def _verify(turn: Turn, room: StaffRoom, known: str) -> None:
    if room.proposed is None:
        return
    done = _checked(turn, room, room.proposed, known, in_service=False)
    if done is None:
        return
    if not done.passed:
        go(turn, StaffRoom(CalibrationStage.REFUSED, refusal=done.reason))
        return
    proposed = replace(room.proposed, verified_g=done.known_g)
    go(turn, replace(room, stage=CalibrationStage.PASSED, proposed=proposed, checked=done, refusal=""))


def _check(turn: Turn, room: StaffRoom, known: str) -> None:
    if turn.state.calibration is None:
        return
    done = _checked(turn, room, turn.state.calibration, known, in_service=True)
    if done is None:
        return
    light = too_light(turn.state.calibration, done.known_g) if turn.state.doubt and done.passed else None
    if light is not None:
        refuse(turn, light.reason)
        return
    calibration = after(turn.state.calibration, done)
    stage = CalibrationStage.CHECKED if done.passed else CalibrationStage.FAILED
    turn.wish(KeepCheck(done, calibration))
    turn.state = replace(turn.state, calibration=calibration, weighing=Weighing())
    if done.passed:
        turn.state = replace(turn.state, doubt="")
    go(turn, replace(room, stage=stage, checked=done, refusal=done.reason))


def _checked(turn: Turn, room: StaffRoom, calibration: Calibration, known: str, in_service: bool) -> Check | None:
    found, limits = measured(turn, room, known), table(turn)
    if found is None or limits is None:
        return None
    empty, loaded, grams = found
    match check(calibration, empty, loaded, grams, _who(turn), turn.state.wall, limits, in_service):
        case Refusal(reason=reason):
            refuse(turn, reason)
        case Check() as done:
            return done
    return None


def _save(turn: Turn, room: StaffRoom) -> None:
    if room.proposed is None:
        return
    turn.wish(SaveCalibration(room.proposed))
    turn.state = replace(turn.state, calibration=room.proposed, doubt="", weighing=Weighing())
    turn.state = replace(turn.state, staff=replace(room, stage=CalibrationStage.SAVED))


def _who(turn: Turn) -> str:
    return turn.state.staffer.who if turn.state.staffer else "staff"
