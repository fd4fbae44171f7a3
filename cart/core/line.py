"""A line of the bill, and what facts may never say about one."""

from dataclasses import dataclass

from cart.core.facts import Evidence
from cart.core.units import Decigrams, Money, Sku, UnitPrice

MOST_IN_BASKET = 9_999
"""Pieces of all lines together: no cart holds so many."""


class Impossible(ValueError):
    """A fact that contradicts the facts before it: the ledger was tampered with, or the cart is wrong."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the bill, as long as something of it is in the basket; its price is that before offers."""

    line: int
    sku: Sku
    quantity: int
    price: Money
    tax_permille: int
    net: Decigrams
    unit_price: UnitPrice
    why: Evidence
    weight: Decigrams  # of what is left of it in the basket
