"""The shopper takes the last answer back: its question is open again, and the bill is exactly as before."""

from dataclasses import replace

from cart.core.notices import tell
from cart.core.shopper_facts import AnswerTakenBack
from cart.core.state import Turn
from cart.core.units import Grams, Seconds, Sku

Taken = tuple[Sku, Grams, Seconds]


def take_back(turn: Turn) -> None:
    """Undo the last answer, unless what it did has changed since."""
    state = turn.state
    answer = state.basket.answer
    if answer is None or not state.basket.can_take_back:
        if state.trip:
            tell(turn, "nothing to take back")
        return
    gone = answer.off.sku if answer.off is not None else Sku("")
    put = answer.put.sku if answer.put is not None else gone
    turn.say(AnswerTakenBack(answer.question.question, gone, 1 if answer.lost else 0))
    turn.state = replace(
        turn.state,
        problem="",
        # Its barcode may be read again at once.
        decided=tuple(each for each in state.decided if each[0] != put),
        taken=without_last(state.taken, gone),
        interventions=state.interventions - (1 if answer.lost else 0),
    )


def without_last(taken: tuple[Taken, ...], sku: Sku) -> tuple[Taken, ...]:
    """What just left the basket, without the last of a product that did not leave after all."""
    for index in range(len(taken) - 1, -1, -1):
        if taken[index][0] == sku:
            return (*taken[:index], *taken[index + 1 :])
    return taken
