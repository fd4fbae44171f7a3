"""The receipt as the cart shows it, and its lines as people read them."""

from collections.abc import Iterable

from cart.core.basket import Basket
from cart.core.catalog import Catalog
from cart.core.facts import TripFinished
from cart.core.line import Line
from cart.core.pricing import Bill
from cart.core.receipt_code import receipt_code
from cart.core.units import Unit
from cart.core.view import LineView, ReceiptView

DROPPED = "dropped in the shopper's favour at the exit"
"""Why a thing that nobody could tell is not charged."""


def receipt_of(
    trip: str, basket: Basket, catalog: Catalog, bill: Bill, last: TripFinished, receipts_at: str
) -> ReceiptView:
    """The provisional receipt of a trip that ended with the fact `last`."""
    return ReceiptView(
        trip,
        lines(basket.lines, catalog, bill),
        last.total,
        last.taxes,
        last.wall,
        stored=False,
        saved=bill.by_promotion,
        deposit=last.deposit,
        added=tuple((tax.name, tax.ppm, tax.tax) for tax in last.added),
        withheld=lines(basket.withheld, catalog, bill),
        dropped=tuple(thing.delta for thing in basket.foreign if thing.why == DROPPED),
        code=receipt_code(trip, receipts_at),
        within=() if bill.added else tuple((tax.name, tax.ppm, tax.base, tax.tax) for tax in bill.taxes),
    )


def lines(shown: Iterable[Line], catalog: Catalog, bill: Bill, waiting: Iterable[Line] = ()) -> tuple[LineView, ...]:
    """Lines as people read them; `waiting` are those whose age nobody has checked."""
    unchecked = {line.line for line in waiting}
    return tuple(
        LineView(
            line.line,
            line.sku,
            catalog[line.sku].name if line.sku in catalog else line.sku,
            line.quantity,
            line.price,
            net=line.net,
            unit_price=line.unit_price,
            rule=line.why.rule,
            unit=catalog[line.sku].unit if line.sku in catalog else Unit.KILOGRAM,
            offs=tuple((off.name, off.amount) for off in bill.offs_on(line.line)),
            deposit=bill.deposit_on(line.line),
            min_age=catalog[line.sku].min_age if line.sku in catalog else 0,
            waits=line.line in unchecked,
        )
        for line in shown
    )
