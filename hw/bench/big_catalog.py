"""What a large catalogue costs: bytes on the line and seconds at store and cart, whole and when a few prices change."""

import gzip
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict
from uuid import uuid4

from cart.core.catalog import Catalog, Product, Sold, WeightModel
from cart.core.chain import first as first_hash
from cart.core.chain import link
from cart.core.encoding import canonical, encode
from cart.core.facts import Fact, TripStarted
from cart.core.labels.verifier import check_digit
from cart.core.units import Decigrams, Money, Sku
from cart.sync import Line, Peer, make_identity
from cart.sync.shelf import ShelfFetcher
from hw.bench.store_process import StoreProcess
from store.database import Database
from store.shelf import Shelf

EVERY_S = 0.01
WORDS = ("Bio", "Rot", "Fein", "Alt", "Hof", "Land", "Meer", "Berg", "Milch", "Brot", "Saft", "Reis", "Seife", "Tee")


class CatalogResult(TypedDict):
    """`whole` is a cart's first catalogue; `change` is a version in which so many products changed.

    `longest_booking_s` is the longest wait for the store to book a fact while a catalogue is imported;
    `longest_pause_s` is that of another thread of a cart, which wants to go on every hundredth of a second, while one
    is fetched.
    """

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
    longest_booking_s: float
    longest_pause_s: float


def big_catalog(products: int, changed: int, seed: int) -> CatalogResult:
    """Import, fetch, change and fetch again, over loopback with the cart's own fetcher."""
    dice = random.Random(seed)
    first = Catalog("v1", "EUR", tuple(_product(number, dice) for number in range(products)))
    second = replace(first, version="v2", products=_dearer(first.products, changed, dice))
    with TemporaryDirectory(prefix="catalog-") as name:
        run = Path(name)
        file = run / "catalog.json"
        store = StoreProcess(run / "store", replace(first, version="v0", products=first.products[:1]))
        identity, other = make_identity(run / "cart", "cart-1"), make_identity(run / "other", "cart-2")
        store.know([identity, other])
        store.start()
        line, others = (
            Line(Peer(f"http://127.0.0.1:{store.port}", each, answer_s=60.0), time.monotonic, time.time)
            for each in (identity, other)
        )
        bookings, pauses = Longest(partial(_book, others)), Longest(lambda: None)
        try:
            arrived: list[Catalog] = []
            fetcher = ShelfFetcher(line, run / "cart" / "shelf", arrived.append, lambda wall: None)
            with bookings:
                seconds = [_import(store, file, first)]
            with pauses:
                whole = _timed(fetcher)
            with bookings:
                seconds.append(_import(store, file, second))
            with pauses:
                change, unchanged = _timed(fetcher), _timed(fetcher)
        finally:
            line.close()
            others.close()
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
        longest_booking_s=bookings.longest_s,
        longest_pause_s=pauses.longest_s,
    )


class Longest:
    """Does something again and again on a thread of its own, as long as the block lasts; each may last so long."""

    def __init__(self, do: Callable[[], None]) -> None:
        self._do, self.longest_s = do, 0.0

    def __enter__(self) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.is_set():
            began = time.monotonic()
            time.sleep(EVERY_S)
            self._do()
            self.longest_s = max(self.longest_s, round(time.monotonic() - began - EVERY_S, 3))


def _book(line: Line) -> None:
    fact = Fact(str(uuid4()), 1, 0, TripStarted("v0", "EUR", 0))
    batch = {"cart": line.cart, "facts": [encode(fact)], "head": link(first_hash(fact.trip), fact)}
    line.ask("POST", f"/v1/trips/{fact.trip}/facts", json=batch)


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
    command = [sys.executable, "-m", "cart.cli", "store", "import", str(file), "--db", store.db]
    root = str(Path(__file__).resolve().parents[2])
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": root})
    return round(time.monotonic() - began, 2)


def _timed(fetcher: ShelfFetcher) -> float:
    began = time.monotonic()
    fetcher.fetch(lambda: True)
    return round(time.monotonic() - began, 3)
