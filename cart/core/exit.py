"""The exit lane: the cart is in its zone, then on its line, soon, and moving. A lone signal does nothing.

Source of the rule: prior art uses two zones and a crossing sensor with path logic, never radio strength
alone (Gatekeeper US 11981365, Amazon US 12380425).
"""

from dataclasses import dataclass, replace
from enum import Enum

from cart.core.inputs import Lane, LaneSignal, Way
from cart.core.units import Seconds

CROSS_WITHIN = 10.0
"""Seconds from the last sign of the zone to the line."""

LINGER = 120.0
"""For so long a cart that stands still stays armed: people queue, pack, and talk in lanes."""

TURN = 1.0
"""What came to the zone within this time after the crossing was under way before it: nobody turns round faster."""

TELLS_DIRECTION = (Way.CONTACT, Way.MARKER)
"""Their two places lie one after the other. A card can be shown twice, and radio reaches beyond the line."""


class Passage(Enum):
    """What a lane signal amounts to."""

    NOTHING = "nothing"
    ARMED = "armed"
    CROSSED = "crossed"
    TURNED_BACK = "turned back"


@dataclass(frozen=True, slots=True)
class Arming:
    """A zone that the cart came to at `since` and was last sensed in at `t`."""

    name: str
    way: Way
    since: Seconds
    t: Seconds

    def admits(self, seen: LaneSignal, since: Seconds) -> bool:
        """Whether a line, reached at `since`, is the end of this zone's lane and was reached after it, and soon."""
        same_lane = self.way is Way.RADIO or not self.name or not seen.name or self.name == seen.name
        return same_lane and self.since <= since and seen.t - self.t <= CROSS_WITHIN


@dataclass(frozen=True, slots=True)
class ExitLane:
    """Where the cart is: in the zones of `armings`, or beyond the line while its trip is not over (`crossed`).

    Places that it came to until `spent` have had their effect, however long their sensors still tell them.
    """

    armings: tuple[Arming, ...] = ()
    crossed: bool = False
    spent: Seconds = Seconds(0.0)

    @property
    def near(self) -> bool:
        """Whether the cart is in a zone, as a sensor knows that does not hear through half of the shop."""
        return any(arming.way is not Way.RADIO for arming in self.armings)


def signal(lane: ExitLane, seen: LaneSignal, rolls: bool | None = None) -> tuple[ExitLane, Passage]:
    """The lane after a signal; `rolls` is what the accelerometer says, None without one.

    Signals that come twice, late or out of order do what they would have done, or nothing.
    """
    since = seen.t if seen.since is None else seen.since
    if since <= lane.spent:
        return lane, Passage.NOTHING
    match seen.lane:
        case Lane.ARMED if lane.crossed:
            if seen.way in TELLS_DIRECTION and since > lane.spent + TURN:
                back = Arming(seen.name, seen.way, since, seen.t)
                return ExitLane((back,), spent=lane.spent), Passage.TURNED_BACK
        case Lane.ARMED:
            fresh = _fresh(lane, seen.t)
            same = [arming for arming in fresh if (arming.name, arming.way) == (seen.name, seen.way)]
            if any(arming.since - seen.t > CROSS_WITHIN for arming in same):
                return lane, Passage.NOTHING  # it comes late, of a visit before this one
            others = [arming for arming in fresh if arming not in same]
            first = Seconds(min([since, *(arming.since for arming in same)]))
            last = Seconds(max([seen.t, *(arming.t for arming in same)]))
            news = Passage.NOTHING if fresh else Passage.ARMED
            return replace(lane, armings=(*others, Arming(seen.name, seen.way, first, last))), news
        case Lane.CROSSED if seen.way is not Way.RADIO and not lane.crossed and moves(seen, rolls):
            if any(arming.admits(seen, since) for arming in lane.armings):
                return ExitLane(crossed=True, spent=Seconds(max(since, seen.t))), Passage.CROSSED
    return lane, Passage.NOTHING


def moves(seen: LaneSignal, rolls: bool | None) -> bool:
    """Whether the cart moves, by what saw it best: the sensor itself, or the accelerometer; else it may."""
    return (seen.moving if seen.moving is not None else rolls) is not False


def pass_time(lane: ExitLane, now: Seconds, rolls: bool | None = None) -> ExitLane:
    """Leave the zones that no line followed in time; a cart that stands is where it was."""
    armings = _fresh(lane, now)
    if rolls is False:
        armings = tuple(replace(a, t=max(a.t, now)) if now - a.since <= LINGER else a for a in armings)
    return lane if armings == lane.armings else replace(lane, armings=armings)


def over(lane: ExitLane, now: Seconds) -> ExitLane:
    """The lane after a trip: what the cart is at now has had its effect."""
    return ExitLane(spent=Seconds(max(lane.spent, now)))


def _fresh(lane: ExitLane, now: Seconds) -> tuple[Arming, ...]:
    return tuple(arming for arming in lane.armings if now - arming.t <= CROSS_WITHIN)
