"""The exit lane is tried out: staff walk out through it, and see what each of its ways tells."""

from dataclasses import replace

from cart.core import exit as lanes
from cart.core.exit import Passage
from cart.core.inputs import LaneSignal, Way
from cart.core.rolling import rolls
from cart.core.staff_effects import ReadLane
from cart.core.staff_inputs import LaneRead
from cart.core.staff_work import LaneWork, Staffer, StaffPage
from cart.core.state import Turn


def open_page(turn: Turn, staffer: Staffer) -> None:
    """Begin anew: what the cart stands at already is no news."""
    turn.state = replace(
        turn.state,
        lane=lanes.over(turn.state.lane, turn.t),
        staffer=replace(staffer, page=StaffPage.LANE, lane=LaneWork()),
    )
    turn.wish(ReadLane())


def hear(turn: Turn, seen: LaneSignal) -> bool:
    """Whether somebody walks: then the signal is theirs, and follows the rule that ends trips."""
    staffer = turn.state.staffer
    if staffer is None or staffer.lane is None or turn.state.trip:
        return False
    where, passage = lanes.signal(turn.state.lane, seen, rolls(turn.state.weighing, turn.t))
    work, told = staffer.lane, (seen.way, seen.lane)
    if (seen.t if seen.since is None else seen.since) > turn.state.lane.spent or work.crossed:
        work = replace(work, told=work.told if told in work.told else (*work.told, told))
    work = replace(
        work,
        armed=work.armed or passage is Passage.ARMED,
        crossed=work.crossed or passage is Passage.CROSSED,
        ways=work.ways if seen.way in work.ways else (*work.ways, seen.way),
    )
    if passage is Passage.CROSSED:
        where = lanes.over(where, turn.t)
    turn.state = replace(turn.state, lane=where, staffer=replace(staffer, lane=work))
    return True


def read(staffer: Staffer, said: LaneRead) -> Staffer:
    """The ways that cart.toml names."""
    if staffer.lane is None:
        return staffer
    ways = tuple(Way(name) for name in said.ways if name in {way.value for way in Way})
    more = tuple(way for way in staffer.lane.ways if way not in ways)
    return replace(staffer, lane=replace(staffer.lane, ways=(*ways, *more)))
