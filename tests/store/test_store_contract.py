"""What a store promises to carts, over a real port."""

import json
from hashlib import sha256


def state(store, trip):
    page = store.page("/")
    row = page.split(f'href="/trips/{trip}"')[1].split("</tr>")[0]
    word = row.split('class="state ')[1].split('"')[0]
    receipt = row.rsplit('<td class="n">', 1)[1].split("</td>")[0]
    return word, receipt


def test_a_trip_sent_twice_is_one_trip(store, new_trip):
    trip = new_trip("t-1").start().add("oats", 2).add("apple", weight=5120).remove(1).finish()
    answers = [store.send(trip) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert {answer.json()["acked"] for answer in answers} == {5}
    assert state(store, "t-1") == ("closed", "000001")


def test_overlapping_batches_book_each_fact_once(store, new_trip):
    trip = new_trip("t-1").start().add("oats").add("soap").finish()
    acked = [store.send(trip, begin=b, end=e).json()["acked"] for b, e in [(1, 2), (1, 3), (2, 2), (3, 4), (1, 1)]]
    assert acked == [2, 3, 3, 4, 4]
    assert state(store, "t-1") == ("closed", "000001")


def test_a_gap_is_answered_with_what_is_missing(store, new_trip):
    trip = new_trip("t-1").start().add("oats").add("soap").finish()
    store.send(trip, end=1)
    answer = store.send(trip, begin=3)
    assert answer.status_code == 409
    assert answer.json()["expected"] == 2
    assert store.send(trip, begin=2).json() == {"acked": 4, "receipt": 1}


def test_a_broken_chain_is_parked_and_stops_nobody_else(store, new_trip):
    bad = new_trip("bad").start().add("oats")
    batch = bad.batch()
    batch["facts"][1]["body"]["price"] = 1
    for _ in range(2):
        answer = store.carts.post("/v1/trips/bad/facts", json=batch)
        assert answer.status_code == 422
        assert "chain" in answer.json()["detail"]
    good = new_trip("good").start().add("oats").finish()
    assert store.send(good).json() == {"acked": 3, "receipt": 1}
    page = store.page("/")
    assert "1 record could not be booked" in page
    assert "/trips/bad" not in page


def test_a_stored_fact_is_never_overwritten(store, new_trip):
    trip = new_trip("t-1").start().add("oats")
    store.send(trip)
    other = new_trip("t-1").start().add("soap").finish()
    answer = store.send(other)
    assert answer.status_code == 422
    assert "stored already, with other contents" in answer.json()["detail"]
    assert store.send(trip.finish()).json() == {"acked": 3, "receipt": 1}
    assert state(store, "t-1") == ("closed", "000001")


def test_records_that_make_no_sense_are_parked(store):
    early = {"trip": "x", "seq": 0, "t_ms": 0, "body": {"type": "ExitCrossed", "lane": "1"}}
    batches = [
        [],
        {"cart": "c"},
        {"cart": "c", "facts": [{"type": "Nonsense"}], "head": ""},
        {"cart": "cart-1", "facts": [], "head": ""},
        {"cart": "cart-1", "facts": [early], "head": ""},
    ]
    for batch in batches:
        answer = store.carts.post("/v1/trips/x/facts", json=batch)
        assert answer.status_code == 422
        assert answer.json()["detail"]
    assert f"{len(batches)} records could not be booked" in store.page("/")


def test_a_trip_belongs_to_one_cart(store, new_trip):
    trip = new_trip("t-1").start().add("oats")
    store.send(trip, cart="cart-1")
    answer = store.send(trip.finish(), cart="cart-2")
    assert answer.status_code == 422
    assert "belongs to cart cart-1" in answer.json()["detail"]


def test_two_carts_get_receipt_numbers_without_gaps(store, new_trip):
    one = new_trip("one").start().add("oats").finish()
    two = new_trip("two").start().add("soap").finish()
    store.send(one, end=2, cart="cart-1")
    store.send(two, end=2, cart="cart-2")
    store.send(two, begin=3, cart="cart-2")
    empty = new_trip("odd").start().add("oats", price=1).finish()
    store.send(empty, cart="cart-2")
    store.send(one, begin=3, cart="cart-1")
    assert state(store, "two") == ("closed", "000001")
    assert state(store, "odd") == ("review", "000002")
    assert state(store, "one") == ("closed", "000003")


def test_evidence_has_to_have_its_hash(store):
    body = b"\xff\xd8\xff crop"
    name = sha256(body).hexdigest()
    assert store.carts.post("/v1/evidence/missing", json=[name]).json() == {name: 0}
    assert store.carts.put(f"/v1/evidence/{name}", content=b"something else").status_code == 422
    assert store.carts.put(f"/v1/evidence/{name}?offset=5&size=20", content=b"something").status_code == 409
    assert list(store.folder.rglob("*")) == []
    assert store.carts.post("/v1/evidence/missing", json=[name]).json() == {name: 0}
    for _ in range(2):
        assert store.carts.put(f"/v1/evidence/{name}", content=body).status_code == 200
    assert store.carts.post("/v1/evidence/missing", json=[name]).json() == {}
    shown = store.people.get(f"/evidence/{name}")
    assert (shown.content, shown.headers["content-type"]) == (body, "image/jpeg")
    assert list(store.folder.rglob("*.part")) == []


def test_the_catalogue_is_sent_once_per_version(store):
    first = store.carts.get("/v1/catalog")
    assert first.json()["version"] == "spring-1"
    again = store.carts.get("/v1/catalog", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_pictures_are_listed_with_their_hashes(store):
    listed = store.carts.get("/v1/pictures").json()
    body = store.carts.get("/v1/pictures/oats.jpg").content
    assert listed == {"oats": sha256(body).hexdigest()}
    assert store.carts.get("/v1/pictures/soap.jpg").status_code == 404


def test_a_heartbeat_is_seen_by_staff(store):
    assert store.enrolled("cart-9").post("/v1/carts/cart-9/heartbeat", json={"parked": []}).status_code == 200
    assert "cart-9" in store.page("/")


def test_everything_is_there_after_a_restart(open_store, store, new_trip):
    trip = new_trip("t-1").start().add("oats").add("soap").finish()
    store.send(trip, end=3)
    store.stop()
    again = open_store()
    assert again.send(trip, begin=2).json() == {"acked": 4, "receipt": 1}
    assert state(again, "t-1") == ("closed", "000001")
    assert json.loads(again.carts.get("/v1/catalog").content)["version"] == "spring-1"
