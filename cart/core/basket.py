"""The basket is a fold over facts, so the screen, the receipt and the store cannot disagree."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce

from cart.core.answered import BY_SHOPPER, Answer, doing, in_order
from cart.core.care import Care, cared
from cart.core.drawn import Drawn, drawn
from cart.core.facts import (
    Body,
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
    SourceLost,
    StepIgnored,
    StepSettled,
    TripCancelled,
    TripFinished,
    TripStarted,
)
from cart.core.inputs import Source
from cart.core.later import later
from cart.core.line import MOST_IN_BASKET, Impossible, Line
from cart.core.line_changes import line_of, numbered, rest_of, with_rest
from cart.core.records import changed
from cart.core.shopper_facts import AnswerTakenBack, CallReason, ItemAllowed, ItemWithheld
from cart.core.staff_facts import HandedOver, StaffActed
from cart.core.units import Money, Sku
from cart.core.wishes import Wishes, wished


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
    withheld: tuple[Line, ...] = later(())  # lines that may not be sold, and still lie in the basket
    answer: Answer | None = later(None)  # the last one, which may be taken back
    wishes: Wishes = later(Wishes())
    care: Care = later(Care())
    check: Drawn | None = later(None)  # the spot check
    handed: bool = later(False)  # it is sold elsewhere
    unfelt: bool = later(False)  # the scale was away for a while: something may have gone in unfelt

    @property
    def goods(self) -> Money:
        """What the lines cost before offers, deposits and added taxes: no total, which pricing.bill_of works out."""
        return Money(sum(line.price for line in self.lines))

    @property
    def contents(self) -> tuple[Line, ...]:
        """Everything of the shop's that lies in the basket, sold or not."""
        return (*self.lines, *self.withheld)

    @property
    def can_take_back(self) -> bool:
        return self.answer is not None and self.answer.stands(self.lines, self.foreign, self.questions)

    @property
    def items(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def unseen(self) -> bool:
        """Whether the scale was away and no staff have looked at the basket since."""
        return self.unfelt and CallReason.SCALE not in self.care.done

    @property
    def over(self) -> bool:
        return self.cancelled or self.handed or self.finished is not None


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
    wishes, care = wished(basket.wishes, fact.body), cared(basket.care, fact.t_ms, fact.body)
    check = drawn(basket.check, fact.body)
    after = _apply(basket, fact.body)
    if wishes is basket.wishes and care is basket.care and check is basket.check:
        return after
    return replace(after, wishes=wishes, care=care, check=check)


def _apply(basket: Basket, body: Body) -> Basket:
    match body:
        case TripStarted() as started:
            return replace(basket, started=started)
        case StepSettled() as step:
            return changed(basket, undecided=(*basket.undecided, step))
        case ItemAdded() as added:
            return _decided(_add(basket, added), added.why.step)
        case ItemRemoved() as removed:
            return _decided(_remove(basket, removed), removed.why.step)
        case StepIgnored() as ignored:
            staying = tuple(f for f in basket.foreign if f.step != ignored.undoes)
            came = (ignored,) if ignored.delta > 0 else ()
            own, lost = ignored.delta > 0, ignored.delta < 0
            answer = doing(basket.answer, ignored.step, lambda given: replace(given, own=own, lost=lost))
            return _decided(replace(basket, foreign=(*staying, *came), answer=answer), ignored.step)
        case QuestionAsked() as question:
            return _decided(_ask(basket, question), question.step)
        case QuestionAnswered() as answered:
            return _answer(basket, answered)
        case AnswerTakenBack() as back:
            return _take_back(basket, back)
        case ItemWithheld(line=number):
            held = numbered(basket.lines, number)
            kept = tuple(line for line in basket.lines if line != held)
            return replace(basket, lines=kept, withheld=(*basket.withheld, held))
        case ItemAllowed(line=number):
            free = numbered(basket.withheld, number)
            kept = tuple(line for line in basket.withheld if line != free)
            return replace(basket, lines=in_order((*basket.lines, free)), withheld=kept)
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
        case SourceLost(source=Source.SCALE):
            return replace(basket, unfelt=True)
        case HandedOver():
            return replace(basket, handed=True)
        case StaffActed():
            return replace(basket, answer=None)  # what staff put right, no tap of the shopper's takes back
    return basket


def _add(basket: Basket, added: ItemAdded) -> Basket:
    line = line_of(added, basket.next_line)
    if sum(each.quantity for each in basket.contents) + line.quantity > MOST_IN_BASKET:
        raise Impossible(f"with line {line.line} more than {MOST_IN_BASKET} pieces are in the basket")
    return changed(
        basket,
        lines=(*basket.lines, line),
        next_line=added.line + 1,
        pending=_without(basket.pending, added.sku),
        answer=doing(basket.answer, added.why.step, lambda given: replace(given, put=line)),
    )


def _remove(basket: Basket, removed: ItemRemoved) -> Basket:
    withheld = any(line.line == removed.line for line in basket.withheld)
    line = numbered(basket.withheld if withheld else basket.lines, removed.line, removed.sku)
    left = rest_of(line, removed, withheld=withheld)
    if withheld:
        return replace(basket, withheld=with_rest(basket.withheld, line, left))
    answer = doing(basket.answer, removed.why.step, lambda given: replace(given, off=line, left=left))
    return replace(basket, lines=with_rest(basket.lines, line, left), answer=answer)


def _ask(basket: Basket, question: QuestionAsked) -> Basket:
    removal = question.kind is Kind.WHICH_REMOVED
    offered = tuple((question.step, sku) for sku in question.options) if removal else ()
    return replace(
        basket,
        questions=(*basket.questions, question),
        offered=(*basket.offered, *offered),
        asked=basket.asked + 1,
        answer=doing(basket.answer, question.step, lambda given: replace(given, led_to=question.question)),
    )


def _answer(basket: Basket, answered: QuestionAnswered) -> Basket:
    asked = next((question for question in basket.questions if question.question == answered.question), None)
    left = tuple(question for question in basket.questions if question is not asked)
    given = Answer(asked, basket.offered) if asked is not None and answered.by in BY_SHOPPER else basket.answer
    return replace(basket, questions=left, answer=given)


def _take_back(basket: Basket, back: AnswerTakenBack) -> Basket:
    answer = basket.answer
    if answer is None or answer.question.question != back.question or not basket.can_take_back:
        raise Impossible(f"the answer to question {back.question} is not the last one, or does not stand any more")
    step = answer.question.step
    return replace(
        basket,
        lines=answer.lines_before(basket.lines),
        foreign=tuple(f for f in basket.foreign if not (answer.own and f.step == step)),
        questions=(answer.question, *(q for q in basket.questions if q.question != answer.led_to)),
        offered=tuple(each for each in basket.offered if each[0] != step or each in answer.offered),
        answer=None,
    )


def _decided(basket: Basket, step: int) -> Basket:
    undecided = tuple([each for each in basket.undecided if each.step != step])
    return basket if len(undecided) == len(basket.undecided) else changed(basket, undecided=undecided)


def _without(pending: tuple[CodePending, ...], sku: Sku) -> tuple[CodePending, ...]:
    for index, code in enumerate(pending):
        if code.sku == sku:
            return (*pending[:index], *pending[index + 1 :])
    return pending
