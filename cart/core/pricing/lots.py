"""Lots: the pieces of a basket that are alike, whichever lines they stand on and in whatever order they came."""

from collections.abc import Iterable
from dataclasses import dataclass

from cart.core.pricing.allocation import allocate
from cart.core.tariff import TaxRate
from cart.core.units import Decigrams, Money, Sku, Unit


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the bill as pricing sees it: what it costs before offers, and what offers and taxes may ask of it."""

    line: int
    sku: Sku
    quantity: int
    price: Money
    net: Decigrams = Decigrams(0)  # set when sold by weight
    unit: Unit = Unit.KILOGRAM
    groups: tuple[str, ...] = ()
    rates: tuple[TaxRate, ...] = ()


@dataclass(frozen=True, slots=True)
class Lot:
    """`count` equal pieces at `price` each; `lines` says how many of them stand on which line."""

    sku: Sku
    price: Money
    net: Decigrams
    unit: Unit
    groups: tuple[str, ...]
    rates: tuple[TaxRate, ...]
    count: int
    lines: tuple[tuple[int, int], ...]

    @property
    def by_piece(self) -> bool:
        return self.net == 0


def lots(items: Iterable[Item]) -> tuple[Lot, ...]:
    """The lots of a basket, the dearest piece first; equal baskets give equal lots, whatever their order."""
    found: dict[tuple[Sku, int, int], dict[int, int]] = {}
    firsts: dict[tuple[Sku, int, int], Item] = {}
    for item in items:
        for price, count in _pieces(item):
            key = (item.sku, price, item.net)
            firsts.setdefault(key, item)
            lines = found.setdefault(key, {})
            lines[item.line] = lines.get(item.line, 0) + count
    made = [
        Lot(
            sku,
            Money(price),
            net,
            firsts[key].unit,
            firsts[key].groups,
            firsts[key].rates,
            sum(lines.values()),
            tuple(sorted(lines.items())),
        )
        for key, lines in found.items()
        for sku, price, net in [(key[0], key[1], Decigrams(key[2]))]
    ]
    return tuple(sorted(made, key=lambda lot: (-lot.price, lot.sku, lot.net)))


def _pieces(item: Item) -> list[tuple[int, int]]:
    """Prices of the pieces with their numbers; a line that its pieces do not divide has some dearer by one."""
    if item.price % item.quantity == 0:
        return [(item.price // item.quantity, item.quantity)]
    shares = allocate(item.price, [1] * item.quantity)
    return [(price, shares.count(price)) for price in sorted(set(shares))]
