"""Check digits: that of a whole code, and the price verifier inside in-store codes.

GS1 General Specifications, section 7.9: each digit is multiplied by a weighting factor, and of the product the units
count, plus or minus its tens. 7.9.3 is for four digits, 7.9.4 for five.
"""

_THREE = (0, 3, 6, 9, 2, 5, 8, 1, 4, 7)
_TWO_MINUS = (0, 2, 4, 6, 8, 9, 1, 3, 5, 7)
_FIVE_PLUS = (0, 5, 1, 6, 2, 7, 3, 8, 4, 9)
_FIVE_MINUS = (0, 5, 9, 4, 8, 3, 7, 2, 6, 1)
_FACTORS = {
    4: (_TWO_MINUS, _TWO_MINUS, _THREE, _FIVE_MINUS),
    5: (_FIVE_PLUS, _TWO_MINUS, _FIVE_MINUS, _FIVE_PLUS, _TWO_MINUS),
}
LENGTHS = tuple(_FACTORS)
"""How many digits a verifier can be worked out of."""


def price_verifier(digits: str) -> str:
    """The verifier of four or five digits of a price or a measure; raises KeyError for any other number."""
    whole = sum(factor[int(digit)] for factor, digit in zip(_FACTORS[len(digits)], digits, strict=True))
    if len(digits) == 4:
        return str(whole * 3 % 10)
    return str(_FIVE_MINUS.index(-whole % 10))


def check_digit(digits: str) -> str:
    """The check digit after the other digits of a GTIN or an in-store code, whatever its length."""
    whole = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-whole % 10)
