"""Prices with a date: what a change does not say stays as it was, and old files keep their meaning and their bytes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart.core.catalog import Product
from cart.core.encoding import canonical, decode

MILK = {
    "sku": "milk",
    "name": "Milk",
    "sold": "piece",
    "weight": {"mean": 10_340, "sd": 30},
    "price": 119,
    "tax_permille": 70,
    "tax": "food",
    "deposit": "bottle",
}
FIELDS = ("price", "unit_price", "tax_permille", "tax", "deposit")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"price": 129}, (129, 0, 70, "food", "bottle")),
        ({"unit_price": 5}, (119, 5, 70, "food", "bottle")),
        ({"tax": ""}, (119, 0, 70, "", "bottle")),
        ({"tax": "", "tax_permille": 0}, (119, 0, 0, "", "bottle")),
        ({"deposit": ""}, (119, 0, 70, "food", "")),
    ],
)
def test_what_a_change_does_not_say_stays(said: dict[str, object], wanted: tuple[object, ...]) -> None:
    milk: Product = decode(MILK | {"changes": [{"start": 1000, **said}]}, Product)
    after = milk.at(1000)
    assert tuple(getattr(after, name) for name in FIELDS) == wanted
    before = after.at(999)
    assert tuple(getattr(before, name) for name in FIELDS) == (119, 0, 70, "food", "bottle")


def test_a_later_change_goes_on_from_the_one_before() -> None:
    milk: Product = decode(MILK | {"changes": [{"start": 20, "price": 99}, {"start": 10, "tax": "luxury"}]}, Product)
    assert [(milk.at(wall).price, milk.at(wall).tax) for wall in (9, 10, 20)] == [
        (119, "food"),
        (119, "luxury"),
        (99, "luxury"),
    ]


def test_a_change_of_an_old_file_says_everything() -> None:
    old = {"start": 10, "price": 129, "unit_price": 0, "tax_permille": 0, "tax": ""}
    milk: Product = decode(MILK | {"changes": [old]}, Product)
    assert tuple(getattr(milk.at(10), name) for name in FIELDS) == (129, 0, 0, "", "bottle")
    assert json.loads(canonical(milk))["changes"] == [old]


@given(st.lists(st.tuples(st.integers(1, 50), st.one_of(st.none(), st.integers(1, 500))), max_size=6))
def test_the_price_of_a_moment_does_not_depend_on_where_one_comes_from(steps: list[tuple[int, int | None]]) -> None:
    changes = [{"start": start, "deposit": "x", **({"price": price} if price else {})} for start, price in steps]
    milk: Product = decode(MILK | {"changes": changes}, Product)
    for wall in range(52):
        assert milk.at(51).at(wall) == milk.at(wall).at(wall)
