"""Laws of money on random baskets of random shops: order, undo, shares, limits, and cart = store."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cart.core.basket import fold
from cart.core.labels import Label
from cart.core.labels.reading import label_of
from cart.core.money import Rounding, divide
from cart.core.pricing import bill_of
from cart.core.pricing.allocation import allocate
from cart.core.pricing.choosing import _Search, choose, greedy, saved
from cart.core.pricing.lots import Item, lots
from cart.core.pricing.offers import applied
from cart.core.tariff import BundlePrice, Goods, PayFewer, PercentOff, Promotion
from cart.core.units import Money, Sku
from hw.bench.money import adds_up, in_any_order, limits_help, store_agrees, undone
from hw.bench.random_baskets import random_shop, random_trip
from hw.bench.random_labels import random_label

LAWS = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
dice = st.randoms(use_true_random=True)


@LAWS
@given(dice)
def test_every_label_of_a_random_shop_is_read(dice: Random) -> None:
    catalog = random_shop(dice)
    for product in catalog.products:
        assert label_of(random_label(dice, product), product, catalog) not in (None, Label())


@LAWS
@given(dice)
def test_the_laws_of_money_hold_for_whatever_shop_and_basket(dice: Random) -> None:
    catalog = random_shop(dice)
    facts = random_trip(dice, catalog, most=10)
    basket = fold(facts[:-1])
    bill = bill_of(basket, catalog)
    assert adds_up(basket, bill)
    assert in_any_order(dice, basket, catalog, bill)
    assert undone(dice, facts[:-1], catalog, bill)
    assert limits_help(dice, basket, catalog)
    assert store_agrees(facts, catalog)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), max_size=20))
def test_shares_add_up_and_lie_within_one_of_their_exact_value(amount: int, weights: list[int]) -> None:
    whole = sum(weights)
    if not whole:
        return
    shares = allocate(amount, weights)
    assert sum(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * whole - amount * weight) < whole
        assert weight or not share
        assert share <= weight or amount > whole


@pytest.mark.parametrize(("amount", "weights"), [(-1, [1]), (1, []), (1, [0, 0]), (1, [2, -1])])
def test_what_cannot_be_shared_is_refused(amount: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="shared"):
        allocate(amount, weights)


@pytest.mark.parametrize(
    ("rounding", "rounded"),
    [
        (Rounding.HALF_UP, [-3, -2, -1, 0, 1, 2, 3]),
        (Rounding.HALF_DOWN, [-2, -1, -1, 0, 1, 1, 2]),
        (Rounding.HALF_EVEN, [-2, -2, -1, 0, 1, 2, 2]),
        (Rounding.UP, [-3, -2, -1, 0, 1, 2, 3]),
        (Rounding.DOWN, [-2, -1, -1, 0, 1, 1, 2]),
    ],
)
def test_each_rounding_by_its_name(rounding: Rounding, rounded: list[int]) -> None:
    assert [divide(halves, 2, rounding) for halves in (-5, -3, -2, 0, 2, 3, 5)] == rounded


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6), st.sampled_from(Rounding))
def test_a_refund_is_rounded_as_what_was_paid(amount: int, by: int, rounding: Rounding) -> None:
    assert divide(-amount, by, rounding) == -divide(amount, by, rounding)
    assert abs(divide(amount, by, rounding) * by - amount) < by


prices = st.lists(st.integers(1, 30).map(lambda tens: tens * 10), min_size=1, max_size=7)


@settings(max_examples=60, deadline=None)
@given(prices, st.integers(1, 3), st.integers(2, 3), st.integers(50, 500))
def test_tangled_offers_save_as_much_as_the_best_of_all_ways(
    paid: list[int], pay: int, count: int, permille: int
) -> None:
    heap = lots(Item(n, Sku(f"p{n % 3}"), 1, Money(price)) for n, price in enumerate(paid, start=1))
    promotions = [
        Promotion("bundle", "", BundlePrice(count, Money(150)), limit=1),
        Promotion("fewer", "", PayFewer(count + 1, min(pay, count)), Goods(skus=(Sku("p0"), Sku("p1")))),
        Promotion("share", "", PercentOff(permille), Goods(skus=(Sku("p1"), Sku("p2")))),
    ]
    offers = [offer for each in promotions if (offer := applied(each, heap)) is not None]
    free = tuple(lot.count for lot in heap)
    chosen = choose(offers, heap, free)
    assert saved(chosen) >= saved(greedy(offers, heap, free))
    assert saved(chosen) == saved(_Search(offers, heap).run(free))
    assert choose(offers[::-1], heap, free) == chosen


@settings(max_examples=60, deadline=None)
@given(prices, st.integers(2, 4), st.integers(0, 3))
def test_one_offer_alone_is_used_best_on_the_dearest_first(paid: list[int], count: int, limit: int) -> None:
    heap = lots(Item(n, Sku(f"p{n}"), 1, Money(price)) for n, price in enumerate(paid, start=1))
    free = tuple(lot.count for lot in heap)
    for offer in (BundlePrice(count, Money(150)), PayFewer(count, 1)):
        one = applied(Promotion("one", "", offer, limit=limit), heap)
        assert one is not None
        assert saved(greedy([one], heap, free)) == saved(_Search([one], heap).run(free))
