"""What explains a weight step: one product, several of one, two at once, a line gone, or nothing of ours.

Every explanation gets likelihood(weight) x likelihood(pictures) x likelihood(codes) x prior; the policy
follows from the posterior and from what mistakes cost. "I do not know" is a value.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, pi, sqrt

from cart.core.basket import Line
from cart.core.catalog import Catalog, Product, Sold
from cart.core.inputs import Sighting
from cart.core.rules import Costs
from cart.core.units import Grams, Sku
from cart.core.weighing import WeightStep

MOST_AT_ONCE = 3
PRIOR_ANOTHER = 0.04  # of each further piece of the same in one step
PRIOR_PAIR = 0.02  # two different things in one step, when the pictures show two changes
PRIOR_BACK = 0.3  # what was just taken out comes back to another spot
PRIOR_FOREIGN = 0.03  # a thing that is not on sale: a bag, a phone
FOREIGN_DENSITY = 1 / 3000  # of its weight, per gram: anything up to three kilograms
PRIOR_UNSEEN_REMOVAL = 0.003  # what leaves came in before, and was noticed then
STRAY_DENSITY = 0.02 / 5000  # a product of a weight unlike its model: a wrong catalogue, a part taken
PICTURE_FLOOR = 0.002  # the pictures may have missed the thing altogether: it lies under another
CODE_RIGHT = 0.98  # the shopper puts in what was shown to the camera
OFFERED = 0.7  # pictures are offered when one of them is probably right; else the shopper is asked for the name
SIGMAS = 4.0  # a product further off than this is never certain, whatever else speaks for it


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
    taken: Iterable[tuple[Sku, Grams]] = (),
) -> Match:
    """Match a step upwards against the catalogue; `taken` was just taken out, and may be what comes back."""
    pictures, shown = _pictures(sighting, catalog), frozenset(codes)
    n = max(1, len(catalog.products))
    weighed: list[tuple[tuple[Piece, ...], float, bool]] = []
    for product in catalog.products:
        seen = pictures[product.sku] * _code_factor(product.sku, shown, n)
        for count in range(1, MOST_AT_ONCE + 1 if product.sold is not Sold.WEIGHT else 2):
            density, fits = _density(product, count, step)
            likelihood = density * seen * PRIOR_ANOTHER ** (count - 1) / n
            weighed.append(((Piece(product.sku, count),), likelihood, fits))
    if (sighting is not None and sighting.changes > 1) or len(shown) > 1:
        weighed.extend(_pairs(step, pictures, shown, catalog))
    for sku, grams in taken:
        if sku in catalog:
            density = normal(step.delta, grams, sqrt(2 * step.sigma**2 + 0.3**2))
            weighed.append(((Piece(sku, 1),), density * pictures[sku] * PRIOR_BACK, True))
    foreign = FOREIGN_DENSITY * PRIOR_FOREIGN * _unseen(sighting, n) * (0.1 if shown else 1.0)
    weighed.append(((), foreign, True))
    return _decide(_normalised(weighed), costs)


def removed(step: WeightStep, sighting: Sighting | None, lines: Sequence[Line], costs: Costs) -> Match:
    """Match a step downwards against the lines in the basket, each by what it weighed when it came in."""
    weighed: list[tuple[tuple[Piece, ...], float, bool]] = []
    n = max(1, len(lines))
    seen = {candidate.sku: candidate.p for candidate in sighting.candidates} if sighting else {}
    # A sighting that says nothing at all is one without pictures.
    told = sighting is not None and (sighting.candidates or sighting.nothing)
    rest = (sighting.nothing if sighting and told else 1.0) / n
    for line in lines:
        piece_g = line.weight / 10 / line.quantity
        picture = seen.get(line.sku, 0.0) + rest + PICTURE_FLOOR
        for count in range(1, line.quantity + 1):
            spread = sqrt(2 * step.sigma**2 + (5e-4 * piece_g) ** 2 + 0.4**2)
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


def normal(x: float, mean: float, sd: float) -> float:
    """The density of a normal distribution."""
    z = (x - mean) / sd
    return exp(-0.5 * z * z) / (sd * sqrt(2 * pi)) if abs(z) < 38 else 0.0


def _density(product: Product, count: int, step: WeightStep) -> tuple[float, bool]:
    mean, sd = product.weight.mean / 10, product.weight.sd / 10
    if product.sold is Sold.WEIGHT:
        # A bag of one to eight pieces: the likelier the fewer.
        bags = [(0.5**n, n * mean, sqrt(n * sd**2 + step.sigma**2)) for n in range(1, 9)]
        density = sum(share * normal(step.delta, m, s) for share, m, s in bags)
        return density + STRAY_DENSITY, any(abs(step.delta - m) <= SIGMAS * s for _, m, s in bags)
    spread = sqrt(count * sd**2 + step.sigma**2)
    fits = abs(step.delta - count * mean) <= SIGMAS * spread
    return normal(step.delta, count * mean, spread) + STRAY_DENSITY, fits


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


def _pictures(sighting: Sighting | None, catalog: Catalog) -> dict[Sku, float]:
    rest = _unseen(sighting, max(1, len(catalog.products)))
    found = {product.sku: rest for product in catalog.products}
    for candidate in sighting.candidates if sighting else ():
        if candidate.sku in found:
            found[candidate.sku] += candidate.p
    return found


def _unseen(sighting: Sighting | None, n: int) -> float:
    return (sighting.nothing if sighting else 1.0) / n + PICTURE_FLOOR


def _code_factor(sku: Sku, shown: frozenset[Sku], n: int) -> float:
    if not shown:
        return 1.0
    return CODE_RIGHT / len(shown) if sku in shown else (1 - CODE_RIGHT) / n


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
