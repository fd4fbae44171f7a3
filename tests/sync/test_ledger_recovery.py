"""A damaged ledger: what is damaged is named, what can be saved is saved, and the cart always starts."""

import random
import shutil
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from desk_cart import DeskCart, StoreProcess, a_store

from cart.core.encoding import fact_bytes
from cart.core.facts import Fact, TripCancelled, TripStarted
from cart.core.units import Seconds
from cart.ledger import LedgerDamaged, LedgerReader
from cart.recovery import open_ledger
from cart.sync import Folders, Peer, Periods, Sync, make_identity
from cart.sync.copies import StoreCopies


@dataclass
class Told:
    """A store, the cart that told it of trips, and their facts as the cart has them."""

    store: StoreProcess
    cart: DeskCart
    trips: dict[str, list[Fact]]


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> Iterator[Told]:
    """Two trips that are over and sent, one that runs and is sent up to its second fact; nobody has it open."""
    run = tmp_path_factory.mktemp("told")
    store = a_store(run)
    store.start()
    cart = DeskCart("cart-1", run / "cart", store)
    cart.connect(store.url)
    trips = {trip: list(cart.shop(trip, 3)) for trip in ("one", "two")}
    shopping = cart.shop("three", 4)
    trips["three"] = [next(shopping), next(shopping)]
    cart.until_sent()
    cart.disconnect()
    trips["three"] += [next(shopping), next(shopping)]
    cart.ledger.close()
    yield Told(store, cart, trips)
    store.kill()


@pytest.fixture
def folder(told: Told, tmp_path: Path) -> Path:
    """A cart's folder with that ledger in it."""
    return Path(shutil.copytree(told.cart.folder, tmp_path / "cart"))


@pytest.fixture
def copies(told: Told, folder: Path) -> Iterator[StoreCopies]:
    made = StoreCopies(lambda: Peer(told.store.url, make_identity(folder, "cart-1"), 5.0))
    yield made
    made.close()


def flip(path: Path, fact: Fact) -> None:
    """Turn one bit of a fact over, in the file."""
    data = bytearray(path.read_bytes())
    place = bytes(data).index(fact_bytes(fact)) + 40
    data[place] ^= 1
    path.write_bytes(data)


def readable(path: Path) -> dict[str, list[Fact]]:
    """The trips that are whole."""
    found = {}
    with closing(LedgerReader(path)) as reader:
        for trip in reader.trips():
            with suppress(LedgerDamaged):
                found[trip] = reader.facts(trip)
    return found


def on_disk(path: Path) -> dict[str, list[Fact]]:
    with closing(LedgerReader(path)) as reader:
        return {trip: reader.facts(trip) for trip in reader.trips()}


@pytest.mark.parametrize(("trip", "seq"), [("one", 4), ("three", 2)])
def test_one_flipped_bit_is_found_named_and_mended_from_the_store(folder, told, copies, caplog, trip, seq):
    path = folder / "ledger.db"
    flip(path, told.trips[trip][seq - 1])
    ledger, alarms = open_ledger(path, copies)
    assert f"trip {trip}: fact {seq} is not the one that was written" in caplog.text or "cannot be read" in caplog.text
    assert (alarms, ledger.damaged) == ([], {})
    assert ledger.running() == told.trips["three"]
    ledger.append([Fact("three", 5, 9_000, TripStarted("v1", "EUR", 3))])
    ledger.close()
    assert on_disk(path)[trip][:4] == told.trips[trip][:4]


