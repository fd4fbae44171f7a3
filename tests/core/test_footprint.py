"""The size on the floor speaks for what has it, broadly; without one, or for what has none, it is silent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart.core.catalog import Catalog, Product, Sold, WeightModel
from cart.core.footprint import MOST, OTHERWISE, footprint_factors
from cart.core.inputs import Candidate, Sighting
from cart.core.matching import added
from cart.core.rules import Costs
from cart.core.units import Decigrams, Grams, Seconds, Sku
from cart.core.weights import Level, WeightStep

SIDE = st.integers(20, 400)
SIZE = st.tuples(SIDE, SIDE, SIDE)
SEEN = st.tuples(st.floats(2, 50), st.floats(2, 50)).map(lambda sides: (max(sides), min(sides)))


def product(sku: str, size: tuple[int, int, int] | None = None, gtins: tuple[str, ...] = ()) -> Product:
    return Product(Sku(sku), sku, Sold.PIECE, WeightModel(Decigrams(2500), Decigrams(20)), size_mm=size, gtins=gtins)


def store(*sizes: tuple[int, int, int] | None) -> Catalog:
    return Catalog("1", "EUR", tuple(product(f"p{nth}", size) for nth, size in enumerate(sizes)))


@given(SEEN, st.lists(SIZE, min_size=1, max_size=8))
def test_factors_are_bounded_and_one_at_most_on_average(
    seen: tuple[float, float], sizes: list[tuple[int, int, int]]
) -> None:
    factors = footprint_factors(seen, store(*sizes))
    least, most = OTHERWISE / (OTHERWISE + 1), (OTHERWISE + MOST) / (OTHERWISE + 1)
    assert all(least - 1e-9 <= factor <= most + 1e-9 for factor in factors.values())
    if factors:
        assert sum(factors.values()) / len(factors) <= 1 + 1e-9


@given(SIZE, SIZE, st.permutations(range(3)))
def test_a_box_may_lie_on_any_side(one: tuple[int, int, int], other: tuple[int, int, int], order: list[int]) -> None:
    seen = (max(one[:2]) / 10, min(one[:2]) / 10)
    turned = (one[order[0]], one[order[1]], one[order[2]])
    assert footprint_factors(seen, store(one, other)) == pytest.approx(footprint_factors(seen, store(turned, other)))


def test_a_matchbox_is_no_cereal_box() -> None:
    factors = footprint_factors((6.0, 4.0), store((55, 35, 15), (300, 190, 60)))
    assert factors[Sku("p0")] > 3 * factors[Sku("p1")]


@given(SIZE)
def test_no_size_says_nothing(size: tuple[int, int, int]) -> None:
    assert footprint_factors(None, store(size)) == {}
    assert footprint_factors((8.0, 5.0), store(None)) == {}


def test_size_never_outvotes_a_code() -> None:
    catalog = Catalog("1", "EUR", (product("large", (300, 190, 60)), product("small", (60, 40, 20))))
    step = WeightStep(Seconds(1.0), Seconds(2.0), Grams(250.0), Grams(0.5), Level((0,), Grams(250.0)), (500, 500))
    candidates = (Candidate(Sku("large"), 0.5), Candidate(Sku("small"), 0.45))
    seen = Sighting(Seconds(2.0), 1, candidates, 0.05, 1, size_cm=(30.0, 19.0))
    match = added(step, seen, [Sku("small")], catalog, Costs())
    assert match.posterior[0][0] == "small"
    assert match.posterior[0][1] > 0.9


def test_sides_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="size_mm"):
        product("flat", (10, 0, 5))
