"""Mixed alternatives stay probabilities, and none of them decides alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart.core.alternatives import any_of
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
