"""The words, figures and times of receipts and pages, written the way that the shop does."""

from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal

from babel.core import Locale
from babel.dates import format_datetime
from babel.numbers import NumberPattern, format_decimal, format_percent

from cart.core.catalog import Catalog
from cart.core.facts import Evidence, Kind, Rule
from cart.core.money import exponent
from cart.core.units import Decigrams, Money, Permille, Sku, Unit, UnitPrice, pound_hundredths

RULES = {
    Rule.WEIGHT: "The weight fits this product and no other.",
    Rule.WEIGHT_AND_PICTURE: "Weight and picture agree.",
    Rule.WEIGHT_AND_CODE: "The barcode was read and the weight fits.",
    Rule.SHOPPER: "The shopper said so.",
    Rule.STAFF: "Staff said so.",
}
QUESTIONS = {
    Kind.WHICH_ADDED: "Which one was put in?",
    Kind.WHICH_REMOVED: "Which one was taken out?",
    Kind.NAME_ADDED: "What was put in?",
}
ANSWERED_BY = {
    "shopper": "the shopper",
    "staff": "staff",
    "barcode": "a barcode",
}


@dataclass(frozen=True, slots=True)
class Shop:
    """What a receipt says about the store, and in which language and zone it says it."""

    name: str = "Open Market"
    tax: str = "VAT"
    locale: str = "en"
    zone: tzinfo = UTC
    receipts_at: str = ""  # their public address, for phones


def money(amount: int, currency: str, locale: str) -> str:
    """Minor units as people write them."""
    if not currency:
        return str(amount)
    places = exponent(currency)
    return _currency(Decimal(amount).scaleb(-places), places, currency, locale)


def _currency(amount: Decimal, places: int, currency: str, locale: str) -> str:
    """An amount with so many decimals: those of ISO 4217, where Babel would take CLDR's."""
    pattern: NumberPattern = copy(Locale.parse(locale).currency_formats["standard"])
    pattern.frac_prec = (places, places)
    return pattern.apply(amount, locale, currency=currency, currency_digits=False)


def moment(wall: int, shop: Shop, pattern: str) -> str:
    """Milliseconds since 1970 as people write a time; empty for what no calendar has."""
    try:
        then = datetime.fromtimestamp(wall / 1000, tz=UTC)
        return format_datetime(then, pattern, tzinfo=shop.zone, locale=shop.locale)
    except (ValueError, OverflowError, OSError):
        return ""


class Words:
    """Writes names, money, weights and times the way that the shop does."""

    def __init__(self, catalog: Catalog | None, currency: str, shop: Shop) -> None:
        self._catalog, self._currency, self._shop = catalog, currency, shop

    def name(self, sku: Sku) -> str:
        return self._catalog[sku].name if self._catalog and sku in self._catalog else sku

    def money(self, amount: Money) -> str:
        return money(amount, self._currency, self._shop.locale)

    def per_unit(self, price: UnitPrice) -> str:
        # A hundredth of a minor unit is shown only where it matters.
        if not self._currency:
            return str(Decimal(price).scaleb(-2))
        places = exponent(self._currency)
        shown = places if price % 100 == 0 else places + 2
        return _currency(Decimal(price).scaleb(-2 - places), shown, self._currency, self._shop.locale)

    def weighed(self, sku: Sku, net: Decigrams, price: UnitPrice) -> str:
        """A weight times its unit price, to the division that was priced."""
        unit = self._catalog[sku].unit if self._catalog and sku in self._catalog else Unit.KILOGRAM
        weight = self.kilograms(net)
        if unit is Unit.POUND:
            weight = self._decimal(Decimal(pound_hundredths(net)).scaleb(-2), "#,##0.00") + " lb"
        return f"{weight} × {self.per_unit(price)}/{unit.value}"

    def kilograms(self, weight: Decigrams) -> str:
        return self._decimal(Decimal(weight).scaleb(-4), "#,##0.000") + " kg"

    def weight(self, why: Evidence) -> str:
        delta = self._decimal(Decimal(why.delta).scaleb(-1), "+#,##0.0;-#,##0.0")
        return f"{delta} g ± {self._decimal(Decimal(why.sigma).scaleb(-1), '#,##0.0')} g"

    def shares(self, shares: tuple[tuple[Sku, Permille], ...]) -> tuple[tuple[str, str], ...]:
        def percent(share: Permille) -> str:
            return format_percent(Decimal(share).scaleb(-3), "#,##0.0%", locale=self._shop.locale)

        return tuple((self.name(sku), percent(share)) for sku, share in shares)

    def tax_rate(self, name: str, ppm: int) -> str:
        percent = format_percent(Decimal(ppm).scaleb(-6), "#,##0.####%", locale=self._shop.locale)
        return f"{name} {percent}" if name else percent

    def moment(self, wall: int, pattern: str = "yyyy-MM-dd HH:mm") -> str:
        return moment(wall, self._shop, pattern)

    def _decimal(self, value: Decimal, pattern: str) -> str:
        return format_decimal(value, pattern, locale=self._shop.locale)
