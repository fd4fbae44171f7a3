"""Prices of pieces and weights: integers, rounded once."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from desk import SHELF
from hypothesis import given
from hypothesis import strategies as st

from cart.core.pricing import line_price
from cart.core.units import Decigrams, Sku, UnitPrice, decigrams, permille, price_by_weight


def exact(number: Decimal) -> int:
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))


@given(st.integers(0, 200_000), st.integers(0, 10**8))
def test_a_weight_is_priced_half_up_to_a_minor_unit(weight: int, per_kg: int) -> None:
    price = price_by_weight(Decigrams(weight), UnitPrice(per_kg))
    assert price == exact(Decimal(weight) * per_kg / 1_000_000)


@pytest.mark.parametrize(
    ("weight", "per_kg", "price"),
    [(1804, 29900, 54), (10_000, 29900, 299), (5, 100_000, 1), (4, 100_000, 0)],
)
def test_known_prices_by_weight(weight: int, per_kg: int, price: int) -> None:
    assert price_by_weight(Decigrams(weight), UnitPrice(per_kg)) == price


def test_a_negative_weight_has_no_price() -> None:
    with pytest.raises(ValueError, match="no price"):
        price_by_weight(Decigrams(-1), UnitPrice(100))


@given(st.integers(1, 99), st.integers(0, 50_000))
def test_pieces_cost_their_number_and_weight_goods_their_weight(quantity: int, net: int) -> None:
    beans, apple = SHELF[Sku("beans")], SHELF[Sku("apple")]
    assert line_price(beans, quantity, Decigrams(net)) == 89 * quantity
    assert line_price(apple, quantity, Decigrams(net)) == price_by_weight(Decigrams(net), apple.unit_price)


@pytest.mark.parametrize("quantity", [0, -1])
def test_fewer_than_one_piece_has_no_price(quantity: int) -> None:
    with pytest.raises(ValueError, match="no price"):
        line_price(SHELF[Sku("beans")], quantity, Decigrams(0))


@given(st.floats(-20_000, 20_000))
def test_grams_round_to_tenths_half_away_from_zero(grams: float) -> None:
    assert abs(decigrams(grams) - grams * 10) <= 0.5 + 1e-9
    assert decigrams(-grams) == -decigrams(grams)


@given(st.floats(allow_nan=False))
def test_permille_stays_between_zero_and_a_thousand(p: float) -> None:
    assert 0 <= permille(p) <= 1000
