"""Staff at the cart: who came, what their role may do, and to which page a tap belongs. Every tap is audited."""

from dataclasses import replace

from cart.core import age, calling, device_care, handing, lane_walk, spot_check, staffing, trip_care
from cart.core.inputs import ScaleReading, StaffTapped
from cart.core.notices import tell
from cart.core.roles import Right, may
from cart.core.staff_effects import Audit, ReadHistory, Restart
from cart.core.staff_inputs import (
    BadgeRefused,
    BasketOffered,
    BasketRefused,
    HandoverSealed,
    ProductLearned,
    StaffCame,
    StaffInput,
)
from cart.core.staff_work import Staffer, StaffPage
from cart.core.state import Turn
from cart.core.taps import StaffTap
from cart.core.taught import learned
from cart.core.units import Decigrams, Seconds
from cart.core.weighing import Weighing

CURVE_S, CURVE_STEP_S = 10.0, 0.1

CALIBRATION = frozenset(
    {StaffTap.ENTER, StaffTap.ZERO, StaffTap.SPAN, StaffTap.CORNER, StaffTap.VERIFY, StaffTap.CHECK}
)
ON_A_TRIP = {
    StaffTap.LOOK_AT: Right.CARE,
    StaffTap.CORRECT: Right.CARE,
    StaffTap.NAME: Right.CARE,
    StaffTap.DROP: Right.CARE,
    StaffTap.CHARGE: Right.CARE,
    StaffTap.FOUND: Right.CARE,
    StaffTap.NOT_FOUND: Right.CARE,
    StaffTap.EXTRA: Right.CARE,
    StaffTap.CHECKED: Right.CARE,
    StaffTap.AGE_APPROVE: Right.CARE,
    StaffTap.AGE_REFUSE: Right.CARE,
    StaffTap.CALL_DONE: Right.CARE,
    StaffTap.VOID: Right.VOID,
    StaffTap.FINISH: Right.END,
    StaffTap.CANCEL: Right.END,
    StaffTap.HAND_OVER: Right.HAND_OVER,
}
BETWEEN_TRIPS = {
    **dict.fromkeys(CALIBRATION, Right.CALIBRATE),
    StaffTap.CAMERA: Right.CALIBRATE,
    StaffTap.ENROL: Right.ENROL,
    StaffTap.FORGET: Right.ENROL,
    StaffTap.TAKE_OVER: Right.HAND_OVER,
    StaffTap.ACCEPT: Right.HAND_OVER,
    StaffTap.RESTART: Right.DEVICES,
    StaffTap.LANE: Right.DEVICES,
}
AT_ANY_TIME = {StaffTap.LOGS: Right.DEVICES}


def came(turn: Turn, said: StaffCame) -> None:
    """Somebody whom the door let in; who was there before is gone."""
    there = turn.state.staffer
    if there is not None and (there.who, there.role) == (said.who, said.role):  # their badge is still held up
        turn.state = replace(turn.state, staffer=replace(there, seen_at=turn.t))
        return
    if there is not None:
        leave(turn, "another came")
    page = StaffPage.TRIP if turn.state.trip else StaffPage.HOME
    turn.state = replace(turn.state, staffer=Staffer(said.who, said.role, turn.t, page))
    _audit(turn, "came", said.by, "")


def hear(turn: Turn, said: StaffInput) -> None:
    """What an edge answers to a wish of staff."""
    if isinstance(said, ProductLearned) and not said.refusal:
        piece, size = (said.piece, said.size_mm) if said.views else (Decigrams(0), None)
        catalog, taught = learned(turn.state.catalog, turn.state.taught, said.sku, piece, size)
        turn.state = replace(turn.state, catalog=catalog, taught=taught)
    match said:
        case StaffCame():
            came(turn, said)
        case BadgeRefused():
            tell(turn, "badge unknown")
        case HandoverSealed():
            _problem(turn, handing.sealed(turn, said))
        case BasketOffered() | BasketRefused():
            handing.answered(turn, said)
        case _ if turn.state.staffer is not None:
            device_care.hear(turn, turn.state.staffer, said)


def tap(turn: Turn, tapped: StaffTapped) -> None:
    """Do what staff ask, or say why not; nobody who did not come through the door does anything."""
    staffer = turn.state.staffer
    if staffer is None:
        return
    trip = turn.state.trip
    turn.state = replace(turn.state, staffer=replace(staffer, seen_at=turn.t, problem=""))
    why_not = _why_not(turn, staffer, tapped.tap)
    if not why_not:
        why_not = _do(turn, tapped.tap, tapped.arg)
    _problem(turn, why_not)
    if turn.state.staffer is not None:
        _audit(turn, tapped.tap.value, tapped.arg, why_not, trip)


def collect(turn: Turn, reading: ScaleReading) -> None:
    """Keep what the scale said of the last seconds, for the curve on staff's screen."""
    staffer = turn.state.staffer
    if staffer is None:
        return
    curve = staffer.curve
    if curve and curve[-1][0] < reading.t < curve[-1][0] + CURVE_STEP_S:
        return
    oldest = Seconds(reading.t - CURVE_S)
    kept = tuple(each for each in curve if oldest < each[0] < reading.t and len(each[1]) == len(reading.counts))
    turn.state = replace(turn.state, staffer=replace(staffer, curve=(*kept, (reading.t, reading.counts))))


def pass_time(turn: Turn) -> None:
    """Staff who walked away without a word are gone after a while."""
    staffer = turn.state.staffer
    if staffer is not None and turn.t - staffer.seen_at > turn.state.rules.staff_idle_s:
        leave(turn, "nobody tapped for a while")


