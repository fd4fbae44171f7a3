"""Where two pictures of the basket differ: masks of what came or went, without shadows and changing light.

A good mask is worth more than a good backbone (measured: 30 % against 18 % top-1 with the same network).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cart.camera.frames import Picture
from cart.sight.steady import alike

Mask = NDArray[np.bool_]

BLUR = 1.0  # pixels; twice that loses the shaded side of a carton in the shadow test, and its border
STRONG, WEAK = 26.0, 12.0  # Lab distance that starts a region, and that it grows to
WHOLE = (13, 5)  # pixels of gap closed, and of bridge cut: a white label over a white bag leaves such gaps
APART = (5, 9)  # the same where a thing came to lie beside a neighbour that moved a little
PATTERN_LEAST = 3.0  # Lab distance around, beyond what slid
SLIDE = 7  # pixels: half of it is how far neighbours slide, when a thing comes to lie among them, and are the same
SMALLEST = 160  # pixels of 640x480 over a basket 56 cm wide: about 1 cm^2
SHADOW_DARKEST = 0.45  # a soft shadow keeps at least this share of the light
SHADOW_TINT = 7.0  # and changes the colour (a, b of Lab, at equal lightness) by less than this
SHADOW_FLAT = 0.04  # and by one share, give or take this, within a few pixels
PATTERN = 1.5  # Lab lightness per pixel: a pattern that came or went; sensor noise stays below
PATTERN_WIDTH = 4.0  # pixels around that are looked at together
PATTERN_EDGE = 23  # pixels: as much is cut off its border, which it has too broad, and of a hard shadow's line


@dataclass(frozen=True)
class Region:
    """One changed place: its mask over the whole picture, its box (x, y, width, height) and its size."""

    mask: Mask
    box: tuple[int, int, int, int]
    area: int

    @property
    def centre(self) -> tuple[int, int]:
        """In permille of the picture."""
        x, y, w, h = self.box
        height, width = self.mask.shape
        return (round(1000 * (x + w / 2) / width), round(1000 * (y + h / 2) / height))


def changed(before: Picture, after: Picture) -> list[Region]:
    """The changed regions, largest first; raises ValueError when the pictures differ in size."""
    return regions(difference(before, after), WHOLE)


def difference(before: Picture, after: Picture) -> Mask:
    """Every pixel that shows something else, in ragged pieces; the pictures have to be of one view (see steady)."""
    if before.shape != after.shape:
        raise ValueError(f"the pictures differ in size: {before.shape} and {after.shape}")
    old, new = _lab(before), _lab(alike(before, after))
    distance = np.maximum(_beyond(new, old), _beyond(old, new))
    patterned = _patterned(old[..., 0], new[..., 0]) & (cv2.blur(distance, (9, 9)) > PATTERN_LEAST)
    distance[_shadowed(old, new)] = 0.0
    return _grow(distance > STRONG, (distance > WEAK) | patterned)


def regions(different: Mask, solid: tuple[int, int]) -> list[Region]:
    """The solid pieces of a difference, WHOLE or APART; largest first."""
    gap, bridge = solid
    whole = cv2.morphologyEx(different.astype(np.uint8), cv2.MORPH_CLOSE, _disc(gap))
    return _components(cv2.morphologyEx(whole, cv2.MORPH_OPEN, _disc(bridge)))


def region_of(mask: Mask) -> Region:
    """A mask that is not empty, as a region."""
    x, y, w, h = (int(v) for v in cv2.boundingRect(mask.astype(np.uint8)))
    return Region(mask, (x, y, w, h), int(mask.sum()))


def _lab(picture: Picture) -> NDArray[np.float32]:
    soft = cv2.GaussianBlur(picture, (0, 0), BLUR).astype(np.float32) / 255.0
    return np.asarray(cv2.cvtColor(soft, cv2.COLOR_RGB2LAB), dtype=np.float32)


def _shadowed(old: NDArray[np.float32], new: NDArray[np.float32]) -> Mask:
    """Pixels that only got darker or lighter as under a soft shadow: same colour, same fine texture."""
    share = (new[..., 0] + 1.0) / (old[..., 0] + 1.0)
    dimmed = (share > SHADOW_DARKEST) & (share < 1 / SHADOW_DARKEST)
    tint = np.hypot(new[..., 1] - old[..., 1] * share, new[..., 2] - old[..., 2] * share)
    smooth = cv2.GaussianBlur(share, (0, 0), 4.0)
    return np.asarray(dimmed & (tint < SHADOW_TINT) & (np.abs(share - smooth) < SHADOW_FLAT))


def _beyond(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far each colour lies outside those that the other picture has around: fine print that slid a little is not.

    It is asked in both directions: a plain thing on a pattern has colours that the pattern has, too.
    """
    around = np.ones((SLIDE, SLIDE), np.uint8)
    off = np.maximum(cv2.erode(other, around) - one, one - cv2.dilate(other, around))
    return np.asarray(np.sqrt((np.maximum(off, 0.0) ** 2).sum(axis=2)), np.float32)


def _patterned(old: NDArray[np.float32], new: NDArray[np.float32]) -> Mask:
    """Where the pattern is another one, whatever the light does: the shaded side of a carton is as grey as the floor.

    Light multiplies slopes of the lightness by one positive number; what no such number explains is another thing.
    """
    (old_x, old_y), (new_x, new_y) = _slopes(old), _slopes(new)
    best = _around(old_x * new_x + old_y * new_y) / (_around(old_x**2 + old_y**2) + 1e-3)
    gain = np.asarray(np.clip(best, SHADOW_DARKEST, 1 / SHADOW_DARKEST), np.float32)
    other = _around((new_x - gain * old_x) ** 2 + (new_y - gain * old_y) ** 2)
    found = other > PATTERN**2 * gain
    return np.asarray(cv2.erode(found.astype(np.uint8), _disc(PATTERN_EDGE)) > 0)


def _slopes(lightness: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Per pixel, along x and along y."""
    across, down = cv2.Scharr(lightness, cv2.CV_32F, 1, 0), cv2.Scharr(lightness, cv2.CV_32F, 0, 1)
    return np.asarray(across / 32, np.float32), np.asarray(down / 32, np.float32)


def _around(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), PATTERN_WIDTH), np.float32)


def _grow(strong: Mask, weak: Mask) -> Mask:
    """The parts of `weak` that touch something strong."""
    count, labels = cv2.connectedComponents(weak.astype(np.uint8), connectivity=8)
    kept = np.zeros(count, np.bool_)
    kept[labels[strong & weak]] = True
    return np.asarray(kept[labels])


def _disc(size: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), dtype=np.uint8)


def _components(solid: NDArray[np.uint8]) -> list[Region]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    found = []
    for label in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[label])
        if area >= SMALLEST:
            found.append(Region(_filled(labels == label), (x, y, w, h), area))
    return sorted(found, key=lambda region: -region.area)


def _filled(mask: Mask) -> Mask:
    """The mask without holes: a label in the colour of the basket floor is still part of the thing."""
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    whole = np.zeros(mask.shape, np.uint8)
    cv2.drawContours(whole, outlines, -1, 1, cv2.FILLED)
    return np.asarray(whole > 0)
