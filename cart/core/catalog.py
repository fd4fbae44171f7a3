"""What the store sells: products, their codes, their prices and what one piece weighs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from cart.core.units import Decigrams, Money, Sku, UnitPrice


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
class Product:
    """One thing on sale. `price` is for a piece; `unit_price` is set when it is sold by weight.

    `size_mm` are the three sides of a package, in any order, where the store knows them.
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

    def __post_init__(self) -> None:
        if self.size_mm is not None and min(self.size_mm) < 1:
            raise ValueError(f"{self.sku}: each of the sides in size_mm must be at least 1, not {self.size_mm}")


@dataclass(frozen=True)
class Catalog:
    """A version of the store's assortment; a trip is priced by the version that it started with."""

    version: str
    currency: str
    products: tuple[Product, ...]
    _by_sku: dict[Sku, Product] = field(init=False, repr=False, compare=False)
    _by_code: dict[str, Product] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_sku = {product.sku: product for product in self.products}
        if len(by_sku) != len(self.products):
            raise ValueError(f"catalogue {self.version}: a SKU stands there twice")
        object.__setattr__(self, "_by_sku", by_sku)
        object.__setattr__(self, "_by_code", dict(_codes(self.products)))

    def __contains__(self, sku: Sku) -> bool:
        return sku in self._by_sku

    def __getitem__(self, sku: Sku) -> Product:
        return self._by_sku[sku]

    def by_code(self, text: str) -> Product | None:
        """The product of a GTIN (8 to 14 digits, leading zeros do not matter) or a PLU."""
        return self._by_code.get(text.lstrip("0"))


def _codes(products: Iterable[Product]) -> Iterable[tuple[str, Product]]:
    for product in products:
        for code in (*product.gtins, product.plu):
            if code:
                yield code.lstrip("0"), product
