"""Goods that ask for an age: staff look at the shopper once a trip, and may allow or refuse.

At the exit nothing of it is sold unchecked: selling it would be the shop's offence, and a cart that stands still, or
an alarm, would accuse somebody who may be of age. So the cart waits for staff as it does for an open question, then
takes the thing off the bill, says so, and closes the trip with the rest; that counts as an intervention.
"""

from collections.abc import Iterable

from cart.core.calling import call, close
from cart.core.effects import SendNow
from cart.core.facts import Body
from cart.core.line import Line
from cart.core.shopper_facts import AgeApproved, AgeRefused, CallReason, ItemAllowed, ItemWithheld
from cart.core.state import State, Turn


def years(state: State, lines: Iterable[Line]) -> int:
    """How old who buys these lines must be; 0 when anybody may."""
    found = (state.catalog.get(line.sku) for line in lines)
    return max((product.min_age for product in found if product is not None), default=0)


def waiting(state: State) -> tuple[Line, ...]:
    """The lines on the bill that nobody has allowed yet."""
    approved = state.basket.care.approved
    return tuple(line for line in state.basket.lines if years(state, [line]) > approved)


def look(turn: Turn) -> None:
    """Call staff when something asks for an age, and no longer when it has left again."""
    refused = turn.state.basket.care.refused
    for line in waiting(turn.state):
        if refused and years(turn.state, [line]) >= refused:
            turn.say(ItemWithheld(line.line, "age refused"))
    needed = years(turn.state, waiting(turn.state))
    asked = turn.state.basket.care.open(CallReason.AGE)
    if asked is not None and asked.age != needed:
        close(turn, CallReason.AGE, "not needed")
        asked = None
    if needed and asked is None:
        call(turn, CallReason.AGE, needed)


def approve(turn: Turn, by: str) -> None:
    """Staff saw that the shopper is old enough; what was withheld for it is on the bill again."""
    withheld = turn.state.basket.withheld
    needed = years(turn.state, (*waiting(turn.state), *withheld))
    if not needed:
        return
    _settle(turn, AgeApproved(needed, by))
    for line in withheld:
        turn.say(ItemAllowed(line.line))


def refuse(turn: Turn, by: str) -> None:
    """Staff refuse to sell it: it comes off the bill, and has to leave the basket."""
    needed = years(turn.state, waiting(turn.state))
    if needed:
        _settle(turn, AgeRefused(min(years(turn.state, [line]) for line in waiting(turn.state)), by))
        look(turn)


def settled(state: State) -> bool:
    """Whether nothing stands in the way of a sale."""
    return not waiting(state) and not state.basket.withheld


def withhold(turn: Turn) -> None:
    """The trip is over, and nobody came in time: what was not checked is not sold."""
    for line in waiting(turn.state):
        turn.say(ItemWithheld(line.line, "age not checked at the exit"))


def _settle(turn: Turn, said: Body) -> None:
    turn.say(said)
    close(turn, CallReason.AGE, "staff")
    turn.wish(SendNow())
