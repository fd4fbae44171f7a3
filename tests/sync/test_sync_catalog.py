"""Catalogues on their way to the cart: only what the store signed, only what changed, and never a wrong one."""

import json
import os
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from cart.core.catalog import Catalog, Product, Sold, WeightModel
from cart.core.catalog_delta import applied, apply, delta
from cart.core.encoding import canonical, canonical_plain
from cart.core.inputs import CatalogArrived, CatalogConfirmed, Reason, SourceDown, StoreTime
from cart.core.units import Decigrams, Money, Sku
from cart.sync import Line, Peer, StoreDown, make_identity
from cart.sync.shelf import ShelfFetcher, confirmed_at
from cart.sync.store_key import pin
from store.catalogs import import_catalog
from store.database import Database


def product(number: int, price: int) -> Product:
    weight = WeightModel(Decigrams(4000 + number), Decigrams(20))
    return Product(Sku(f"sku-{number}"), f"Thing {number}", Sold.PIECE, weight, Money(price))


def catalog(version: str, prices: dict[int, int]) -> Catalog:
    return Catalog(version, "EUR", tuple(product(number, price) for number, price in prices.items()))


shelves = st.dictionaries(st.integers(0, 30), st.integers(1, 999), max_size=20)


@given(shelves, shelves)
def test_what_changed_makes_the_new_one_out_of_the_old_one(before, after):
    old, new = (catalog(v, dict(sorted(prices.items()))) for v, prices in (("a", before), ("b", after)))
    change = json.loads(canonical_plain(delta(json.loads(canonical(old)), json.loads(canonical(new)))))
    assert canonical_plain(apply(json.loads(canonical(old)), change)) == canonical(new)
    assert applied(old, change) == new


@given(shelves, shelves)
def test_another_order_is_never_taken_for_the_new_one(before, after):
    """Where products changed their order a delta may not fit: then its bytes are others, and the hash tells."""
    old, new = catalog("a", before), catalog("b", after)
    change = delta(json.loads(canonical(old)), json.loads(canonical(new)))
    made = applied(old, change)
    assert (made == new) == (canonical_plain(apply(json.loads(canonical(old)), change)) == canonical(new))


@dataclass
class Shop:
    """Puts catalogues on sale in a running store, and fetches them as a cart does."""

    store: Any
    folder: Path
    arrived: list[Catalog] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def shelf(self) -> Path:
        return self.folder / "cart" / "shelf"

    def sell(self, new: Catalog) -> None:
        file = self.folder / "new.json"
        file.write_bytes(canonical(new))
        with closing(Database(self.store.db)) as database:
            import_catalog(database, file)

    def fetcher(self) -> ShelfFetcher:
        identity = make_identity(self.folder / "cart", "cart-1")
        self.store.know(identity)
        line = HeardLine(Peer(self.store.url, identity), time.monotonic, time.time)
        line.heard = self.asked
        return ShelfFetcher(line, self.shelf, self.arrived.append, lambda wall: None)

    def fetch(self, fetcher: ShelfFetcher) -> str:
        self.asked.clear()
        fetcher.fetch(lambda: True)
        return ", ".join(self.asked)


class HeardLine(Line):
    """Tells which answers came to the question for the catalogue."""

    heard: list[str]

    def send(self, method: str, path: str, **content: Any) -> Any:
        answer = super().send(method, path, **content)
        if path == "/v1/catalog":
            self.heard.append(f"{answer.status_code} {answer.headers.get('content-type', '')}")
        return answer


@pytest.fixture
def shop(store, tmp_path):
    store.start()
    return Shop(store, tmp_path)


MANY = {number: 100 + number for number in range(40)}


def test_a_new_price_travels_as_what_changed(shop):
    shop.sell(catalog("one", MANY))
    fetcher = shop.fetcher()
    assert shop.fetch(fetcher) == "200 application/json"
    dearer = catalog("two", MANY | {7: 999})
    shop.sell(dearer)
    assert "catalog-change" in shop.fetch(fetcher)
    assert shop.arrived[-1] == dearer
    assert (shop.shelf / "catalog.json").read_bytes() == canonical(dearer)
    assert shop.fetch(fetcher).startswith("304")
    assert "catalog-change" not in shop.fetch(shop.fetcher()), "a cart that starts again knows what it has"
    shop.sell(catalog("one", MANY))
    assert "catalog-change" in shop.fetch(fetcher), "a version that comes back is on sale again"
    assert [each.version for each in shop.arrived] == ["one", "two", "one"]


def test_what_does_not_fit_is_fetched_whole(shop):
    """A file that was changed on the cart, or a change that was cut short, is no catalogue."""
    shop.sell(catalog("one", MANY))
    fetcher = shop.fetcher()
    shop.fetch(fetcher)
    (shop.shelf / "catalog.json").write_bytes(canonical(catalog("one", MANY | {3: 1})))
    shop.sell(catalog("two", MANY | {7: 999}))
    assert shop.fetch(fetcher).endswith("200 application/json")
    assert shop.arrived[-1] == catalog("two", MANY | {7: 999})


def test_only_the_carts_own_store_is_believed(shop):
    shop.sell(catalog("one", MANY))
    fetcher = shop.fetcher()
    shop.fetch(fetcher)
    pin(shop.shelf, Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex())
    shop.sell(catalog("two", MANY | {7: 1}))
    with pytest.raises(StoreDown, match="not signed by the store that this cart knows") as refusal:
        shop.fetch(fetcher)
    assert refusal.value.reason is Reason.REFUSED
    assert [each.version for each in shop.arrived] == ["one"]
    assert (shop.shelf / "catalog.json").read_bytes() == canonical(catalog("one", MANY))


def test_the_cart_hears_how_old_its_prices_are(cart, store):
    store.start()
    cart.connect(store.url, catalog_every=0.2)
    cart.until(lambda: cart.has_heard(CatalogArrived, CatalogConfirmed))
    first = next(said.wall for said in cart.heard if isinstance(said, CatalogConfirmed))
    assert abs(first - 1000 * time.time()) < 60_000
    cart.until(lambda: len([said for said in cart.heard if isinstance(said, CatalogConfirmed)]) > 1)
    assert len([said for said in cart.heard if isinstance(said, CatalogArrived)]) == 1
    assert abs(confirmed_at(cart.shelf) - first) < 600_000
    store.kill()
    cart.until(lambda: cart.has_heard(SourceDown))
    assert confirmed_at(cart.folder / "nowhere") == 0


def test_the_cart_hears_what_time_it_is_at_the_store(cart, store):
    """Whatever its own clock says, which here is right: the file's time stands in for one that is not."""
    store.start()
    cart.connect(store.url, catalog_every=0.2)
    cart.until(lambda: cart.has_heard(StoreTime, CatalogConfirmed))
    said = next(each for each in cart.heard if isinstance(each, StoreTime))
    assert abs(said.wall - 1000 * time.time()) < 60_000
    for wrong in (0.0, time.time() + 365 * 86_400):
        os.utime(cart.shelf / "catalog.json", (wrong, wrong))
        cart.until(lambda: abs(confirmed_at(cart.shelf) - 1000 * time.time()) < 600_000)
