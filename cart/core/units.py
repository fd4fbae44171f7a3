"""Units that a cart counts in, and the one place where each of them is rounded."""

from enum import Enum
from typing import NewType

from cart.core.money import Rounding, divide

Seconds = NewType("Seconds", float)
"""A moment on the cart's one monotonic clock (CLOCK_BOOTTIME, which libcamera also stamps frames with)."""

Grams = NewType("Grams", float)
Decigrams = NewType("Decigrams", int)
"""Weights inside facts: floats differ in the last bit between machines, tenths of a gram do not."""

Permille = NewType("Permille", int)
Money = NewType("Money", int)
"""Minor units of the catalogue's currency (cents, or yen)."""

UnitPrice = NewType("UnitPrice", int)
"""Hundredths of a minor unit for one kilogram (or another unit): unit prices carry more places than prices."""

Sku = NewType("Sku", str)
MOST_PIECES = 999
"""Of one line: what says more is wrong, and would keep pricing, which takes time for each piece, from anything else."""


def decigrams(grams: float) -> Decigrams:
    """Round grams to tenths, half away from zero."""
    tenths = int(abs(grams) * 10 + 0.5)
    return Decigrams(tenths if grams >= 0 else -tenths)


def permille(probability: float) -> Permille:
    """Round a probability to thousandths."""
    return Permille(int(min(1.0, max(0.0, probability)) * 1000 + 0.5))


class Unit(Enum):
    """The weight that a unit price is for."""

    KILOGRAM = "kg"
    HUNDRED_GRAMS = "100 g"
    POUND = "lb"


_POUND = 45_359_237  # of 10^4 in a decigram: 0.45359237 kg, by definition
_IN_UNIT = {Unit.KILOGRAM: 10_000, Unit.HUNDRED_GRAMS: 1_000}


def pound_hundredths(weight: Decigrams) -> int:
    """A weight in hundredths of a pound, half up."""
    return divide(weight * 10_000 * 100, _POUND)


def of_pound_hundredths(hundredths: int) -> Decigrams:
    """The weight whose `pound_hundredths` these are."""
    return Decigrams(divide(hundredths * _POUND, 10_000 * 100))


def price_by_weight(
    weight: Decigrams, price: UnitPrice, unit: Unit = Unit.KILOGRAM, rounding: Rounding = Rounding.HALF_UP
) -> Money:
    """Price of a weight, rounded once, to a minor unit; by the pound, that of its hundredths of a pound.

    Raises ValueError for a negative weight: it has no price.
    """
    if weight < 0:
        raise ValueError(f"a weight of {weight} dg has no price")
    if unit is Unit.POUND:
        return Money(divide(pound_hundredths(weight) * price, 100 * 100, rounding))
    return Money(divide(weight * price, _IN_UNIT[unit] * 100, rounding))


def weight_for_price(paid: Money, price: UnitPrice, unit: Unit = Unit.KILOGRAM) -> Decigrams:
    """The weight that costs so much, to the nearest tenth of a gram.

    Raises ValueError unless the unit price is above zero.
    """
    if unit is Unit.POUND:
        return Decigrams(divide(paid * 100 * _POUND, price * 10_000))
    return Decigrams(divide(paid * 100 * _IN_UNIT[unit], price))
