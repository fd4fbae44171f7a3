"""Drawn pictures of a basket: a textured floor, boxes, a hand, light and sensor noise."""

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Box = tuple[int, int, int, int]
Light = float | tuple[float, float, float] | NDArray[np.float32]

WIDTH, HEIGHT = 640, 480


@cache
def _floor() -> NDArray[np.int16]:
    coarse = np.random.default_rng(3).normal(0.0, 1.0, (HEIGHT // 8, WIDTH // 8)).astype(np.float32)
    grain = cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return np.rint((128.0, 124.0, 118.0) + 9.0 * grain[..., None]).astype(np.int16)


@cache
def _sensor(noise: float) -> NDArray[np.int16]:
    """Drawn once, because a million normal numbers take longer than all the rest of a picture."""
    drawn = np.random.default_rng(7).normal(0.0, noise, (HEIGHT + 64, WIDTH + 64, 3))
    return np.rint(drawn).astype(np.int16)


class Basket:
    """What lies in the basket and how the light falls; `picture` exposes it with fresh noise."""

    def __init__(self) -> None:
        self._dice = np.random.default_rng(1)
        self.floor = _floor()
        self.things: list[tuple[Box, tuple[int, int, int]]] = []
        self.light: Light | None = None  # what the scene is multiplied with

    def put(self, box: Box, colour: tuple[int, int, int]) -> None:
        self.things.append((box, colour))

    def take(self, box: Box) -> None:
        self.things = [thing for thing in self.things if thing[0] != box]

    def picture(self, label: Box | None = None, noise: float = 2.0) -> Picture:
        """`label` is a place where the floor's own colour is printed on what lies there."""
        scene = self.floor.copy()
        for (x, y, w, h), colour in self.things:
            scene[y : y + h, x : x + w] = colour
            scene[y + h // 3 : y + h // 3 + 3, x : x + w] = 235  # a line of print
        if label is not None:
            x, y, w, h = label
            scene[y : y + h, x : x + w] = self.floor[y : y + h, x : x + w]
        if self.light is not None:
            scene = np.rint(scene * self.light).astype(np.int16)
        dx, dy = self._dice.integers(0, 64, 2)
        shot = cv2.add(scene, _sensor(noise)[dy : dy + HEIGHT, dx : dx + WIDTH], dtype=cv2.CV_8U)
        return np.asarray(shot, dtype=np.uint8)


@pytest.fixture
def basket() -> Basket:
    return Basket()


@pytest.fixture
def overlap() -> Callable[[Mask, Box], float]:
    """Intersection over union of a mask and a box."""

    def measured(mask: Mask, box: Box) -> float:
        x, y, w, h = box
        true = np.zeros_like(mask)
        true[y : y + h, x : x + w] = True
        return float((mask & true).sum() / (mask | true).sum())

    return measured
