"""Facts that are signed and absurd: they go to people, and neither stall the store nor break its pages."""

from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cart.core.catalog import Change
from cart.core.encoding import decode, encode, fact_bytes
from cart.core.facts import Body, TripCancelled, TripFinished, TripStarted
from cart.core.units import Money
from store.audit import TripState, audit
from store.database import Database
from store.receipts import receipt
from store.schema import FactRow, TripRow
from store.wording import Shop

PAGES = (
    "/",
    "/trips/{}",
    "/trips/{}/booked.json",
    "/trips/{}/facts.json",
    "/trips/{}/receipt.txt",
    "/trips/{}/receipt.json",
    "/trips/{}/receipt.html",
    "/receipt/{}",
)


def shown(store, trip):
    """The pages that fail for a trip."""
    return [(page, status) for page in PAGES if (status := store.people.get(page.format(trip)).status_code) >= 500]


@pytest.mark.parametrize("wall", [-5, 4_102_444_800_000, 2**53])
def test_a_time_that_no_calendar_has_is_looked_at_and_breaks_no_page(store, new_trip, wall):
    trip = new_trip("t-1")
    trip.say(TripStarted("spring-1", "EUR", wall))
    assert store.send(trip).status_code == 200
    assert store.people.get("/trips/t-1/booked.json").json()["state"] == "review"
    assert "look at its clock" in store.page("/")
    assert shown(store, "t-1") == []


def test_a_time_before_all_prices_has_the_first_ones(new_trip, shop_catalog):
    """What was imported with dates begins at 1970: a clock that stands before it is no reason to fail."""
    oats = replace(shop_catalog.products[0], changes=(Change(0, Money(129), tax_permille=70), Change(10, Money(1))))
    dated = replace(shop_catalog, products=(oats, *shop_catalog.products[1:]))
    trip = new_trip("t")
    trip.say(TripStarted("spring-1", "EUR", -5, pricing=1))
    verdict = audit(trip.add("oats").facts, dated)
    assert (verdict.state, "look at its clock" in verdict.reason) == (TripState.REVIEW, True)
    assert [line.amount for line in receipt(trip.facts, dated, Shop()).lines] == ["€1.29"]


@pytest.mark.parametrize("end", [TripCancelled(10**15), TripFinished(Money(0), (), 10**15)])
def test_a_trip_that_ends_at_no_time_is_looked_at(new_trip, shop_catalog, end):
    trip = new_trip("t").start()
    trip.say(end)
    verdict = audit(trip.facts, shop_catalog)
    assert (verdict.state, "look at its clock" in verdict.reason) == (TripState.REVIEW, True)


def test_a_number_beyond_all_counting_is_refused_and_stops_nobody_else(store, new_trip):
    trip = new_trip("t-1")
    trip.say(TripStarted("spring-1", "EUR", 10**17))
    answer = store.send(trip)
    assert (answer.status_code, "larger than any" in answer.json()["detail"]) == (422, True)
    assert store.people.get("/trips/t-1").status_code == 404
    assert store.send(new_trip("t-2").start().add("oats").finish()).json()["receipt"] == 1


def test_what_was_stored_before_breaks_no_page(store, new_trip):
    trip = new_trip("t-1").start().add("oats").finish()
    for at in (0, -1):
        trip.facts[at] = replace(trip.facts[at], t_ms=10**17, body=replace(trip.facts[at].body, wall=10**17))
    with closing(Database(store.db)) as database, database.write() as session:
        session.add(TripRow(trip="t-1", cart="cart-1", arrived=1, last_seq=3, head="", state="closed", started=10**17))
        session.flush()
        for fact in trip.facts:
            session.add(FactRow(trip="t-1", seq=fact.seq, body=fact_bytes(fact), head=""))
    assert shown(store, "t-1") == []


def test_so_many_pieces_are_never_priced(store, new_trip, shop_catalog):
    """Pricing takes time and memory for each piece: what no basket holds is told apart before."""
    trip = new_trip("t-1").start().add("oats", 10**9, price=129 * 10**9 + 1)
    trip.say(TripFinished(Money(0), (), 1_795_176_600_000))
    assert store.send(trip).json()["acked"] == 3
    assert "adds 1000000000 pieces" in store.page("/")
    assert shown(store, "t-1") == []
    assert audit(new_trip("t").start().add("oats", 999).finish().facts, shop_catalog).state is TripState.CLOSED


def test_so_many_lines_are_never_priced(new_trip, shop_catalog):
    trip = new_trip("t").start()
    for _ in range(10):
        trip.add("oats", 999)
    assert audit(trip.facts, shop_catalog).state is TripState.OPEN
    verdict = audit(trip.add("oats", 10).facts, shop_catalog)
    assert (verdict.state, "more than 9999 pieces" in verdict.reason) == (TripState.REVIEW, True)


def numbers(plain, draw):
    """The same record with some of its numbers drawn anew."""
    if isinstance(plain, dict):
        return {key: numbers(part, draw) for key, part in plain.items()}
    if isinstance(plain, list):
        return [numbers(part, draw) for part in plain]
    if isinstance(plain, int) and not isinstance(plain, bool) and draw(st.integers(0, 9)) == 0:
        return draw(st.integers(-(2**70), 2**70) | st.sampled_from([-(2**53), 2**53, 10**15, -1, 0, 999, 1000]))
    return plain


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.uuids(), st.data())
def test_no_number_of_a_fact_breaks_a_page(store, trip_maker, number, data):
    trip = trip_maker(f"n-{number}").start().add("oats", 2).add("apple", weight=5120).remove(1).add("soap").finish()
    trip.facts = [
        replace(fact, t_ms=numbers(fact.t_ms, data.draw), body=_drawn(fact.body, data)) for fact in trip.facts
    ]
    assert store.send(trip).status_code < 500
    assert shown(store, trip.trip) == []


def _drawn(body, data):
    return decode(numbers(encode(body, Body), data.draw), Body)