def test_a_fact_that_the_store_never_had_cannot_be_mended_and_staff_are_told(folder, told, copies):
    path = folder / "ledger.db"
    flip(path, told.trips["three"][2])
    ledger, alarms = open_ledger(path, copies)
    assert [sentence for sentence in alarms if "three" in sentence and "cannot replace" in sentence]
    assert ledger.running() == []
    ledger.append([Fact("four", 1, 9_000, TripStarted("v1", "EUR", 3)), Fact("four", 2, 9_001, TripCancelled(4))])
    ledger.close()
    inbox: list[object] = []
    sync = Sync(
        lambda: Peer(told.store.url, make_identity(folder, "cart-1")),
        lambda: LedgerReader(path),
        Folders(folder / "evidence", folder / "shelf"),
        inbox.append,
        now=lambda: Seconds(time.monotonic()),
        periods=Periods(outbox=0.1),
        alarms=alarms,
    )
    sync.start()
    told.cart.until(lambda: "cannot replace" in told.store.get("/").text)
    told.cart.until(lambda: "/trips/four" in told.store.get("/").text)
    sync.stop()


@pytest.mark.parametrize(("damage", "left"), [(slice(0, 100), 4), (slice(0, None), 2)])
def test_a_ledger_that_is_gone_bad_is_set_aside_and_its_trips_are_saved(folder, told, copies, damage, left):
    """Without its header a file still has every fact; without anything, the store has what it was sent."""
    path = folder / "ledger.db"
    data = bytearray(path.read_bytes())
    data[damage] = bytes(len(data[damage]))
    path.write_bytes(data)
    ledger, alarms = open_ledger(path, copies)
    assert ledger.running() == told.trips["three"][:left]
    assert len(list(folder.glob("ledger.db.corrupt-*"))) == 1
    assert any("is kept as" in sentence for sentence in alarms)
    ledger.close()


def test_a_ledger_with_bad_pages_gives_back_what_can_be_read(folder, told, copies):
    """Whatever is torn out of the file: the cart starts, and each trip is whole, or short and named."""
    path, dice = folder / "ledger.db", random.Random(11)
    whole = path.read_bytes()
    asides = mended = 0
    for _ in range(30):
        for old in folder.glob("ledger.db*"):
            old.unlink()
        torn = bytearray(whole)
        for _ in range(dice.randint(1, 3)):
            at, length = dice.randrange(len(torn)), dice.choice((1, 16, 512, 4096))
            torn[at : at + length] = dice.randbytes(len(torn[at : at + length]))
        path.write_bytes(torn)
        ledger, alarms = open_ledger(path, copies)
        ledger.close()
        asides += any("is kept as" in sentence for sentence in alarms)
        for trip, facts in told.trips.items():
            if readable(path).get(trip) == facts:
                mended += 1
            else:
                assert alarms, f"{trip} is short, and nobody was told"
    assert asides > 3
    assert mended > 20


def test_a_cart_starts_with_a_damaged_ledger_while_the_store_is_away(folder, told):
    path = folder / "ledger.db"
    away = StoreCopies(lambda: Peer("http://127.0.0.1:9", make_identity(folder, "cart-1"), 5.0))
    flip(path, told.trips["one"][1])
    ledger, alarms = open_ledger(path, away)
    assert any("trip one" in sentence for sentence in alarms)
    assert ledger.running() == told.trips["three"]
    ledger.close()
    path.write_bytes(b"SQLite format 3\0" * 300)
    ledger, alarms = open_ledger(path, away)
    assert any("no trip could be saved" in sentence for sentence in alarms)
    ledger.append([Fact("four", 1, 9_000, TripStarted("v1", "EUR", 3))])
    assert len(ledger.running()) == 1
    ledger.close()


def test_trips_that_were_over_and_not_sent_are_saved_from_a_bad_ledger(cart):
    """The only copy of a sale may lie in a file that SQLite calls corrupt."""
    facts = list(cart.shop("unsent", 5))
    cart.ledger.close()
    path = cart.folder / "ledger.db"
    data = bytearray(path.read_bytes())
    data[28:32] = (7000).to_bytes(4, "big")  # the header lies about the size
    data[-1:] = b"\xff"
    path.write_bytes(data)
    ledger, _ = open_ledger(path, None)
    ledger.close()
    assert on_disk(path)["unsent"] == facts
    with closing(LedgerReader(path)) as reader:
        assert [trip for trip, _, _ in reader.unsent()] == ["unsent"]
