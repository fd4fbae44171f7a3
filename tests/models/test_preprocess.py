"""Laws of the one image recipe."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import preprocess

SIDE = 32
FEW = settings(deadline=None, max_examples=30)


def _scene(height: int, width: int, box: tuple[int, int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """A red thing in a green world, and its mask."""
    top, left, high, wide = box
    image = np.zeros((height, width, 3), np.uint8)
    image[...] = (0, 200, 0)
    mask = np.zeros((height, width), bool)
    mask[top : top + high, left : left + wide] = True
    image[mask] = (220, 0, 0)
    return image, mask


boxes = st.tuples(st.integers(0, 40), st.integers(0, 60), st.integers(2, 60), st.integers(2, 80))


@FEW
@given(boxes)
def test_nothing_behind_the_mask_is_seen(box: tuple[int, int, int, int]) -> None:
    image, mask = _scene(100, 140, box)
    square = preprocess.product(image, mask, SIDE).astype(int)
    assert square.shape == (SIDE, SIDE, 3)
    assert (square[..., 1] <= preprocess.GREY).all(), "green of the background came through"
    image[~mask] = (0, 0, 250)
    assert (preprocess.product(image, mask, SIDE) == square).all()


@FEW
@given(boxes, st.integers(0, 30), st.integers(0, 30))
def test_where_a_product_lies_does_not_matter(box: tuple[int, int, int, int], down: int, right: int) -> None:
    here = preprocess.product(*_scene(200, 200, box), SIDE)
    top, left, high, wide = box
    there = preprocess.product(*_scene(200, 200, (top + down, left + right, high, wide)), SIDE)
    assert (here == there).all()


def test_a_long_product_keeps_its_shape() -> None:
    square = preprocess.product(*_scene(100, 140, (10, 10, 20, 80)), 88)
    red = (square[..., 0] > 200) & (square[..., 1] < 20)
    assert red.any(axis=0).sum() == pytest.approx(80, abs=3)
    assert red.any(axis=1).sum() == pytest.approx(20, abs=3)


@FEW
@given(st.integers(2, 300), st.integers(2, 300))
def test_any_photograph_becomes_one_square(height: int, width: int) -> None:
    image = np.full((height, width, 3), 77, np.uint8)
    assert (preprocess.photograph(image, SIDE) == 77).all()


def test_the_input_is_between_zero_and_one() -> None:
    batch = preprocess.as_input([np.full((4, 4, 3), 255, np.uint8), np.zeros((4, 4, 3), np.uint8)])
    assert batch.shape == (2, 4, 4, 3)
    assert batch.dtype == np.float32
    assert (batch.max(), batch.min()) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("image", "mask", "says"),
    [
        (np.zeros((9, 9, 3), np.uint8), np.zeros((9, 9), bool), "mask is empty"),
        (np.zeros((9, 9, 3), np.uint8), np.ones((8, 9), bool), "one size"),
        (np.zeros((9, 9), np.uint8), np.ones((9, 9), bool), "height x width x 3"),
        (np.zeros((9, 9, 3), np.float32), np.ones((9, 9), bool), "float32"),
    ],
)
def test_a_bad_picture_is_named(image: np.ndarray, mask: np.ndarray, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        preprocess.product(image, mask, SIDE)
