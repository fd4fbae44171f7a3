"""What a cart says of its devices, in the language of whoever reads it."""

import re
from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_decimal

from cart.core.calibration import Place
from cart.core.inputs import Reason
from cart.core.sentences import read
from ui.words import row_of, say

_NAMED = {place.value for place in Place} | {"empty basket", "loaded basket"}
_REASONS = {reason.value for reason in Reason}
_FRACTION = re.compile(r"[-+]?\d+\.\d+")


@lru_cache(maxsize=256)
def worded(sentence: str, lang: str) -> str:
    """A sentence of cart.core.sentences in `lang`, or several with commas between; what is none of them as it is."""
    found = read(sentence)
    if found is None:
        parts = sentence.split(", ")
        return ", ".join(worded(part, lang) for part in parts) if len(parts) > 1 else sentence
    which, values = found
    return say(lang, which.row, **{name: _filled(value, lang) for name, value in values.items()})


def found_of(topic: str, found: str, lang: str) -> str:
    """What was found of a device; why it is away is said as to shoppers."""
    return say(lang, f"trouble.{topic}.{row_of(found)}") if found in _REASONS else worded(found, lang)


def _filled(value: str, lang: str) -> str:
    """A place by its name, a number with the comma of the language; an explanation of the program as it stands."""
    if value in _NAMED:
        return say(lang, f"place.{row_of(value)}")
    if _FRACTION.fullmatch(value):
        return value.replace(".", format_decimal(Decimal("0.5"), locale=lang)[1])
    return value
