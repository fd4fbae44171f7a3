"""Laws of the script: one seed is one trip, and every act is about a thing that can do it."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart.core.catalog import Sold
from hw.twin.script import Move, Put, Script, Take, script

seeds = st.integers(0, 2**32)


@given(seeds, st.integers(1, 40))
def test_the_same_seed_is_the_same_trip(seed: int, items: int) -> None:
    assert script(seed, items) == script(seed, items)


def test_other_seeds_are_other_trips() -> None:
    assert len({script(seed).acts for seed in range(10)}) == 10


@given(seeds, st.integers(1, 40))
def test_as_many_things_go_in_as_were_asked_for(seed: int, items: int) -> None:
    plan = script(seed, items)
    put = [act.piece for act in plan.acts if isinstance(act, Put)]
    assert sorted(put) == sorted(piece.id for piece in plan.pieces)
    assert len(set(put)) == items


@given(seeds, st.integers(3, 40))
def test_something_is_sold_by_weight_and_something_looks_like_another(seed: int, items: int) -> None:
    goods = [piece.goods for piece in script(seed, items).pieces]
    variants = {g.product.sku: g.family for g in goods if g.family}
    assert any(g.product.sold is Sold.WEIGHT for g in goods)
    assert max(Counter(variants.values()).values()) >= 2


@given(seeds, st.integers(1, 40))
def test_two_come_out_again_and_one_is_moved(seed: int, items: int) -> None:
    plan = script(seed, items)
    taken = [act.piece for act in plan.acts if isinstance(act, Take)]
    moved = [act.piece for act in plan.acts if isinstance(act, Move)]
    assert (len(taken), len(moved)) == ((2, 1) if items >= 4 else (0, 0))


@given(seeds, st.integers(1, 40))
def test_only_what_is_inside_is_taken_or_moved(seed: int, items: int) -> None:
    assert _things_left(script(seed, items)) == items - (2 if items >= 4 else 0)


def _things_left(plan: Script) -> int:
    inside: set[str] = set()
    for act in plan.acts:
        match act:
            case Put(piece=piece):
                assert piece not in inside
                inside.add(piece)
            case Take(piece=piece):
                inside.remove(piece)
            case Move(piece=piece):
                assert piece in inside
    return len(inside)


def test_a_trip_of_nothing_is_none() -> None:
    with pytest.raises(ValueError, match="at least one"):
        script(1, 0)
