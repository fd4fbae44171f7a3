"""Cart and store over a real port: what was bought arrives, once, whatever happens on the way."""

import json
import os
import random
import threading
import time
from collections import Counter
from contextlib import closing
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import apsw
from sqlalchemy import select

from cart.core.facts import Fact, TripStarted
from cart.core.inputs import Acked, CatalogArrived, Reason, SourceDown, SourceUp
from cart.learned import load_catalog
from cart.sync import catalog_file
from store.database import Database
from store.schema import EvidenceRow, FactRow, TripRow

CROP = b"\xff\xd8\xff what the camera saw"


def books(store):
    """What the store has: facts of each trip, and each trip's state."""
    database = Database(store.db)
    with database.read() as session:
        facts = Counter(session.scalars(select(FactRow.trip)))
        trips = {row.trip: (row.state, row.receipt) for row in session.scalars(select(TripRow))}
    database.close()
    return facts, trips


def test_a_trip_its_evidence_and_the_catalogue_cross(store, cart):
    store.start()
    crop = sha256(CROP).hexdigest()
    (cart.evidence / crop).write_bytes(CROP)
    captured = int(time.time()) - 36_000
    os.utime(cart.evidence / crop, (captured, captured))
    cart.connect(store.url)
    list(cart.shop("t-1", 3, crop))
    cart.until_sent()
    cart.until(lambda: cart.has_heard(CatalogArrived, SourceUp))
    cart.until(lambda: (cart.shelf / "pictures" / "oats.jpg").exists())
    assert books(store) == ({"t-1": 5}, {"t-1": ("closed", 1)})
    cart.until(lambda: store.get(f"/evidence/{crop}").content == CROP)
    with closing(Database(store.db)) as database, database.read() as session:
        assert list(session.scalars(select(EvidenceRow.arrived))) == [1000 * captured], "its 72 hours run from there"
    assert load_catalog(cart.shelf / "catalog.json").version == "v1"
    assert (cart.shelf / "pictures" / "oats.jpg").read_bytes() == b"\xff\xd8\xffv1"
    assert not cart.has_heard(SourceDown)
    acked = [said.seq for said in cart.heard if isinstance(said, Acked)]
    assert acked == sorted(set(acked))


def test_a_trip_made_without_the_store_arrives_later(store, cart):
    cart.connect(store.url)
    list(cart.shop("t-1", 3))
    cart.until(lambda: cart.has_heard(SourceDown))
    list(cart.shop("t-2", 1))
    store.start()
    cart.until_sent()
    cart.until(lambda: cart.has_heard(SourceUp))
    downs = [said.reason for said in cart.heard if isinstance(said, SourceDown)]
    assert downs == [Reason.UNREACHABLE]
    assert books(store) == ({"t-1": 5, "t-2": 3}, {"t-1": ("closed", 1), "t-2": ("closed", 2)})


def test_a_cart_that_is_not_enrolled_is_refused_and_stopping_does_not_wait(store, cart):
    store.start()
    cart.connect(store.url, enrolled=False)
    cart.until(lambda: any(isinstance(said, SourceDown) and said.reason is Reason.REFUSED for said in cart.heard))
    assert "sync" in [thread.name for thread in threading.enumerate()]
    cart.disconnect()
    assert "sync" not in [thread.name for thread in threading.enumerate()]


def test_a_poisoned_trip_is_parked_and_the_others_go_on(store, new_cart):
    store.start()
    first, second = new_cart("cart-1"), new_cart("cart-2")
    first.connect(store.url)
    list(first.shop("same-id", 1))
    first.until_sent()
    second.ledger.append([Fact("same-id", 1, 0, TripStarted("v1", "EUR", 5))])
    second.connect(store.url)
    list(second.shop("fine", 2))
    second.until(lambda: any(isinstance(said, Acked) and said.seq == 4 for said in second.heard))
    assert {said.trip for said in second.heard if isinstance(said, Acked)} == {"fine"}
    assert not second.has_heard(SourceDown)
    second.until(lambda: "could not be booked" in store.get("/").text)


