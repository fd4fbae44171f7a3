"""Colour constancy: the basket itself tells the colour of the light, wherever it is not covered.

A picture of the basket from when the camera was calibrated is compared with now, pixel by pixel. What is covered
differs by any colour at all; what is not differs by one, that of the light: the densest cluster of the differences.
Brightness is left alone, because shadows have no colour and the network was trained under all of it.
"""

import logging
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from cart.camera.frames import VIDEO_SIZE, Picture

log = logging.getLogger(__name__)

LIGHT_FILE = "camera-light.png"

REACH = 0.6  # of the logarithm of red by green and of blue by green: twice a bulb's by daylight
CELLS = 60  # of the histogram along each
NEAR = 0.06  # the cluster's radius: what noise and shading make of one light
ENOUGH = 0.08  # of the picture has to be in the cluster
STEADY = 0.03  # less is no other light
DARK, BRIGHT = 12, 245  # grey levels beyond which a pixel's colour is noise, or cut off

Recolour = Callable[[Picture], Picture]


def as_it_is(picture: Picture) -> Picture:
    return picture


def recolour(file: Path) -> Recolour:
    """From the light of today to that of the calibration, whose picture is `file`; as it is without one."""
    if not file.is_file():
        return as_it_is
    stored = cv2.imread(str(file), cv2.IMREAD_COLOR)
    if stored is None or stored.shape[1::-1] != VIDEO_SIZE:
        log.error("%s is no picture of the basket: calibrate the camera again; colours stay as they are.", file.name)
        return as_it_is
    reference = np.asarray(cv2.cvtColor(stored, cv2.COLOR_BGR2RGB), np.uint8)
    return lambda picture: under(reference, picture)


class Light:
    """What sight and lessons see colours by; a new calibration of the camera counts as soon as it is read again."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._recolour = recolour(file)

    def reload(self) -> None:
        self._recolour = recolour(self._file)

    def __call__(self, picture: Picture) -> Picture:
        return self._recolour(picture)


def under(reference: Picture, picture: Picture) -> Picture:
    """`picture` as it would be in the light of `reference`; as it is where that cannot be told."""
    tint = _tint(reference, picture)
    if tint is None or np.abs(tint).max() < STEADY:
        return picture
    gains = np.exp(np.array([tint[0], 0.0, tint[1]]) - tint.sum() / 3)
    return np.asarray(np.clip(picture * gains, 0, 255), np.uint8)


def basket_of(pictures: list[Picture]) -> Picture:
    """The basket without the board that lies elsewhere in each of the pictures: the median of every pixel."""
    views = [cv2.resize(picture, VIDEO_SIZE, interpolation=cv2.INTER_AREA) for picture in pictures]
    return np.asarray(np.median(np.stack(views), axis=0), np.uint8)


def _tint(reference: Picture, picture: Picture) -> NDArray[np.float64] | None:
    """Logarithms of what red and blue have to be multiplied with, relative to green; None without agreement."""
    if reference.shape != picture.shape:
        return None
    then, now = _soft(reference), _soft(picture)
    usable = (np.minimum(then, now).min(axis=1) > DARK) & (np.maximum(then, now).max(axis=1) < BRIGHT)
    if usable.mean() < ENOUGH:
        return None
    ratio = np.log(then[usable]) - np.log(now[usable])
    off = ratio[:, [0, 2]] - ratio[:, [1]]
    count, edges, _ = np.histogram2d(off[:, 0], off[:, 1], bins=CELLS, range=[[-REACH, REACH]] * 2)
    dense = cv2.GaussianBlur(count.astype(np.float32), (0, 0), 1.5)
    middles = (edges[1:] + edges[:-1]) / 2
    row, column = divmod(int(dense.argmax()), CELLS)
    centre = np.array([middles[row], middles[column]])
    for _ in range(6):  # mean shift: the histogram's cells are coarse
        near = np.hypot(*(off - centre).T) < NEAR
        if near.sum() < ENOUGH * len(usable):
            return None
        centre = off[near].mean(axis=0)
    return np.asarray(centre, np.float64)


def _soft(picture: Picture) -> NDArray[np.float32]:
    """Every fourth pixel, without noise: n x 3."""
    soft = cv2.GaussianBlur(picture, (0, 0), 2.0)
    return np.asarray(soft[::4, ::4].reshape(-1, 3), np.float32)