def leave(turn: Turn, why: str = "") -> None:
    """Close every page; what staff leave in the basket between trips is nobody's purchase."""
    handing.give_back(turn)
    _audit(turn, StaffTap.LEAVE.value, why, "")
    weighing = turn.state.weighing if turn.state.trip else Weighing()
    turn.state = replace(turn.state, staffer=None, staff=None, recent=(), weighing=weighing, why=0)


def _why_not(turn: Turn, staffer: Staffer, tap: StaffTap) -> str:
    right = ON_A_TRIP.get(tap) or BETWEEN_TRIPS.get(tap) or AT_ANY_TIME.get(tap)
    if right is not None and not may(staffer.role, right):
        return "not allowed"
    if tap in ON_A_TRIP and not turn.state.trip:
        return "no trip"
    return "a trip is running" if tap in BETWEEN_TRIPS and turn.state.trip else ""


def _do(turn: Turn, tap: StaffTap, arg: str) -> str:
    if tap in ON_A_TRIP:
        return _on_a_trip(turn, tap, arg)
    staffer = turn.state.staffer
    if staffer is None:
        return ""
    match tap:
        case StaffTap.LEAVE:
            leave(turn)
        case StaffTap.HOME:
            _turn_to(turn, StaffPage.TRIP if turn.state.trip else StaffPage.HOME)
        case StaffTap.HANDED:
            handing.put_code_away(turn)
        case StaffTap.TAKE_OVER:
            _turn_to(turn, StaffPage.TAKE_OVER)
        case StaffTap.ACCEPT:
            return handing.accept(turn)
        case StaffTap.CAMERA | StaffTap.ENROL | StaffTap.FORGET | StaffTap.HEALTH | StaffTap.LANE:
            return _open(turn, tap, arg)
        case StaffTap.SHOOT:
            return device_care.shoot(turn, staffer)
        case StaffTap.SAVE if turn.state.staff is None:
            return device_care.save(turn, staffer)
        case StaffTap.LOGS:
            device_care.write_logs(turn, staffer)
        case StaffTap.RESTART:
            turn.wish(Restart())
        case StaffTap.ENTER:
            _turn_to(turn, StaffPage.SCALE)
            turn.wish(ReadHistory())
            staffing.tap(turn, StaffTapped(turn.t, tap, arg))
        case _:
            staffing.tap(turn, StaffTapped(turn.t, tap, arg))
            if tap is StaffTap.SAVE or tap is StaffTap.CHECK:
                turn.wish(ReadHistory())
    return ""


def _open(turn: Turn, tap: StaffTap, arg: str) -> str:
    _turn_to(turn, StaffPage.HOME)
    staffer = turn.state.staffer
    if staffer is None:
        return ""
    match tap:
        case StaffTap.CAMERA:
            device_care.open_camera(turn, staffer)
        case StaffTap.ENROL:
            return device_care.open_enrolment(turn, staffer, arg)
        case StaffTap.FORGET:
            return device_care.forget(turn, staffer, arg)
        case StaffTap.LANE:
            lane_walk.open_page(turn, staffer)
        case _:
            device_care.examine(turn, staffer)
    return ""


def _on_a_trip(turn: Turn, tap: StaffTap, arg: str) -> str:
    who = turn.state.staffer.who if turn.state.staffer else ""
    match tap:
        case StaffTap.LOOK_AT:
            known = {str(line.line): line.line for line in turn.state.basket.contents}
            turn.state = replace(turn.state, why=known.get(arg, 0))
        case StaffTap.CORRECT:
            return trip_care.correct(turn, arg)
        case StaffTap.VOID:
            return trip_care.void(turn, arg)
        case StaffTap.NAME:
            return trip_care.name(turn, arg)
        case StaffTap.DROP:
            return trip_care.drop(turn, arg)
        case StaffTap.CHARGE:
            return trip_care.charge_own(turn, arg)
        case StaffTap.FINISH:
            return trip_care.finish(turn)
        case StaffTap.CANCEL:
            return trip_care.cancel(turn)
        case StaffTap.HAND_OVER:
            return handing.hand_over(turn, arg)
        case StaffTap.FOUND | StaffTap.NOT_FOUND:
            return spot_check.look(turn, arg, tap is StaffTap.FOUND)
        case StaffTap.EXTRA:
            return spot_check.extra(turn, arg)
        case StaffTap.CHECKED:
            return spot_check.end(turn)
        case StaffTap.AGE_APPROVE:
            age.approve(turn, who)
        case StaffTap.AGE_REFUSE:
            age.refuse(turn, who)
        case StaffTap.CALL_DONE:
            calling.done(turn, arg)
    return ""


def _turn_to(turn: Turn, page: StaffPage) -> None:
    """To another page: what was begun on the one before is dropped."""
    handing.give_back(turn)
    staffer = turn.state.staffer
    if staffer is not None:
        staffer = replace(staffer, page=page, camera=None, enrol=None, lane=None)
        turn.state = replace(turn.state, staffer=staffer, staff=None, recent=())


def _problem(turn: Turn, why_not: str) -> None:
    if why_not and turn.state.staffer is not None:
        turn.state = replace(turn.state, staffer=replace(turn.state.staffer, problem=why_not))


def _audit(turn: Turn, what: str, about: str, outcome: str, trip: str = "") -> None:
    staffer = turn.state.staffer
    if staffer is not None:
        trip = trip or turn.state.trip
        turn.wish(Audit(turn.state.wall, staffer.who, staffer.role.value, what, about, trip, outcome))
