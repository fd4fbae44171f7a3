"""The figures of a receipt as numbers, for tills and bookkeeping, in the units that facts count in."""

from dataclasses import dataclass

from cart.core.basket import Basket
from cart.core.catalog import Catalog
from cart.core.line import Line
from cart.core.money import exponent
from cart.core.pricing import Bill
from cart.core.pricing.tax import TaxSum
from cart.core.tariff import TaxRate
from cart.core.units import Decigrams, Money, Sku, Unit, UnitPrice
from store.charged import line_rates


@dataclass(frozen=True, slots=True)
class Off:
    """What an offer took off, in minor units."""

    promotion: str
    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class LineFigures:
    """A line that was sold. Money is in minor units; `price` is that before `offers`, without the `deposit`.

    `net_dg` and `unit_price` (hundredths of a minor unit for a `unit`) are those of goods that were weighed.
    """

    line: int
    sku: Sku
    quantity: int
    price: Money
    offers: tuple[Off, ...]
    deposit: Money
    rates: tuple[TaxRate, ...]
    net_dg: Decigrams
    unit_price: UnitPrice
    unit: Unit


@dataclass(frozen=True, slots=True)
class Figures:
    """`total` is what was charged: the goods less what was saved, with the deposit and the taxes that come on top.

    `exponent` is how many decimals the currency's minor unit makes (ISO 4217); times are milliseconds since 1970.
    """

    number: int | None
    currency: str
    exponent: int
    started: int
    ended: int | None
    lines: tuple[LineFigures, ...]
    goods: Money
    saved: Money
    deposit: Money
    taxes: tuple[TaxSum, ...]
    tax_added: Money
    total: Money


def figures(basket: Basket, bill: Bill, catalog: Catalog | None, ended: int | None, number: int | None) -> Figures:
    """The numbers of a bill that was charged for this basket."""
    started = basket.started
    currency = started.currency if started else ""
    return Figures(
        number=number,
        currency=currency,
        exponent=exponent(currency) if currency else 0,
        started=started.wall if started else 0,
        ended=ended,
        lines=tuple(_line(line, bill, basket, catalog) for line in basket.lines),
        goods=Money(basket.goods),
        saved=bill.saved,
        deposit=bill.deposit,
        taxes=bill.taxes,
        tax_added=bill.tax_added,
        total=bill.total,
    )


def _line(line: Line, bill: Bill, basket: Basket, catalog: Catalog | None) -> LineFigures:
    product = catalog.get(line.sku) if catalog else None
    return LineFigures(
        line=line.line,
        sku=line.sku,
        quantity=line.quantity,
        price=line.price,
        offers=tuple(Off(off.promotion, off.name, off.amount) for off in bill.offs_on(line.line)),
        deposit=bill.deposit_on(line.line),
        rates=line_rates(line.sku, line.tax_permille, basket, catalog),
        net_dg=line.net,
        unit_price=line.unit_price,
        unit=product.unit if product else Unit.KILOGRAM,
    )