def test_a_store_that_lost_facts_gets_them_again(store, cart):
    list(cart.shop("t-1", 3))
    cart.ledger.append((), ("t-1", 2))
    store.start()
    cart.connect(store.url)
    cart.until_sent()
    assert books(store) == ({"t-1": 5}, {"t-1": ("closed", 1)})


def test_a_new_catalogue_is_noticed_once(store, cart):
    store.start()
    cart.connect(store.url, catalog_every=0.2)
    cart.until(lambda: cart.has_heard(CatalogArrived))
    store.sell("v2")
    cart.until(lambda: load_catalog(cart.shelf / "catalog.json").version == "v2")
    cart.until(lambda: (cart.shelf / "pictures" / "oats.jpg").read_bytes().endswith(b"v2"))
    assert [load_catalog(catalog_file(cart.shelf, v)).version for v in ("v1", "v2")] == ["v1", "v2"]
    versions = [said.catalog.version for said in cart.heard if isinstance(said, CatalogArrived)]
    assert versions in (["v1"], ["v1", "v2"])


def test_a_store_killed_again_and_again_books_everything_once(store, new_cart):
    dice = random.Random(7)
    store.start()
    carts = [new_cart("cart-1"), new_cart("cart-2")]
    for cart in carts:
        cart.connect(store.url)
    shopping = [cart.shop(f"{cart.name}-{n}", 6) for n in range(3) for cart in carts]
    said = 0
    while shopping:
        trip = dice.choice(shopping)
        if next(trip, None) is None:
            shopping.remove(trip)
        said += 1
        for cart in carts:
            cart.listen()
        if said % 14 == 0:
            store.kill()
            store.start()
    for cart in carts:
        cart.until_sent()
    facts, trips = books(store)
    assert facts == {f"{cart.name}-{n}": 8 for n in range(3) for cart in carts}
    assert {state for state, _ in trips.values()} == {"closed"}
    assert sorted(receipt for _, receipt in trips.values()) == [1, 2, 3, 4, 5, 6]


class _Stumbling(BaseHTTPRequestHandler):
    """A store that fails over one trip, and only over that one."""

    def do_POST(self):
        batch = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, answer = 200, {}
        if self.path.endswith("/facts"):
            status = 500 if "/bad/" in self.path else 200
            answer = {"acked": batch["facts"][-1]["seq"]}
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.send_error(404)

    def log_message(self, *_):
        pass


def test_a_store_that_fails_over_one_trip_gets_the_others(cart):
    list(cart.shop("bad", 1))
    list(cart.shop("good", 2))
    with ThreadingHTTPServer(("127.0.0.1", 0), _Stumbling) as fake:
        Thread(target=fake.serve_forever, daemon=True).start()
        cart.connect(f"http://127.0.0.1:{fake.server_port}")
        cart.until(lambda: cart.has_heard(Acked, SourceDown))
        cart.disconnect()
        fake.shutdown()
    assert {said.trip for said in cart.heard if isinstance(said, Acked)} == {"good"}


def test_a_receipt_number_that_never_arrived_is_asked_for(store, cart):
    """An older program did not keep it, or the answer came when the cart was being switched off."""
    store.start()
    cart.connect(store.url)
    last = list(cart.shop("t-1", 2))[-1]
    cart.until_sent()
    cart.disconnect()
    with closing(apsw.Connection(str(cart.folder / "ledger.db"))) as db:
        db.execute("UPDATE trip SET receipt = 0")
    cart.heard.clear()
    cart.connect(store.url)
    cart.until(lambda: cart.has_heard(Acked))
    said = next(each for each in cart.heard if isinstance(each, Acked))
    assert (said.trip, said.seq, said.receipt) == ("t-1", last.seq, 1)
