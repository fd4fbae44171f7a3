"""What a trip was charged: the cart's own figures, also where the store comes to others."""

from collections.abc import Sequence

from cart.core.basket import Basket
from cart.core.catalog import Catalog
from cart.core.facts import Fact, TripFinished
from cart.core.pricing import Bill, DepositOn, Off, bill_of, finished, rates_of
from cart.core.pricing.tax import TaxSum
from cart.core.tariff import TaxRate
from cart.core.units import Money, Sku

DISPUTED = "The lines do not add up to the total that was charged: the store looks at it."


def charged(basket: Basket, facts: Sequence[Fact], catalog: Catalog | None) -> tuple[Bill, bool]:
    """The bill that the shopper was shown, and whether the store comes to another.

    The cart says no figures of single lines: where its offers or deposits are not the store's, they stand on line 0.
    """
    ours, said = bill_of(basket, catalog), end_of(facts)
    if said is None:
        return ours, False
    figures = finished(ours, said.wall, said.interventions)
    if figures == said:
        return ours, False
    names = {each.id: each.name for each in catalog.tariff.promotions} if catalog else {}
    offs = tuple(Off(0, each.promotion, names.get(each.promotion, each.promotion), each.amount) for each in said.saved)
    deposits = (DepositOn(0, "Deposit", 1, said.deposit),) if said.deposit else ()
    taxes = tuple(TaxSum("", 1000 * permille, gross, tax) for permille, gross, tax in said.taxes)
    on_top = tuple(TaxSum(each.name, each.ppm, each.net, each.tax) for each in said.added)
    same = (said.taxes, said.added) == (figures.taxes, figures.added)
    theirs = Bill(
        goods=Money(basket.goods),
        offs=ours.offs if said.saved == figures.saved else offs,
        deposits=ours.deposits if said.deposit == figures.deposit else deposits,
        taxes=ours.taxes if same else on_top or taxes,
        added=ours.added if same else bool(on_top),
        total=said.total,
    )
    return theirs, True


def end_of(facts: Sequence[Fact]) -> TripFinished | None:
    """The cart's last word on a trip, wherever it stands: facts that fit nowhere may have come before it."""
    return next((fact.body for fact in facts if isinstance(fact.body, TripFinished)), None)


def line_rates(sku: Sku, permille: int, basket: Basket, catalog: Catalog | None) -> tuple[TaxRate, ...]:
    """The taxes on a line, of the class that its product has; `permille` is what the line itself says."""
    started = basket.started
    if catalog is not None and started is not None and started.pricing > 0 and sku in catalog:
        product = catalog[sku].at(started.wall)
        if product.tax:
            return rates_of(product, catalog.tariff)
    return (TaxRate("", 1000 * permille),) if permille else ()
