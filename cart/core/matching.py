"""What explains a weight step: one product, several of one, two at once, a line gone, or nothing of ours.

Every explanation gets likelihood(weight) x likelihood(pictures) x likelihood(codes) x prior; the policy
follows from the posterior and from what mistakes cost. "I do not know" is a value.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from cart.core.catalog import Catalog, Sold
from cart.core.footprint import footprint_factors
from cart.core.inputs import Sighting
from cart.core.likelihood import (
    SIGMAS,
    STRAY_DENSITY,
    again,
    code_factor,
    none_of_ours,
    normal,
    picture_factors,
    weight_density,
)
from cart.core.line import Line
from cart.core.rules import Costs
from cart.core.units import Grams, Sku
from cart.core.weighing import WeightStep

MOST_AT_ONCE = 3
PRIOR_ANOTHER = 0.04  # of each further piece of the same in one step
TWO_TOLD = 30.0  # how much oftener the scale tells two impacts of several things than of one (bench scale, two-items)
PRIOR_PAIR = 0.02  # two different things in one step, when the pictures show two changes
PRIOR_BACK = 0.3  # what was just taken out comes back
PRIOR_MOVED = 0.9  # what weighs the same as a thing that was lifted a moment before is that thing on another spot
PRIOR_FOREIGN = 0.03  # a thing that is not on sale: a bag, a phone
FOREIGN_DENSITY = 1 / 3000  # of its weight, per gram: anything up to three kilograms
PRIOR_UNSEEN_REMOVAL = 0.003  # what leaves came in before, and was noticed then
OFFERED = 0.7  # pictures are offered when one of them is probably right; else the shopper is asked for the name


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of an explanation. `line` is the line that leaves; 0 when something came in."""

    sku: Sku
    quantity: int
    line: int = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the step may be, with its posterior; no pieces: nothing that is on sale."""

    pieces: tuple[Piece, ...]
    p: float
    fits: bool  # its weight lies within SIGMAS of the step


@dataclass(frozen=True, slots=True)
class Certain:
    """Good enough to act on: a mistake would cost less than a question."""

    best: Explanation
    posterior: tuple[tuple[Sku, float], ...]


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """At most four products explain it: the shopper knows which."""

    options: tuple[Sku, ...]
    posterior: tuple[tuple[Sku, float], ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing that is on sale explains it well; `guesses` are the least bad products."""

    guesses: tuple[Sku, ...]
    posterior: tuple[tuple[Sku, float], ...]


Match = Certain | Ambiguous | Unknown


def added(
    step: WeightStep,
    sighting: Sighting | None,
    codes: Iterable[Sku],
    catalog: Catalog,
    costs: Costs,
    taken: Iterable[tuple[Sku, Grams, float]] = (),
) -> Match:
    """Match a step upwards against the catalogue; `taken` was just taken out, and comes back with that prior."""
    pictures, shown = picture_factors(sighting, catalog), frozenset(codes)
    sizes = footprint_factors(sighting.size_cm if sighting else None, catalog)
    n = max(1, len(catalog.products))
    several = TWO_TOLD if step.parts > 1 else 1.0
    weighed: list[tuple[tuple[Piece, ...], float, bool]] = []
    for product in catalog.products:
        seen = pictures[product.sku] * code_factor(product.sku, shown, n)
        for count in range(1, MOST_AT_ONCE + 1 if product.sold is not Sold.WEIGHT else 2):
            weight, fits = weight_density(product, count, step)
            likelihood = weight * seen * PRIOR_ANOTHER ** (count - 1) / n
            likelihood *= several if count > 1 else sizes.get(product.sku, 1.0)
            weighed.append(((Piece(product.sku, count),), likelihood, fits))
    if (sighting is not None and sighting.changes > 1) or len(shown) > 1 or step.parts > 1:
        pairs = _pairs(step, pictures, shown, catalog)
        weighed.extend((pieces, likelihood * several, fits) for pieces, likelihood, fits in pairs)
    for sku, grams, prior in taken:
        if sku in catalog:
            weight = normal(step.delta, grams, again(step, grams))
            seen = pictures[sku] * code_factor(sku, shown, n)
            weighed.append(((Piece(sku, 1),), weight * seen * prior, True))
    foreign = FOREIGN_DENSITY * PRIOR_FOREIGN * none_of_ours(sighting, n) * (0.1 if shown else 1.0)
    weighed.append(((), foreign, True))
    return _decide(_normalised(weighed), costs)


