"""What staff are to look at is listed until somebody has, and what they say of it is kept."""

from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import select

from cart.core.facts import Kind, QuestionAnswered, QuestionAsked, StepIgnored
from cart.core.units import Sku
from store.database import Database
from store.reviews import SettlementRow
from store.schema import TripRow


def waiting(store):
    """The list of what is to be looked at."""
    page = store.page("/")
    return page.split("To be looked at")[1].split("</table>")[0] if "To be looked at" in page else ""


def booked(store, trip):
    return store.people.get(f"/trips/{trip}/booked.json").json()


def settle(store, trip, **said):
    return store.people.post(f"/trips/{trip}/settle", data={"by": "kim", "reason": "the label was old"} | said)


@pytest.fixture
def dropped(new_trip, shop_catalog):
    """A trip whose question nobody answered at the exit."""
    trip = new_trip("dropped").start().add("oats")
    why = trip.why(shop_catalog[Sku("soap")], 1)
    trip.say(QuestionAsked(1, Kind.WHICH_ADDED, 99, (Sku("soap"),), why))
    trip.say(QuestionAnswered(1, "exit"))
    trip.say(StepIgnored(99, "dropped in the shopper's favour at the exit"))
    trip.finish()
    trip.facts[-1] = replace(trip.facts[-1], body=replace(trip.facts[-1].body, interventions=1))
    return trip


def test_a_review_is_settled_once_and_for_all_and_its_state_stays(store, new_trip):
    trip = new_trip("odd").start().add("oats", price=1).finish()
    assert store.send(trip).json() == {"acked": 3, "receipt": 1}
    assert "/trips/odd#settle" in waiting(store)
    assert 'action="/trips/odd/settle"' in store.page("/trips/odd")
    answer = settle(store, "odd")
    assert (answer.status_code, answer.headers["location"]) == (303, "/trips/odd")
    assert waiting(store) == ""
    settle(store, "odd", by="somebody else")
    page = store.page("/trips/odd")
    assert "Settled by <b>kim</b>" in page
    assert "the label was old" in page
    assert "somebody else" not in page
    assert "/settle" not in page
    assert store.send(trip).json() == {"acked": 3, "receipt": 1}
    told = booked(store, "odd")
    assert (told["state"], told["receipt"], told["total"], told["waits"]) == ("review", 1, 1, False)


def test_what_is_booked_after_it_was_settled_is_to_be_looked_at_again(store, new_trip):
    trip = new_trip("odd").start().add("oats", price=1)
    store.send(trip)
    settle(store, "odd")
    assert waiting(store) == ""
    store.send(trip.add("soap").finish())
    assert "/trips/odd#settle" in waiting(store)
    settle(store, "odd", reason="again")
    assert waiting(store) == ""
    with closing(Database(store.db)) as database, database.read() as session:
        assert [row.reason for row in session.scalars(select(SettlementRow))] == ["the label was old", "again"]


def test_a_question_that_nobody_answered_at_the_exit_is_looked_at(store, dropped):
    assert store.send(dropped).json() == {"acked": 6, "receipt": 1}
    told = booked(store, "dropped")
    assert (told["state"], told["interventions"], told["waits"]) == ("closed", 1, True)
    assert "1 intervention: settled in the shopper" in waiting(store)
    page = store.page("/trips/dropped")
    assert "nobody had answered at the exit: not charged, in the shopper&#39;s favour" in page
    settle(store, "dropped", reason="seen on the curve: a bag")
    assert waiting(store) == ""
    assert booked(store, "dropped")["state"] == "closed"


def test_a_review_is_not_lost_behind_newer_trips(store, new_trip):
    store.send(new_trip("odd").start().add("oats", price=1).finish())
    with closing(Database(store.db)) as database, database.write() as session:
        for number in range(201):
            late = TripRow(trip=f"t-{number}", cart="c", arrived=2**42, last_seq=1, head="", state="closed")
            session.add(late)
    assert store.page("/").count("/trips/odd") == 1
    assert "/trips/odd#settle" in waiting(store)


def test_nothing_is_settled_without_a_name_and_a_reason_or_without_need(store, new_trip):
    store.send(new_trip("good").start().add("oats").finish())
    store.send(new_trip("odd").start().add("oats", price=1).finish())
    assert waiting(store)
    assert [settle(store, name).status_code for name in ("good", "none", "%ff")] == [404] * 3
    for wrong in ({"by": ""}, {"reason": "  "}, {"reason": "\x00\x07"}):
        assert settle(store, "odd", **wrong).status_code == 422
    for raw, status in ((b"", 422), (b"a=b&" * 30, 422), (b"x" * 100_000, 413), (b"\xff\xfe=%ff", 422)):
        assert store.people.post("/trips/odd/settle", content=raw).status_code == status
    assert waiting(store)
    assert settle(store, "odd", reason="a" * 9_000, by="K\x00im").status_code == 303
    assert "Settled by <b>K im</b>" in store.page("/trips/odd")
