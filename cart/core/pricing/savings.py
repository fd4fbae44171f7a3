"""What the offers take off a basket, shared out to the cent over its pieces and lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from cart.core.money import Rounding, divide
from cart.core.pricing.allocation import allocate
from cart.core.pricing.choosing import choose
from cart.core.pricing.lots import Lot
from cart.core.pricing.offers import MILLE, Applied, Use, applied
from cart.core.tariff import BasketOff, Promotion
from cart.core.units import Money


@dataclass(frozen=True, slots=True)
class Shopper:
    """What offers may ask: the moment that the trip is priced at (ms since 1970), and what the shopper showed."""

    wall: int = 0
    loyal: bool = False
    coupons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Saving:
    """What one promotion took off, and off which lot how much of it."""

    promotion: Promotion
    amount: Money
    by_lot: tuple[tuple[int, Money], ...]


def savings(
    promotions: Iterable[Promotion], lots: Sequence[Lot], shopper: Shopper, rounding: Rounding = Rounding.HALF_UP
) -> tuple[Saving, ...]:
    """The savings of a basket: higher priorities first, offers on goods before those on the whole basket.

    A percentage is worked out once over all that it covers and rounded half up; a weight at a special price is rounded
    as any weight of the tariff.
    """
    open_to = sorted((p for p in promotions if holds(p, shopper)), key=lambda p: (-p.priority, p.id))
    on_goods = [p for p in open_to if not isinstance(p.offer, BasketOff)]
    found: list[Saving] = []
    free = tuple(lot.count for lot in lots)
    net = [lot.price * lot.count for lot in lots]  # what is still to pay
    closed = [0] * len(lots)  # of that, what an exclusive offer closed
    for _, level in groupby(on_goods, key=lambda p: p.priority):
        offers = [offer for p in level if (offer := applied(p, lots, rounding)) is not None]
        uses = choose(offers, lots, free)
        for use in uses:
            free = tuple(left - dict(use.picks).get(place, 0) for place, left in enumerate(free))
        for offer in offers:
            mine = [use for use in uses if use.promotion is offer.promotion]
            if not mine:
                continue
            saving = _taken_off(offer, mine, lots)
            found.append(saving)
            for place, amount in saving.by_lot:
                net[place] -= amount
            if offer.promotion.exclusive:
                for place, count in _picked(mine):
                    closed[place] += lots[place].price * count
                for place, amount in saving.by_lot:
                    closed[place] -= amount
    on_basket = [p for p in open_to if isinstance(p.offer, BasketOff)]
    return tuple(s for s in (*found, *_off_the_basket(on_basket, lots, net, closed)) if s.amount)


def holds(promotion: Promotion, shopper: Shopper) -> bool:
    """Whether its conditions other than the goods are met."""
    now = not promotion.windows or any(start <= shopper.wall < end for start, end in promotion.windows)
    shown = not promotion.coupon or promotion.coupon in shopper.coupons
    return now and shown and (shopper.loyal or not promotion.loyalty)


def _taken_off(offer: Applied, uses: Sequence[Use], lots: Sequence[Lot]) -> Saving:
    shares: dict[int, int] = {}
    if offer.single:
        picks = _picked(uses)
        amount = divide(sum(use.worth for use in uses), MILLE)
        weights = [offer.each[place] * count for place, count in picks]
        shares = {place: share for (place, _), share in zip(picks, allocate(amount, weights), strict=True)}
    else:
        for use in uses:
            weights = [lots[place].price * count for place, count in use.picks]
            for (place, _), share in zip(use.picks, allocate(use.worth // MILLE, weights), strict=True):
                shares[place] = shares.get(place, 0) + share
    return _saving(offer.promotion, shares)


def _off_the_basket(
    promotions: Sequence[Promotion], lots: Sequence[Lot], net: list[int], closed: list[int]
) -> list[Saving]:
    """Offers on the whole basket, one after the other: of each priority an exclusive one alone, or all others."""
    found: list[Saving] = []
    for _, level in groupby(promotions, key=lambda p: p.priority):
        members = list(level)
        ways = [[p for p in members if not p.exclusive], *([p] for p in members if p.exclusive)]
        best: list[Saving] = []
        for way in ways:
            savings, left = list[Saving](), list(net)
            for promotion in way:
                saving = _basket_saving(promotion, lots, left, closed)
                savings.append(saving)
                for place, amount in saving.by_lot:
                    left[place] -= amount
            best = max(best, savings, key=lambda each: sum(s.amount for s in each))
        for saving in best:
            for place, amount in saving.by_lot:
                net[place] -= amount
            if saving.promotion.exclusive and saving.amount:
                for place, lot in enumerate(lots):
                    if saving.promotion.goods.take(lot.sku, lot.groups):
                        closed[place] = net[place]
        found += best
    return found


def _basket_saving(promotion: Promotion, lots: Sequence[Lot], net: Sequence[int], closed: Sequence[int]) -> Saving:
    offer = promotion.offer
    weights = [
        max(0, net[place] - closed[place]) if promotion.goods.take(lot.sku, lot.groups) else 0
        for place, lot in enumerate(lots)
    ]
    whole = sum(weights)
    if not isinstance(offer, BasketOff) or whole < offer.spend or not whole:
        return Saving(promotion, Money(0), ())
    amount = min(whole, divide(whole * offer.permille, MILLE) + offer.amount)
    return _saving(promotion, dict(enumerate(allocate(amount, weights))))


def _picked(uses: Sequence[Use]) -> list[tuple[int, int]]:
    counts: dict[int, int] = {}
    for use in uses:
        for place, count in use.picks:
            counts[place] = counts.get(place, 0) + count
    return sorted(counts.items())


def _saving(promotion: Promotion, shares: dict[int, int]) -> Saving:
    by_lot = tuple((place, Money(share)) for place, share in sorted(shares.items()) if share)
    return Saving(promotion, Money(sum(share for _, share in by_lot)), by_lot)
