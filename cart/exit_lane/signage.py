"""What is laid, and hung, in an exit lane for cameras: the markers on its floor and its card, as pages to print."""

from collections.abc import Mapping

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from cart.core.inputs import Lane
from cart.exit_lane.readers import DICTIONARY, card_text, marker_of
from cart.paper import Page, Words, bars_of, ruler

MARKER_MM, MARGIN_MM = 200.0, 25.0
BEFORE_M = (1.35, 0.60, -0.15)
"""How far before the line the zone's marker lies: a cart sees one wherever it stops, until it sees the one behind."""
BEHIND_M = 0.9
"""How far behind the line the line's own marker lies."""
LANES = 25  # the dictionary has 50 markers

CARD_MM = 55.0
A3, A6 = (297.0, 420.0), (105.0, 148.0)
TITLE_MM, WORDS_MM, LINE_MM = 7.0, 4.0, 6.0
TRUE_SIZE = "Print at 100 %, never fitted to the page."


def pages(lane: int) -> Mapping[str, Page]:
    """The pages of lane number `lane`, by a name for each; raises ValueError with one sentence."""
    if not 1 <= lane <= LANES:
        raise ValueError(f"Lane {lane} cannot be marked: there are markers for lanes 1 to {LANES}.")
    places = [f"{metres:g} m before" if metres > 0 else f"{-metres:g} m behind" for metres in BEFORE_M]
    three = ("Print three. Glue them to the floor in the middle of the lane:", f"{', '.join(places)} the line.")
    one = (f"Print one. Glue it to the floor in the middle of the lane, {BEHIND_M:g} m behind the line.",)
    return {
        "zone": _marker(lane, Lane.ARMED, three),
        "line": _marker(lane, Lane.CROSSED, one),
        "card": _card(lane),
    }


def _marker(lane: int, place: Lane, words: tuple[str, ...]) -> Page:
    """A3, as its white margin must be seen too; which way round it lies makes no difference."""
    drawn = marker_modules(marker_of(lane, place))
    left, top = (A3[0] - MARKER_MM) / 2, 2 * MARGIN_MM
    title = f"Exit lane {lane}: {'zone' if place is Lane.ARMED else 'behind the line'}"
    black = [*bars_of(drawn, (left, top), MARKER_MM / len(drawn)), *ruler(left, top + MARKER_MM + 2 * MARGIN_MM)]
    rest = f"Leave {MARGIN_MM:g} mm of white around it; matt, not glossy. {TRUE_SIZE}"
    return Page(A3, black, _said(title, (*words, rest), left, 340.0))


def _card(lane: int) -> Page:
    modules = code_modules(card_text(str(lane)))
    left, top = (A6[0] - CARD_MM) / 2, 20.0
    words = ("Hang it on a cord at the line: shoppers show it to", "the camera above the basket.", TRUE_SIZE)
    black = bars_of(modules, (left, top), CARD_MM / len(modules))
    return Page(A6, black, _said(f"Exit lane {lane}", words, 8.0, 100.0, 0.75))


def marker_modules(number: int) -> NDArray[np.bool_]:
    """The black of a marker, a pixel each: six by six, and its border."""
    dictionary = cv2.aruco.getPredefinedDictionary(DICTIONARY)
    return np.asarray(cv2.aruco.generateImageMarker(dictionary, number, 8) == 0)


def code_modules(text: str) -> NDArray[np.bool_]:
    """The black of a QR code, a pixel each, without its white margin."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    black = np.asarray(memoryview(code.to_image(scale=1)).tolist(), dtype=int) < 128
    rows, columns = np.flatnonzero(black.any(axis=1)), np.flatnonzero(black.any(axis=0))
    return np.asarray(black[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def _said(title: str, words: tuple[str, ...], x: float, y: float, size: float = 1.0) -> list[Words]:
    lines = [Words(x, y, size * TITLE_MM, title)]
    return lines + [
        Words(x, y + size * LINE_MM * (1.5 + number), size * WORDS_MM, text) for number, text in enumerate(words)
    ]
