"""From a basket and its catalogue to the bill: the one way for screen, receipt and store."""

from collections.abc import Iterable
from dataclasses import replace

from cart.core.basket import Basket
from cart.core.catalog import Catalog, Product
from cart.core.facts import Saved, TaxAdded, TripFinished
from cart.core.line import Line
from cart.core.money import Rounding
from cart.core.pricing.bill import Bill, DepositOn, bill
from cart.core.pricing.lines import TENTH_OF_A_GRAM
from cart.core.pricing.lots import Item
from cart.core.pricing.savings import Shopper
from cart.core.tariff import Tariff, TaxRate, Weighing
from cart.core.units import Money, Unit

PRICING = 2
"""The version of the rules in this package; it rises when the same facts would come to other figures.

0: no offers, no deposits, weights priced to a tenth of a gram, tax inside the prices and rounded once a rate.
1: weights at a special price rounded half up, whatever the tariff names.
"""


def bill_of(basket: Basket, catalog: Catalog | None) -> Bill:
    """The bill of a basket by the catalogue that its trip began with; without one, of what the lines say themselves."""
    started = basket.started
    if catalog is None or (started is not None and started.pricing == 0):
        return bill([_item(line, None, Tariff()) for line in basket.lines], (), Tariff(), Shopper())
    wall = started.wall if started else 0
    shelf, tariff = catalog.at(wall), catalog.tariff
    if started is not None and started.pricing == 1:
        # The lines are priced already: of the weighing only what offers round by is left.
        tariff = replace(tariff, weighing=replace(tariff.weighing, rounding=Rounding.HALF_UP))
    known = [(line, shelf.get(line.sku)) for line in basket.lines]
    return bill(
        [_item(line, product, tariff) for line, product in known],
        list(_deposits(known, tariff)),
        tariff,
        Shopper(wall, basket.loyal, basket.coupons),
    )


def weighing_of(basket: Basket, catalog: Catalog) -> Weighing:
    """How the weights of a trip are rounded."""
    if basket.started is not None and basket.started.pricing == 0:
        return TENTH_OF_A_GRAM
    return catalog.tariff.weighing


def finished(bill: Bill, wall: int, interventions: int) -> TripFinished:
    """The last fact of a trip: its bill in figures."""
    inside = () if bill.added else bill.taxes
    on_top = bill.taxes if bill.added else ()
    return TripFinished(
        bill.total,
        tuple((tax.ppm // 1000, tax.base, tax.tax) for tax in inside),
        wall,
        interventions,
        tuple(Saved(promotion, amount) for promotion, _, amount in bill.by_promotion),
        bill.deposit,
        tuple(TaxAdded(tax.name, tax.ppm, tax.base, tax.tax) for tax in on_top),
    )


def rates_of(product: Product, tariff: Tariff) -> tuple[TaxRate, ...]:
    """The taxes on a product."""
    return _rates(product.tax, product.tax_permille, tariff)


def _rates(tax: str, permille: int, tariff: Tariff) -> tuple[TaxRate, ...]:
    named = next((each.rates for each in tariff.classes if each.id == tax), None) if tax else None
    if named is not None:
        return named
    return (TaxRate("", permille * 1000),) if permille else ()


def _item(line: Line, product: Product | None, tariff: Tariff) -> Item:
    return Item(
        line.line,
        line.sku,
        line.quantity,
        line.price,
        line.net,
        product.unit if product else Unit.KILOGRAM,
        product.groups if product else (),
        _rates(product.tax if product else "", line.tax_permille, tariff),
    )


def _deposits(lines: Iterable[tuple[Line, Product | None]], tariff: Tariff) -> Iterable[DepositOn]:
    by_id = {deposit.id: deposit for deposit in tariff.deposits}
    for line, product in lines:
        deposit = by_id.get(product.deposit) if product and product.deposit else None
        if deposit is not None:
            rates = _rates(deposit.tax, 0, tariff)
            yield DepositOn(line.line, deposit.name, line.quantity, Money(deposit.price * line.quantity), rates)
