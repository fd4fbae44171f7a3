"""Sides that lessons measured count where the catalogue tells none, decide between look-alikes, and are undone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart.core.brain import step
from cart.core.catalog import Catalog, Product, Sold, WeightModel
from cart.core.encoding import decode, encode
from cart.core.footprint import sides_of
from cart.core.inputs import Candidate, CatalogArrived, Sighting
from cart.core.matching import Ambiguous, Certain, added
from cart.core.rules import Costs, Rules
from cart.core.staff_inputs import ProductLearned
from cart.core.state import State
from cart.core.taught import Size, Taught
from cart.core.units import Decigrams, Grams, Money, Seconds, Sku
from cart.core.weights import Level, WeightStep

LONG, CUBE = (240, 60, 60), (95, 90, 90)


def product(sku: str, sold: Sold = Sold.PIECE, size: Size | None = None) -> Product:
    return Product(Sku(sku), sku.title(), sold, WeightModel(Decigrams(2500), Decigrams(20)), Money(100), size_mm=size)


OTHERS = tuple(product(f"other-{nth}", size=(40, 30, 20)) for nth in range(6))
SHOP = Catalog("1", "EUR", (product("long"), product("cube"), product("lemon", Sold.COUNT), *OTHERS))


def taught(state: State, sku: str, size: Size | None, piece: int = 0, views: int = 3) -> State:
    return step(state, ProductLearned(Seconds(2.0), Sku(sku), views, "", Decigrams(piece), size)).state


def size_of(state: State, sku: str) -> Size | None:
    return state.catalog[Sku(sku)].size_mm


def put_in(catalog: Catalog, size_cm: tuple[float, float]) -> object:
    weighed = WeightStep(Seconds(1.0), Seconds(2.0), Grams(250.0), Grams(0.5), Level((0,), Grams(250.0)), (500, 500))
    seen = (Candidate(Sku("cube"), 0.5), Candidate(Sku("long"), 0.48))
    return added(weighed, Sighting(Seconds(2.0), 1, seen, 0.01, 1, size_cm=size_cm), [], catalog, Costs())


def test_size_decides_between_two_look_alikes() -> None:
    """Of one weight and one look: each becomes the likelier by its size, which spares a question."""
    assert isinstance(put_in(SHOP, (25.0, 6.5)), Ambiguous)
    state = taught(taught(State(SHOP, Rules()), "long", LONG), "cube", CUBE)
    for seen, wanted, other in (((25.0, 6.5), "long", "cube"), ((9.5, 9.0), "cube", "long")):
        posterior = dict(put_in(state.catalog, seen).posterior)
        assert posterior[Sku(wanted)] > 4 * posterior.get(Sku(other), 0.0)
    clearer = (Candidate(Sku("long"), 0.86), Candidate(Sku("cube"), 0.12))
    sighting = Sighting(Seconds(2.0), 1, clearer, 0.01, 1)
    weighed = WeightStep(Seconds(1.0), Seconds(2.0), Grams(250.0), Grams(0.5), Level((0,), Grams(250.0)), (500, 500))
    assert isinstance(added(weighed, sighting, [], state.catalog, Costs()), Ambiguous)
    match = added(weighed, replace(sighting, size_cm=(25.0, 6.5)), [], state.catalog, Costs())
    assert isinstance(match, Certain)
    assert match.best.pieces[0].sku == "long"


def test_the_catalogues_own_sides_and_loose_goods_stay() -> None:
    state = taught(taught(State(SHOP, Rules()), "other-0", LONG), "lemon", LONG)
    assert state.catalog == SHOP


def test_undone_and_taught_again_it_is_the_catalogues_again() -> None:
    state = taught(taught(State(SHOP, Rules()), "long", LONG, 4000), "long", CUBE, 4100)
    assert (size_of(state, "long"), state.catalog[Sku("long")].weight.mean) == (CUBE, 4100)
    state = taught(state, "long", None, views=0)
    assert (state.catalog, state.taught) == (SHOP, ())
    assert taught(taught(State(SHOP, Rules()), "other-0", LONG, 4000), "other-0", None, views=0).catalog == SHOP


def test_it_holds_for_catalogues_that_come_later_unless_they_tell_it_themselves() -> None:
    state = taught(State(SHOP, Rules()), "long", LONG)
    state = step(state, CatalogArrived(Seconds(3.0), replace(SHOP, version="2"))).state
    assert size_of(state, "long") == LONG
    told = replace(SHOP, version="3", products=(product("long", size=(250, 70, 65)), *SHOP.products[1:]))
    state = step(state, CatalogArrived(Seconds(4.0), told)).state
    assert size_of(state, "long") == (250, 70, 65)
    assert taught(state, "long", None, views=0).catalog == told


def test_a_lesson_of_before_reads_as_it_was_written() -> None:
    kept = encode((Taught(Sku("tea"), Decigrams(4480)),), tuple[Taught, ...])
    assert set(kept[0]) == {"sku", "piece", "listed"}
    assert decode(kept, tuple[Taught, ...]) == (Taught(Sku("tea"), Decigrams(4480)),)


@given(st.lists(st.tuples(st.floats(2, 40), st.floats(1, 2)), min_size=1, max_size=10), st.floats(45, 90))
def test_one_bad_cut_among_three_does_not_count(seen: list[tuple[float, float]], far: float) -> None:
    thrice = [view for view in seen for _ in range(3)]
    spoilt = sides_of([*thrice, (far, far)])
    assert spoilt is not None
    assert spoilt[0] <= round(10 * max(long for long, _ in seen))
    assert sides_of([]) is None


@pytest.mark.parametrize("views", [3, 10])
def test_the_sides_are_those_of_the_middle_view(views: int) -> None:
    assert sides_of([(20.0 + 0.1 * nth, 10.0) for nth in range(views)])[1:] == (100, 100)
