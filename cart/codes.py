"""Barcodes in a picture: texts with right check digits, and no meaning.

zxing scans rows and columns only and is cheap; a copy turned by 45 degrees shows it slanted codes, and
OpenCV's detector on a sharpened picture reads soft and slanted ones. Every decoder now and then misreads a poor
picture into digits that pass the check, so one look is never believed alone: the cart waits for a second
agreeing look, and `deep` lets several differently prepared copies of one picture vote.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from stdnum import ean

Picture = NDArray[np.uint8]
"""Grey, or RGB."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

RETAIL = (
    zxingcpp.BarcodeFormat.EAN13,
    zxingcpp.BarcodeFormat.EAN8,
    zxingcpp.BarcodeFormat.UPCA,
    zxingcpp.BarcodeFormat.UPCE,
    zxingcpp.BarcodeFormat.DataBarExp,
)

DEEP_SIDE = 1280
"""Small pictures are enlarged to this length, at most threefold: readers want two pixels per module."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it is printed: UPC-A with 12 digits, UPC-E with 8, DataBar Expanded as a GS1 string."""

    text: str
    format: str


@dataclass(frozen=True, slots=True)
class Read:
    """A code with its place in the picture that was read."""

    code: Code
    box: Box


def read_codes(picture: Picture, deep: bool = False) -> list[Code]:
    """The codes in one picture; `deep` takes several looks at it and lets them vote."""
    grey = as_grey(picture)
    reads = read_by_vote(grey) if deep else read_straight(grey)
    return unique(read.code for read in reads)


class CodeLooks:
    """Looks at successive frames: straight at each, and in turns slanted or sharpened."""

    def __init__(self) -> None:
        self._ways: tuple[Callable[[Picture], list[Read]], ...] = (read_turned, read_sharpened)
        self._next = 0

    def look(self, picture: Picture) -> list[Read]:
        """The codes that this frame shows: straight, or else to the way of looking whose turn it is."""
        grey = as_grey(picture)
        if reads := read_straight(grey):
            return reads
        way = self._ways[self._next]
        self._next = (self._next + 1) % len(self._ways)
        return way(grey)


def as_grey(picture: Picture) -> Picture:
    if picture.ndim == 2:
        return picture
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def unique(codes: Iterator[Code]) -> list[Code]:
    return list(dict.fromkeys(codes))


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


def enlarge(grey: Picture, side: int = DEEP_SIDE) -> tuple[Picture, float]:
    factor = float(np.clip(side / max(grey.shape), 1.0, 3.0))
    larger = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    return np.asarray(larger, dtype=np.uint8), factor


def box_around(corners: Any) -> Box:
    points = np.asarray(corners, dtype=float).reshape(-1, 2)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def as_printed(text: str, kind: str) -> Code | None:
    """The code with the digits that are printed under it, or None if its check digit is wrong."""
    if kind == "DataBar Expanded":
        return Code(text, kind)
    if not text.isdigit() or len(text) not in (8, 12, 13) or not ean.is_valid(text):
        return None
    if kind == "UPC-E":  # decoders give the long form
        short = shorten_upc(text[-12:]) if text.zfill(13)[0] == "0" else None
        return Code(short, kind) if short else None
    if len(text) == 13 and text[0] == "0":
        return Code(text[1:], "UPC-A")
    return Code(text, {8: "EAN-8", 12: "UPC-A", 13: "EAN-13"}[len(text)])


def shorten_upc(upc: str) -> str | None:
    """UPC-E of a UPC-A with 12 digits (GS1 General Specifications 5.2.2.4.2), None where there is none."""
    if len(upc) != 12:
        return None
    system, maker, item, check = upc[0], upc[1:6], upc[6:11], upc[11]
    if system not in "01":
        return None
    if maker[2] in "012" and maker[3:] == "00" and item[:2] == "00":
        body = maker[:2] + item[2:] + maker[2]
    elif maker[3:] == "00" and item[:3] == "000":
        body = maker[:3] + item[3:] + "3"
    elif maker[4] == "0" and item[:4] == "0000":
        body = maker[:4] + item[4] + "4"
    elif item[:4] == "0000" and item[4] in "56789":
        body = maker + item[4]
    else:
        return None
    return system + body + check


def read_by_vote(grey: Picture) -> list[Read]:
    """Codes that at least two looks agree on and that win clearly over other readings of the same bars."""
    ballots: dict[Code, list[Box]] = {}
    winners: list[Read] = []
    for reads in deep_looks(grey):
        for read in {read.code: read for read in reads}.values():
            ballots.setdefault(read.code, []).append(read.box)
        places = [Read(code, box_around(boxes)) for code, boxes in ballots.items()]
        winners = [place for place in places if elected(place, places, ballots)]
        if winners and all(any(same_bars(place, winner) for winner in winners) for place in places):
            break
    return winners


def elected(place: Read, places: list[Read], ballots: dict[Code, list[Box]]) -> bool:
    rivals = (len(ballots[other.code]) for other in places if other != place and same_bars(place, other))
    return enough(ballots[place.code], max(rivals, default=0))


def enough(boxes: list[Box], rival_votes: int) -> bool:
    """Two looks must agree; three where each saw a single row, because equal rows are misread equally."""
    needed = 3 if all(bottom - top < 3 or right - left < 3 for left, top, right, bottom in boxes) else 2
    return len(boxes) >= needed and len(boxes) > 2 * rival_votes


def same_bars(one: Read, two: Read) -> bool:
    """Two readings of one printed code: they overlap, or the halves with the check digit are equal."""
    if one.code.text[-6:] == two.code.text[-6:]:
        return True
    (left, top, right, bottom), (left2, top2, right2, bottom2) = one.box, two.box
    return left <= right2 and left2 <= right and top <= bottom2 and top2 <= bottom


def deep_looks(grey: Picture) -> Iterator[list[Read]]:
    """Looks at differently prepared copies, the best ones first; places in the original picture."""
    yield read_straight(grey)
    large, factor = enlarge(grey)
    back = partial(scaled, factor=1 / factor)
    yield back(read_straight(sharpen(large, 5.0, 2.0)))
    yield read_sharpened(grey)
    yield back(read_straight(sharpen(large, 3.0, 2.0), downscale=False))
    yield back(read_straight(large))
    averaged = np.asarray(cv2.blur(large, (1, 15)), dtype=np.uint8)
    yield back(read_straight(sharpen(averaged, 4.0, 2.0)))
    yield back(read_sharpened(large, 3.0, 2.0))


def scaled(reads: Sequence[Read], factor: float) -> list[Read]:
    return [Read(read.code, box_around(np.reshape(read.box, (2, 2)) * factor)) for read in reads]
