"""Why a picture was given its name, as a picture for people: what was seen, and what it was found to be like."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from cart.core.units import Sku
from models.gallery import Gallery
from models.looks import Vectors
from models.preprocess import Mask, Pixels

WIDTH, MARGIN, SEEN, ROW, THUMB = 1080, 24, 440, 74, 58
PAPER, INK, QUIET, BAR, NOTHING, TRACK = (
    (250, 250, 248),
    (33, 37, 41),
    (110, 116, 122),
    (46, 125, 90),
    (150, 90, 60),
    (228,) * 3,
)
OUTLINE = (255, 64, 160)
FONT = cv2.FONT_HERSHEY_SIMPLEX


@dataclass(frozen=True)
class Neighbour:
    """A product of the gallery beside what was seen; `usual` is the cosine its own views have."""

    sku: Sku
    name: str
    score: float
    cosine: float
    usual: float
    views: int


def neighbours(gallery: Gallery, vector: Vectors, top: int) -> tuple[list[Neighbour], float]:
    """The likeliest products with their scores, and that of none of these."""
    scores, nothing = gallery.scores(vector)
    cosines = gallery.cosines(vector)[0]
    order = np.argsort(-gallery.likeness(vector)[0])[:top]
    found = []
    for nth in order.tolist():
        look, usual = gallery.looks[nth], 1.0 - float(gallery.spreads[nth])
        found.append(Neighbour(look.sku, look.name, scores.get(look.sku, 0.0), float(cosines[nth]), usual, look.views))
    return found, nothing


def draw(
    picture: Pixels,
    mask: Mask | None,
    square: Pixels,
    found: list[Neighbour],
    nothing: float,
    footer: str,
    thumbnails: Mapping[Sku, Pixels],
) -> Pixels:
    """RGB: on the left what was seen with the mask's outline and what the network gets, on the right the neighbours."""
    left = _fitted(_outlined(picture, mask), SEEN)
    height = max(MARGIN + 34 + left.shape[0] + 16 + THUMB * 2, 110 + ROW * (len(found) + 1)) + 64
    canvas = np.full((height, WIDTH, 3), PAPER, np.uint8)
    _write(canvas, "What was seen" + (", outlined" if mask is not None else ""), (MARGIN, MARGIN + 14), 0.55, QUIET)
    top = MARGIN + 30
    canvas[top : top + left.shape[0], MARGIN : MARGIN + left.shape[1]] = left
    top += left.shape[0] + 16
    canvas[top : top + 2 * THUMB, MARGIN : MARGIN + 2 * THUMB] = cv2.resize(square, (2 * THUMB, 2 * THUMB))
    _write(canvas, "as the network gets it", (MARGIN + 2 * THUMB + 12, top + THUMB + 6), 0.5, QUIET)
    _verdict(canvas, found, nothing, MARGIN + SEEN + 40)
    for nth, neighbour in enumerate(found):
        _row(canvas, neighbour, 110 + nth * ROW, thumbnails.get(neighbour.sku))
    _bar(canvas, "none of these", nothing, "", 110 + len(found) * ROW, NOTHING)
    _write(canvas, footer, (MARGIN, height - 20), 0.45, QUIET)
    return canvas


def _verdict(canvas: Pixels, found: list[Neighbour], nothing: float, left: int) -> None:
    best = max((neighbour.score for neighbour in found), default=0.0)
    if not found or nothing >= best:
        words = "Probably none of these products"
    elif best >= 0.9:
        words = f"{found[0].name}"
    else:
        words = f"{found[0].name}?  Not sure."
    _write(canvas, words, (left, MARGIN + 24), 0.85, INK, 2)
    _write(canvas, "probability, and likeness to the views that were enrolled", (left, MARGIN + 52), 0.45, QUIET)


def _row(canvas: Pixels, neighbour: Neighbour, top: int, thumbnail: Pixels | None) -> None:
    known = "one view" if neighbour.views == 1 else f"{neighbour.views} views"
    compared = f"likeness {neighbour.cosine:.2f}; usual {neighbour.usual:.2f}; known from {known}"
    _bar(canvas, neighbour.name, neighbour.score, compared, top, BAR)
    if thumbnail is not None:
        small = _fitted(thumbnail, THUMB)
        left = WIDTH - MARGIN - small.shape[1]
        canvas[top : top + small.shape[0], left : left + small.shape[1]] = small


def _bar(canvas: Pixels, name: str, score: float, compared: str, top: int, colour: tuple[int, ...]) -> None:
    left, right = MARGIN + SEEN + 40, WIDTH - MARGIN - THUMB - 16
    _write(canvas, name, (left, top + 18), 0.6, INK)
    percent = f"{int(100 * score)} %"  # rounded down: what the verdict calls unsure does not read as sure
    (width, _), _ = cv2.getTextSize(percent, FONT, 0.6, 1)
    _write(canvas, percent, (right - width, top + 18), 0.6, INK)
    cv2.rectangle(canvas, (left, top + 28), (right, top + 40), TRACK, -1)
    cv2.rectangle(canvas, (left, top + 28), (left + round((right - left) * score), top + 40), colour, -1)
    _write(canvas, compared, (left, top + 57), 0.42, QUIET)


def _outlined(picture: Pixels, mask: Mask | None) -> Pixels:
    if mask is None:
        return picture
    shown, thick = picture.copy(), max(2, max(picture.shape) // 200)
    edges, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(shown, edges, -1, OUTLINE, thick, cv2.LINE_AA)
    return shown


def _fitted(picture: Pixels, side: int) -> Pixels:
    scale = side / max(picture.shape[:2])
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR))


def _write(
    canvas: Pixels, text: str, at: tuple[int, int], size: float, colour: tuple[int, ...], thick: int = 1
) -> None:
    """OpenCV's font has no accents: letters go without theirs, and what is no letter becomes a question mark."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    cv2.putText(canvas, plain.encode("ascii", "replace").decode(), at, FONT, size, colour, thick, cv2.LINE_AA)
