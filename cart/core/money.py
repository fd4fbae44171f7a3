"""Whole numbers of minor units: how many a currency has, and the one way to divide them."""

from enum import Enum


class Rounding(Enum):
    """What becomes of the part of a minor unit; the names say it of an amount above zero.

    Amounts below zero are rounded as their opposite, so that a refund is what was paid.
    """

    HALF_UP = "half up"
    HALF_DOWN = "half down"
    HALF_EVEN = "half even"
    UP = "up"
    DOWN = "down"


def divide(numerator: int, denominator: int, rounding: Rounding = Rounding.HALF_UP) -> int:
    """numerator / denominator as a whole number.

    Raises ValueError unless the denominator is above zero.
    """
    if denominator <= 0:
        raise ValueError(f"nothing is divided by {denominator} here")
    whole, rest = divmod(abs(numerator), denominator)
    match rounding:
        case Rounding.HALF_UP:
            up = 2 * rest >= denominator
        case Rounding.HALF_DOWN:
            up = 2 * rest > denominator
        case Rounding.HALF_EVEN:
            up = 2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1)
        case Rounding.UP:
            up = rest > 0
        case Rounding.DOWN:
            up = False
    magnitude = whole + up
    return magnitude if numerator >= 0 else -magnitude


# ISO 4217:2015 with its amendments, table A.1, column "minor unit". Babel's figures are CLDR's, which are those
# of daily use: it gives the Iraqi dinar no decimals, the standard three.
_NONE = (
    *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"),
    *("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
)
_THREE = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
_FOUR = ("CLF", "UYW")
_EXPONENTS = {**dict.fromkeys(_NONE, 0), **dict.fromkeys(_THREE, 3), **dict.fromkeys(_FOUR, 4)}


def exponent(currency: str) -> int:
    """Decimal places of a currency's minor unit by ISO 4217: 2 for the euro, 0 for the yen, 3 for Kuwait's dinar."""
    return _EXPONENTS.get(currency, 2)
