"""Mixed alternatives and repeated looks stay probabilities, and say no more than they know."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart.core.alternatives import any_of, of_one_thing
from cart.core.units import Sku

SKUS = st.sampled_from([Sku("milk"), Sku("tea"), Sku("tuna")])
RAW = st.tuples(st.dictionaries(SKUS, st.floats(0.001, 1.0)), st.floats(0.0, 1.0))
SHARED = st.lists(st.tuples(RAW, st.floats(0.01, 1e5)), min_size=1, max_size=6)


def normal(scores: dict[Sku, float], nothing: float) -> tuple[dict[Sku, float], float]:
    whole = sum(scores.values()) + nothing or 1.0
    return {sku: p / whole for sku, p in scores.items()}, nothing / whole


@given(SHARED)
def test_a_mixture_is_between_its_parts(cuts: list[tuple[tuple[dict[Sku, float], float], float]]) -> None:
    scored, shares = [normal(*raw) for raw, _ in cuts], [share for _, share in cuts]
    mixed, nothing = any_of(scored, shares)
    assert sum(mixed.values()) + nothing <= 1 + 1e-9
    for sku, p in mixed.items():
        of_each = [scores.get(sku, 0.0) for scores, _ in scored]
        assert min(of_each) - 1e-9 <= p <= max(of_each) + 1e-9


@given(SHARED, st.floats(0.1, 100))
def test_only_the_proportion_of_the_shares_counts(
    cuts: list[tuple[tuple[dict[Sku, float], float], float]], scale: float
) -> None:
    scored, shares = [raw for raw, _ in cuts], [share for _, share in cuts]
    mixed, nothing = any_of(scored, shares)
    again, nothing_again = any_of(scored, [scale * share for share in shares])
    assert nothing == pytest.approx(nothing_again)
    assert mixed == pytest.approx(again)


def test_no_alternative_is_an_error() -> None:
    with pytest.raises(ValueError, match="no alternative"):
        any_of([], [])


@given(SHARED, st.floats(0, 1))
def test_looks_at_one_thing_are_probabilities_again(
    cuts: list[tuple[tuple[dict[Sku, float], float], float]], dependence: float
) -> None:
    scores, nothing = of_one_thing([normal(*raw) for raw, _ in cuts], dependence)
    assert sum(scores.values()) + nothing == pytest.approx(1.0)
    assert all(0 <= p <= 1 for p in (*scores.values(), nothing))


@given(RAW, st.integers(1, 5))
def test_the_same_look_again_tells_nothing(raw: tuple[dict[Sku, float], float], times: int) -> None:
    once, none = of_one_thing([normal(*raw)])
    again, none_again = of_one_thing([normal(*raw)] * times, dependence=1.0)
    assert none_again == pytest.approx(none)
    assert again == pytest.approx(once)


def test_looks_that_agree_are_surer_and_one_excludes_nothing() -> None:
    look = ({Sku("milk"): 0.8, Sku("tea"): 0.1}, 0.1)
    both, _ = of_one_thing([look, look])
    assert 0.8 < both[Sku("milk")] < of_one_thing([look, look], 0.0)[0][Sku("milk")]
    against, _ = of_one_thing([look, look, look, ({Sku("milk"): 0.0, Sku("tea"): 0.9}, 0.1)], 0.0)
    assert against[Sku("milk")] > 0.01
    with pytest.raises(ValueError, match="no look"):
        of_one_thing([])
