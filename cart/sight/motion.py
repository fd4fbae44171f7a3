"""Whether anything moves in front of the camera, from small pictures; and where."""

from dataclasses import dataclass

import cv2
import numpy as np

from cart.camera.frames import Picture

MOVED = 18  # grey levels between two small pictures: sensor noise stays below
SHARE = 0.003  # of the picture that has to move


@dataclass(frozen=True)
class Motion:
    """Where two small pictures differ: (x, y, width, height), each 0..1 of the picture."""

    box: tuple[float, float, float, float]


def between(older: Picture, newer: Picture) -> Motion | None:
    """What moved from one small picture to the next; None when nothing did."""
    gap = cv2.absdiff(cv2.GaussianBlur(older, (5, 5), 0), cv2.GaussianBlur(newer, (5, 5), 0)).max(axis=2)
    moved = gap > MOVED
    if moved.mean() < SHARE:
        return None
    rows, columns = np.flatnonzero(moved.any(axis=1)), np.flatnonzero(moved.any(axis=0))
    height, width = moved.shape
    x0, x1 = columns[0] / width, (columns[-1] + 1) / width
    y0, y1 = rows[0] / height, (rows[-1] + 1) / height
    return Motion((float(x0), float(y0), float(x1 - x0), float(y1 - y0)))
