"""In-store labels for random shops: weights, prices and counts in codes, as a shop's own scales would print them."""

from random import Random

from cart.core.catalog import Product, Sold
from cart.core.labels.verifier import check_digit, price_verifier

PATTERNS = (
    "weight 21IIIIIVVDDDC",
    "pounds 22IIIIIVVVDDC",
    "price 23IIIIIVVVDDC",
    "price 24IIIIIKVVDDC",
    "count 25IIIIIVVVVVC",
)


def item_number(n: int) -> str:
    """The five digits by which labels name the n-th product."""
    return f"{10_000 + n}"


def random_label(dice: Random, product: Product) -> str:
    """The code on a package of a product; goods by the piece bear a price or a count."""
    prefixes = ("21", "22", "23", "24") if product.sold is Sold.WEIGHT else ("23", "24", "25")
    prefix = dice.choice(prefixes)
    if prefix == "24":
        value = f"{dice.randint(1, 9_999):04d}"
        value = price_verifier(value) + value
    else:
        value = f"{dice.randint(1, 9) if prefix == '25' else dice.randint(1, 30_000):05d}"
    digits = prefix + product.plu + value
    return digits + check_digit(digits)
