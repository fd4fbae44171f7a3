"""What a trip says about looks: a line whose product a person or a barcode named, and lines that were wrong after all.

The shopper's answer, or a barcode that agrees with the weight, tells what the pictures of that step showed. It counts
under the line's own id, so that taking the answer back, or staff's correction, takes exactly that back. Staff's own
corrections teach nothing: they are made from what lies in the basket later, not from those pictures.
"""

from collections.abc import Iterator

from cart.core.basket import Basket
from cart.core.effects import ConfirmLook, UndoLook
from cart.core.facts import Evidence, Fact, ItemAdded, ItemRemoved, Rule
from cart.core.shopper_facts import AnswerTakenBack
from cart.core.staff_facts import SpotChecked
from cart.core.state import Turn

NAMED = (Rule.SHOPPER, Rule.WEIGHT_AND_CODE)


def refine(turn: Turn, before: Basket) -> None:
    """Wish for what the turn's facts say of looks; `before` is the basket that they happened to."""
    for fact in turn.facts:
        match fact.body:
            case ItemAdded(why=why, quantity=1) as added if _named(why) and _alone(added, turn.facts):
                turn.wish(ConfirmLook(_event(fact, added.line), why.crops, added.sku))
            case ItemRemoved(why=why, line=line) if why.rule is Rule.STAFF and _was_named(before, line):
                turn.wish(UndoLook(_event(fact, line)))
            case SpotChecked(line=line, found=False) if _was_named(before, line):
                turn.wish(UndoLook(_event(fact, line)))
            case AnswerTakenBack() if before.answer is not None and before.answer.put is not None:
                turn.wish(UndoLook(_event(fact, before.answer.put.line)))


def _event(fact: Fact, line: int) -> str:
    return f"{fact.trip}/{line}"


def _named(why: Evidence) -> bool:
    """Whether somebody said what the pictures show; what was taken over from another cart was seen by that one."""
    return why.rule in NAMED and bool(why.crops) and not why.origin


def _alone(added: ItemAdded, facts: list[Fact]) -> bool:
    """Whether the step was this one thing: of two at once nobody knows which the pictures show."""
    bodies: Iterator[ItemAdded] = (fact.body for fact in facts if isinstance(fact.body, ItemAdded))
    return sum(body.why.step == added.why.step for body in bodies) == 1


def _was_named(before: Basket, number: int) -> bool:
    return any(line.line == number and _named(line.why) for line in before.contents)
