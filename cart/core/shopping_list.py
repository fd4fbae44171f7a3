"""Which entries of the shopping list are in the basket: worked out from both, so leaving unticks what coming ticked."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from cart.core.catalog import Catalog, Product
from cart.core.line import Line
from cart.core.shopper_facts import ListEntryAdded

ENDING = 2  # letters by which a word may be longer than another and still be its plural


def found(entries: Sequence[ListEntryAdded], lines: Sequence[Line], catalog: Catalog) -> dict[int, int]:
    """How many pieces of each entry are in the basket; a piece counts for one entry, first for those by sku."""
    free = {line.line: line.quantity for line in lines}
    pieces: dict[int, int] = {}
    for entry in sorted(entries, key=lambda each: not each.sku):
        wanted = entry.quantity
        for line in lines:
            if free[line.line] and wanted and _fits(entry, line, catalog):
                taken = min(free[line.line], wanted)
                free[line.line] -= taken
                wanted -= taken
        pieces[entry.entry] = entry.quantity - wanted
    return pieces


def _fits(entry: ListEntryAdded, line: Line, catalog: Catalog) -> bool:
    product = catalog.get(line.sku)
    return line.sku == entry.sku if entry.sku else product is not None and is_called(product, entry.name)


def is_called(product: Product, name: str) -> bool:
    """Whether people mean such a product by a coarse name: every word is one of its name, or its group's."""
    return _called(product.name, product.groups, name)


@lru_cache(maxsize=4096)
def _called(product: str, groups: tuple[str, ...], name: str) -> bool:
    """Remembered, because the same few are asked for with every view."""
    words = _words(name)
    have = [word for text in (product, *groups) for word in _words(text)]
    return bool(words) and all(any(_same(word, other) for other in have) for word in words)


def _same(word: str, other: str) -> bool:
    """Whether two words are one, but for an ending."""
    if word == other:
        return True
    short, long = (word, other) if len(word) < len(other) else (other, word)
    return len(short) >= 3 and long.startswith(short) and len(long) - len(short) <= ENDING


def _words(text: str) -> list[str]:
    """Words in small letters, without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in parts if not unicodedata.combining(c))
    return "".join(c if c.isalnum() else " " for c in kept).split()
