"""What changed from one version of a catalogue to the next, on plain JSON values."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from cart.core.catalog import Catalog, Product
from cart.core.encoding import decode

Plain = dict[str, Any]
T = TypeVar("T")


def delta(old: Plain, new: Plain) -> Plain:
    """What makes `new` out of `old`: the products that are gone, and those to put at their places in the new list."""
    before = {product["sku"]: product for product in old["products"]}
    after = {product["sku"] for product in new["products"]}
    rest = {key: value for key, value in new.items() if key != "products"}
    return {
        "rest": rest,
        "gone": [sku for sku in before if sku not in after],
        "put": [
            [place, product] for place, product in enumerate(new["products"]) if before.get(product["sku"]) != product
        ],
    }


def apply(old: Plain, change: Plain) -> Plain:
    """The new catalogue, as far as products that did not change kept their order: the hash tells.

    Raises KeyError, TypeError or ValueError when the delta is none.
    """
    products = _exchanged(old["products"], lambda product: str(product["sku"]), change, lambda product: product)
    return {**change["rest"], "products": products}


def applied(old: Catalog, change: Plain) -> Catalog:
    """The same on a catalogue that was read already: only what changed is read; raises Undecodable too."""
    rest: Catalog = decode({**change["rest"], "products": []}, Catalog)
    products = _exchanged(old.products, lambda product: product.sku, change, lambda plain: decode(plain, Product))
    return replace(rest, products=tuple(products))


def _exchanged(old: Iterable[T], sku: Callable[[T], str], change: Plain, read: Callable[[Plain], T]) -> list[T]:
    moved = {*change["gone"], *(product["sku"] for _, product in change["put"])}
    products = [product for product in old if sku(product) not in moved]
    for place, product in change["put"]:
        products.insert(int(place), read(product))
    return products
