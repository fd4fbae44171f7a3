"""An arm that sways by a pixel or two changes nothing, and what came is found all the same."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from cart.sight.regions import changed
from cart.sight.steady import MOST, aligned

BOX, RED = (230, 150, 140, 110), (190, 40, 40)
Overlap = Callable[[Any, tuple[int, int, int, int]], float]
Picture = np.ndarray


def swayed(picture: Picture, x: float, y: float) -> Picture:
    there = np.array([[1, 0, x], [0, 1, y]], np.float32)
    return np.asarray(cv2.warpAffine(picture, there, (640, 480), borderMode=cv2.BORDER_REFLECT), np.uint8)


def shelf(basket: Any) -> None:
    for nth in range(5):
        basket.put((40 + 120 * nth, 330, 70, 90), (60 + 40 * nth, 200 - 30 * nth, 90))
        basket.put((40 + 120 * nth, 20, 60, 60), (230, 230, 60 * nth % 255))


@pytest.mark.parametrize("sway", [(0.5, -0.3), (1.0, 1.0), (-2.0, 1.5)])
def test_sway_alone_is_nothing(basket: Any, sway: tuple[float, float]) -> None:
    shelf(basket)
    before = basket.picture()
    after = swayed(basket.picture(), *sway)
    assert changed(before, aligned(before, after)) == []


@pytest.mark.parametrize("sway", [(1.0, 1.0), (-2.0, 1.5)])
def test_a_thing_is_found_while_the_arm_sways(basket: Any, overlap: Overlap, sway: tuple[float, float]) -> None:
    shelf(basket)
    before = basket.picture()
    basket.put(BOX, RED)
    basket.light = (1.1, 1.0, 0.9)
    after = swayed(basket.picture(), *sway)
    (region,) = changed(before, aligned(before, after))
    assert overlap(region.mask, BOX) >= 0.85


def test_what_is_steady_or_far_off_stays_as_it_is(basket: Any) -> None:
    shelf(basket)
    before, after = basket.picture(), basket.picture()
    assert aligned(before, after) is after
    far = swayed(after, 4 * MOST, 0)
    assert aligned(before, far) is far
