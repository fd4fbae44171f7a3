"""Calls for staff: the shopper asks, staff say that they come, and either of them ends it."""

from cart.core.effects import SendNow
from cart.core.shopper_facts import CallAnswered, CallClosed, CallReason, StaffCalled
from cart.core.shopper_inputs import StaffComing
from cart.core.state import Turn


def call(turn: Turn, reason: CallReason, age: int = 0) -> None:
    """Call staff; a second tap calls nobody else."""
    care = turn.state.basket.care
    if turn.state.trip and care.open(reason) is None:
        turn.say(StaffCalled(care.called + 1, reason, age))
        turn.wish(SendNow())


def close(turn: Turn, reason: CallReason, by: str) -> None:
    """End the call that is open for this reason, if there is one."""
    found = turn.state.basket.care.open(reason)
    if found is not None:
        turn.say(CallClosed(found.call, by))
        turn.wish(SendNow())


def coming(turn: Turn, said: StaffComing) -> None:
    """Somebody is on the way; said of a call that is over, or of another trip, it changes nothing."""
    if said.trip == turn.state.trip and any(
        each.call == said.call and not each.coming for each in turn.state.basket.care.calls
    ):
        turn.say(CallAnswered(said.call))


def done(turn: Turn, number: str) -> None:
    """Staff have helped: one call, or all of them; checks of age and of the basket end by their own answers."""
    for each in turn.state.basket.care.calls:
        if each.reason in (CallReason.HELP, CallReason.SCALE) and number in ("", str(each.call)):
            turn.say(CallClosed(each.call, "staff"))
            turn.wish(SendNow())
