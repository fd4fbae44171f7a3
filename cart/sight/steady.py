"""Two pictures of one basket brought to one view and one light: the camera's arm sways, and the shop has many lamps."""

import cv2
import numpy as np
from numpy.typing import NDArray

from cart.camera.frames import Picture

LEAST, MOST = 0.15, 2.5  # pixels of sway: less is none, more is a wrong answer
EDGES = 6.0  # pixels: what is broader is light
EDGE_MOST = 12.0  # grey levels: one bright label must not outweigh the basket's own lattice


def aligned(before: Picture, after: Picture) -> Picture:
    """`after` shifted on to `before` by parts of a pixel, where the two fit better so.

    One pixel of sway draws a line of change along every edge in the basket. Phase correlation (Kuglin and Hines 1975)
    of the fine edges finds it to 0.3 pixels, whatever came, went or was lit otherwise meanwhile.
    """
    height, width = before.shape[:2]
    window = cv2.createHanningWindow((width, height), cv2.CV_32F)
    (x, y), _ = cv2.phaseCorrelate(_edges(before), _edges(after), window)
    if not LEAST <= max(abs(x), abs(y)) <= MOST:
        return after
    back = np.array([[1, 0, -x], [0, 1, -y]], np.float32)
    moved = np.asarray(cv2.warpAffine(after, back, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)
    return moved if _off(before, moved) < _off(before, after) else after


def alike(before: Picture, after: Picture) -> Picture:
    """`after` under the light of `before`: one gain per channel, from the pixels that did not change."""
    sample = np.s_[::4, ::4]
    ratio = (before[sample].astype(np.float32) + 8.0) / (after[sample].astype(np.float32) + 8.0)
    gain = np.median(ratio.reshape(-1, 3), axis=0)
    return np.asarray(np.clip(after * gain, 0, 255), dtype=np.uint8)


def _edges(picture: Picture) -> NDArray[np.float32]:
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine = cv2.GaussianBlur(grey, (0, 0), 1.0) - cv2.GaussianBlur(grey, (0, 0), EDGES)
    return np.asarray(np.clip(fine, -EDGE_MOST, EDGE_MOST), np.float32)


def _off(before: Picture, after: Picture) -> float:
    sample = np.s_[::2, ::2]
    return float(np.median(cv2.absdiff(before, after)[sample].mean(axis=2)))
