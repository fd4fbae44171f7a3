"""The time of day, of a computer that may have lost it: the store's where it was heard, and never before what is known.

What the system's clock says is an offer. The cart counts on the clock that never jumps, from one moment on that it
believes: the store's word, or else the system's clock at the start of the cart. Prices, offers and expiry follow it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cart.core.facts import Fact, TripCancelled, TripFinished, TripStarted
from cart.core.staff_facts import HandedOver
from cart.core.units import Seconds

STEP_MS = 1_000
"""A clock that is this far from where it should be was set; less is how two clocks are read one after the other."""
WORD_MS = 3_000
"""The store tells whole seconds, and its answer travels: a word that differs by less is the same word."""
LOST_MS = 600_000
"""A clock this far behind what is known has lost the time: a catalogue's confirmation is kept about as closely."""


@dataclass(frozen=True, slots=True)
class WallClock:
    """`ahead` is what the time of day is ahead of the cart's clock, in ms; None until the first tick.

    `told`: the store said so since the cart started. `floor` is the newest moment that the cart knows of, in ms since
    1970. `sure` is false where the system's clock is behind that, so that nobody knows how long the cart was off.
    """

    ahead: int | None = None
    told: bool = False
    floor: int = 0
    sure: bool = True

    def at(self, t: Seconds) -> int:
        """The time of day at a moment of the cart's clock, in ms since 1970."""
        return max(self.floor, round(1000 * t) + (self.ahead or 0))

    def heard(self, t: Seconds, wall: int) -> "WallClock":
        """The store's word counts, whatever else is known: a clock that was a year ahead has left facts behind."""
        if self.told and abs(wall - self.at(t)) < WORD_MS:
            return self
        return WallClock(wall - round(1000 * t), told=True, floor=min(self.floor, wall))

    def known(self, wall: int) -> "WallClock":
        """It is not earlier than this moment."""
        return replace(self, floor=max(self.floor, wall))

    def ticked(self, t: Seconds, system: int, idle: bool) -> tuple["WallClock", int]:
        """The clock and the time of day, while the system's clock says `system`.

        Without the store's word a system's clock that is set forward is believed between trips (`idle`): the network
        may have told it the time. Set back it is not.
        """
        if self.told:
            return self, self.at(t)
        clock, counted = self, round(1000 * t)
        lags = clock.ahead is None or counted + clock.ahead < clock.floor
        if lags or (idle and system > clock.at(t) + STEP_MS):
            sure = clock.floor - system <= LOST_MS
            clock = replace(clock, ahead=max(system, clock.floor) - counted, sure=sure)
        agree = system >= clock.floor and abs(system - clock.at(t)) <= STEP_MS
        return clock, system if agree else clock.at(t)


def newest_wall(facts: Iterable[Fact]) -> int:
    """The newest moment that facts name, in ms since 1970; 0 when they name none."""
    dated = TripStarted | TripFinished | TripCancelled | HandedOver
    return max((fact.body.wall for fact in facts if isinstance(fact.body, dated)), default=0)
