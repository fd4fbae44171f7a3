"""Taxes: inside the prices or on top of them, rounded once a receipt or once a product, several rates side by side."""

from collections.abc import Iterable
from dataclasses import dataclass

from cart.core.money import divide
from cart.core.pricing.allocation import allocate
from cart.core.tariff import TaxPolicy, TaxRate
from cart.core.units import Money, Sku

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Taxable:
    """An amount after offers, its rates, and the product that `per_line` rounds by."""

    sku: Sku
    amount: Money
    rates: tuple[TaxRate, ...]


@dataclass(frozen=True, slots=True)
class TaxSum:
    """What one tax came to: `base` is what it was worked out from, with the tax when it is inside the prices."""

    name: str
    ppm: int
    base: Money
    tax: Money


def taxes(amounts: Iterable[Taxable], policy: TaxPolicy) -> tuple[TaxSum, ...]:
    """The tax of each rate, lowest rate first; an exempt amount has the rate nought.

    Where several rates lie on the same amount, their sum is rounded once and shared out by largest remainder: the
    rule of the Streamlined Sales and Use Tax Agreement, section 324 (state and local tax are rounded as one).
    """
    grouped: dict[tuple[tuple[TaxRate, ...], str], int] = {}
    for each in amounts:
        key = (each.rates, each.sku if policy.per_line else "")
        grouped[key] = grouped.get(key, 0) + each.amount
    bases: dict[tuple[int, str], int] = {}
    sums: dict[tuple[int, str], int] = {}
    for (rates, _), amount in grouped.items():
        whole = sum(rate.ppm for rate in rates)
        tax = divide(amount * whole, MILLION + (0 if policy.added else whole), policy.rounding)
        shares = allocate(tax, [rate.ppm for rate in rates]) if whole else [0] * len(rates)
        for rate, share in zip(rates or (TaxRate("", 0),), shares or [0], strict=True):
            name = (rate.ppm, rate.name)
            bases[name] = bases.get(name, 0) + amount
            sums[name] = sums.get(name, 0) + share
    return tuple(TaxSum(name, ppm, Money(bases[ppm, name]), Money(sums[ppm, name])) for ppm, name in sorted(bases))
