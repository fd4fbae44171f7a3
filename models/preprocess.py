"""The one image recipe: pixels of a product become the network's input, in training and on the cart alike."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]

GREY = 128
"""Stands where the product is not: behind a mask and beside a crop that is not square."""

MARGIN = 0.04
"""Room left around a masked product, as a share of its longer side."""


def product(image: Pixels, mask: Mask, side: int) -> Pixels:
    """The masked product alone on grey, in the middle of a square of `side` pixels, its shape kept."""
    _check(image)
    if mask.shape != image.shape[:2]:
        raise ValueError(f"the mask is {mask.shape}, its picture {image.shape[:2]}: they must be of one size")
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        raise ValueError("the mask is empty: there is no product to look at")
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    cut = np.where(mask[box][..., None], image[box], np.uint8(GREY))
    height, width = cut.shape[:2]
    edge = round(max(height, width) * (1 + 2 * MARGIN))
    square = np.full((edge, edge, 3), GREY, np.uint8)
    top, left = (edge - height) // 2, (edge - width) // 2
    square[top : top + height, left : left + width] = cut
    return _resize(square, side)


def photograph(image: Pixels, side: int) -> Pixels:
    """A whole photograph, squashed into a square of `side` pixels."""
    _check(image)
    return _resize(image, side)


def fitting(square: Pixels, side: int) -> Pixels:
    """A square that was cut already, of `side` pixels."""
    return square if len(square) == side else photograph(square, side)


def as_input(squares: Sequence[Pixels]) -> NDArray[np.float32]:
    """Squares as the network wants them: one NHWC array of 0..1."""
    return np.stack(squares).astype(np.float32) / np.float32(255)


def _resize(image: Pixels, side: int) -> Pixels:
    shrinks = max(image.shape[:2]) > side
    resized = cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    return np.asarray(resized, np.uint8)


def _check(image: Pixels) -> None:
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
        raise ValueError(f"a picture is height x width x 3 bytes, not {image.shape} of {image.dtype}")
    if not image.size:
        raise ValueError("the picture has no pixels")
