"""Which offers win: within one priority those that save the shopper most, the same ones for the same basket.

Choosing is a set-packing problem: no rule is both best and quick for every basket. So it is exact for the baskets
that people have, and bounded for all others. Offers that share goods are tangled; each tangle is settled by itself.
One offer alone is best used on the dearest pieces first. Several are tried in every combination while the tangle
holds at most `MOST_PIECES` pieces and takes at most `MOST_TRIES` tries. Beyond that the use that saves most for a
piece goes first, then the next, which costs pieces x offers. Equal savings go to the offer whose id comes first.
"""

from collections.abc import Sequence
from contextlib import suppress

from cart.core.pricing.lots import Lot
from cart.core.pricing.offers import Applied, Counts, Use
from cart.core.tariff import Meal

MOST_PIECES = 24
MOST_TRIES = 1500


def choose(offers: Sequence[Applied], lots: Sequence[Lot], free: Counts) -> list[Use]:
    """Uses of the offers that save most together; `offers` are those of one priority."""
    chosen: list[Use] = []
    for tangle in _tangles(sorted(offers, key=lambda each: each.promotion.id), free):
        touched = [any(offer.eligible[place] for offer in tangle) for place in range(len(lots))]
        own = tuple(count if mine else 0 for count, mine in zip(free, touched, strict=True))
        found = greedy(tangle, lots, own)
        if not _simple(tangle) and sum(own) <= MOST_PIECES:
            with suppress(_TooManyTries):
                found = max(found, _Search(tangle, lots).run(own), key=saved)
        chosen += found
    return chosen


def saved(uses: Sequence[Use]) -> int:
    """What uses are worth together, in thousandths of a minor unit."""
    return sum(use.worth for use in uses)


def greedy(offers: Sequence[Applied], lots: Sequence[Lot], free: Counts) -> list[Use]:
    """The use that saves most for a piece, and again of what is left."""
    chosen: list[Use] = []
    left = {offer.promotion.id: offer.promotion.limit for offer in offers}
    spent: set[str] = set()
    while True:
        uses = [
            use
            for offer in offers
            if offer.promotion.id not in spent and (use := offer.best(lots, free, left[offer.promotion.id])) is not None
        ]
        if not uses:
            return chosen
        best = uses[0]
        for use in uses[1:]:
            if use.worth * best.pieces > best.worth * use.pieces:
                best = use
        chosen.append(best)
        free = _without(free, best)
        name = best.promotion.id
        if left[name]:
            left[name] -= best.times
            if not left[name]:
                spent.add(name)


class _TooManyTries(Exception):
    """The tangle is too large to be settled exactly."""


class _Search:
    """Tries every combination, and remembers what the best of each remainder is worth."""

    def __init__(self, offers: Sequence[Applied], lots: Sequence[Lot]) -> None:
        self._offers, self._lots = offers, lots
        self._known: dict[tuple[Counts, Counts], tuple[int, Use | None]] = {}
        self._tries = 0

    def run(self, free: Counts) -> list[Use]:
        """The best uses; raises _TooManyTries."""
        limits = tuple(offer.promotion.limit or -1 for offer in self._offers)
        self._best(free, limits)
        chosen: list[Use] = []
        while (first := _first(free)) is not None:
            use = self._known[free, limits][1]
            if use is None:
                free = _one_less(free, first)
                continue
            chosen.append(use)
            free, limits = _without(free, use), self._spend(limits, use)
        return chosen

    def _best(self, free: Counts, limits: Counts) -> int:
        first = _first(free)
        if first is None:
            return 0
        if (known := self._known.get((free, limits))) is not None:
            return known[0]
        best, taken = self._best(_one_less(free, first), limits), None
        for offer, left in zip(self._offers, limits, strict=True):
            for use in offer.uses(self._lots, free, first) if left else ():
                self._tries += 1
                if self._tries > MOST_TRIES:
                    raise _TooManyTries
                worth = use.worth + self._best(_without(free, use), self._spend(limits, use))
                if worth > best:
                    best, taken = worth, use
        self._known[free, limits] = best, taken
        return best

    def _spend(self, limits: Counts, use: Use) -> Counts:
        return tuple(
            left - 1 if left > 0 and offer.promotion is use.promotion else left
            for offer, left in zip(self._offers, limits, strict=True)
        )


def _simple(offers: Sequence[Applied]) -> bool:
    """Whether taking the best use first is best: one offer, or offers that each piece meets by itself."""
    if len(offers) == 1:
        offer = offers[0].promotion.offer
        return not isinstance(offer, Meal) or len(offer.parts) == 1
    return all(offer.single and not offer.promotion.limit for offer in offers)


def _tangles(offers: Sequence[Applied], free: Counts) -> list[list[Applied]]:
    """Offers that share goods, directly or by way of others."""
    tangles: list[tuple[set[int], list[Applied]]] = []
    for offer in offers:
        places = {place for place, fits in enumerate(offer.eligible) if fits and free[place]}
        if not places:
            continue
        meeting = [tangle for tangle in tangles if tangle[0] & places]
        tangles = [tangle for tangle in tangles if not tangle[0] & places]
        together = [each for _, members in meeting for each in members]
        tangles.append((places.union(*(known for known, _ in meeting)), [*together, offer]))
    return [sorted(members, key=lambda each: each.promotion.id) for _, members in tangles]


def _first(free: Counts) -> int | None:
    return next((place for place, count in enumerate(free) if count), None)


def _one_less(free: Counts, place: int) -> Counts:
    return (*free[:place], free[place] - 1, *free[place + 1 :])


def _without(free: Counts, use: Use) -> Counts:
    left = list(free)
    for place, count in use.picks:
        left[place] -= count
    return tuple(left)
