"""The printed ChArUco board: what it looks like, and where its corners are in a picture."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cart.camera.frames import Picture
from cart.core.calibration import Refusal
from cart.core.sentences import Sentence

SQUARES = (9, 6)
SQUARE_MM, MARKER_MM = 28.0, 21.0
PIXELS_PER_MM = 2  # draws every edge of the pattern on a whole pixel: a module of a marker is 3.5 mm
LEAST_CORNERS = 12  # of 40 in one picture: two rows at least
BLURRED = 0.0015  # of the picture's width: an edge's standard deviation; a sharp one has 0.0009 at 640 pixels
_CLEAR_MM = 2.5  # around a corner: free of markers, whichever way the board is turned
_EDGE_MM = 6.0  # around the middle of a square's side: the marker in the white square begins 3.5 mm away
_STEPS = 61

Points = NDArray[np.float64]
"""n x 2."""


@dataclass(frozen=True, eq=False)
class Seen:
    """The board's corners in one picture: where they were printed (mm), and where they are seen (pixels)."""

    name: str
    size: tuple[int, int]  # width and height of the picture
    sheet: Points
    pixels: Points


def pattern() -> NDArray[np.uint8]:
    """The board without a margin, black on white, PIXELS_PER_MM."""
    size = (int(SQUARES[0] * SQUARE_MM * PIXELS_PER_MM), int(SQUARES[1] * SQUARE_MM * PIXELS_PER_MM))
    return np.asarray(_board().generateImage(size, marginSize=0), dtype=np.uint8)


def look(picture: Picture, name: str) -> Seen | Refusal:
    """The corners in a picture (RGB) called `name`, or why it cannot be used."""
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    board = _board()
    found, ids, _, markers = cv2.aruco.CharucoDetector(board, detectorParams=parameters).detectBoard(grey)
    if markers is None or not len(markers):
        return Refusal(Sentence.BOARD_NONE.of(picture=name))
    if ids is None or len(ids) < LEAST_CORNERS:
        return Refusal(Sentence.BOARD_PART.of(n=0 if ids is None else len(ids), picture=name, least=LEAST_CORNERS))
    sheet = np.asarray(board.getChessboardCorners(), dtype=float)[ids.reshape(-1), :2]
    middle = np.array(SQUARES) * SQUARE_MM / 2
    pixels = _refined(grey, sheet, np.asarray(found, dtype=np.float32).reshape(-1, 2))
    seen = Seen(name, (grey.shape[1], grey.shape[0]), sheet - middle, pixels)
    if blur(grey, seen) > BLURRED * grey.shape[1]:
        return Refusal(Sentence.BOARD_BLURRED.of(picture=name))
    return seen


def blur(grey: NDArray[np.uint8], seen: Seen) -> float:
    """How soft the squares' edges are: the standard deviation of their slope in pixels, the worse direction's."""
    onto, _ = cv2.findHomography(seen.sheet, seen.pixels)
    along = np.linspace(-_EDGE_MM / 2, _EDGE_MM / 2, _STEPS)
    softness = []
    for axis in (0, 1):
        # The side between two corners runs along the other axis; its middle lies half a square from a corner.
        middles = seen.sheet + SQUARE_MM / 2 * np.eye(2)[1 - axis]
        across = middles[:, None] + along[:, None] * np.eye(2)[axis]
        places = cv2.perspectiveTransform(across.reshape(1, -1, 2), onto).reshape(len(middles), _STEPS, 2)
        profile = cv2.remap(grey, places.astype(np.float32), None, cv2.INTER_LINEAR).astype(float)
        step = np.linalg.norm(places[:, -1] - places[:, 0], axis=1) / (_STEPS - 1)
        rise = np.ptp(profile, axis=1)
        steepest = np.abs(profile[:, 6:] - profile[:, :-6]).max(axis=1) / (6 * step)
        softness.append(float(np.median(rise / np.maximum(steepest, 1e-9))) / np.sqrt(2 * np.pi))
    return float(max(softness))


def _refined(grey: NDArray[np.uint8], sheet: Points, pixels: NDArray[np.float32]) -> Points:
    """The corners once more: OpenCV 4.10 gives them half a pixel off, 5.0 in their place."""
    per_mm = np.linalg.norm(pixels - pixels[0]) / np.linalg.norm(sheet - sheet[0])
    reach = max(2, round(_CLEAR_MM * per_mm))
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 30, 0.005)
    refined = cv2.cornerSubPix(grey, pixels[:, None].copy(), (reach, reach), (-1, -1), stop)
    return np.asarray(refined, dtype=float).reshape(-1, 2)


def _board() -> "cv2.aruco.CharucoBoard":
    marks = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    return cv2.aruco.CharucoBoard(SQUARES, SQUARE_MM, MARKER_MM, marks)
