"""What is counted of pictures that were given probabilities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import figures
from models.training.judged import Confusion, Judged, Share

NAMES = ("apple", "pear", "plum")


def _judged(answers: list[tuple[int, int, float]]) -> Judged:
    """Pictures as (truth, named, probability of it); the rest goes to the others evenly."""
    p = np.array([[(1 - sure) / 3] * 4 for _, _, sure in answers])
    for row, (_, named, sure) in enumerate(answers):
        p[row, named] = sure
    return Judged(NAMES, p, np.array([truth for truth, _, _ in answers]))


def test_confusions_are_told_in_both_directions() -> None:
    judged = _judged([(0, 0, 0.9), (0, 1, 0.8), (0, 1, 0.7), (1, 0, 0.6), (1, 1, 0.9), (2, 2, 0.9), (2, 0, 0.5)])
    assert judged.confusions(5) == [
        Confusion("apple", "pear", times=2, of=3, back=1, back_of=2),
        Confusion("plum", "apple", times=1, of=2, back=0, back_of=3),
    ]
    assert len(judged.confusions(1)) == 1


def test_the_surest_mistake_of_each_pair_comes_first() -> None:
    judged = _judged([(0, 1, 0.6), (0, 1, 0.8), (1, 0, 0.7), (2, 2, 0.99)])
    assert judged.mistakes(5) == [1, 2]
    assert judged.mistakes(1) == [1]


def test_shares_by_class_and_by_group() -> None:
    judged = _judged([(0, 0, 0.9), (0, 1, 0.8), (1, 1, 0.9), (2, 0, 0.9)])
    assert judged.by_class == [Share("apple", 1, 2), Share("pear", 1, 1), Share("plum", 0, 1)]
    assert judged.by(np.array([0, 0, 1]), ("pome", "stone")) == [Share("pome", 2, 3), Share("stone", 0, 1)]
    assert judged.where(np.array([True, False, True, False])).top(1) == 100.0


def test_none_of_these_is_a_wrong_answer() -> None:
    judged = _judged([(0, 3, 0.9), (0, 0, 0.9)])
    assert judged.right.tolist() == [False, True]
    assert judged.confidence == pytest.approx(0.9)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=200))
def test_the_bins_hold_every_answer_and_make_the_error(answers: list[tuple[float, bool]]) -> None:
    sure, right = np.array([a for a, _ in answers]), np.array([b for _, b in answers])
    bins = figures.reliability(sure, right)
    assert sum(each.count for each in bins) == len(answers)
    for each in bins:
        assert each.low - 1e-9 <= each.confidence <= each.high + 1e-9
        assert each.interval[0] <= each.right <= each.interval[1]
    gap = sum(each.count * abs(each.confidence - each.right) for each in bins) / len(answers)
    assert figures.calibration_error(sure, right) == pytest.approx(gap)
