"""What codes on packages say besides the product: weights, prices, dates, coupons, members."""

from cart.core.labels.patterns import BadPattern, parse_all
from cart.core.labels.said import Label

__all__ = ["BadPattern", "Label", "parse_all"]
