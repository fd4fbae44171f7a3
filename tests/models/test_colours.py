"""The colours beside the network's numbers: shares that no turn, size or lamp's strength changes."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.colours import HUES, NUMBERS
from models.colours import of as colours_of
from models.preprocess import GREY

squares = arrays(np.uint8, (12, 12, 3), elements=st.integers(0, 255))


def of_one_colour(rgb: tuple[int, int, int]) -> np.ndarray:
    return np.full((16, 16, 3), rgb, np.uint8)


def of_hue(degrees: float, light: int = 150, strength: float = 44.0) -> np.ndarray:
    """A colour of CIE Lab."""
    a, b = 128 + strength * np.cos(np.radians(degrees)), 128 + strength * np.sin(np.radians(degrees))
    lab = np.full((16, 16, 3), (light, round(a), round(b)), np.uint8)
    return cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)


@given(squares)
def test_shares_add_up_and_do_not_know_where_a_colour_is(square: np.ndarray) -> None:
    vector = colours_of(square)
    assert vector.shape == (NUMBERS,)
    shown = (square != GREY).any()
    assert np.linalg.norm(vector) == pytest.approx(1.0 if shown else 0.0, abs=1e-3)
    mixed = np.random.default_rng(1).permutation(square.reshape(-1, 3)).reshape(square.shape)
    assert colours_of(mixed) == pytest.approx(vector, abs=1e-6)
    assert colours_of(np.repeat(square, 2, axis=0)) == pytest.approx(vector, abs=1e-6)


@given(squares, squares)
def test_what_is_behind_the_mask_does_not_count(square: np.ndarray, other: np.ndarray) -> None:
    alone = np.concatenate([square, np.full_like(other, GREY)])
    assert colours_of(alone) == pytest.approx(colours_of(square), abs=1e-6)


def test_greys_are_one_colour_whatever_the_light() -> None:
    for level in (20, 90, 200, 250):
        assert colours_of(of_one_colour((level, level, level)))[0] == pytest.approx(1.0, abs=1e-6)


def test_hues_that_are_far_apart_have_nothing_in_common() -> None:
    red, yellow, green, blue = (
        colours_of(of_one_colour(rgb)) for rgb in ((200, 30, 40), (230, 210, 30), (40, 160, 60), (40, 60, 200))
    )
    for one, other in ((red, yellow), (red, green), (red, blue), (yellow, blue), (green, blue)):
        assert one @ other < 0.5
    assert red @ colours_of(of_one_colour((140, 20, 30))) > 0.9, "a darker red is red"


@pytest.mark.parametrize("degrees", range(0, 360, 15))
def test_neighbouring_hues_are_alike_all_the_way_round(degrees: int) -> None:
    here, near, far = (colours_of(of_hue(degrees + more)) for more in (0, 10, 180))
    assert here @ near > 0.8
    assert here @ far < 0.3
    assert np.count_nonzero(here > 0.2) <= 4, "a colour is told by its neighbours among the marks"
    assert len(here) == 1 + 3 * HUES
