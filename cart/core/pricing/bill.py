"""The bill of a basket: goods, savings, deposits, taxes and the total, from its lines and the tariff alone.

It knows no order: lines that say the same in another order, or in other handfuls, come to the same figures. So taking
a piece out again gives exactly the bill that there would have been without it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cart.core.pricing.allocation import allocate
from cart.core.pricing.lots import Item, Lot, lots
from cart.core.pricing.savings import Saving, Shopper, savings
from cart.core.pricing.tax import Taxable, TaxSum, taxes
from cart.core.tariff import Tariff, TaxRate
from cart.core.units import Money, Sku


@dataclass(frozen=True, slots=True)
class DepositOn:
    """The deposit on the pieces of one line."""

    line: int
    name: str
    count: int
    price: Money
    rates: tuple[TaxRate, ...] = ()


@dataclass(frozen=True, slots=True)
class Off:
    """What an offer took off one line."""

    line: int
    promotion: str
    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Bill:
    """`goods` before offers; `taxes` are inside the total, or were `added` to it; `total` is what is to be paid."""

    goods: Money = Money(0)
    offs: tuple[Off, ...] = ()
    deposits: tuple[DepositOn, ...] = ()
    taxes: tuple[TaxSum, ...] = ()
    added: bool = False
    total: Money = Money(0)

    @property
    def saved(self) -> Money:
        return Money(sum(off.amount for off in self.offs))

    @property
    def deposit(self) -> Money:
        return Money(sum(deposit.price for deposit in self.deposits))

    @property
    def tax_added(self) -> Money:
        return Money(sum(tax.tax for tax in self.taxes)) if self.added else Money(0)

    @property
    def by_promotion(self) -> tuple[tuple[str, str, Money], ...]:
        """Id, name and amount of each promotion that saved something, in the order of their ids."""
        sums: dict[tuple[str, str], int] = {}
        for off in self.offs:
            sums[off.promotion, off.name] = sums.get((off.promotion, off.name), 0) + off.amount
        return tuple((id_, name, Money(amount)) for (id_, name), amount in sorted(sums.items()))

    def offs_on(self, line: int) -> tuple[Off, ...]:
        """What each offer took off a line."""
        return tuple(off for off in self.offs if off.line == line)

    def deposits_on(self, line: int) -> tuple[DepositOn, ...]:
        return tuple(deposit for deposit in self.deposits if deposit.line == line)

    def off(self, line: int) -> Money:
        """What all offers together took off a line."""
        return Money(sum(off.amount for off in self.offs_on(line)))

    def deposit_on(self, line: int) -> Money:
        """All deposits of a line together."""
        return Money(sum(deposit.price for deposit in self.deposits_on(line)))


def bill(items: Sequence[Item], deposits: Sequence[DepositOn], tariff: Tariff, shopper: Shopper) -> Bill:
    """Price a basket: every cent saved lies on a line, and every line is taxed on what it costs in the end."""
    heap = lots(items)
    found = savings(tariff.promotions, heap, shopper, tariff.weighing.rounding)
    offs = sorted(_on_lines(found, heap), key=lambda off: (off.line, off.promotion))
    taken = [0] * len(heap)
    for saving in found:
        for place, amount in saving.by_lot:
            taken[place] += amount
    taxable = [Taxable(lot.sku, Money(lot.price * lot.count - taken[n]), lot.rates) for n, lot in enumerate(heap)]
    taxable += [Taxable(Sku(f"deposit {each.name}"), each.price, each.rates) for each in deposits]
    taxed = taxes(taxable, tariff.taxes)
    on_top = sum(tax.tax for tax in taxed) if tariff.taxes.added else 0
    return Bill(
        Money(sum(item.price for item in items)),
        tuple(offs),
        tuple(deposits),
        taxed,
        tariff.taxes.added,
        Money(sum(each.amount for each in taxable) + on_top),
    )


def _on_lines(found: Iterable[Saving], heap: Sequence[Lot]) -> Iterable[Off]:
    rest = [{line: lot.price * count for line, count in lot.lines} for lot in heap]
    for saving in found:
        sums: dict[int, int] = {}
        for place, amount in saving.by_lot:
            left = rest[place]
            for line, share in zip(left, allocate(amount, list(left.values())), strict=True):
                left[line] -= share
                sums[line] = sums.get(line, 0) + share
        for line, share in sums.items():
            if share:
                yield Off(line, saving.promotion.id, saving.promotion.name, Money(share))
