"""What changed from one version of a catalogue to the next, on plain JSON values."""

from typing import Any

Plain = dict[str, Any]


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
    put = [(int(place), product) for place, product in change["put"]]
    moved = {*change["gone"], *(product["sku"] for _, product in put)}
    products = [product for product in old["products"] if product["sku"] not in moved]
    for place, product in put:
        products.insert(place, product)
    return {**change["rest"], "products": products}
