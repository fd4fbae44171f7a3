"""What things cost: one code path for the screen, the receipt and the store.

Prices include tax. Tax is worked out once per rate over the whole receipt, rounded half up, so that the
lines' prices add up to the total exactly.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from cart.core.catalog import Product, Sold
from cart.core.units import Decigrams, Money, price_by_weight


class Priced(Protocol):
    """Anything with a price and a tax rate: a line of the bill."""

    @property
    def price(self) -> Money: ...

    @property
    def tax_permille(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Totals:
    """The total and what it holds of each tax rate: (rate in permille, gross, tax), lowest rate first."""

    total: Money
    taxes: tuple[tuple[int, Money, Money], ...]


def line_price(product: Product, quantity: int, net: Decigrams) -> Money:
    """Price of `quantity` pieces, or of `net` when the product is sold by weight.

    Raises ValueError for a quantity below one.
    """
    if quantity < 1:
        raise ValueError(f"{quantity} pieces of {product.sku} have no price")
    if product.sold is Sold.WEIGHT:
        return price_by_weight(net, product.unit_price)
    return Money(product.price * quantity)


def share_of(price: Money, taken: int, quantity: int) -> Money:
    """What `taken` pieces of a line cost: the last piece takes whatever rounding left of the price."""
    return price if taken == quantity else Money(price * taken // quantity)


def totals(lines: Iterable[Priced]) -> Totals:
    """The total of the lines and the tax inside it."""
    gross: dict[int, int] = {}
    for line in lines:
        gross[line.tax_permille] = gross.get(line.tax_permille, 0) + line.price
    taxes = tuple((rate, Money(sum_), _tax_inside(sum_, rate)) for rate, sum_ in sorted(gross.items()))
    return Totals(Money(sum(gross.values())), taxes)


def _tax_inside(gross: int, rate: int) -> Money:
    whole = 1000 + rate
    return Money((2 * gross * rate + whole) // (2 * whole))
