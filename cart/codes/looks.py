"""Ways of looking for barcodes in one picture, each with the places of what it read.

zxing scans rows and columns only and is cheap; a copy turned by 45 degrees shows it slanted codes, and
OpenCV's detector on a sharpened picture reads soft and slanted ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from cart.codes.printed import Code, as_printed

Picture = NDArray[np.uint8]
"""Grey, or RGB."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

MOST_SIDE = 2000
"""Longer pictures are shrunk to this length: readers take time by the pixel, and a code held up fills part of it."""

RETAIL = (
    zxingcpp.BarcodeFormat.EAN13,
    zxingcpp.BarcodeFormat.EAN8,
    zxingcpp.BarcodeFormat.UPCA,
    zxingcpp.BarcodeFormat.UPCE,
    zxingcpp.BarcodeFormat.DataBarExp,
    zxingcpp.BarcodeFormat.QRCode,
)


@dataclass(frozen=True, slots=True)
class Read:
    """A code with its place in the picture that was read."""

    code: Code
    box: Box


def as_grey(picture: Picture) -> Picture:
    if picture.ndim == 2:
        return picture
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def within(grey: Picture, side: int = MOST_SIDE) -> tuple[Picture, float]:
    """The picture, no longer than `side`, and by what factor it was shrunk."""
    height, width = grey.shape
    factor = side / max(height, width)
    if factor >= 1:
        return grey, 1.0
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8), factor


def read_straight(grey: Picture, *, downscale: bool = True) -> list[Read]:
    """Codes that lie along rows or columns."""
    reads = []
    found = zxingcpp.read_barcodes(grey, formats=RETAIL, try_invert=False, try_downscale=downscale)
    for barcode in found:
        code = as_printed(barcode.text, str(barcode.format))
        if code:
            at = barcode.position
            corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
            reads.append(Read(code, box_around([(corner.x, corner.y) for corner in corners])))
    return reads


def read_slanted(grey: Picture) -> list[Read]:
    """Codes that lie near 45 degrees; places are those of the turned copy."""
    height, width = grey.shape
    turn, side = _turn(width, height)
    turned = cv2.warpAffine(grey, turn, (side, side), borderMode=cv2.BORDER_REPLICATE)
    return read_straight(np.asarray(turned, dtype=np.uint8))


def read_turned(grey: Picture) -> list[Read]:
    """Codes that lie near 45 degrees, with their places in the picture as it is."""
    height, width = grey.shape
    back = cv2.invertAffineTransform(_turn(width, height)[0])
    return [Read(read.code, box_around(_corners(read.box) @ back[:, :2].T + back[:, 2])) for read in read_slanted(grey)]


def _turn(width: int, height: int) -> tuple[NDArray[np.float64], int]:
    """A turn by 45 degrees that keeps all of a picture, and the side of the square that it then needs."""
    side = int(np.ceil(np.hypot(height, width)))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 45, 1.0)
    turn[:, 2] += (side - width) / 2, (side - height) / 2
    return np.asarray(turn), side


def _corners(box: Box) -> NDArray[np.float64]:
    left, top, right, bottom = box
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])


def read_sharpened(grey: Picture, radius: float = 2.0, amount: float = 1.5) -> list[Read]:
    """Soft or slanted codes, by OpenCV's detector on a sharpened copy."""
    found = cv2.barcode.BarcodeDetector().detectAndDecodeWithType(sharpen(grey, radius, amount))
    reads = []
    for text, kind, corners in zip(found[1], found[2], found[3] if found[0] else (), strict=False):
        code = as_printed(text, kind.replace("_", "-"))
        if code:
            reads.append(Read(code, box_around(corners)))
    return reads


def sharpen(grey: Picture, radius: float, amount: float) -> Picture:
    soft = cv2.GaussianBlur(grey, (0, 0), radius)
    return np.asarray(cv2.addWeighted(grey, 1 + amount, soft, -amount, 0), dtype=np.uint8)


def box_around(corners: Any) -> Box:
    points = np.asarray(corners, dtype=float).reshape(-1, 2)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def scaled(reads: Sequence[Read], factor: float) -> list[Read]:
    """The same reads in a picture so many times as large."""
    return [Read(read.code, box_around(np.reshape(read.box, (2, 2)) * factor)) for read in reads]
