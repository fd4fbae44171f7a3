"""What stands in one cell of a table: amounts digit by digit, and taxes.

Nothing passes through a binary fraction.
"""

import re
from collections.abc import Mapping

_AMOUNT = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]+))?")


class BadCell(ValueError):
    """One cell that cannot be used; the message names it."""


def scaled(cells: Mapping[str, str], name: str, places: int, usual: int | None = None) -> int:
    """A decimal number times a power of ten; it may be written with a point or with a comma.

    Where fewer than three decimals are usual (by default: can be), three digits behind the only separator may as well
    be thousands, and are refused.
    """
    text = cells.get(name, "0")
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise BadCell(f"{name} is {text!r}, but must be a number such as 1.29")
    whole, digits = found[1], found[2] or ""
    fraction = digits.rstrip("0")
    if len(fraction) > places:
        raise BadCell(f"{name} is {text!r}, but has at most {places} decimals here, and no separator between thousands")
    few = (places if usual is None else usual) < 3
    if few and len(digits) == 3 and re.fullmatch("[1-9][0-9]{0,2}", whole):
        small = f"{whole}.{fraction or '0'}"
        raise BadCell(f"{name} is {text!r}, which may mean {whole}{digits} or {small}: write it as one of these")
    return int(whole + fraction.ljust(places, "0"))


def tax_of(text: str) -> tuple[str, int]:
    """A tax class, or a rate in permille."""
    rate = text.removesuffix("%").strip()
    if _AMOUNT.fullmatch(rate):
        return "", scaled({"tax": rate}, "tax", 1)
    return text, 0
