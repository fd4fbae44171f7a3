"""Works the money of a trip out again from its facts and the catalogue that it was priced by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from cart.core.basket import EMPTY, Basket, apply
from cart.core.catalog import Catalog
from cart.core.facts import Fact, ItemAdded, ItemRemoved, TripCancelled, TripFinished, TripStarted
from cart.core.labels.reading import label_of
from cart.core.line import Impossible
from cart.core.pricing import PRICING, Charge, bill_of, charge_for, finished, line_price, share_of, weighing_of
from cart.core.state import sells
from cart.core.units import MOST_PIECES, Money, Sku
from store.charged import end_of
from store.wording import money

LATEST_MS = 4_102_444_800_000
"""1 January 2100: what a cart dates later, or before 1970, is no time of day that prices could hold at."""


class TripState(Enum):
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    HANDED = "handed over"  # it goes on in another cart, or at the till
    REVIEW = "review"  # somebody has to look; the cart's figures stay as they were sent


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the store thinks of a trip; `reason` is the first thing that does not add up.

    `basket` holds the cart's own figures, as far as its facts can be folded; `said` is what the cart charged at the
    end, if it came to one; `total` is that, or what the basket comes to so far.
    """

    state: TripState
    basket: Basket
    reason: str = ""
    total: Money = Money(0)
    said: TripFinished | None = None


def audit(facts: Sequence[Fact], catalog: Catalog | None, since: Basket = EMPTY) -> Verdict:
    """Judge the facts of one trip, which are in order and without gaps and go on from basket `since`."""
    basket, reasons = since, list[str]()
    for fact in facts:
        reasons += _mistakes(basket, fact, catalog)
        try:
            basket = apply(basket, fact)
        except Impossible as wrong:
            reasons.append(str(wrong))
            break
    said = end_of(facts)
    total = said.total if said else bill_of(basket, catalog).total
    return Verdict(_state(basket, reasons), basket, reasons[0] if reasons else "", total, said)


def _state(basket: Basket, reasons: Sequence[str]) -> TripState:
    if reasons:
        return TripState.REVIEW
    if basket.handed:
        return TripState.HANDED
    if basket.cancelled:
        return TripState.CANCELLED
    return TripState.CLOSED if basket.finished else TripState.OPEN


def _mistakes(basket: Basket, fact: Fact, catalog: Catalog | None) -> Iterator[str]:
    match fact.body:
        case ItemAdded() as added:
            yield from _in_adding(basket, added, catalog)
        case ItemRemoved() as removed:
            yield from _in_removing(basket, removed)
        case TripStarted(wall=wall, pricing=pricing):
            if pricing > PRICING:
                yield f"the cart prices by version {pricing} of the rules, the store by {PRICING}: update the store"
            yield from _in_time(wall, "began")
        case TripFinished() as said:
            yield from _in_totals(basket, said, catalog)
            yield from _in_time(said.wall, "ended")
        case TripCancelled(wall=wall):
            yield from _in_time(wall, "ended")
        case _:
            pass


def _in_time(wall: int, what: str) -> Iterator[str]:
    if not 0 <= wall < LATEST_MS:
        yield f"the cart says that the trip {what} {wall} ms after 1970: look at its clock"


def _in_adding(basket: Basket, added: ItemAdded, catalog: Catalog | None) -> Iterator[str]:
    started = basket.started
    if started is None:
        yield f"line {added.line} was added before the trip began"
    elif catalog is None:
        yield f"the store does not know catalogue {started.catalog!r}"
    elif started.currency != catalog.currency:
        yield f"the cart counts in {started.currency}, catalogue {catalog.version} in {catalog.currency}"
    elif added.sku not in catalog:
        yield f"line {added.line}: {added.sku} is not in catalogue {catalog.version}"
    elif not 1 <= added.quantity <= MOST_PIECES or added.net < 0:
        yield f"line {added.line} adds {added.quantity} pieces of {added.net} dg"
    else:
        yield from _in_price(basket, added, catalog.at(started.wall))


