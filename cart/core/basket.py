"""The basket is a fold over facts, so the screen, the receipt and the store cannot disagree."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce

from cart.core.facts import (
    CodeDropped,
    CodePending,
    CouponShown,
    Fact,
    ItemAdded,
    ItemRemoved,
    Kind,
    LoyaltyShown,
    QuestionAnswered,
    QuestionAsked,
    StepIgnored,
    StepSettled,
    TripCancelled,
    TripFinished,
    TripStarted,
)
from cart.core.line import Impossible, Line
from cart.core.units import Decigrams, Money, Sku


@dataclass(frozen=True, slots=True)
class Basket:
    """What the facts of one trip add up to."""

    started: TripStarted | None = None
    lines: tuple[Line, ...] = ()
    pending: tuple[CodePending, ...] = ()
    questions: tuple[QuestionAsked, ...] = ()
    undecided: tuple[StepSettled, ...] = ()
    foreign: tuple[StepIgnored, ...] = ()  # things in the basket that are not for sale
    offered: tuple[tuple[int, Sku], ...] = ()  # what questions about a removal named, by its step
    next_line: int = 1
    asked: int = 0
    finished: TripFinished | None = None
    cancelled: bool = False
    coupons: tuple[str, ...] = ()
    loyal: bool = False

    @property
    def goods(self) -> Money:
        """What the lines cost before offers, deposits and added taxes: no total, which pricing.bill_of works out."""
        return Money(sum(line.price for line in self.lines))

    @property
    def items(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def over(self) -> bool:
        return self.cancelled or self.finished is not None


EMPTY = Basket()


def fold(facts: Iterable[Fact]) -> Basket:
    """The basket after `facts`, which are those of one trip in their order.

    Raises Impossible when a fact contradicts those before it.
    """
    return reduce(apply, facts, EMPTY)


def apply(basket: Basket, fact: Fact) -> Basket:
    """The basket after one more fact; raises Impossible when it contradicts the basket."""
    if basket.over:
        raise Impossible(f"fact {fact.seq} of trip {fact.trip} comes after the trip was over")
    match fact.body:
        case TripStarted() as started:
            return replace(basket, started=started)
        case StepSettled() as step:
            return replace(basket, undecided=(*basket.undecided, step))
        case ItemAdded() as added:
            return _decided(_add(basket, added), added.why.step)
        case ItemRemoved() as removed:
            return _decided(_remove(basket, removed), removed.why.step)
        case StepIgnored() as ignored:
            staying = tuple(f for f in basket.foreign if f.step != ignored.undoes)
            came = (ignored,) if ignored.delta > 0 else ()
            return _decided(replace(basket, foreign=(*staying, *came)), ignored.step)
        case QuestionAsked() as question:
            return _decided(_ask(basket, question), question.step)
        case QuestionAnswered(question=number):
            left = tuple(q for q in basket.questions if q.question != number)
            return replace(basket, questions=left)
        case CodePending() as pending:
            return replace(basket, pending=(*basket.pending, pending))
        case CodeDropped(sku=sku):
            return replace(basket, pending=_without(basket.pending, sku))
        case CouponShown(coupon=coupon) if coupon not in basket.coupons:
            return replace(basket, coupons=(*basket.coupons, coupon))
        case LoyaltyShown():
            return replace(basket, loyal=True)
        case TripFinished() as finished:
            return replace(basket, finished=finished)
        case TripCancelled():
            return replace(basket, cancelled=True)
    return basket


def _add(basket: Basket, added: ItemAdded) -> Basket:
    if added.quantity < 1 or added.price < 0:
        raise Impossible(f"line {added.line} adds {added.quantity} pieces for {added.price}")
    if added.line < basket.next_line:
        raise Impossible(f"line {added.line} stands there already")
    line = Line(
        added.line,
        added.sku,
        added.quantity,
        added.price,
        added.tax_permille,
        added.net,
        added.unit_price,
        added.why,
        added.why.delta,
    )
    return replace(
        basket,
        lines=(*basket.lines, line),
        next_line=added.line + 1,
        pending=_without(basket.pending, added.sku),
    )


def _remove(basket: Basket, removed: ItemRemoved) -> Basket:
    found = [i for i, line in enumerate(basket.lines) if (line.line, line.sku) == (removed.line, removed.sku)]
    if not found:
        raise Impossible(f"line {removed.line} of {removed.sku} is not in the basket, so it cannot leave it")
    index = found[0]
    line = basket.lines[index]
    if not 1 <= removed.quantity <= line.quantity or not 0 <= removed.price <= line.price:
        raise Impossible(f"{removed.quantity} pieces for {removed.price} do not come out of line {line.line}")
    left = replace(
        line,
        quantity=line.quantity - removed.quantity,
        price=Money(line.price - removed.price),
        weight=Decigrams(line.weight * (line.quantity - removed.quantity) // line.quantity),
    )
    kept = (left,) if left.quantity else ()
    return replace(basket, lines=(*basket.lines[:index], *kept, *basket.lines[index + 1 :]))


def _ask(basket: Basket, question: QuestionAsked) -> Basket:
    removal = question.kind is Kind.WHICH_REMOVED
    offered = tuple((question.step, sku) for sku in question.options) if removal else ()
    return replace(
        basket,
        questions=(*basket.questions, question),
        offered=(*basket.offered, *offered),
        asked=basket.asked + 1,
    )


def _decided(basket: Basket, step: int) -> Basket:
    return replace(basket, undecided=tuple(s for s in basket.undecided if s.step != step))


def _without(pending: tuple[CodePending, ...], sku: Sku) -> tuple[CodePending, ...]:
    for index, code in enumerate(pending):
        if code.sku == sku:
            return (*pending[:index], *pending[index + 1 :])
    return pending
