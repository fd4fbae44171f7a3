"""What the shopper's finger does, tap by tap."""

from dataclasses import replace

from cart.core import asking, calling, leaving, own_things, signing_in, wishing
from cart.core.inputs import ShopperTapped
from cart.core.shopper_facts import CallReason
from cart.core.starting import start
from cart.core.state import Turn
from cart.core.taking_back import take_back
from cart.core.taps import Tap
from cart.core.wishes import Choices


def tap(turn: Turn, tapped: ShopperTapped) -> None:
    """Do what was tapped; a tap that fits nothing changes nothing, or says why in a notice."""
    if turn.state.staffer is not None and not turn.state.trip:
        return
    turn.state = replace(turn.state, notice="")
    match tapped.tap:
        case Tap.START:
            level = turn.state.weighing.level
            start(turn, level.counts if level else None)
        case Tap.CANCEL_TRIP:
            leaving.cancel(turn)
        case Tap.DONE:
            _leave_receipt(turn)
        case Tap.UNDO:
            take_back(turn)
        case Tap.QUESTIONS:
            turn.state = replace(turn.state, answering=bool(turn.state.basket.questions))
        case Tap.WHY:
            _why(turn, tapped.arg)
        case Tap.SIGN_IN:
            signing_in.typed(turn, tapped.arg)
        case Tap.OWN_THINGS:
            own_things.begin(turn)
        case Tap.OWN_DONE:
            own_things.end(turn)
        case Tap.BUDGET:
            wishing.set_budget(turn, tapped.arg)
        case Tap.LIST_ADD:
            wishing.add_to_list(turn, tapped.arg)
        case Tap.LIST_REMOVE if tapped.arg:
            wishing.drop_from_list(turn, tapped.arg)
        case Tap.LIST_CLEAR:
            wishing.drop_from_list(turn, "")
        case Tap.HELP:
            calling.call(turn, CallReason.HELP)
        case Tap.HELP_CANCEL:
            calling.close(turn, CallReason.HELP, "shopper")
        case choice if choice in wishing.CHOICES:
            wishing.choose(turn, wishing.CHOICES[choice], tapped.arg)
        case _:
            asking.answer(turn, tapped)


def _leave_receipt(turn: Turn) -> None:
    if turn.state.receipt is not None:
        turn.state = replace(turn.state, receipt=None, lifted=(), choices=Choices())


def _why(turn: Turn, number: str) -> None:
    known = {str(line.line): line.line for line in turn.state.basket.contents}
    turn.state = replace(turn.state, why=known.get(number, 0))
