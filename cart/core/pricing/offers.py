"""What one offer is worth on the pieces that are left: its best use, and every use that begins with a given lot.

Worth is counted in thousandths of a minor unit, so that shares of a price compare exactly.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product as combinations_of

from cart.core.money import Rounding
from cart.core.pricing.lots import Lot
from cart.core.tariff import AmountOff, BundlePrice, Goods, Meal, PayFewer, PercentOff, Promotion, SpecialPrice, Tiers
from cart.core.units import price_by_weight

MILLE = 1000

Counts = tuple[int, ...]
"""How many pieces of each lot are still free."""


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a promotion: pieces of some lots, and what it takes off them together."""

    promotion: Promotion
    picks: tuple[tuple[int, int], ...]  # place of the lot, pieces
    worth: int
    times: int = 1

    @property
    def pieces(self) -> int:
        return sum(count for _, count in self.picks)


@dataclass(frozen=True, slots=True)
class Applied:
    """A promotion whose conditions hold, with what it takes off one piece of each lot by itself (0: nothing).

    `parts` are the places of the lots that each part of a meal may be.
    """

    promotion: Promotion
    eligible: tuple[bool, ...]
    each: tuple[int, ...]
    parts: tuple[tuple[int, ...], ...] = ()

    @property
    def single(self) -> bool:
        """Whether it looks at each piece by itself."""
        return not isinstance(self.promotion.offer, BundlePrice | PayFewer | Meal)

    def worth(self, lots: Sequence[Lot], picks: Sequence[tuple[int, int]]) -> int:
        """What it takes off these pieces as one bundle; below nothing counts as nothing."""
        prices = sorted((lots[place].price for place, count in picks for _ in range(count)), reverse=True)
        match self.promotion.offer:
            case BundlePrice(price=price) | Meal(price=price):
                return max(0, sum(prices) - price) * MILLE
            case PayFewer(pay=pay):
                return sum(prices[pay:]) * MILLE
        return 0

    def best(self, lots: Sequence[Lot], free: Counts, limit: int) -> Use | None:
        """Its best use on what is free: of the dearest pieces; of a single-piece offer, of a whole lot at once."""
        if self.single:
            places = [place for place, worth in enumerate(self.each) if worth and free[place]]
            if not places:
                return None
            place = max(places, key=lambda place: (self.each[place], -place))
            count = min(free[place], limit) if limit else free[place]
            return Use(self.promotion, ((place, count),), self.each[place] * count, count)
        picks = self._dearest(free)
        worth = self.worth(lots, picks) if picks else 0
        return Use(self.promotion, picks, worth) if worth else None

    def uses(self, lots: Sequence[Lot], free: Counts, first: int) -> Iterator[Use]:
        """Every use with a piece of lot `first` and otherwise of lots from there on."""
        if not self.eligible[first]:
            return
        if self.single:
            if self.each[first]:
                yield Use(self.promotion, ((first, 1),), self.each[first])
            return
        for picks in self._bundles(free, first):
            if worth := self.worth(lots, picks):
                yield Use(self.promotion, picks, worth)

    def _dearest(self, free: Counts) -> tuple[tuple[int, int], ...]:
        match self.promotion.offer:
            case BundlePrice(count=wanted) | PayFewer(count=wanted):
                picks = []
                for place, left in enumerate(free):
                    if wanted and left and self.eligible[place]:
                        picks.append((place, min(left, wanted)))
                        wanted -= picks[-1][1]
                return () if wanted else tuple(picks)
            case Meal():
                rest, taken = list(free), list[int]()
                for part in self.parts:
                    found = next((place for place in part if rest[place]), None)
                    if found is None:
                        return ()
                    rest[found] -= 1
                    taken.append(found)
                return _counted(taken)
        return ()

    def _bundles(self, free: Counts, first: int) -> Iterator[tuple[tuple[int, int], ...]]:
        match self.promotion.offer:
            case BundlePrice(count=wanted) | PayFewer(count=wanted):
                rest = (free[first] - 1, *free[first + 1 :])
                for others in _choices(rest, self.eligible[first:], wanted - 1):
                    yield _counted([first, *(first + place for place in others)])
            case Meal():
                fits = [[place for place in part if place >= first and free[place]] for part in self.parts]
                bundles = {_counted(taken) for taken in combinations_of(*fits) if first in taken}
                for picks in sorted(bundles):
                    if all(count <= free[place] for place, count in picks):
                        yield picks


def applied(promotion: Promotion, lots: Sequence[Lot], rounding: Rounding = Rounding.HALF_UP) -> Applied | None:
    """The promotion on these lots; None when too few of its goods are there.

    Prices of weights are rounded as they are named.
    """
    offer = promotion.offer
    eligible = tuple(_eligible(promotion, lot) for lot in lots)
    pieces = sum(lot.count for lot, fits in zip(lots, eligible, strict=True) if fits)
    match offer:
        case PercentOff(permille=permille, at_least=least) if pieces >= least:
            each = [lot.price * permille for lot in lots]
        case AmountOff(amount=amount, at_least=least) if pieces >= least:
            each = [min(amount, lot.price) * MILLE for lot in lots]
        case SpecialPrice():
            each = [max(0, lot.price - _special(offer, lot, rounding)) * MILLE for lot in lots]
        case Tiers(steps=steps):
            permille = max((off for count, off in steps if count <= pieces), default=0)
            each = [lot.price * permille for lot in lots]
        case BundlePrice() | PayFewer() | Meal():
            each = [0 for _ in lots]
        case _:
            return None
    parts: tuple[tuple[int, ...], ...] = ()
    if isinstance(offer, Meal):
        by_piece = [place for place, lot in enumerate(lots) if lot.by_piece]
        parts = tuple(tuple(place for place in by_piece if _in(part, lots[place])) for part in offer.parts)
    alone = tuple(worth if fits else 0 for worth, fits in zip(each, eligible, strict=True))
    return Applied(promotion, eligible, alone, parts)


def _eligible(promotion: Promotion, lot: Lot) -> bool:
    match promotion.offer:
        case Meal(parts=parts):
            return lot.by_piece and any(_in(part, lot) for part in parts)
        case BundlePrice() | PayFewer() if not lot.by_piece:
            return False
    return _in(promotion.goods, lot)


def _in(goods: Goods, lot: Lot) -> bool:
    return goods.take(lot.sku, lot.groups)


def _special(offer: SpecialPrice, lot: Lot, rounding: Rounding) -> int:
    if lot.by_piece:
        return offer.price or lot.price
    return price_by_weight(lot.net, offer.unit_price, lot.unit, rounding) if offer.unit_price else lot.price


def _choices(free: Sequence[int], eligible: Sequence[bool], wanted: int) -> Iterator[list[int]]:
    """Every way to choose `wanted` pieces, as places in ascending order."""
    if wanted == 0:
        yield []
        return
    for place, left in enumerate(free):
        if left and eligible[place]:
            rest = [0] * place + [left - 1, *free[place + 1 :]]
            for others in _choices(rest, eligible, wanted - 1):
                yield [place, *others]


def _counted(places: Sequence[int]) -> tuple[tuple[int, int], ...]:
    return tuple((place, places.count(place)) for place in sorted(set(places)))
