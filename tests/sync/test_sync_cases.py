"""What made other tills lose sales or book them twice, case by case: none of it may happen here.

The cases are those of open point-of-sale systems; the numbers are of their issues.
"""

import json
import random
import threading
import time
from collections import Counter
from contextlib import closing
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

import apsw
import pytest
from desk_cart import DeskCart, a_store
from sqlalchemy import delete, select

from cart.core.chain import fact_id
from cart.core.encoding import encode
from cart.core.facts import Fact, TripStarted
from cart.core.inputs import Acked, CatalogArrived, SourceDown
from cart.ledger import LedgerReader
from cart.sync import Line, Peer, make_identity
from hw.bench.fault_proxy import FaultProxy
from hw.bench.killed_pair import kill_pair
from hw.bench.network import network
from hw.bench.shopping import head_of
from store.database import Database
from store.schema import FactRow, TripRow


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """One store for all cases; each has carts and trips of its own."""
    store = a_store(tmp_path_factory.mktemp("shop"))
    store.start()
    yield store
    store.kill()


@pytest.fixture
def till(shop, tmp_path, request):
    carts: list[DeskCart] = []

    def make(number: int = 1) -> DeskCart:
        name = f"till-{number}-{sha256(request.node.name.encode()).hexdigest()[:8]}"
        carts.append(DeskCart(name, tmp_path / name, shop))
        return carts[-1]

    yield make
    for cart in carts:
        cart.disconnect()
        cart.ledger.close()


def booked(shop, *trips: str) -> dict[str, tuple[int, str]]:
    """How many facts the store has of each trip, and the trip's state."""
    database = Database(shop.db)
    with database.read() as session:
        facts = Counter(session.scalars(select(FactRow.trip).where(FactRow.trip.in_(trips))))
        states = {row.trip: row.state for row in session.scalars(select(TripRow).where(TripRow.trip.in_(trips)))}
    database.close()
    return {trip: (facts[trip], states.get(trip, "")) for trip in trips}


def forget(shop, *trips: str) -> None:
    """Make the store lose trips, as one does that comes back from an old backup."""
    with closing(Database(shop.db)) as database, database.write() as session:
        session.execute(delete(FactRow).where(FactRow.trip.in_(trips)))
        session.execute(delete(TripRow).where(TripRow.trip.in_(trips)))


def test_odoo_40567_the_answer_is_lost_and_the_till_sends_again(shop, till):
    cart = till()
    with FaultProxy(shop.port, seed=1) as network:
        network.always("lose reply")
        cart.connect(f"http://127.0.0.1:{network.port}", answer_s=1.0)
        list(cart.shop("lost-answer", 4))
        cart.until(lambda: network.requests["facts"] >= 3)
        assert not cart.has_heard(Acked)
        network.heal()
        cart.until_sent()
    assert booked(shop, "lost-answer") == {"lost-answer": (6, "closed")}


def test_odoo_42862_erpnext_12971_many_tills_at_once(shop, till):
    carts = [till(number) for number in range(8)]
    for cart in carts:
        cart.connect(shop.url)
    trips = [f"{cart.name}-{n}" for cart in carts for n in range(3)]
    for cart in carts:
        for n in range(3):
            list(cart.shop(f"{cart.name}-{n}", 5))
    for cart in carts:
        cart.until_sent()
    assert set(booked(shop, *trips).values()) == {(7, "closed")}


def test_odoo_152259_two_windows_send_the_same_queue(shop, till):
    cart = till()
    list(cart.shop("twice-sent", 30))
    cart.connect(shop.url)
    first, cart.sync = cart.sync, None
    cart.connect(shop.url)
    cart.until_sent()
    first.stop()
    assert booked(shop, "twice-sent") == {"twice-sent": (32, "closed")}


def test_odoo_71455_two_orders_of_one_number_are_both_seen(shop, till):
    first, second = till(1), till(2)
    list(first.shop("one-number", 2))
    list(second.shop("one-number", 3))
    first.connect(shop.url)
    first.until_sent()
    second.connect(shop.url)
    second.until(lambda: f"{second.name}" in shop.get("/").text and "belongs to cart" in shop.get("/").text)
    assert booked(shop, "one-number") == {"one-number": (4, "closed")}
    second.until(lambda: "is refused by the store and waits on the cart" in shop.get("/").text)
    with closing(LedgerReader(second.folder / "ledger.db")) as reader:
        assert [trip for trip, _, _ in reader.unsent()] == ["one-number"]


def test_erpnext_11000_one_record_that_cannot_be_booked_stops_nothing_else(shop, till):
    cart = till()
    other = till(2)
    list(other.shop("poison", 1))
    other.connect(shop.url)
    other.until_sent()
    cart.ledger.append([Fact("poison", 1, 0, TripStarted("v1", "EUR", 5))])
    list(cart.shop("behind-it", 2))
    cart.connect(shop.url)
    cart.until(lambda: any(isinstance(said, Acked) and said.seq == 4 for said in cart.heard))
    assert booked(shop, "behind-it") == {"behind-it": (4, "closed")}
    assert not cart.has_heard(SourceDown)


