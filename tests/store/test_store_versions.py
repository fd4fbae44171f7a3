"""Trips of every version of the pricing rules: each is judged, and adds up, by its own."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cart.core.facts import Fact, ItemAdded, ItemRemoved, LoyaltyShown, TripFinished
from cart.core.money import Rounding
from cart.core.pricing import PRICING
from cart.core.tariff import Goods, PercentOff, Promotion, SpecialPrice, Tariff, Weighing
from cart.core.units import Decigrams, Money, Sku, UnitPrice
from hw.bench.random_baskets import random_shop, random_trip
from store.audit import TripState, audit

VERSIONS = range(PRICING + 1)


@pytest.fixture
def members(shop_catalog):
    """A shop that rounds down: its members pay 1.99 for a kilogram of apples, and everybody a tenth less for oats."""
    apples = Promotion("m", "Member", SpecialPrice(unit_price=UnitPrice(19_900)), Goods((Sku("apple"),)), loyalty=True)
    oats = Promotion("o", "Oats", PercentOff(100), Goods((Sku("oats"),)))
    weighing = Weighing(rounding=Rounding.DOWN)
    return replace(shop_catalog, tariff=Tariff(promotions=(apples, oats), weighing=weighing))


@pytest.mark.parametrize(
    ("version", "total"),
    [
        # 454.4 g at 2.99 are 1.358..., priced to a tenth of a gram and half up; no offers.
        (0, 136 + 129),
        # 454 g at 1.99 are 0.903...; here half up and down agree.
        (1, 90 + 116),
        (2, 90 + 116),
    ],
)
def test_each_version_adds_up_as_it_did(trip_maker, members, version, total):
    trip = trip_maker("t")
    trip.catalog = members
    trip.start(version).say(LoyaltyShown())
    trip.add("apple", weight=4544).add("oats").finish()
    verdict = audit(trip.facts, members)
    assert (verdict.state, verdict.total) == (TripState.CLOSED, total)


@pytest.mark.parametrize(("version", "paid"), [(1, 100), (2, 99)])
def test_a_weight_at_a_special_price_is_rounded_as_the_tariff_names_it(trip_maker, members, version, paid):
    trip = trip_maker("t")
    trip.catalog = members
    trip.start(version).say(LoyaltyShown())
    trip.add("apple", weight=5000).finish()  # half a kilogram at 1.99: 0.995
    verdict = audit(trip.facts, members)
    assert (verdict.state, verdict.total) == (TripState.CLOSED, paid)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_trip_of_each_version_is_booked(store, trip_maker, version):
    trip = trip_maker(f"t-{version}").start(version).add("oats", 2).add("apple", weight=5120).remove(1).finish()
    assert store.send(trip).json() == {"acked": len(trip.facts), "receipt": 1}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=True), st.data())
def test_one_cent_off_in_any_figure_of_any_shop_is_for_review(dice, data):
    catalog = random_shop(dice)
    facts = random_trip(dice, catalog, most=8)
    assert audit(facts, catalog).state is TripState.CLOSED
    off = data.draw(st.sampled_from([-1, 1]))
    wrong = [changed for place, fact in enumerate(facts) for changed in _one_off(facts, place, fact, off)]
    for changed in wrong:
        assert audit(changed, catalog).state is TripState.REVIEW


def _one_off(facts: list[Fact], place: int, fact: Fact, off: int) -> list[list[Fact]]:
    """The trip with each figure of one fact changed by a minor unit, one after the other."""
    body = fact.body
    match body:
        case ItemAdded() | ItemRemoved():
            bodies = [replace(body, price=Money(body.price + off))]
            if isinstance(body, ItemAdded) and body.net:
                bodies.append(replace(body, net=Decigrams(body.net + off)))
        case TripFinished():
            bodies = [replace(body, total=Money(body.total + off)), replace(body, deposit=Money(body.deposit + off))]
            for n, saved in enumerate(body.saved):
                more = replace(saved, amount=Money(saved.amount + off))
                bodies.append(replace(body, saved=(*body.saved[:n], more, *body.saved[n + 1 :])))
            for n, (permille, base, tax) in enumerate(body.taxes):
                for row in ((permille, base + off, tax), (permille, base, tax + off)):
                    bodies.append(replace(body, taxes=(*body.taxes[:n], row, *body.taxes[n + 1 :])))
            for n, tax_added in enumerate(body.added):
                for name in ("net", "tax"):
                    more_tax = replace(tax_added, **{name: getattr(tax_added, name) + off})
                    bodies.append(replace(body, added=(*body.added[:n], more_tax, *body.added[n + 1 :])))
        case _:
            bodies = []
    return [[*facts[:place], replace(fact, body=other), *facts[place + 1 :]] for other in bodies]
