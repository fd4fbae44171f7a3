"""What the store lets into a tariff can be billed: nothing breaks, and nothing is sold for less than nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart.core.catalog import Product, Sold, WeightModel
from cart.core.pricing.bill import bill
from cart.core.pricing.lots import Item
from cart.core.pricing.savings import Shopper
from cart.core.tariff import (
    AmountOff,
    BasketOff,
    BundlePrice,
    Goods,
    Meal,
    Offer,
    PayFewer,
    PercentOff,
    Promotion,
    SpecialPrice,
    Tariff,
    Tiers,
)
from cart.core.units import Decigrams, Money, Sku
from store.tariff_check import tariff_errors

SHELF = [Product(Sku(sku), sku, Sold.PIECE, WeightModel(Decigrams(1000), Decigrams(10)), Money(100)) for sku in "ab"]
BASKET = [Item(1, Sku("a"), 3, Money(300)), Item(2, Sku("b"), 2, Money(200))]
PARTS = (Goods((Sku("a"),)), Goods((Sku("b"),)))

few, figures = st.integers(-2, 4), st.integers(-150, 1100)
offers = st.one_of(
    st.builds(PercentOff, figures, few),
    st.builds(AmountOff, figures, few),
    st.builds(SpecialPrice, figures, figures),
    st.builds(BundlePrice, few, figures),
    st.builds(PayFewer, few, few),
    st.builds(Tiers, st.lists(st.tuples(few, figures), max_size=2).map(tuple)),
    st.builds(Meal, st.just(PARTS), figures),
    st.builds(BasketOff, figures, figures, figures),
)


def wrong(offer: Offer) -> list[str]:
    return list(tariff_errors(Tariff(promotions=(Promotion("p", "P", offer),)), SHELF))


@given(offers)
def test_whatever_offer_is_let_in_takes_off_no_more_than_there_is(offer: Offer) -> None:
    if not wrong(offer):
        total = bill(BASKET, (), Tariff(promotions=(Promotion("p", "P", offer),)), Shopper()).total
        assert 0 <= total <= 500


@pytest.mark.parametrize(
    ("offer", "why"),
    [
        (BasketOff(100, Money(-50)), "amount and spend must be at least 0"),
        (BasketOff(100, spend=Money(-1)), "amount and spend must be at least 0"),
        (BasketOff(), "it needs a permille up to 1000 or an amount above zero"),
        (Meal(PARTS, Money(-50)), "a meal has at least two parts, each with skus or groups, and a price of at least 0"),
    ],
)
def test_an_amount_below_nothing_is_refused_in_a_sentence(offer: Offer, why: str) -> None:
    assert wrong(offer) == [f"promotion p: {why}"]