def _in_price(basket: Basket, added: ItemAdded, catalog: Catalog) -> Iterator[str]:
    product = catalog[added.sku]
    where = f"line {added.line} ({product.name})"
    weighing = weighing_of(basket, catalog)
    label = label_of(added.why.code, product, catalog)
    if basket.started is not None and basket.started.pricing == 0:  # what such a fact weighs is what was priced
        ours = Charge(line_price(product, added.quantity, added.net), added.net, added.unit_price)
    else:
        ours = charge_for(product, added.quantity, added.why.delta, label, weighing)
    if basket.started is not None and not sells(product, basket.started.weigh_to_price, label):
        yield f"{where} was priced by the cart's own weight, and this trip has weigh_to_price = off"
    if added.net != ours.net:
        yield f"{where} is charged for {added.net} dg, but weighs {ours.net} dg"
    if added.price != ours.price:
        theirs, right = (money(amount, catalog.currency, "en") for amount in (added.price, ours.price))
        yield f"{where} costs {theirs} on the cart and {right} in catalogue {catalog.version}"
    if added.tax_permille != product.tax_permille:
        yield f"{where} is taxed {added.tax_permille} permille, not {product.tax_permille}"
    if added.unit_price not in (0, product.unit_price):
        yield f"{where} has the unit price {added.unit_price}, not {product.unit_price}"


def _in_removing(basket: Basket, removed: ItemRemoved) -> Iterator[str]:
    line = next((line for line in basket.lines if line.line == removed.line), None)
    if line is None:
        return  # apply() says so
    ours = share_of(line.price, removed.quantity, line.quantity)
    if removed.price != ours:
        currency = basket.started.currency if basket.started else ""
        off, right = (money(amount, currency, "en") for amount in (removed.price, ours))
        yield f"line {line.line}: {off} came off the bill, not {right}"


def _in_totals(basket: Basket, said: TripFinished, catalog: Catalog | None) -> Iterator[str]:
    if basket.started is None:
        yield "the trip has an end but no start"
        return
    yield from _in_check(basket, catalog)
    if basket.unseen:
        yield "the scale was away, so something may have gone in unfelt, and no staff looked at the basket"
    for line in basket.lines:
        product = catalog.get(line.sku) if catalog is not None else None
        if product is not None and product.min_age > basket.care.approved:
            yield f"line {line.line} ({product.name}) was sold, and nobody saw that the shopper is {product.min_age}"
    ours = finished(bill_of(basket, catalog), said.wall, said.interventions)
    if said.total != ours.total:
        currency = basket.started.currency
        theirs, right = (money(amount, currency, "en") for amount in (said.total, ours.total))
        yield f"the cart's total is {theirs}, its lines add up to {right}"
    elif said.taxes != ours.taxes or said.added != ours.added:
        yield f"the cart's taxes are {said.taxes or said.added}, its lines hold {ours.taxes or ours.added}"
    elif said != ours:
        yield f"the cart took off {said.saved} and on {said.deposit}, the store {ours.saved} and {ours.deposit}"


def _in_check(basket: Basket, catalog: Catalog | None) -> Iterator[str]:
    """What staff saw at the spot check and did not take back: money that is right is not all there is to a bill."""
    check = basket.check
    if check is None:
        return
    for number in (number for number, found in check.found if not found):
        skus = [line.sku for line in basket.contents if line.line == number]
        yield f"the spot check did not find line {number}" + "".join(f" ({_name(sku, catalog)})" for sku in skus)
    for sku in check.extras:
        yield f"the spot check found {_name(sku, catalog) if sku else 'something'}, which is not on the bill"


def _name(sku: Sku, catalog: Catalog | None) -> str:
    return catalog[sku].name if catalog is not None and sku in catalog else sku
