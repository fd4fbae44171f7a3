"""Staff at the cart: zero, span with a known weight, pass or refuse, save."""

from dataclasses import replace
from math import isfinite

from cart.core.calibration import Calibration, Refusal, calibrate, still, zero
from cart.core.effects import SaveCalibration
from cart.core.inputs import ScaleReading, StaffTap, StaffTapped
from cart.core.state import StaffRoom, Turn
from cart.core.units import Grams, Seconds
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
    match tapped.tap:
        case StaffTap.LEAVE:
            # What staff leave in the basket is nobody's purchase.
            turn.state = replace(turn.state, staff=None, recent=(), weighing=Weighing())
        case StaffTap.ZERO:
            _zero(turn)
        case StaffTap.SPAN if room.stage is CalibrationStage.PLACE_WEIGHT:
            _span(turn, room, tapped.arg)
        case StaffTap.SAVE if room.proposed is not None and room.stage is CalibrationStage.PASSED:
            turn.wish(SaveCalibration(room.proposed))
            turn.state = replace(
                turn.state,
                calibration=room.proposed,
                weighing=Weighing(),
                staff=replace(room, stage=CalibrationStage.SAVED),
            )


def _zero(turn: Turn) -> None:
    if not turn.state.recent:
        _refuse(turn, "There are no readings. Is the scale connected?")
        return
    empty = still([reading.counts for reading in turn.state.recent])
    refused = zero(empty)
    if refused:
        _refuse(turn, refused.reason)
    else:
        room = StaffRoom(CalibrationStage.PLACE_WEIGHT, empty)
        turn.state = replace(turn.state, staff=room, recent=())


def _span(turn: Turn, room: StaffRoom, known: str) -> None:
    grams = _grams(known)
    if room.empty is None or grams is None:
        _refuse(turn, f"'{known}' is no weight in grams.")
        return
    if not turn.state.recent:
        _refuse(turn, "There are no readings. Is the scale connected?")
        return
    loaded = still([reading.counts for reading in turn.state.recent])
    match calibrate(room.empty, loaded, grams, turn.state.scale, "staff", turn.state.wall):
        case Refusal(reason=reason):
            _refuse(turn, reason)
        case Calibration() as proposed:
            passed = replace(room, stage=CalibrationStage.PASSED, proposed=proposed, refusal="")
            turn.state = replace(turn.state, staff=passed)


def _refuse(turn: Turn, reason: str) -> None:
    turn.state = replace(turn.state, staff=StaffRoom(CalibrationStage.REFUSED, refusal=reason))


def _grams(text: str) -> Grams | None:
    try:
        grams = float(text)
    except ValueError:
        return None
    return Grams(grams) if isfinite(grams) else None
