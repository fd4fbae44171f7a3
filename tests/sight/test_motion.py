"""Sensor noise is no motion; a hand is, and there is a box around it."""

from itertools import pairwise
from typing import Any

import cv2
import numpy as np
import pytest

from cart.camera.frames import LORES_SIZE, shrunk
from cart.sight.motion import between


def small(basket: Any, noise: float = 3.0) -> np.ndarray:
    return shrunk(basket.picture(noise=noise), LORES_SIZE)


@pytest.mark.parametrize("noise", [0.0, 3.0, 8.0])
def test_noise_is_no_motion(basket: Any, noise: float) -> None:
    pictures = [small(basket, noise) for _ in range(6)]
    assert [between(*pair) for pair in pairwise(pictures)] == [None] * 5


def test_noise_of_the_small_picture_itself_is_no_motion() -> None:
    dice = np.random.default_rng(3)
    one, two = (np.clip(dice.normal(120, 4, (120, 160, 3)), 0, 255).astype(np.uint8) for _ in range(2))
    assert between(one, two) is None


@pytest.mark.parametrize("centre", [(60, 60), (320, 240), (600, 440)])
def test_a_hand_is_boxed(basket: Any, centre: tuple[int, int]) -> None:
    still = basket.picture()
    hand = basket.picture()
    cv2.circle(hand, centre, 40, (224, 172, 140), cv2.FILLED)
    moved = between(shrunk(still, LORES_SIZE), shrunk(hand, LORES_SIZE))
    assert moved is not None
    x, y, w, h = moved.box
    left, top = max(0, centre[0] - 40) / 640, max(0, centre[1] - 40) / 480
    right, bottom = min(640, centre[0] + 41) / 640, min(480, centre[1] + 41) / 480
    assert (x, y, x + w, y + h) == pytest.approx((left, top, right, bottom), abs=0.02)


def test_a_moving_hand_is_boxed_where_it_was_and_where_it_is(basket: Any) -> None:
    older, newer = basket.picture(), basket.picture()
    cv2.circle(older, (200, 240), 40, (224, 172, 140), cv2.FILLED)
    cv2.circle(newer, (400, 240), 40, (224, 172, 140), cv2.FILLED)
    moved = between(shrunk(older, LORES_SIZE), shrunk(newer, LORES_SIZE))
    assert moved is not None
    x, _, w, _ = moved.box
    assert (x, x + w) == pytest.approx((160 / 640, 441 / 640), abs=0.02)


def test_a_speck_is_no_motion(basket: Any) -> None:
    older, newer = basket.picture(), basket.picture()
    cv2.circle(newer, (320, 240), 10, (224, 172, 140), cv2.FILLED)
    assert between(shrunk(older, LORES_SIZE), shrunk(newer, LORES_SIZE)) is None