def removed(step: WeightStep, sighting: Sighting | None, lines: Sequence[Line], costs: Costs) -> Match:
    """Match a step downwards against the lines in the basket, each by what it weighed when it came in."""
    weighed: list[tuple[tuple[Piece, ...], float, bool]] = []
    n = max(1, len(lines))
    seen = {candidate.sku: candidate.p for candidate in sighting.candidates} if sighting else {}
    rest = none_of_ours(sighting, n)
    for line in lines:
        piece_g = line.weight / 10 / line.quantity
        picture = seen.get(line.sku, 0.0) + rest
        for count in range(1, line.quantity + 1):
            spread = again(step, piece_g)
            likelihood = (normal(-step.delta, count * piece_g, spread) + STRAY_DENSITY) * picture / n
            fits = abs(-step.delta - count * piece_g) <= SIGMAS * spread
            weighed.append(((Piece(line.sku, count, line.line),), likelihood, fits))
    for first, one in enumerate(lines):
        for two in lines[first + 1 :]:
            both = (one.weight + two.weight) / 10
            spread = sqrt(3 * step.sigma**2 + 0.7**2)
            likelihood = normal(-step.delta, both, spread) * PRIOR_PAIR / n**2
            pieces = (Piece(one.sku, one.quantity, one.line), Piece(two.sku, two.quantity, two.line))
            weighed.append((pieces, likelihood, abs(-step.delta - both) <= SIGMAS * spread))
    weighed.append(((), FOREIGN_DENSITY * PRIOR_UNSEEN_REMOVAL, True))
    return _decide(_normalised(weighed), costs)


def cancels(out: WeightStep, back: WeightStep) -> bool:
    """Whether two steps in a row may be one thing, lifted and put down again."""
    return abs(out.delta + back.delta) <= SIGMAS * again(out, out.delta)


def _pairs(
    step: WeightStep, pictures: Mapping[Sku, float], shown: frozenset[Sku], catalog: Catalog
) -> Iterable[tuple[tuple[Piece, ...], float, bool]]:
    n = len(catalog.products)
    likely = [p for p in catalog.products if pictures[p.sku] > 0.03 or p.sku in shown]
    for index, one in enumerate(likely):
        for two in likely[index + 1 :]:
            mean = (one.weight.mean + two.weight.mean) / 10
            spread = sqrt((one.weight.sd / 10) ** 2 + (two.weight.sd / 10) ** 2 + step.sigma**2)
            seen = sqrt(pictures[one.sku] * pictures[two.sku])
            likelihood = normal(step.delta, mean, spread) * seen * PRIOR_PAIR / n
            pieces = (Piece(one.sku, 1), Piece(two.sku, 1))
            yield pieces, likelihood, abs(step.delta - mean) <= SIGMAS * spread


def _normalised(weighed: Sequence[tuple[tuple[Piece, ...], float, bool]]) -> list[Explanation]:
    whole = sum(likelihood for _, likelihood, _ in weighed)
    explanations = [Explanation(pieces, likelihood / whole, fits) for pieces, likelihood, fits in weighed]
    return sorted(explanations, key=lambda e: e.p, reverse=True)


def _decide(explanations: Sequence[Explanation], costs: Costs) -> Match:
    by_sku: dict[Sku, float] = {}
    for explanation in explanations:
        for piece in explanation.pieces:
            by_sku[piece.sku] = by_sku.get(piece.sku, 0.0) + explanation.p
    ranked = sorted(by_sku.items(), key=lambda item: item[1], reverse=True)
    best, posterior = explanations[0], tuple(ranked[:4])
    # Lines of one product are one answer to the shopper and to the bill: their shares count together.
    alike = sum(e.p for e in explanations if _bill(e) == _bill(best))
    if best.pieces and best.fits and (1 - alike) * costs.wrong_charge <= costs.question:
        return Certain(best, posterior)
    options = tuple(sku for sku, p in ranked[:4] if p >= 0.02)
    foreign = next((e.p for e in explanations if not e.pieces), 0.0)
    if foreign < 0.5 and sum(by_sku[sku] for sku in options) >= OFFERED:
        return Ambiguous(options, posterior)
    return Unknown(tuple(sku for sku, _ in ranked[:4]), posterior)


def _bill(explanation: Explanation) -> tuple[tuple[Sku, int], ...]:
    return tuple((piece.sku, piece.quantity) for piece in explanation.pieces)
