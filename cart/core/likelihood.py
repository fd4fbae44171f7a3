"""How well a weight, a picture or a code fits one product: the factors that explanations are weighed with."""

from math import exp, pi, sqrt

from cart.core.catalog import Catalog, Product, Sold
from cart.core.inputs import Sighting
from cart.core.units import Sku
from cart.core.weighing import WeightStep

STRAY_DENSITY = 0.02 / 5000  # a product of a weight unlike its model: a wrong catalogue, a part taken
MISSED = 0.02  # share of looks that show another thing in its place (top four of fresh views: 98 %): they say nothing
BAD_LOOK = 0.25  # a picture that says "none of these" of our own goods, as often as it says so of other things
CODE_RIGHT = 0.98  # the shopper puts in what was shown to the camera
ELSEWHERE = 0.001  # share by which a thing weighs differently on another spot of the basket
SIGMAS = 4.0  # a product further off than this is never certain, whatever else speaks for it


def normal(x: float, mean: float, sd: float) -> float:
    """The density of a normal distribution."""
    z = (x - mean) / sd
    return exp(-0.5 * z * z) / (sd * sqrt(2 * pi)) if abs(z) < 38 else 0.0


def again(step: WeightStep, grams: float) -> float:
    """The spread between two weighings of one thing."""
    return sqrt(2 * step.sigma**2 + (ELSEWHERE * grams) ** 2 + 0.4**2)


def weight_density(product: Product, count: int, step: WeightStep) -> tuple[float, bool]:
    """How densely the weights of `count` pieces lie at the step, per gram; and whether it lies within SIGMAS."""
    mean, sd = product.weight.mean / 10, product.weight.sd / 10
    if product.sold is Sold.WEIGHT:
        # A bag of one to eight pieces: the likelier the fewer.
        bags = [(0.5**n, n * mean, sqrt(n * sd**2 + step.sigma**2)) for n in range(1, 9)]
        whole = sum(share * normal(step.delta, m, s) for share, m, s in bags)
        return whole + STRAY_DENSITY, any(abs(step.delta - m) <= SIGMAS * s for _, m, s in bags)
    spread = sqrt(count * sd**2 + step.sigma**2)
    fits = abs(step.delta - count * mean) <= SIGMAS * spread
    return normal(step.delta, count * mean, spread) + STRAY_DENSITY, fits


def picture_factors(sighting: Sighting | None, catalog: Catalog) -> dict[Sku, float]:
    """What the pictures say for each product; equal for all of them without pictures."""
    rest = _unseen(sighting, max(1, len(catalog.products)))
    found = {product.sku: rest for product in catalog.products}
    for candidate in sighting.candidates if sighting else ():
        if candidate.sku in found:
            found[candidate.sku] += candidate.p
    return found


def _unseen(sighting: Sighting | None, n: int) -> float:
    """What pictures that do not show a product still say for it: the look was bad, or of something else."""
    return (BAD_LOOK * sighting.nothing + MISSED) / n if sighting and _told(sighting) else 1 / n


def none_of_ours(sighting: Sighting | None, n: int) -> float:
    """What the pictures say for a thing that is none of the `n`."""
    return (sighting.nothing + MISSED) / n if sighting and _told(sighting) else 1 / n


def _told(sighting: Sighting) -> bool:
    """A sighting that says nothing at all is one without pictures."""
    return bool(sighting.candidates) or sighting.nothing > 0


def code_factor(sku: Sku, shown: frozenset[Sku], n: int) -> float:
    """What the codes that were `shown` to the camera say for one of `n` products."""
    if not shown:
        return 1.0
    return CODE_RIGHT / len(shown) if sku in shown else (1 - CODE_RIGHT) / n
