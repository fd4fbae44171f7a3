"""How well a size on the basket floor fits one product: broad evidence, beside its weight and its picture."""

from collections.abc import Sequence
from math import exp, log

from cart.core.catalog import Catalog
from cart.core.units import Sku

SPREAD = 0.4  # of a side's logarithm: what lies higher seems larger by up to a half, and others hide a part
MOST = 5.0  # times the mean: a size that hardly any product has is no proof of the one that comes nearest
OTHERWISE = 0.5  # share of sizes that say nothing: a thing half hidden, or cut out badly


def footprint_factors(seen_cm: tuple[float, float] | None, catalog: Catalog) -> dict[Sku, float]:
    """What the size says for each product: 1 on average, and for one whose sides nobody told; at least a third.

    A box lies on any of its three sides, each as likely. None gets eleven times as much as
    another, and a code's word counts for dozens: size never outvotes a code or a weight.
    """
    if seen_cm is None or min(seen_cm) <= 0:
        return {}
    fits = {product.sku: _fit(seen_cm, product.size_mm) for product in catalog.products if product.size_mm}
    mean = sum(fits.values()) / max(1, len(fits))
    if mean <= 0:
        return {}
    return {sku: (OTHERWISE + min(MOST, fit / mean)) / (OTHERWISE + 1) for sku, fit in fits.items()}


def sides_of(seen_cm: Sequence[tuple[float, float]]) -> tuple[int, int, int] | None:
    """The sides in mm of a thing that was seen to cover so much from some of its sides; None if it never was.

    Its long and its short side are those of the middle view, so that one bad cut does not count. How deep it is
    nobody told: as much as its short side, which is near enough for evidence as broad as this.
    """
    if not seen_cm:
        return None
    long, short = (max(1, round(10 * sorted(sides)[len(sides) // 2])) for sides in zip(*seen_cm, strict=True))
    return (long, short, short)


def _fit(seen_cm: tuple[float, float], size_mm: tuple[int, int, int]) -> float:
    """The mean over its sides of how near each comes, up to a constant."""
    short, middle, long = sorted(size_mm)
    faces = ((long, middle), (long, short), (middle, short))
    return sum(_near(seen_cm[0], a) * _near(seen_cm[1], b) for a, b in faces) / len(faces)


def _near(seen_cm: float, side_mm: int) -> float:
    off = log(10 * seen_cm / side_mm) / SPREAD
    return exp(-0.5 * off * off)
