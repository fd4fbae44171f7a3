"""The beginning of a trip: by a tap, by a card, or because something was put into the basket."""

from dataclasses import replace

from cart.core.facts import LevelHeld, SourceLost, TripStarted
from cart.core.pricing import PRICING
from cart.core.shopper_facts import ChoiceMade
from cart.core.state import Turn
from cart.core.wishes import Choices


def start(turn: Turn, level: tuple[int, ...] | None) -> None:
    """Begin a trip, if there is none and staff are not at work; `level` is what the basket holds, in counts."""
    state = turn.state
    if state.trip or not state.spare_trip or state.staffer is not None or state.safe:
        return
    # The prices and offers of this moment hold until the trip is over: nothing grows dearer in the basket.
    catalog = state.catalog.at(state.wall)
    choices = Choices() if state.receipt is not None else state.choices  # a receipt on the screen: somebody else's
    turn.state = replace(
        state, catalog=catalog, trip=state.spare_trip, spare_trip="", seq=0, receipt=None, lifted=(), choices=choices
    )
    turn.say(TripStarted(catalog.version, catalog.currency, state.wall, state.rules.weigh_to_price, PRICING))
    for choice, value in choices.made():
        turn.say(ChoiceMade(choice, value))
    for source, reason in state.trouble:
        turn.say(SourceLost(source, reason))
    if level is not None:
        turn.say(LevelHeld(level))
        turn.state = replace(turn.state, held=True)
