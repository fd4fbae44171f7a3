"""What a fact changes for the shopper, in figures: the screen says it in words."""

from dataclasses import dataclass
from enum import Enum

from cart.core.basket import Basket
from cart.core.catalog import Catalog
from cart.core.facts import (
    Body,
    CouponShown,
    ItemAdded,
    ItemRemoved,
    LoyaltyShown,
    QuestionAnswered,
    StepIgnored,
)
from cart.core.line import Line
from cart.core.shopper_facts import OWN, AnswerTakenBack, ItemAllowed, ItemWithheld
from cart.core.units import Decigrams, Money, Sku


class ChangeKind(Enum):
    """Each has a row in ui.messages."""

    ADDED = "added"
    ANSWERED = "answered"  # added, because the shopper said what it is
    REMOVED = "removed"
    OWN = "own"  # a thing of the shopper's own came in
    OWN_OUT = "own out"
    DROPPED = "dropped"  # an open question at the exit, in the shopper's favour
    TAKEN_BACK = "taken back"  # the last answer
    COUPON = "coupon"
    MEMBER = "member"
    WITHHELD = "withheld"  # it may not be sold, and has to leave the basket
    RETURNED = "returned"  # and did
    ALLOWED = "allowed"  # it may be sold after all


@dataclass(frozen=True, slots=True)
class Change:
    """`price` is what went on, or came off, the bill, before offers; never negative."""

    kind: ChangeKind
    sku: Sku = Sku("")
    name: str = ""
    quantity: int = 0
    price: Money = Money(0)
    weight: Decigrams = Decigrams(0)


def change_of(basket: Basket, body: Body, catalog: Catalog) -> Change | None:
    """What a fact changes that the shopper should be told; `basket` is that before it."""
    match body:
        case ItemAdded():
            kind = ChangeKind.ANSWERED if _answers(basket, body.why.step) else ChangeKind.ADDED
            return Change(kind, body.sku, _name(catalog, body.sku), body.quantity, body.price, body.why.delta)
        case ItemRemoved():
            back = any(line.line == body.line for line in basket.withheld)
            kind = ChangeKind.RETURNED if back else ChangeKind.REMOVED
            return Change(kind, body.sku, _name(catalog, body.sku), body.quantity, body.price, body.why.delta)
        case StepIgnored(why=why, delta=delta) if why == OWN and delta > 0:
            return Change(ChangeKind.OWN, weight=delta)
        case StepIgnored(undoes=step) if step:
            own = [thing for thing in basket.foreign if thing.step == step and thing.why == OWN]
            return Change(ChangeKind.OWN_OUT, weight=own[0].delta) if own else None
        case QuestionAnswered(by="exit", sku=""):
            return Change(ChangeKind.DROPPED)
        case AnswerTakenBack():
            return _taken_back(basket, catalog)
        case CouponShown(coupon=coupon):
            offers = [offer.name for offer in catalog.tariff.promotions if offer.coupon == coupon]
            return Change(ChangeKind.COUPON, name=offers[0] if offers else coupon)
        case LoyaltyShown():
            return Change(ChangeKind.MEMBER)
        case ItemWithheld(line=number):
            return _moved(ChangeKind.WITHHELD, basket.lines, number, catalog)
        case ItemAllowed(line=number):
            return _moved(ChangeKind.ALLOWED, basket.withheld, number, catalog)
    return None


def _answers(basket: Basket, step: int) -> bool:
    return basket.answer is not None and basket.answer.bare and basket.answer.question.step == step


def _taken_back(basket: Basket, catalog: Catalog) -> Change:
    answer = basket.answer
    line = (answer.put or answer.off) if answer is not None else None
    if line is None:
        return Change(ChangeKind.TAKEN_BACK)
    return Change(ChangeKind.TAKEN_BACK, line.sku, _name(catalog, line.sku), line.quantity, line.price)


def _moved(kind: ChangeKind, lines: tuple[Line, ...], number: int, catalog: Catalog) -> Change | None:
    found = [line for line in lines if line.line == number]
    if not found:
        return None
    line = found[0]
    return Change(kind, line.sku, _name(catalog, line.sku), line.quantity, line.price)


def _name(catalog: Catalog, sku: Sku) -> str:
    product = catalog.get(sku)
    return product.name if product else sku
