"""A basket that goes on in another cart is sold on one side, in whichever order the facts of the two trips come."""

from itertools import permutations
from typing import Any

import pytest

from cart.core.basket import fold
from cart.core.handover import HandedLine, Handover, packed, text_of
from cart.core.pricing import bill_of
from cart.core.staff_facts import BasketTaken, HandedOver
from cart.sync import load_identity

LINES = ("oats", "oats")


def left(
    store: Any, trip_maker: Any, catalog: Any, name: str = "t-left", to: str = "cart"
) -> tuple[Any, Handover, str]:
    """A trip of cart-1 that was handed over, its basket, and what the code says."""
    trip = trip_maker(name).start()
    for sku in LINES:
        trip.add(sku)
    basket = fold(trip.facts)
    lines = tuple(HandedLine(x.line, x.sku, x.quantity, x.price, x.weight, x.why.rule.value) for x in basket.lines)
    total = bill_of(basket, catalog).total
    handover = Handover(name, "cart-1", catalog.version, "EUR", 0, total, lines)
    body = packed(handover)
    text = text_of(body, load_identity(store.folder.parent / "cart-1", "cart-1").key.sign(body))
    trip.say(HandedOver(to, text, 0))
    return trip, handover, text


def taken(trip_maker: Any, handover: Handover, name: str = "t-on", **other: Any) -> Any:
    """The trip that goes on with it."""
    said = {"lines": len(handover.lines), "expected": handover.weight, "measured": 0, "total": handover.total} | other
    trip = trip_maker(name).start()
    trip.say(BasketTaken(handover.trip, handover.cart, **said))
    for line in handover.lines:
        trip.add(line.sku, line.quantity)
    return trip.finish()


def claim(store: Any, text: str, cart: str = "cart-2") -> Any:
    return store.enrolled(cart).post("/v1/handovers", json={"text": text})


def states(store: Any, *trips: str) -> list[str]:
    return [store.people.get(f"/trips/{trip}/booked.json").json()["state"] for trip in trips]


@pytest.mark.parametrize("first", [0, 1])
def test_it_is_sold_once_and_where_it_went(store: Any, trip_maker: Any, shop_catalog: Any, first: int) -> None:
    trip, handover, text = left(store, trip_maker, shop_catalog)
    assert claim(store, text).status_code == 200
    on = taken(trip_maker, handover)
    for each, cart in ((trip, "cart-1"), (on, "cart-2"))[:: -1 if first else 1]:
        assert store.send(each, cart).status_code == 200
    assert states(store, "t-left", "t-on") == ["handed over", "closed"]
    again = claim(store, text)
    assert (again.status_code, "another trip" in again.json()["detail"]) == (409, True)


@pytest.mark.parametrize("order", list(permutations(("t-left", "t-on", "t-again"))))
def test_taken_twice_it_is_reviewed(store: Any, trip_maker: Any, shop_catalog: Any, order: tuple[str, ...]) -> None:
    """The grant's answer may have been lost and the basket begun with twice: one of the two is looked at."""
    trip, handover, text = left(store, trip_maker, shop_catalog)
    assert claim(store, text).status_code == claim(store, text).status_code == 200
    on, twice = taken(trip_maker, handover), taken(trip_maker, handover, "t-again")
    for each in sorted((trip, on, twice), key=lambda each: order.index(each.trip)):
        assert store.send(each, "cart-1" if each is trip else "cart-2").status_code == 200
    assert states(store, "t-left") == ["handed over"]
    assert sorted(states(store, "t-on", "t-again")) == ["closed", "review"]


def test_what_was_never_granted_or_to_another_is_reviewed(store: Any, trip_maker: Any, shop_catalog: Any) -> None:
    trip, handover, text = left(store, trip_maker, shop_catalog)
    store.send(trip)
    assert store.send(taken(trip_maker, handover), "cart-2").status_code == 200
    assert claim(store, text, "cart-3").status_code == 200
    assert store.send(taken(trip_maker, handover, "t-other"), "cart-2").status_code == 200
    assert states(store, "t-on", "t-other") == ["review", "review"]
    page = store.page("/")
    assert "never granted" in page
    assert "granted to cart cart-3" in page


@pytest.mark.parametrize("first", [0, 1])
def test_a_basket_that_was_sold_where_it_was_is_reviewed(
    store: Any, trip_maker: Any, shop_catalog: Any, first: int
) -> None:
    """A cart that shows a code and sells the basket all the same: both came to money, and one is looked at."""
    trip, handover, text = left(store, trip_maker, shop_catalog)
    sold = trip_maker("t-left")
    sold.facts = trip.facts[:-1]
    sold.finish()
    assert claim(store, text).status_code == 200
    for each, cart in ((sold, "cart-1"), (taken(trip_maker, handover), "cart-2"))[:: -1 if first else 1]:
        assert store.send(each, cart).status_code == 200
    assert sorted(states(store, "t-left", "t-on")) == ["closed", "review"]


@pytest.mark.parametrize("other", [{"total": 1}, {"lines": 1}, {"expected": 5}])
def test_another_basket_than_was_handed_over_is_reviewed(
    store: Any, trip_maker: Any, shop_catalog: Any, other: dict[str, int]
) -> None:
    trip, handover, text = left(store, trip_maker, shop_catalog)
    assert claim(store, text).status_code == 200
    store.send(trip)
    assert store.send(taken(trip_maker, handover, **other), "cart-2").status_code == 200
    assert states(store, "t-on") == ["review"]


def test_a_basket_for_the_till_is_not_taken_by_a_cart(store: Any, trip_maker: Any, shop_catalog: Any) -> None:
    trip, handover, text = left(store, trip_maker, shop_catalog, to="till")
    assert claim(store, text).status_code == 200  # the store does not know yet where it was meant to go
    store.send(trip)
    assert store.send(taken(trip_maker, handover), "cart-2").status_code == 200
    assert states(store, "t-on") == ["review"]
    refused = claim(store, left(store, trip_maker, shop_catalog, "t-left", "till")[2], "cart-3")
    assert (refused.status_code, "till" in refused.json()["detail"]) == (409, True)


def test_a_basket_that_was_taken_is_not_given_back(store: Any, trip_maker: Any, shop_catalog: Any) -> None:
    _, handover, text = left(store, trip_maker, shop_catalog)
    assert claim(store, text).status_code == 200
    store.send(taken(trip_maker, handover), "cart-2")
    assert store.enrolled("cart-2").post("/v1/handovers/t-left/release").status_code == 200
    assert claim(store, text, "cart-3").status_code == 409
