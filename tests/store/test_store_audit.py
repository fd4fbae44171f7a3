"""The store works the money out again, with the same code and from the same facts."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cart.core.labels.verifier import check_digit
from cart.core.staff_facts import SpotCheckAsked, SpotChecked, SpotCheckEnded, SpotExtra
from cart.core.tariff import Tariff
from cart.core.units import Sku
from store.audit import TripState, audit


@pytest.fixture
def trip(new_trip):
    return new_trip("t").start()


def test_a_right_trip_is_closed(trip, shop_catalog):
    trip.add("oats", 3).add("apple", weight=5123).remove(1, 2).add("soap").remove(2).finish()
    assert audit(trip.facts, shop_catalog).state is TripState.CLOSED


def test_a_trip_goes_on_until_it_is_over(trip, shop_catalog):
    assert audit(trip.add("oats").facts, shop_catalog).state is TripState.OPEN


def test_a_wrong_price_is_for_review(trip, shop_catalog):
    verdict = audit(trip.add("oats", price=128).finish().facts, shop_catalog)
    assert verdict.state is TripState.REVIEW
    assert "Rolled oats" in verdict.reason
    assert "€1.28" in verdict.reason
    assert "€1.29" in verdict.reason


LABELLED = "234015" + "000512"  # 512 g of apples, weighed and labelled by the shop
COSTING = "204015" + "000153"  # apples for 1.53


@pytest.mark.parametrize(
    ("mode", "sku", "code", "state"),
    [
        ("off", "apple", "", TripState.REVIEW),
        ("off", "apple", "4015", TripState.REVIEW),
        ("off", "apple", LABELLED + check_digit(LABELLED), TripState.CLOSED),
        ("off", "apple", COSTING + check_digit(COSTING), TripState.CLOSED),
        ("off", "oats", "", TripState.CLOSED),
        ("demo", "apple", "", TripState.CLOSED),
        ("certified", "apple", "", TripState.CLOSED),
    ],
)
def test_a_weight_that_the_carts_own_scale_may_not_price_is_for_review(
    trip_maker, shop_catalog, mode, sku, code, state
):
    labels = Tariff(labels=("weight 23IIIIVVVDDDC", "price 20IIIIVVVVDDC"))
    catalog = replace(shop_catalog, tariff=labels)
    trip = trip_maker("t", catalog=catalog).start(weigh_to_price=mode)
    verdict = audit(trip.add(sku, weight=5123, code=code).finish().facts, catalog)
    assert verdict.state is state
    assert verdict.reason == (
        "line 1 (Apples, red) was priced by the cart's own weight, and this trip has weigh_to_price = off"
        if state is TripState.REVIEW
        else ""
    )


def test_a_wrong_total_is_for_review(trip, shop_catalog):
    verdict = audit(trip.add("oats").finish(total=1).facts, shop_catalog)
    assert (verdict.state, "total is €0.01" in verdict.reason) == (TripState.REVIEW, True)


def test_an_unknown_catalogue_is_for_review(trip):
    verdict = audit(trip.add("oats").finish().facts, None)
    assert (verdict.state, "'spring-1'" in verdict.reason) == (TripState.REVIEW, True)


def test_facts_after_the_end_are_for_review(trip, shop_catalog):
    trip.add("oats").finish().add("soap")
    assert audit(trip.facts, shop_catalog).state is TripState.REVIEW


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["oats", "soap", "apple"]), st.integers(1, 5), st.integers(1, 30_000)),
        max_size=8,
    ),
    st.data(),
)
def test_whatever_an_honest_cart_adds_is_closed_and_one_cent_off_is_not(trip_maker, shop_catalog, things, data):
    trip = trip_maker("t").start()
    for sku, quantity, net in things:
        if sku == "apple":
            trip.add(sku, 1, weight=net)
        else:
            trip.add(sku, quantity)
            trip.remove(trip.lines, data.draw(st.integers(1, quantity)))
    trip.finish()
    assert audit(trip.facts, shop_catalog).state is TripState.CLOSED
    if things:
        index = data.draw(st.integers(1, len(trip.facts) - 1))
        body = trip.facts[index].body
        off = data.draw(st.sampled_from([-1, 1]))
        name = "total" if hasattr(body, "total") else "price"
        trip.facts[index] = replace(trip.facts[index], body=replace(body, **{name: getattr(body, name) + off}))
        assert audit(trip.facts, shop_catalog).state is TripState.REVIEW


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        ((SpotChecked(2, False),), "the spot check did not find line 2 (Hand soap <lemon>)"),
        ((SpotChecked(2, False), SpotChecked(2, True)), ""),  # they looked again
        ((SpotExtra(Sku("oats")),), "the spot check found Rolled oats, fine, 400 g, which is not on the bill"),
        ((SpotExtra(Sku("")),), "the spot check found something, which is not on the bill"),
        ((SpotChecked(2, True),), ""),
        (
            (SpotChecked(1, False), SpotChecked(2, False)),
            "the spot check did not find line 1 (Rolled oats, fine, 400 g)",
        ),
    ],
)
@pytest.mark.parametrize("ended", [True, False])
def test_what_a_spot_check_missed_or_found_is_for_review(trip, shop_catalog, seen, reason, ended):
    trip.add("oats").add("soap")
    for body in (SpotCheckAsked((1, 2)), *seen, *((SpotCheckEnded(True),) if ended else ())):
        trip.say(body)
    assert audit(trip.facts, shop_catalog).state is TripState.OPEN
    verdict = audit(trip.finish().facts, shop_catalog)
    assert verdict.state is (TripState.REVIEW if reason else TripState.CLOSED)
    assert verdict.reason == reason


def test_a_thing_that_staff_took_off_after_they_missed_it_is_still_for_review(trip, shop_catalog):
    trip.add("oats").add("soap")
    trip.say(SpotCheckAsked((2,)))
    trip.say(SpotChecked(2, False))
    verdict = audit(trip.remove(2).finish().facts, shop_catalog)
    assert (verdict.state, verdict.reason) == (TripState.REVIEW, "the spot check did not find line 2")
