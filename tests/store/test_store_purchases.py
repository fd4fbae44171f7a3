"""The cases of a public purchase contract (Amazon's create purchases test cases), as far as they are the cart's."""

from typing import Any

import pytest

from cart.core.facts import CouponShown, LoyaltyShown, Rule
from cart.core.handover import Handover, packed, text_of
from cart.core.staff_facts import HandedOver, StaffActed


def booked(store: Any, trip: str) -> tuple[str, int, int | None]:
    told = store.people.get(f"/trips/{trip}/booked.json").json()
    return told["state"], told["total"], told["receipt"]


def test_a_weight_based_item(store: Any, new_trip: Any) -> None:
    """0.540 kg at 2.99 a kilogram, priced by the store again."""
    store.send(new_trip("t-1").start().add("apple", weight=5400).finish())
    assert booked(store, "t-1") == ("closed", 161, 1)
    assert "0.540 kg" in store.page("/trips/t-1/receipt.txt")


def test_an_item_by_its_code(store: Any, new_trip: Any) -> None:
    store.send(new_trip("t-1").start().add("soap", rule=Rule.WEIGHT_AND_CODE, code="96385074").finish())
    assert booked(store, "t-1") == ("closed", 249, 1)
    assert "96385074" in store.page("/trips/t-1")


def test_an_empty_cart(store: Any, new_trip: Any) -> None:
    """Who crosses the lane with nothing has a trip that comes to nothing."""
    store.send(new_trip("t-1").start().finish())
    assert booked(store, "t-1") == ("closed", 0, 1)


@pytest.mark.parametrize("shown", [LoyaltyShown(), CouponShown("SPRING")])
def test_a_loyalty_trip(store: Any, new_trip: Any, shown: Any) -> None:
    """Who it is stays outside: the facts say that a card or a coupon was shown."""
    trip = new_trip("t-1").start()
    trip.say(shown)
    store.send(trip.add("oats").finish())
    assert booked(store, "t-1") == ("closed", 129, 1)


def test_a_cash_shoppers_trip_is_sold_at_the_till(store: Any, new_trip: Any) -> None:
    """The till reads every line from the code; here it is no sale, and takes no receipt's number."""
    trip = new_trip("t-1").start().add("oats")
    body = packed(Handover("t-1", "cart-1", "spring-1", "EUR", 0, 129, ()))
    trip.say(HandedOver("till", text_of(body, bytes(64)), 0))
    store.send(trip)
    store.send(new_trip("t-2").start().add("soap").finish())
    assert booked(store, "t-1") == ("handed over", 129, None)
    assert booked(store, "t-2") == ("closed", 249, 1)


def test_a_trip_that_staff_put_right_by_hand(store: Any, new_trip: Any) -> None:
    trip = new_trip("t-1").start().add("oats")
    trip.say(StaffActed("anna", "staff", "void", "1"))
    store.send(trip.remove(1).add("soap", rule=Rule.STAFF).finish())
    assert booked(store, "t-1") == ("closed", 249, 1)


def test_the_same_purchase_again_changes_nothing(store: Any, new_trip: Any) -> None:
    trip = new_trip("t-1").start().add("oats").finish()
    answers = [store.send(trip).json() for _ in range(3)]
    assert answers == [{"acked": 3, "receipt": 1}] * 3
    assert booked(store, "t-1") == ("closed", 129, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"cart": 7},
        {"head": None},
        {"facts": {}},
        {"facts": [{}]},
        {"more": 1},
    ],
)
def test_a_request_that_is_not_valid_is_refused_in_a_sentence_and_books_nothing(
    store: Any, new_trip: Any, change: dict[str, Any]
) -> None:
    trip = new_trip("t-1").start().add("oats").finish()
    answer = store.carts.post("/v1/trips/t-1/facts", json=trip.batch() | change)
    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert store.people.get("/trips/t-1").status_code == 404
    assert store.send(trip).json() == {"acked": 3, "receipt": 1}


@pytest.mark.parametrize(("place", "wrong"), [("price", "129"), ("quantity", 1.0), ("line", True), ("why", "weight")])
def test_no_figure_of_a_fact_is_bent_to_fit(store: Any, new_trip: Any, place: str, wrong: Any) -> None:
    trip = new_trip("t-1").start().add("oats").finish()
    batch = trip.batch()
    batch["facts"][1]["body"][place] = wrong
    answer = store.carts.post("/v1/trips/t-1/facts", json=batch)
    assert (answer.status_code, f"[1].body.{place}" in answer.json()["detail"]) == (422, True), answer.text
