"""Works the money of a trip out again from its facts and the catalogue that it was priced by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from cart.core.basket import EMPTY, Basket, Impossible, apply
from cart.core.catalog import Catalog
from cart.core.facts import Fact, ItemAdded, ItemRemoved, TripFinished
from cart.core.pricing import line_price, share_of, totals
from store.wording import money


class TripState(Enum):
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    REVIEW = "review"  # somebody has to look; the cart's figures stay as they were sent


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the store thinks of a trip; `reason` is the first thing that does not add up.

    `basket` holds the cart's own figures, as far as its facts can be folded.
    """

    state: TripState
    basket: Basket
    reason: str = ""


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
    if reasons:
        return Verdict(TripState.REVIEW, basket, reasons[0])
    if basket.cancelled:
        return Verdict(TripState.CANCELLED, basket)
    return Verdict(TripState.CLOSED if basket.finished else TripState.OPEN, basket)


def _mistakes(basket: Basket, fact: Fact, catalog: Catalog | None) -> Iterator[str]:
    match fact.body:
        case ItemAdded() as added:
            yield from _in_adding(basket, added, catalog)
        case ItemRemoved() as removed:
            yield from _in_removing(basket, removed)
        case TripFinished() as finished:
            yield from _in_totals(basket, finished)
        case _:
            pass


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
    elif added.quantity < 1 or added.net < 0:
        yield f"line {added.line} adds {added.quantity} pieces of {added.net} dg"
    else:
        yield from _in_price(added, catalog)


def _in_price(added: ItemAdded, catalog: Catalog) -> Iterator[str]:
    product = catalog[added.sku]
    where = f"line {added.line} ({product.name})"
    ours = line_price(product, added.quantity, added.net)
    if added.price != ours:
        theirs, right = (money(amount, catalog.currency, "en") for amount in (added.price, ours))
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


def _in_totals(basket: Basket, finished: TripFinished) -> Iterator[str]:
    if basket.started is None:
        yield "the trip has an end but no start"
        return
    ours = totals(basket.lines)
    if finished.total != ours.total:
        currency = basket.started.currency
        theirs, right = (money(amount, currency, "en") for amount in (finished.total, ours.total))
        yield f"the cart's total is {theirs}, its lines add up to {right}"
    elif finished.taxes != ours.taxes:
        yield f"the cart's taxes are {finished.taxes}, its lines hold {ours.taxes}"
