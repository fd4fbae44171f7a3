"""What the camera sees in the pictures of screens: drawn, so that it is the same everywhere. RGB, 480 x 640."""

from functools import cache

import cv2
import numpy as np

HIGH, WIDE = 480, 640
FLOOR, CARD, PAPER, INK = (118, 122, 116), (196, 158, 92), (246, 244, 238), (26, 26, 30)
BARS = "101001110111001100110010011100010100111001101010100001011100110110011011101001000010101"


@cache
def board() -> np.ndarray:
    """The printed board on the floor of the basket; its inner corners are at ui.examples_staff.CORNERS."""
    seen = _floor()
    cv2.rectangle(seen, *_place(120, 160, 880, 840), PAPER, cv2.FILLED)
    for column in range(7):
        for row in range(6):
            if (column + row) % 2 == 0:
                left, top = 150 + 100 * column, 200 + 100 * row
                cv2.rectangle(seen, *_place(left, top, left + 100, top + 100), INK, cv2.FILLED)
    return seen


@cache
def package() -> np.ndarray:
    """A package held before the camera, its barcode in the middle."""
    seen = _floor()
    cv2.rectangle(seen, *_place(140, 80, 900, 960), CARD, cv2.FILLED)
    cv2.rectangle(seen, *_place(270, 270, 730, 730), PAPER, cv2.FILLED)
    for n, bar in enumerate(BARS):
        if bar == "1":
            left = 300 + n * 400 / len(BARS)
            cv2.rectangle(seen, *_place(left, 310, left + 400 / len(BARS), 690), INK, cv2.FILLED)
    return seen


def _floor() -> np.ndarray:
    """A basket's floor, darker towards its far end."""
    shade = np.linspace(0.7, 1.0, HIGH)[:, None, None]
    return np.ascontiguousarray(np.broadcast_to(np.array(FLOOR) * shade, (HIGH, WIDE, 3)).astype(np.uint8))


def _place(left: float, top: float, right: float, bottom: float) -> tuple[tuple[int, int], tuple[int, int]]:
    """Permille of the picture as pixels."""
    return (
        (round(left * WIDE / 1000), round(top * HIGH / 1000)),
        (round(right * WIDE / 1000) - 1, round(bottom * HIGH / 1000) - 1),
    )
