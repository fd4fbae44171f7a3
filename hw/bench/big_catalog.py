"""What a large catalogue costs: bytes on the line and seconds at store and cart, whole and when a few prices change."""

import gzip
import json
import random
import time
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict

from cart.core.catalog import Catalog, Product, Sold, WeightModel
from cart.core.encoding import canonical
from cart.core.labels.verifier import check_digit
from cart.core.units import Decigrams, Money, Sku
from cart.sync import Line, Peer, make_identity
from cart.sync.shelf import ShelfFetcher
from hw.bench.store_process import StoreProcess
from store.catalogs import import_catalog
from store.database import Database
from store.shelf import Shelf

WORDS = ("Bio", "Rot", "Fein", "Alt", "Hof", "Land", "Meer", "Berg", "Milch", "Brot", "Saft", "Reis", "Seife", "Tee")


class CatalogResult(TypedDict):
    """`whole` is a cart's first catalogue; `change` is a version in which so many products changed."""

    products: int
    changed: int
    json_bytes: int
    whole_bytes: int
    change_bytes: int
    import_s: float
    import_change_s: float
    whole_s: float
    change_s: float
    unchanged_s: float


def big_catalog(products: int, changed: int, seed: int) -> CatalogResult:
    """Import, fetch, change and fetch again, over loopback with the cart's own fetcher."""
    dice = random.Random(seed)
    first = Catalog("v1", "EUR", tuple(_product(number, dice) for number in range(products)))
    second = replace(first, version="v2", products=_dearer(first.products, changed, dice))
    with TemporaryDirectory(prefix="catalog-") as name:
        run = Path(name)
        file = run / "catalog.json"
        store = StoreProcess(run / "store", replace(first, version="v0", products=first.products[:1]))
        seconds = [_import(store, file, first), 0.0]
        identity = make_identity(run / "cart", "cart-1")
        store.know([identity])
        store.start()
        line = Line(Peer(f"http://127.0.0.1:{store.port}", identity, answer_s=60.0), time.monotonic, time.time)
        try:
            arrived: list[Catalog] = []
            fetcher = ShelfFetcher(line, run / "cart" / "shelf", arrived.append, lambda: None)
            whole = _timed(fetcher)
            seconds[1] = _import(store, file, second)
            change, unchanged = _timed(fetcher), _timed(fetcher)
        finally:
            line.close()
            store.kill()
        if [catalog.version for catalog in arrived] != ["v1", "v2"] or arrived[1] != second:
            raise RuntimeError("the cart holds another catalogue than the store")
        with closing(Database(store.db)) as database:
            shelf = Shelf(database)
            packed = shelf.whole("v1"), shelf.change(sha256(canonical(first)).hexdigest(), "v2") or b""
    return CatalogResult(
        products=products,
        changed=changed,
        json_bytes=len(gzip.decompress(packed[0])),
        whole_bytes=len(packed[0]),
        change_bytes=len(packed[1]),
        import_s=seconds[0],
        import_change_s=seconds[1],
        whole_s=whole,
        change_s=change,
        unchanged_s=unchanged,
    )


def _product(number: int, dice: random.Random) -> Product:
    digits = f"40{number:010d}"
    name = f"{dice.choice(WORDS)} {dice.choice(WORDS).lower()} {dice.choice(WORDS).lower()}, {dice.randint(1, 99)}0 g"
    grams = dice.randint(20, 3000)
    return Product(
        Sku(f"sku-{number:05d}"),
        name,
        Sold.PIECE,
        WeightModel(Decigrams(10 * grams), Decigrams(max(10, grams // 10))),
        Money(dice.randint(29, 2999)),
        gtins=(digits + check_digit(digits),),
        tax_permille=dice.choice((70, 190)),
    )


def _dearer(products: tuple[Product, ...], changed: int, dice: random.Random) -> tuple[Product, ...]:
    chosen = set(dice.sample(range(len(products)), changed))
    return tuple(
        replace(product, price=Money(product.price + 10)) if number in chosen else product
        for number, product in enumerate(products)
    )


def _import(store: StoreProcess, file: Path, catalog: Catalog) -> float:
    file.write_bytes(json.dumps(json.loads(canonical(catalog))).encode())
    began = time.monotonic()
    with closing(Database(store.db)) as database:
        import_catalog(database, file)
    return round(time.monotonic() - began, 2)


def _timed(fetcher: ShelfFetcher) -> float:
    began = time.monotonic()
    fetcher.fetch(lambda: True)
    return round(time.monotonic() - began, 3)
