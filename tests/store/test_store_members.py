"""Members and calls at the store: codes that run out, cards, whose trip it is, and who comes to help."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import httpx2
import pytest

import store.members as members_module
from cart.core.shopper_facts import AgeApproved, ItemWithheld
from cart.core.shopper_inputs import NoSignIn
from store.audit import TripState, audit
from store.database import Database
from store.members import Listed, Members, Membership
from store.receipt_forms import text
from store.receipts import receipt
from store.schema import FactRow, PhoneCodeRow, SignInRow
from store.serve import server
from store.wording import Shop

KEY = "a key of at least twenty letters"
LIST = {"coupons": ["1234"], "wanted": [{"name": "Bread"}, {"name": "Oats", "sku": "oats", "quantity": 2}]}


@pytest.fixture
def members(tmp_path) -> Iterator[Members]:
    database = Database(f"sqlite:///{tmp_path}/members.db")
    made = Members(database)
    made.keep("0421", Membership(["1234"], [Listed("Bread")]), ["04A224B2C31990"])
    yield made
    database.close()


def test_a_code_counts_for_one_trip(members):
    code = members.code("0421")
    first = members.sign_in("t-1", code, card=False)
    assert first == Membership(["1234"], [Listed("Bread")])
    assert members.sign_in("t-1", code.lower(), card=False) == first
    assert members.sign_in("t-2", code, card=False) is NoSignIn.USED


def test_a_code_runs_out_and_only_its_hash_is_kept(members, monkeypatch):
    monkeypatch.setattr(members_module, "VALID_S", -1)
    code = members.code("0421")
    assert members.sign_in("t-1", code, card=False) is NoSignIn.EXPIRED
    with members._database.read() as session:
        assert code not in {row.digest for row in session.query(PhoneCodeRow)}


@pytest.mark.parametrize("text", ["", "NOTACODE", "0421"])
def test_an_unknown_code_signs_nobody_in(members, text):
    assert members.sign_in("t-1", text, card=False) is NoSignIn.UNKNOWN


def test_cards_and_tags(members):
    for card in ("0421", "04A224B2C31990", "04a2-24b2 c31990"):
        assert isinstance(members.sign_in("t-1", card, card=True), Membership)
    assert members.sign_in("t-1", "04A224B2C31991", card=True) is NoSignIn.UNKNOWN
    assert members.code("nobody") is None


def test_whose_trip_it_is_stands_at_the_store(members):
    members.sign_in("t-1", "0421", card=True)
    with members._database.read() as session:
        assert session.get(SignInRow, "t-1").member == "0421"
        assert session.query(FactRow).count() == 0


@pytest.fixture
def app(tmp_path, store) -> Iterator[httpx2.Client]:
    """The store of this test, served once more for an app with its key."""
    ready, lines = threading.Event(), []

    def say(line):
        lines.append(line)
        ready.set()

    made = server(store.db, 0, evidence=store.folder, say=say, app_key=KEY)
    thread = threading.Thread(target=made.run, daemon=True)
    thread.start()
    assert ready.wait(20)
    url = lines[0].removeprefix("store listens on ")
    with httpx2.Client(base_url=url, headers={"Authorization": f"Bearer {KEY}"}, trust_env=False) as client:
        yield client
    made.should_exit = True
    thread.join(10)


def test_from_the_app_to_the_cart(store, app):
    assert app.put("/members/0421", json=LIST | {"cards": ["TAG"]}).status_code == 200
    drawn = app.post("/members/0421/codes").json()
    assert drawn["qr"] == f"smart-cart:sign-in:{drawn['code']}"
    asked = {"trip": "t-1", "text": drawn["code"], "card": False}
    answer = store.carts.post("/v1/sign-ins", json=asked)
    wanted = [{"name": "Bread", "sku": "", "quantity": 1}, {"name": "Oats", "sku": "oats", "quantity": 2}]
    assert answer.json() == {"coupons": ["1234"], "wanted": wanted}
    used = store.carts.post("/v1/sign-ins", json=asked | {"trip": "t-2"})
    assert (used.status_code, used.json()["reason"]) == (409, "sign-in used")
    unknown = store.carts.post("/v1/sign-ins", json={"trip": "t-1", "text": "NOTACODE"})
    assert (unknown.status_code, unknown.json()["reason"]) == (404, "sign-in unknown")
    assert store.carts.post("/v1/sign-ins", json={"trip": "t-1", "text": "TAG", "card": True}).status_code == 200
    assert store.people.post("/v1/sign-ins", json=asked).status_code == 401


def test_nobody_else_is_the_app(store, app):
    assert app.put("/members/0421", headers={"Authorization": "Bearer wrong"}, json=LIST).status_code == 401
    assert app.post("/members/0421/codes").status_code == 404
    assert store.people.put("/members/0421", json=LIST).status_code == 403
    for wrong in ({"coupons": "1234"}, {"wanted": [{"name": ""}]}, {"wanted": [{"name": "x", "quantity": 0}]}, []):
        assert app.put("/members/0421", json=wrong).status_code == 422


CALL = {"trip": "t-1", "call": 1, "reason": "age", "age": 18}


def beat(store, *calls):
    answer = store.carts.post("/v1/carts/cart-1/heartbeat", json={"calls": list(calls)})
    assert answer.status_code == 200
    return answer.json()["coming"]


def test_a_call_is_seen_answered_and_gone(store):
    assert beat(store, CALL) == []
    assert "18 years" in store.page("/")
    opened = store.people.get("/calls.json").json()
    assert [(each["cart"], each["reason"], each["coming"]) for each in opened] == [("cart-1", "age", False)]
    for _ in range(2):
        assert store.people.post("/calls/cart-1/t-1/1/coming").status_code == 303
    assert beat(store, CALL) == [{"trip": "t-1", "call": 1}]
    assert "somebody is on the way" in store.page("/")
    assert beat(store) == []
    assert store.people.get("/calls.json").json() == []


def test_a_call_that_nobody_made_cannot_be_answered(store):
    beat(store, CALL)
    for path in ("/calls/cart-2/t-1/1/coming", "/calls/cart-1/t-1/2/coming", "/calls/cart-1/t-2/1/coming"):
        assert store.people.post(path).status_code == 404
    assert store.people.post("/calls/cart-1/t-1/one/coming").status_code == 422


@pytest.mark.parametrize(
    "odd", ["t-1", {"trip": 1}, {**CALL, "call": True}, {**CALL, "call": -1}, {**CALL, "call": 2**31}, None]
)
def test_odd_calls_are_passed_over(store, odd):
    assert beat(store, odd, CALL) == []
    assert len(store.people.get("/calls.json").json()) == 1
    assert store.carts.post("/v1/carts/cart-1/heartbeat", json={"calls": odd}).status_code == 200


def test_another_carts_calls_are_not_answered_to_this_one(store):
    beat(store, CALL)
    store.people.post("/calls/cart-1/t-1/1/coming")
    other = store.enrolled("cart-2").post("/v1/carts/cart-2/heartbeat", json={"calls": [CALL]})
    assert other.json()["coming"] == []


def test_what_was_sold_unchecked_is_looked_at(new_trip, shop_catalog):
    cellar = replace(shop_catalog, products=tuple(replace(product, min_age=18) for product in shop_catalog.products))
    unchecked = audit(new_trip("t").start().add("oats").finish().facts, cellar)
    assert (unchecked.state, "is 18" in unchecked.reason) == (TripState.REVIEW, True)
    checked = new_trip("t").start().add("oats")
    checked.say(AgeApproved(18, "kim"))
    assert audit(checked.finish().facts, cellar).state is TripState.CLOSED


def test_what_was_withheld_costs_nothing(new_trip, shop_catalog):
    trip = new_trip("t").start().add("oats").add("soap")
    trip.say(ItemWithheld(1, "age refused"))
    verdict = audit(trip.finish().facts, shop_catalog)
    assert (verdict.state, verdict.total) == (TripState.CLOSED, 249)
    paper = text(receipt(trip.facts, shop_catalog, Shop()))
    assert "Not sold: 1 x Rolled oats" in " ".join(paper.split())
    assert "1.29" not in paper
