"""Money, weights, shares and moments as people of a language write them, by Babel."""

from copy import copy
from datetime import datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.core import Locale
from babel.dates import format_datetime
from babel.numbers import NumberPattern, format_currency, format_decimal
from babel.units import format_unit

from cart.core.money import exponent
from cart.core.units import Decigrams, Money, Unit, UnitPrice, pound_hundredths

_SIGN_FIRST = frozenset({"en", "ja"})


@lru_cache(maxsize=2048)  # a list says the same amounts with every line that comes
def money(minor: Money | int, currency: str, lang: str) -> str:
    """An amount of minor units, with the places that ISO 4217 gives the currency (JPY 0, EUR 2, KWD 3)."""
    places = exponent(currency)
    pattern: NumberPattern = copy(Locale.parse(lang).currency_formats["standard"])
    pattern.frac_prec = (places, places)  # Babel would take CLDR's, which differ for some currencies
    return pattern.apply(Decimal(minor).scaleb(-places), lang, currency=currency, currency_digits=False)


@lru_cache(maxsize=512)
def per_unit(price: UnitPrice | int, currency: str, lang: str, unit: Unit = Unit.KILOGRAM) -> str:
    """A unit price, with more places than the currency has only where it needs them."""
    places = exponent(currency)
    amount = Decimal(price).scaleb(-places - 2)
    digits = places
    while digits < places + 2 and amount != round(amount, digits):
        digits += 1
    number = "¤#,##0" + ("." + "0" * digits if digits else "")
    if lang not in _SIGN_FIRST:
        number = number[1:] + "\u00a0¤"  # the sign follows the number, after a no-break space
    text = format_currency(amount, currency, format=number, locale=lang, currency_digits=False)
    return f"{text}/{_symbol(unit, lang)}"


def kilograms(weight: Decigrams | int, lang: str) -> str:
    """A weight sold, to the gram."""
    kilos = (Decimal(weight) / 10000).quantize(Decimal("0.001"), ROUND_HALF_UP)
    return _with_unit(kilos, "#,##0.000", "mass-kilogram", lang)


def weighed(weight: Decigrams, unit: Unit, lang: str) -> str:
    """A weight sold, in what its price is for."""
    if unit is not Unit.POUND:
        return kilograms(weight, lang)
    pounds = Decimal(pound_hundredths(weight)).scaleb(-2)
    return _with_unit(pounds, "#,##0.00", "mass-pound", lang)


def grams(weight: float, lang: str, places: int = 0) -> str:
    """A weight felt: to the gram, or finer for staff."""
    exact = Decimal(repr(float(weight))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    number = "#,##0" + ("." + "0" * places if places else "")
    return _with_unit(abs(exact) if exact == 0 else exact, number, "mass-gram", lang)


def stamped(weight: int, lang: str) -> str:
    """A known weight as it is stamped: whole kilograms, or grams."""
    if weight % 1000:
        return grams(weight, lang)
    return _with_unit(Decimal(weight // 1000), "#,##0", "mass-kilogram", lang)


def decimal(number: float | Decimal, lang: str) -> str:
    return format_decimal(Decimal(repr(number)) if isinstance(number, float) else number, locale=lang)


def percent(share: Decimal, lang: str, places: str = "0.####") -> str:
    """A share in percent: Decimal("19") is 19 %."""
    return format_decimal(share, format=places, locale=lang) + "\u00a0%"


def moment(wall_ms: int, lang: str, zone: tzinfo | None) -> str:
    """A moment of the wall clock (ms since 1970), in the time of `zone` or the machine's."""
    when = datetime.fromtimestamp(wall_ms / 1000, zone)
    return format_datetime(when, "d MMM y, HH:mm" if lang == "en" else "short", locale=lang)


def _with_unit(number: Decimal, pattern: str, unit: str, lang: str) -> str:
    """A number with its unit as the language writes it, on one line."""
    return format_unit(number, unit, length="short", format=pattern, locale=lang).replace(" ", "\u00a0")


def _symbol(unit: Unit, lang: str) -> str:
    """What a price is for: "kg"."""
    if unit is Unit.HUNDRED_GRAMS:
        return _with_unit(Decimal(100), "0", "mass-gram", lang)
    name = "mass-pound" if unit is Unit.POUND else "mass-kilogram"
    return _with_unit(Decimal(100), "0", name, lang).replace("100", "").strip("\u00a0\u202f")
