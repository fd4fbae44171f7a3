"""Pictures -> signs of the exit lane: ArUco markers on the floor, and QR codes of the lanes' cards."""

import re
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from cart.core.inputs import Lane
from cart.exit_lane.raw import Sign

Picture = NDArray[np.uint8]
"""Grey, or RGB; 640x480 is plenty."""

Corners = NDArray[np.float64]
"""(4, 2): columns and rows."""

ReadSigns = Callable[[Picture], tuple[Sign, ...]]

CARD = re.compile(r"SMART-CART:LANE:([A-Z0-9]{1,8})")
"""What a lane's card says; upper case, digits and colons make the smallest QR code."""

SMOOTHED_PX = 1.0
ENLARGED, CLOSER = 2, 20
"""So many times as large, in so many pictures after one that a card was read in: a hand shows it for a few seconds."""

DICTIONARY = cv2.aruco.DICT_6X6_50
"""No false marker in 300 cluttered scenes, unlike dictionaries of smaller ones."""


def marker_of(lane: int, place: Lane) -> int:
    """The marker's number: lanes count from 1, and each has two, one after the other."""
    return 2 * (lane - 1) + (place is Lane.CROSSED)


def card_text(name: str) -> str:
    text = f"SMART-CART:LANE:{name}"
    if not CARD.fullmatch(text):
        raise ValueError(f"A lane cannot be called '{name}': take up to eight capital letters and digits.")
    return text


class MarkerReader:
    """Finds the ArUco markers of DICTIONARY."""

    def __init__(self) -> None:
        settings = cv2.aruco.DetectorParameters()
        settings.errorCorrectionRate = 0.2
        # One threshold window instead of three, and a wide one: a marker of a lane is large in the picture. Of those
        # that motion has blurred by more than a cell (20 cm, 1.5 to 1.8 m/s) 15 pixels find 66 in 100, and 35 find 90.
        settings.adaptiveThreshWinSizeMin = settings.adaptiveThreshWinSizeMax = 35
        dictionary = cv2.aruco.getPredefinedDictionary(DICTIONARY)
        self._detector = cv2.aruco.ArucoDetector(dictionary, settings)

    def __call__(self, picture: Picture) -> tuple[Sign, ...]:
        corners, numbers = self._detector.detectMarkers(_grey(picture))[:2]
        if numbers is None:
            return ()
        signs = []
        for around, number in zip(corners, np.ravel(numbers), strict=True):
            lane, place = divmod(int(number), 2)
            signs.append(_sign(Lane.CROSSED if place else Lane.ARMED, str(lane + 1), around, picture))
        return tuple(signs)


class CardReader:
    """Finds the lanes' cards in one camera's pictures, in the order in which they were taken.

    Other QR codes say nothing here. Where a card has just been read, the next pictures are looked at more closely.
    """

    def __init__(self) -> None:
        self._near = (0, 0, 0, 0)  # left, top, right and bottom of where a card is looked for
        self._closer = 0  # pictures that are still looked at more closely

    def __call__(self, picture: Picture) -> tuple[Sign, ...]:
        grey = _grey(picture)
        # Half of what cannot be read as it is can be read smoothed: grain looks like modules.
        cards = _cards(grey) or _cards(cv2.GaussianBlur(grey, (0, 0), SMOOTHED_PX))
        if not cards and self._closer:
            cards = self._enlarged(grey)
        self._closer = CLOSER if cards else max(0, self._closer - 1)
        if cards:
            self._near = _around(cards[0][1])
        return tuple(_sign(Lane.CROSSED, name, corners, picture) for name, corners in cards)

    def _enlarged(self, grey: Picture) -> list[tuple[str, Corners]]:
        """A tenth of what cannot be read otherwise can be; the whole picture so large takes as long as ten readings."""
        left, top, right, bottom = self._near
        near = grey[top:bottom, left:right]
        found = _cards(np.asarray(cv2.resize(near, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_CUBIC)))
        return [(name, corners / ENLARGED + np.array([left, top])) for name, corners in found]


def _around(corners: Corners) -> tuple[int, int, int, int]:
    """Where a card that was read will be in the next picture: there, or its own size away on any side."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    left, top = np.maximum(2 * low - high, 0).astype(int)
    right, bottom = (2 * high - low).astype(int)
    return int(left), int(top), int(right), int(bottom)


def _cards(grey: Picture) -> list[tuple[str, Corners]]:
    """The name of each card that can be read, and its corners in pixels."""
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.QRCode, try_invert=False)
    cards = [(CARD.fullmatch(code.text), code.position) for code in found]
    return [(card[1], _corners(at)) for card, at in cards if card]


def _corners(at: zxingcpp.Position) -> Corners:
    return np.array([(c.x, c.y) for c in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)], float)


def _sign(lane: Lane, name: str, around: Any, picture: Picture) -> Sign:
    height = picture.shape[0]
    corners = np.asarray(around, dtype=float).reshape(4, 2) / height
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1)
    x, y = corners.mean(axis=0)
    return Sign(lane, name, (float(x), float(y)), float(sides.min()))


def _grey(picture: Picture) -> Picture:
    return picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