def test_odoo_203431_a_sale_that_was_not_sent_is_booked_as_itself_and_not_with_the_next(shop, till):
    """The network is away for one sale; the next is under way when it comes back."""
    cart = till()
    list(cart.shop("not-sent", 3))
    next_one = cart.shop("next", 2)
    for _ in range(2):
        next(next_one)
    cart.connect(shop.url)
    cart.until_sent()
    assert booked(shop, "not-sent", "next") == {"not-sent": (5, "closed"), "next": (2, "open")}
    list(next_one)
    cart.until_sent()
    assert booked(shop, "not-sent", "next") == {"not-sent": (5, "closed"), "next": (4, "closed")}
    totals = [shop.get(f"/trips/{trip}/booked.json").json()["total"] for trip in ("not-sent", "next")]
    assert totals == [3 * 129, 2 * 129]


def test_odoo_261096_the_network_goes_in_the_middle_of_a_sync(shop, till):
    """What was not acknowledged stays to be sent, however far the last try came."""
    cart = till()
    trips = [f"cut-{n}" for n in range(6)]
    for trip in trips:
        list(cart.shop(trip, 3))
    with FaultProxy(shop.port, seed=2) as network:
        network.always("cut request", "cut reply", "pass")
        cart.connect(f"http://127.0.0.1:{network.port}", answer_s=1.0)
        cart.until(lambda: network.requests["facts"] >= 5)
        network.heal()
        cart.until_sent()
    assert set(booked(shop, *trips).values()) == {(5, "closed")}


