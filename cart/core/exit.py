"""The exit lane: armed, then crossed within ten seconds; a lone signal does nothing.

Source of the rule: prior art uses two zones and a crossing sensor with path logic, never radio strength
alone (Gatekeeper US 11981365, Amazon US 12380425).
"""

from dataclasses import dataclass, replace
from enum import Enum

from cart.core.inputs import Lane, LaneSignal
from cart.core.units import Seconds

CROSS_WITHIN = 10.0


class Passage(Enum):
    """What a lane signal amounts to."""

    NOTHING = "nothing"
    ARMED = "armed"
    CROSSED = "crossed"
    TURNED_BACK = "turned back"


@dataclass(frozen=True, slots=True)
class ExitLane:
    """Where the cart is in the lane; `armed_at` is None outside of it, `crossed` means beyond it."""

    armed_at: Seconds | None = None
    name: str = ""
    crossed: bool = False


def signal(lane: ExitLane, seen: LaneSignal) -> tuple[ExitLane, Passage]:
    """The lane after a signal. Crossing counts only soon after arming; a second crossing is nothing."""
    match seen.lane:
        case Lane.ARMED:
            news = Passage.NOTHING if lane.armed_at is not None else Passage.ARMED
            return replace(lane, armed_at=seen.t, name=seen.name), news
        case Lane.CROSSED if lane.armed_at is not None and seen.t - lane.armed_at <= CROSS_WITHIN:
            return replace(lane, armed_at=None, crossed=True), Passage.CROSSED
        case Lane.CROSSED_BACK:
            return ExitLane(), Passage.TURNED_BACK if lane.crossed else Passage.NOTHING
    return lane, Passage.NOTHING


def expire(lane: ExitLane, now: Seconds) -> ExitLane:
    """Leave the armed state when no crossing followed in time."""
    late = lane.armed_at is not None and now - lane.armed_at > CROSS_WITHIN
    return replace(lane, armed_at=None) if late else lane
