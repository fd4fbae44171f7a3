"""Units that a cart counts in, and the one place where each of them is rounded."""

from typing import NewType

Seconds = NewType("Seconds", float)
"""A moment on the cart's one monotonic clock (CLOCK_BOOTTIME, which libcamera also stamps frames with)."""

Grams = NewType("Grams", float)
Decigrams = NewType("Decigrams", int)
"""Weights inside facts: floats differ in the last bit between machines, tenths of a gram do not."""

Permille = NewType("Permille", int)
Money = NewType("Money", int)
"""Minor units of the catalogue's currency (cents, or yen)."""

UnitPrice = NewType("UnitPrice", int)
"""Hundredths of a minor unit for one kilogram: unit prices carry more places than prices."""

Sku = NewType("Sku", str)


def decigrams(grams: float) -> Decigrams:
    """Round grams to tenths, half away from zero."""
    tenths = int(abs(grams) * 10 + 0.5)
    return Decigrams(tenths if grams >= 0 else -tenths)


def permille(probability: float) -> Permille:
    """Round a probability to thousandths."""
    return Permille(int(min(1.0, max(0.0, probability)) * 1000 + 0.5))


def price_by_weight(weight: Decigrams, per_kg: UnitPrice) -> Money:
    """Price of a weight, rounded half up to a minor unit; a negative weight has no price."""
    if weight < 0:
        raise ValueError(f"a weight of {weight} dg has no price")
    # dg * (minor/100 per kg): 10,000 dg in a kilogram times 100 hundredths in a minor unit.
    return Money((weight * per_kg + 500_000) // 1_000_000)