class _OldServer(BaseHTTPRequestHandler):
    """A store that says of everything that it stands where it stood long ago."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        answers = {"facts": {"acked": 1}, "positions": {"paid": 1}}
        body = json.dumps(answers.get(self.path.rsplit("/", 1)[1], {})).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.send_error(404)

    def log_message(self, *_):
        pass


def test_odoo_288974_an_older_state_of_the_server_erases_nothing(shop, till):
    cart = till()
    cart.connect(shop.url)
    facts = list(cart.shop("paid", 3))
    cart.until_sent()
    cart.disconnect()
    with ThreadingHTTPServer(("127.0.0.1", 0), _OldServer) as old:
        threading.Thread(target=old.serve_forever, daemon=True).start()
        cart.heard.clear()
        cart.connect(f"http://127.0.0.1:{old.server_port}")
        cart.until(lambda: cart.has_heard(SourceDown))
        cart.disconnect()
        old.shutdown()
    cart.ledger.append((), ("paid", 1))
    with closing(LedgerReader(cart.folder / "ledger.db")) as reader:
        assert reader.acked(9) == [("paid", 5)]
        assert reader.facts("paid") == facts
    assert booked(shop, "paid") == {"paid": (5, "closed")}


def test_a_trip_that_is_over_stays_over_whatever_comes_late(shop, till):
    """The whole trip again, in pieces and out of order, from a cart that forgot what was acknowledged."""
    cart = till()
    list(cart.shop("over", 6))
    cart.connect(shop.url)
    cart.until_sent()
    cart.disconnect()
    before = booked(shop, "over"), shop.get("/trips/over/booked.json").json()
    facts = cart.ledger.facts("over")
    line = Line(Peer(shop.url, make_identity(cart.folder, cart.name)), time.monotonic, time.time)
    for _ in range(20):
        begin = random.randint(1, 8)
        end = random.randint(begin, 8)
        part = [encode(fact) for fact in facts[begin - 1 : end]]
        batch = {"cart": cart.name, "facts": part, "head": head_of(facts[:end])}
        assert line.ask("POST", "/v1/trips/over/facts", json=batch).json()["acked"] == 8
    line.close()
    assert (booked(shop, "over"), shop.get("/trips/over/booked.json").json()) == before


def test_a_store_that_came_back_from_an_old_backup_gets_everything_again(shop, till):
    """What it acknowledged after the backup is gone from its books; the cart asks where it stands."""
    cart = till()
    cart.connect(shop.url)
    for trip in ("before", "between", "after"):
        list(cart.shop(trip, 3))
    cart.until_sent()
    forget(shop, "after")
    with closing(Database(shop.db)) as database, database.write() as session:
        session.execute(delete(FactRow).where((FactRow.trip == "between") & (FactRow.seq > 2)))
        row = session.get(TripRow, "between")
        row.last_seq, row.state, row.receipt = 2, "open", None
        row.head = session.get(FactRow, ("between", 2)).head
    everything = dict.fromkeys(("before", "between", "after"), (5, "closed"))
    cart.until(lambda: booked(shop, *everything) == everything)


def test_a_store_that_came_back_from_an_old_backup_gets_every_trip_however_many(shop, till, monkeypatch):
    """Also those behind the newest ones that the cart compares at a time, and that the store may well have."""
    monkeypatch.setattr("cart.sync.facts.COMPARED", 2)
    cart = till()
    trips = [f"of-many-{n}" for n in range(7)]
    for trip in trips:
        list(cart.shop(trip, 1))
    cart.connect(shop.url)
    cart.until_sent()
    cart.disconnect()
    forget(shop, *trips[:4])
    cart.connect(shop.url)
    everything = dict.fromkeys(trips, (3, "closed"))
    cart.until(lambda: booked(shop, *trips) == everything)


def test_a_trip_that_store_and_cart_have_both_lost_stops_no_other(shop, till):
    """The store's copy went with its backup, and the cart's is no longer what was written: people have to know."""
    cart = till()
    cart.connect(shop.url)
    for trip in ("lost-here", "lost-twice"):
        list(cart.shop(trip, 2))
    cart.until_sent()
    cart.disconnect()
    cart.heard.clear()
    forget(shop, "lost-here", "lost-twice")
    with closing(apsw.Connection(str(cart.folder / "ledger.db"))) as db:
        db.execute("UPDATE fact SET hash = 'torn' WHERE trip = 'lost-twice' AND seq = 2")
    cart.connect(shop.url)
    cart.until(lambda: booked(shop, "lost-here") == {"lost-here": (4, "closed")})
    cart.until(lambda: "trip lost-twice: fact 2 is not the one that was written" in shop.get("/").text)
    cart.until(lambda: cart.has_heard(CatalogArrived))
    assert not cart.has_heard(SourceDown)
    assert booked(shop, "lost-twice") == {"lost-twice": (0, "")}


def test_the_id_of_a_fact_is_the_same_wherever_it_is_worked_out(shop, till):
    cart, trip = till(), "7f6f3a52-6f0c-4c8e-9d0a-2d3a3f5f6b11"
    list(cart.shop(trip, 2))
    cart.connect(shop.url)
    cart.until_sent()
    ids = [fact["id"] for fact in shop.get(f"/trips/{trip}/facts.json").json()]
    assert ids == [str(fact_id(trip, seq)) for seq in range(1, 5)]
    assert len(set(ids)) == 4
    assert UUID(ids[0]).version == 5


def test_a_failing_network_loses_nothing_and_doubles_nothing():
    result = network(30, seed=4)
    assert (result["lost"], result["doubled"], result["money_mismatch"], result["store_errors"]) == (0, 0, 0, 0)
    assert result["faults"].keys() > {"pass", "lose reply", "duplicate"}
    assert result["facts"] > 30


def test_kills_of_cart_and_store_lose_nothing_and_double_nothing():
    result = kill_pair(12, seed=2)
    assert (result["lost"], result["doubled"], result["money_mismatch"]) == (0, 0, 0)
    assert result["lines_shown"] > 10


def test_pictures_come_after_the_facts_and_hold_nothing_up(shop, till):
    """A store that takes no pictures gets every fact; later the pictures come, each once, cut off or not."""
    cart = till()
    clips = [random.Random(n).randbytes(600_000) for n in range(4)]
    names = [sha256(clip).hexdigest() for clip in clips]
    for name, clip in zip(names, clips, strict=True):
        (cart.evidence / name).write_bytes(clip)
    with FaultProxy(shop.port, seed=3) as network:
        network.only("/v1/evidence/", "cut request", "refuse", "lose reply")
        cart.connect(f"http://127.0.0.1:{network.port}", answer_s=2.0)
        for number, name in enumerate(names):
            list(cart.shop(f"pictured-{number}", 2, name))
        cart.until_sent()
        cart.until(lambda: network.seen["cut request"] + network.seen["refuse"] + network.seen["lose reply"] > 0)
        assert not cart.has_heard(SourceDown)
        cart.disconnect()
        network.heal()
        cart.connect(f"http://127.0.0.1:{network.port}")  # a restart: what is owed is known from ledger and folder
        cart.until(lambda: all(shop.get(f"/evidence/{name}").status_code == 200 for name in names))
    assert [shop.get(f"/evidence/{name}").content for name in names] == clips


def test_facts_do_not_wait_for_a_catalogue(shop, till):
    """The answer about the catalogue never comes; the sale is in the store meanwhile."""
    cart = till()
    with FaultProxy(shop.port, seed=5) as network:
        network.only("/v1/catalog", "half-open")
        cart.connect(f"http://127.0.0.1:{network.port}", answer_s=8.0)
        list(cart.shop("does-not-wait", 2))
        cart.until_sent()
        assert not cart.has_heard(CatalogArrived)
        network.heal()
