"""From the state to the parts of a view that belong to one shopper."""

from cart.core import age, shopping_list
from cart.core.pricing.savings import Shopper, holds
from cart.core.shopper_facts import OWN
from cart.core.shopper_view import (
    AgeView,
    BudgetView,
    CallView,
    EvidenceView,
    ListItemView,
    Member,
    OfferView,
    OwnView,
)
from cart.core.state import State
from cart.core.units import Decigrams, Money, Sku


def member(state: State) -> Member:
    if state.asked is not None and state.asked.waits and not state.basket.loyal:
        return Member.ASKING
    return Member.MEMBER if state.basket.loyal else Member.GUEST


def own(state: State) -> OwnView:
    mine = [thing for thing in state.basket.foreign if thing.why == OWN]
    placing = state.own is not None and state.now < state.own.until
    return OwnView(placing, len(mine), Decigrams(sum(thing.delta for thing in mine)))


def why(state: State) -> EvidenceView | None:
    """The evidence of the line that is open, as long as it is there."""
    found = [line for line in state.basket.contents if line.line == state.why]
    if not found:
        return None
    line = found[0]
    return EvidenceView(
        line.line,
        line.sku,
        _name(state, line.sku),
        line.quantity,
        line.price,
        line.why.rule,
        line.why.step,
        line.why.delta,
        line.why.sigma,
        tuple((sku, _name(state, sku), p) for sku, p in line.why.pictures),
        tuple((sku, _name(state, sku), p) for sku, p in line.why.posterior),
        line.why.crops,
        line.why.code,
    )


def budget(state: State) -> BudgetView | None:
    amount = state.basket.wishes.budget
    return BudgetView(amount, Money(amount - state.bill.total)) if amount else None


def listed(state: State) -> tuple[ListItemView, ...]:
    entries = state.basket.wishes.entries
    found = shopping_list.found(entries, state.basket.lines, state.catalog)
    return tuple(
        ListItemView(each.entry, each.name, each.sku, each.quantity, found[each.entry], _aisle(state, each.sku))
        for each in entries
    )


def offers(state: State) -> tuple[OfferView, ...]:
    """The offers that hold for this shopper, whatever is in the basket."""
    basket, catalog = state.basket, state.catalog
    wall = basket.started.wall if basket.started is not None else state.wall
    shopper = Shopper(wall, basket.loyal, basket.coupons)
    held = (offer for offer in catalog.tariff.promotions if holds(offer, shopper))
    return tuple(OfferView(offer.id, offer.name, catalog.offered[offer.id]) for offer in held)


def calls(state: State) -> tuple[CallView, ...]:
    return tuple(CallView(c.call, c.reason, c.age, c.coming, c.t_ms) for c in state.basket.care.calls)


def checked(state: State) -> AgeView | None:
    """What the shopper's age stands in the way of; None when nothing does."""
    waiting, withheld = age.waiting(state), state.basket.withheld
    if not waiting and not withheld:
        return None
    lines = (*waiting, *withheld)
    return AgeView(age.years(state, lines), bool(withheld), tuple(line.line for line in lines))


def _aisle(state: State, sku: Sku) -> str:
    product = state.catalog.get(sku)
    return product.aisle if product is not None else ""


def _name(state: State, sku: Sku) -> str:
    product = state.catalog.get(sku)
    return product.name if product is not None else sku
