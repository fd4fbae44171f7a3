"""Reads a catalogue's bytes in small steps: a large one takes a second, and the screen is drawn meanwhile."""

import msgspec

from cart.core.catalog import Catalog, Product
from cart.core.encoding import Undecodable, decode, parse
from cart.core.reading import STEP
from cart.core.tariff import Tariff


class _Split(msgspec.Struct, forbid_unknown_fields=True):
    """A catalogue whose products are still text."""

    version: str
    currency: str
    products: list[msgspec.Raw]
    tariff: msgspec.Raw = msgspec.Raw(b"{}")


_SPLIT = msgspec.json.Decoder(_Split)


def read_catalog(body: bytes) -> Catalog:
    """The catalogue of JSON text; raises Undecodable."""
    try:
        split = _SPLIT.decode(body)
    except ValueError as wrong:
        raise Undecodable(f"not a Catalog: {wrong}") from wrong
    products: list[Product] = []
    for at in range(0, len(split.products), STEP):
        piece = b"[" + b",".join(map(bytes, split.products[at : at + STEP])) + b"]"
        products += decode(parse(piece), tuple[Product, ...])
    tariff: Tariff = decode(parse(bytes(split.tariff)), Tariff)
    try:
        return Catalog(split.version, split.currency, tuple(products), tariff)
    except ValueError as wrong:
        raise Undecodable(str(wrong)) from wrong
