"""How many pieces weigh that much: asked before anybody's word on a weight is believed."""

from math import sqrt

from cart.core.catalog import Product, Sold
from cart.core.likelihood import SIGMAS, normal
from cart.core.line import Line
from cart.core.matching import MOST_AT_ONCE, PRIOR_ANOTHER
from cart.core.units import Decigrams, Grams

LOOSE, LEAST_LOOSE = 0.03, 2.0  # share, and grams, by which a named product may miss its model besides its spread
CLEARLY = 20.0  # times as likely must a larger number be than a smaller one: doubt favours the shopper
SLACK, LEAST_SLACK = 0.05, 60  # share, and decigrams, by which what left may differ from what came in


def pieces_in(product: Product, delta: Grams) -> int:
    """How many pieces of a product weigh `delta`; 0 when no few of them can."""
    if product.sold is Sold.WEIGHT:
        return 1 if delta > 0 else 0
    mean, sd = product.weight.mean / 10, product.weight.sd / 10
    best, likeliest = 0, 0.0
    for count in range(1, MOST_AT_ONCE + 1):
        spread = sqrt(count) * sd + (LOOSE * count * mean + LEAST_LOOSE) / SIGMAS
        if abs(delta - count * mean) > SIGMAS * spread:
            continue
        likelihood = normal(delta, count * mean, spread) * PRIOR_ANOTHER ** (count - 1)
        if likelihood >= CLEARLY * likeliest:
            best, likeliest = count, likelihood
    return best


def pieces_gone(line: Line, gone: Decigrams) -> int:
    """How many pieces of a line weigh what left; 0 when none do: a dear heavy thing takes no light one along."""
    piece = line.weight // line.quantity
    if piece <= 0:
        return 0
    count = min(line.quantity, max(1, round(gone / piece)))
    return count if abs(count * piece - gone) <= max(LEAST_SLACK, SLACK * count * piece) else 0
