"""A store that really listens, and trips as a cart would tell them."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Set
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx2
import pytest

from cart.core import chain
from cart.core.basket import fold
from cart.core.catalog import Catalog, Product, Sold, WeightModel
from cart.core.encoding import canonical, encode
from cart.core.facts import (
    Body,
    Evidence,
    Fact,
    ItemAdded,
    ItemRemoved,
    Rule,
    TripStarted,
)
from cart.core.labels.reading import label_of
from cart.core.pricing import PRICING, bill_of, charge_for, finished, share_of, weighing_of
from cart.core.units import Decigrams, Money, Permille, Sku, UnitPrice
from cart.sync import Identity, load_identity
from cart.sync.enrolling import enrol
from cart.sync.identity import KEY_FILE, Signed
from store.catalogs import import_catalog
from store.database import Database
from store.enrolment import invite
from store.serve import Server, server

NOON = 1_795_176_000_000
JPEG = b"\xff\xd8\xff\xe0 not much of a picture"


def product(sku: str, name: str, price: int, gtin: str, tax: int = 70) -> Product:
    weight = WeightModel(Decigrams(4120), Decigrams(20))
    return Product(Sku(sku), name, Sold.PIECE, weight, Money(price), gtins=(gtin,), tax_permille=tax)


CATALOG = Catalog(
    "spring-1",
    "EUR",
    (
        product("oats", "Rolled oats, fine, 400 g", 129, "4006381333931"),
        product("soap", "Hand soap <lemon>", 249, "96385074", tax=190),
        Product(
            Sku("apple"),
            "Apples, red",
            Sold.WEIGHT,
            WeightModel(Decigrams(1800), Decigrams(300)),
            unit_price=UnitPrice(29_900),
            plu="4015",
            tax_permille=70,
        ),
    ),
)


@dataclass
class Trip:
    """Says facts in order, as a cart does; `weight` of a line is what its scale felt, in decigrams."""

    trip: str
    facts: list[Fact] = field(default_factory=list)
    lines: int = 0
    catalog: Catalog = CATALOG

    def say(self, body: Body) -> None:
        seq = len(self.facts) + 1
        self.facts.append(Fact(self.trip, seq, 1_000_000 + 7_000 * seq, body))

    def start(self, pricing: int = PRICING, weigh_to_price: str = "demo") -> "Trip":
        self.say(TripStarted(self.catalog.version, self.catalog.currency, NOON, weigh_to_price, pricing))
        return self

    def add(self, sku: str, quantity: int = 1, *, weight: int = 0, price: int | None = None, **why: Any) -> "Trip":
        thing = self.catalog[Sku(sku)]
        self.lines += 1
        told = {"delta": Decigrams(weight)} | why if weight else why
        said = self.why(thing, quantity, **told)
        label = label_of(said.code, thing, self.catalog)
        right = charge_for(thing, quantity, said.delta, label, weighing_of(fold(self.facts), self.catalog))
        money = right if price is None else replace(right, price=Money(price))
        self.say(
            ItemAdded(
                self.lines, thing.sku, quantity, money.price, thing.tax_permille, said, money.unit_price, money.net
            )
        )
        return self

    def why(self, thing: Product, quantity: int, **said: Any) -> Evidence:
        delta = Decigrams(thing.weight.mean * quantity)
        sure = ((thing.sku, Permille(987)),)
        told: dict[str, Any] = {"rule": Rule.WEIGHT_AND_PICTURE, "posterior": sure, "pictures": sure}
        return Evidence(**{"step": len(self.facts), "delta": delta, "sigma": Decigrams(8)} | told | said)

    def remove(self, line: int, quantity: int = 1) -> "Trip":
        of = next(of for of in fold(self.facts).lines if of.line == line)
        price = share_of(of.price, quantity, of.quantity)
        why = self.why(self.catalog[of.sku], -quantity)
        self.say(ItemRemoved(line, of.sku, quantity, price, why))
        return self

    def finish(self, total: int | None = None) -> "Trip":
        said = finished(bill_of(fold(self.facts), self.catalog), NOON + 600_000, 0)
        self.say(said if total is None else replace(said, total=Money(total)))
        return self

    def head(self, upto: int | None = None) -> str:
        value = chain.first(self.trip)
        for fact in self.facts[:upto]:
            value = chain.link(value, fact)
        return value

    def batch(self, begin: int = 1, end: int | None = None, cart: str = "cart-1") -> dict[str, Any]:
        facts = [encode(fact) for fact in self.facts[begin - 1 : end]]
        return {"cart": cart, "facts": facts, "head": self.head(end)}


@dataclass
class RunningStore:
    """A store on a real port; `carts` signs as cart-1, `people` sign nothing."""

    db: str
    folder: Path
    server: Server
    thread: threading.Thread
    url: str
    people: httpx2.Client
    clients: list[httpx2.Client] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.carts = self.enrolled("cart-1")

    def signing(self, identity: Identity) -> httpx2.Client:
        """A client that signs as this cart."""
        made = httpx2.Client(
            base_url=self.url, auth=Signed(identity, time.monotonic, time.time), verify=False, trust_env=False
        )
        self.clients.append(made)
        return made

    def enrolled(self, cart: str) -> httpx2.Client:
        """A client of a cart that is enrolled with a code, as a fitter would do it."""
        folder = self.folder.parent / cart
        if not (folder / KEY_FILE).exists():
            database = Database(self.db)
            enrol(self.url, cart, invite(database, cart), folder)
            database.close()
        return self.signing(load_identity(folder, cart))

    def send(self, trip: Trip, cart: str = "cart-1", **part: Any) -> httpx2.Response:
        by = self.carts if cart == "cart-1" else self.enrolled(cart)
        return by.post(f"/v1/trips/{trip.trip}/facts", json=trip.batch(cart=cart, **part))

    def page(self, path: str) -> str:
        response = self.people.get(path)
        assert response.status_code == 200, response.text
        return response.text

    def kept(self, but: Set[str] = frozenset()) -> tuple[dict[str, list[Any]], list[Path]]:
        """Everything that the store has on disk, `but` for some tables."""
        with closing(sqlite3.connect(self.db.removeprefix("sqlite:///"), timeout=20)) as database:
            names = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            tables = {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in sorted(names - but)}
        return tables, sorted(self.folder.rglob("*"))

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)
        for client in (*self.clients, self.people):
            client.close()


@pytest.fixture
def open_store(tmp_path: Path) -> Iterator[Callable[[], RunningStore]]:
    """Opens the store of this test; opened again, it is the same store after a restart."""
    running: list[RunningStore] = []

    def start() -> RunningStore:
        lines: list[str] = []
        ready = threading.Event()

        def say(line: str) -> None:
            lines.append(line)
            ready.set()

        db = f"sqlite:///{tmp_path}/store.db"
        folder = tmp_path / "evidence"
        made = server(db, 0, evidence=folder, say=say)
        thread = threading.Thread(target=made.run, daemon=True)
        thread.start()
        assert ready.wait(20)
        url = lines[0].removeprefix("store listens on ")
        people = httpx2.Client(base_url=url, verify=False, trust_env=False)
        running.append(RunningStore(db, folder, made, thread, url, people))
        return running[-1]

    yield start
    for store in running:
        store.stop()


@pytest.fixture
def catalog_file(tmp_path: Path) -> Path:
    folder = tmp_path / "assortment"
    (folder / "pictures").mkdir(parents=True)
    (folder / "pictures" / "oats.jpg").write_bytes(JPEG)
    file = folder / "catalog.json"
    file.write_bytes(canonical(CATALOG))
    return file


@pytest.fixture
def store(tmp_path: Path, catalog_file: Path, open_store: Callable[[], RunningStore]) -> RunningStore:
    """A store with the spring catalogue on sale."""
    database = Database(f"sqlite:///{tmp_path}/store.db")
    import_catalog(database, catalog_file)
    database.close()
    return open_store()


@pytest.fixture(scope="session")
def shop_catalog() -> Catalog:
    return CATALOG


@pytest.fixture(scope="session")
def trip_maker() -> Callable[[str], Trip]:
    return Trip


@pytest.fixture
def new_trip() -> Callable[[str], Trip]:
    return Trip
