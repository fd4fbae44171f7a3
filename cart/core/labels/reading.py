"""From the digits of a code to what they mean in one catalogue: a product with its label, a coupon, a member."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isqrt

from cart.core.catalog import Catalog, Product, Sold, WeightModel
from cart.core.labels.patterns import Fields, Kind
from cart.core.labels.said import Label
from cart.core.money import divide, exponent
from cart.core.units import Decigrams, Money, of_pound_hundredths, weight_for_price

TRAY = 50
"""Decigrams by which a labelled package may weigh more or less than its label and its tare say, or a fiftieth."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A product, and what the label on this package says of it (None: nothing besides the product)."""

    product: Product
    label: Label | None = None

    @property
    def package(self) -> Product:
        return as_package(self.product, self.label) if self.label is not None else self.product

    @property
    def pieces(self) -> int:
        return pieces_of(self.product, self.label)


@dataclass(frozen=True, slots=True)
class Coupon:
    number: str


@dataclass(frozen=True, slots=True)
class Member:
    """A member's card; its number is of no use to a cart."""


Meaning = Packed | Coupon | Member


def meaning(code: str, catalog: Catalog) -> Meaning | None:
    """What a code means; a product's own code comes first, then the patterns in their order, then nothing.

    GS1 element strings are expected as `(01)...(3103)...`, the way that DataBar and GS1 Digital Link are read.
    """
    if code.startswith("("):
        return _elements(dict(_split(code)), catalog)
    product = catalog.by_code(code)
    if product is not None:
        return Packed(product)
    for pattern in catalog.patterns:
        fields = pattern.match(code)
        if fields is None:
            continue
        match fields.kind:
            case Kind.COUPON:
                return Coupon(fields.number)
            case Kind.MEMBER:
                return Member()
        product = catalog.by_code(fields.base) or catalog.by_code(fields.item)
        return Packed(product, _label(fields, catalog.currency)) if product is not None else None
    return None


def label_of(code: str, product: Product, catalog: Catalog) -> Label | None:
    """What the code in a line's evidence says of its price and weight."""
    said = meaning(code, catalog) if code else None
    return said.label if isinstance(said, Packed) and said.product.sku == product.sku else None


def as_package(product: Product, label: Label) -> Product:
    """The product as this one package of it: it weighs and costs what its label says, or as much as its pieces."""
    net = label.net
    if net is None and label.price is not None and product.sold is Sold.WEIGHT and product.unit_price:
        # A label with a price alone still says how heavy it is.
        net = weight_for_price(label.price, product.unit_price, product.unit)
    if net is not None:
        gross = Decigrams(net + product.tare)
        return replace(product, sold=Sold.PIECE, weight=WeightModel(gross, Decigrams(max(TRAY, gross // 50))))
    if product.sold is Sold.WEIGHT:
        return product
    count, piece = label.count or 1, product.weight
    weight = WeightModel(Decigrams(piece.mean * count), Decigrams(isqrt(piece.sd**2 * count)))
    price = label.price if label.price is not None else Money(product.price * count)
    return replace(product, sold=Sold.PIECE, weight=weight, price=price)


def pieces_of(product: Product, label: Label | None) -> int:
    """How many pieces one package is on the bill: as many as its label counts, if they are sold one by one."""
    counted = label is not None and label.price is None and product.sold is not Sold.WEIGHT
    return (label.count or 1) if label is not None and counted else 1


def _label(fields: Fields, currency: str) -> Label:
    match fields.kind:
        case Kind.WEIGHT:
            return Label(net=Decigrams(_scaled(fields.value, 4 - fields.decimals)))
        case Kind.POUNDS:
            return Label(net=of_pound_hundredths(_scaled(fields.value, 2 - fields.decimals)))
        case Kind.PRICE:
            return Label(price=Money(_scaled(fields.value, exponent(currency) - fields.decimals)))
    return Label(count=fields.value)


def _elements(found: dict[str, str], catalog: Catalog) -> Meaning | None:
    """A GS1 element string: the GTIN, and what application identifiers 17, 30, 310n, 320n and 392n say."""
    product = catalog.by_code(found["01"]) if "01" in found else None
    if product is None:
        return None
    said = Label()
    for ai, value in found.items():
        # The last digit of these identifiers is the number of decimals.
        places = int(ai[3]) if len(ai) == 4 else 0
        match ai[:3]:
            case "310":
                said = replace(said, net=Decigrams(_scaled(int(value), 4 - places)))
            case "320":
                said = replace(said, net=of_pound_hundredths(_scaled(int(value), 2 - places)))
            case "392":
                said = replace(said, price=Money(_scaled(int(value), exponent(catalog.currency) - places)))
            case "30":
                said = replace(said, count=int(value))
            case "17":
                # Day 00 is the last of its month (GS1 General Specifications); days only compare, so 31 stands for it.
                last = 20_000_000 + int(value)
                said = replace(said, expires=last if last % 100 else last + 31)
    return Packed(product, said if said != Label() else None)


def _split(elements: str) -> Iterator[tuple[str, str]]:
    for part in elements.split("(")[1:]:
        ai, closed, value = part.partition(")")
        if closed and ai.isdigit() and (value.isdigit() or ai in ("10", "21")):
            yield ai, value


def _scaled(value: int, places: int) -> int:
    return value * 10**places if places >= 0 else divide(value, 10**-places)
