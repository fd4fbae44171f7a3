"""A product as a card on the screen shows it."""

from dataclasses import dataclass

from cart.core.later import later
from cart.core.units import Money, Sku, Unit, UnitPrice


@dataclass(frozen=True, slots=True)
class OptionView:
    """`unit_price` is set when it is sold by weight; `min_age` is how old who buys it must be, in years."""

    sku: Sku
    name: str
    price: Money
    unit_price: UnitPrice = UnitPrice(0)
    unit: Unit = later(Unit.KILOGRAM)
    aisle: str = later("")
    min_age: int = later(0)
