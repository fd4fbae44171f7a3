"""What the store sells: products, their codes, their prices and what one piece weighs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property

from cart.core.labels.patterns import Pattern, parse_all
from cart.core.labels.upc import other_form
from cart.core.later import later
from cart.core.options import OptionView
from cart.core.tariff import Meal, Promotion, Tariff
from cart.core.units import Decigrams, Money, Sku, Unit, UnitPrice


class Sold(Enum):
    """How the price of a product comes about."""

    PIECE = "piece"  # a package: one price, one weight
    COUNT = "count"  # loose goods at a price each: a lemon weighs what it weighs
    WEIGHT = "weight"  # loose goods at a price for a kilogram


@dataclass(frozen=True, slots=True)
class WeightModel:
    """What one piece weighs: mean and standard deviation from piece to piece."""

    mean: Decigrams
    sd: Decigrams


@dataclass(frozen=True, slots=True)
class Change:
    """What a product costs, and how it is taxed, from a moment on (ms since 1970); None: as before."""

    start: int
    price: Money | None = later(None)
    unit_price: UnitPrice | None = later(None)
    tax_permille: int | None = later(None)
    tax: str | None = later(None)
    deposit: str | None = later(None)


@dataclass(frozen=True, slots=True)
class Product:
    """One thing on sale. `price` is for a piece; `unit_price` is set when it is sold by weight, for a `unit` of it.

    `size_mm` are the three sides of a package, in any order, where the store knows them. `tax` names a class of the
    tariff, and then counts instead of `tax_permille`; `deposit` names a deposit on each piece; offers name its
    `groups`; `tare` is what its bag weighs. `changes` are its prices at later moments. `aisle` is where it stands, in
    the shop's own words; `min_age` is how old who buys it must be, in years.
    """

    sku: Sku
    name: str
    sold: Sold
    weight: WeightModel
    price: Money = Money(0)
    unit_price: UnitPrice = UnitPrice(0)
    gtins: tuple[str, ...] = ()
    plu: str = ""
    tax_permille: int = 0
    size_mm: tuple[int, int, int] | None = None
    tax: str = later("")
    deposit: str = later("")
    unit: Unit = later(Unit.KILOGRAM)
    groups: tuple[str, ...] = later(())
    tare: Decigrams = later(Decigrams(0))
    changes: tuple[Change, ...] = later(())
    aisle: str = later("")
    min_age: int = later(0)

    def __post_init__(self) -> None:
        if self.size_mm is not None and min(self.size_mm) < 1:
            raise ValueError(f"{self.sku}: each of the sides in size_mm must be at least 1, not {self.size_mm}")

    def at(self, wall: int) -> "Product":
        """The product as it is sold at a moment; what it was before its first change, it was from ever on."""
        if not self.changes:
            return self
        was = Change(0, self.price, self.unit_price, self.tax_permille, self.tax, self.deposit)
        changes = self.changes if self.changes[0].start == 0 else (was, *sorted(self.changes, key=lambda c: c.start))
        now = replace(self, changes=changes)
        for change in changes:
            now = now._after(change) if change.start <= wall else now
        return now

    def _after(self, change: Change) -> "Product":
        return replace(
            self,
            price=self.price if change.price is None else change.price,
            unit_price=self.unit_price if change.unit_price is None else change.unit_price,
            tax_permille=self.tax_permille if change.tax_permille is None else change.tax_permille,
            tax=self.tax if change.tax is None else change.tax,
            deposit=self.deposit if change.deposit is None else change.deposit,
        )


@dataclass(frozen=True)
class Catalog:
    """A version of the store's assortment with its tariff; a trip is priced by the version that it started with.

    `patterns` are the tariff's labels, ready to be matched; one that is no pattern raises ValueError.
    """

    version: str
    currency: str
    products: tuple[Product, ...]
    tariff: Tariff = later(Tariff())
    _by_sku: dict[Sku, Product] = field(init=False, repr=False, compare=False)
    _by_code: dict[str, Product] = field(init=False, repr=False, compare=False)
    patterns: tuple[Pattern, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_sku = {product.sku: product for product in self.products}
        if len(by_sku) != len(self.products):
            raise ValueError(f"catalogue {self.version}: a SKU stands there twice")
        object.__setattr__(self, "_by_sku", by_sku)
        object.__setattr__(self, "_by_code", _codes(self.products))
        object.__setattr__(self, "patterns", parse_all(self.tariff.labels))

    def __contains__(self, sku: Sku) -> bool:
        return sku in self._by_sku

    def __getitem__(self, sku: Sku) -> Product:
        return self._by_sku[sku]

    def get(self, sku: Sku) -> Product | None:
        return self._by_sku.get(sku)

    def at(self, wall: int) -> "Catalog":
        """The prices of a moment (ms since 1970): every cart that holds this version switches at the same one."""
        moved = {product.sku: product.at(wall) for product in self.products if product.changes}
        if all(self[sku] == product for sku, product in moved.items()):
            return self
        return replace(self, products=tuple(moved.get(product.sku, product) for product in self.products))

    def by_code(self, text: str) -> Product | None:
        """The product of a GTIN (8 to 14 digits, leading zeros do not matter), of a UPC-E, or of a PLU."""
        return self._by_code.get(text.lstrip("0"))

    @cached_property
    def options(self) -> tuple[OptionView, ...]:
        """Every product as a card shows it, made once: a screen is drawn ten times a second."""
        return tuple(option(product) for product in self.products)

    @cached_property
    def offered(self) -> Mapping[str, tuple[Sku, ...]]:
        """The products of each promotion, by its id; none where it is on everything."""
        return {
            promotion.id: tuple(p.sku for p in self.products if _named(promotion, p))
            for promotion in self.tariff.promotions
        }


def option(product: Product) -> OptionView:
    """A product as a card shows it: loose goods by the price of their weight."""
    by_weight = product.sold is Sold.WEIGHT
    return OptionView(
        product.sku,
        product.name,
        Money(0) if by_weight else product.price,
        product.unit_price,
        product.unit,
        product.aisle,
        product.min_age,
    )


def _named(promotion: Promotion, product: Product) -> bool:
    parts = promotion.offer.parts if isinstance(promotion.offer, Meal) else (promotion.goods,)
    named = (part for part in parts if part.skus or part.groups)
    return any(part.take(product.sku, product.groups) for part in named)


def codes_of(product: Product) -> dict[str, bool]:
    """Every spelling that finds a product, without leading zeros: true where it is listed, false for its other form."""
    listed = dict.fromkeys((code.lstrip("0") for code in (*product.gtins, product.plu) if code), True)
    others = (other_form(code) for code in product.gtins)
    return dict.fromkeys((code.lstrip("0") for code in others if code), False) | listed


def _codes(products: Iterable[Product]) -> dict[str, Product]:
    """Products by their codes; a listed code goes before another product's other form."""
    found: dict[bool, dict[str, Product]] = {False: {}, True: {}}
    for product in products:
        for code, listed in codes_of(product).items():
            found[listed][code] = product
    return found[False] | found[True]
