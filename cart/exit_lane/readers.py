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

ReadSigns = Callable[[Picture], tuple[Sign, ...]]

CARD = re.compile(r"SMART-CART:LANE:([A-Z0-9]{1,8})")
"""What a lane's card says; upper case, digits and colons make the smallest QR code."""

SMOOTHED_PX = 1.0

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


def read_cards(picture: Picture) -> tuple[Sign, ...]:
    """The lanes' cards in a picture; other QR codes say nothing here."""
    grey = _grey(picture)
    # Half of what cannot be read as it is can be read smoothed: grain looks like modules.
    codes = _qr_codes(grey) or _qr_codes(cv2.GaussianBlur(grey, (0, 0), SMOOTHED_PX))
    signs = []
    for found in codes:
        card = CARD.fullmatch(found.text)
        if card:
            at = found.position
            corners = [(c.x, c.y) for c in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)]
            signs.append(_sign(Lane.CROSSED, card[1], corners, picture))
    return tuple(signs)


def _qr_codes(grey: Any) -> list[zxingcpp.Barcode]:
    return list(zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.QRCode, try_invert=False))


def _sign(lane: Lane, name: str, around: Any, picture: Picture) -> Sign:
    height = picture.shape[0]
    corners = np.asarray(around, dtype=float).reshape(4, 2) / height
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1)
    x, y = corners.mean(axis=0)
    return Sign(lane, name, (float(x), float(y)), float(sides.min()))


def _grey(picture: Picture) -> Picture:
    return picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
