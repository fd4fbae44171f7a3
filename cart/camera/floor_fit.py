"""Calibrates the camera to the basket floor: pictures of the board to a FloorCalibration, or a Refusal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from cart.camera.board import Seen
from cart.camera.floor import Points, frame, straightened, through
from cart.core.calibration import Refusal
from cart.core.floor import FloorCalibration
from cart.core.sentences import Sentence

RULER_MM, RULER_OFF = 100.0, 0.05
LEAST_CM2 = 400.0  # between the corners; a board has 220 between its own, and at both ends of a basket 540
MOST_RMS_MM, MOST_WORST_MM = 0.3, 1.0  # a board that is bent by 7 mm leaves 0.3 mm, and puts places 5 mm off
MOST_LENS = 0.5  # a fisheye of 150 degrees; more is no lens, but a fit that went astray
_ROUNDS, _ENOUGH = 40, 1e-7  # of the squared residual, gained in a round
_NOTHING = 1e-12  # mm2
_STEP = 1e-6  # of a parameter, for its derivative


@dataclass(frozen=True, eq=False)
class _Fit:
    """`matrix` takes straightened pixels to millimetres; the corners are at `places`, by `off` beside their boards."""

    matrix: Points
    lens: float
    places: Points
    off: Points


def calibrate(seen: Sequence[Seen], ruler_mm: float, camera: str, who: str, when: int) -> FloorCalibration | Refusal:
    """The calibration that fits every board best, or why there is none; raises IndexError without a picture."""
    size = seen[0].size
    refused = wrong_ruler(ruler_mm) or _other_size(seen)
    if refused is not None:
        return refused
    fit = _fit(seen, ruler_mm / RULER_MM)
    far = np.hypot(*fit.off.T)
    rms, worst = float(np.sqrt((far**2).mean())), float(far.max())
    # Written so that nan is refused.
    if not (rms <= MOST_RMS_MM and worst <= MOST_WORST_MM and abs(fit.lens) <= MOST_LENS):
        return Refusal(
            Sentence.BOARD_OFF.of(
                rms=f"{rms:.1f}", worst=f"{worst:.1f}", most_rms=f"{MOST_RMS_MM:g}", most_worst=f"{MOST_WORST_MM:g}"
            )
        )
    covered = float(cv2.contourArea(cv2.convexHull(fit.places.astype(np.float32)))) / 100
    if covered < LEAST_CM2:
        return Refusal(Sentence.BOARD_SMALL.of(covered=f"{covered:.0f}", least=f"{LEAST_CM2:.0f}"))
    h = [float(number) for number in (fit.matrix / [[10], [10], [1]]).reshape(-1)]
    return FloorCalibration(
        camera,
        size,
        (h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8]),
        fit.lens,
        rms,
        worst,
        len(far),
        len(seen),
        covered,
        ruler_mm,
        who,
        when,
    )


def wrong_ruler(ruler_mm: float) -> Refusal | None:
    """Whether the printed ruler is too far off: the printer scaled the page, and may have done so unevenly."""
    if abs(ruler_mm / RULER_MM - 1) <= RULER_OFF:
        return None
    return Refusal(Sentence.BOARD_RULER.of(ruler=f"{ruler_mm:g}", right=f"{RULER_MM:g}"))


def _other_size(seen: Sequence[Seen]) -> Refusal | None:
    for each in seen:
        if each.size != seen[0].size:
            (width, height), (first_width, first_height) = each.size, seen[0].size
            return Refusal(
                Sentence.BOARD_SIZES.of(
                    one=each.name,
                    size=f"{width}x{height}",
                    other=seen[0].name,
                    other_size=f"{first_width}x{first_height}",
                )
            )
    return None


def _fit(seen: Sequence[Seen], printed: float) -> _Fit:
    """Least squares on the floor: a homography, the lens, and how each board but the first is turned and shifted.

    The first board is the floor's frame; the pixels are scaled to the picture's half diagonal.
    """
    middle, half = frame(seen[0].size)
    pixels = [(each.pixels - middle) / half for each in seen]
    sheets = [each.sheet * printed for each in seen]
    first, _ = cv2.findHomography(pixels[0], sheets[0])
    start = np.append((first / first[2, 2]).reshape(-1)[:8], 0.0)
    for there, sheet in zip(pixels[1:], sheets[1:], strict=True):
        start = np.append(start, _lying(sheet, _floor(start, there)))

    every = np.concatenate(pixels)

    def off(numbers: Points) -> Points:
        boards = [sheets[0]]
        for sheet, (turn, x, y) in zip(sheets[1:], numbers[9:].reshape(-1, 3), strict=True):
            boards.append(sheet @ _turned(turn) + (x, y))
        return _floor(numbers, every) - np.concatenate(boards)

    numbers = _least_squares(lambda numbers: off(numbers).reshape(-1), start)
    scaled = np.array([[1 / half, 0, -middle[0] / half], [0, 1 / half, -middle[1] / half], [0, 0, 1]])
    return _Fit(_matrix(numbers) @ scaled, float(numbers[8]), _floor(numbers, every), off(numbers))


def _floor(numbers: Points, there: Points) -> Points:
    return through(_matrix(numbers), straightened(there, float(numbers[8])))


def _matrix(numbers: Points) -> Points:
    return np.append(numbers[:8], 1.0).reshape(3, 3)


def _turned(angle: float) -> Points:
    """Turns points (rows) by an angle."""
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def _lying(sheet: Points, there: Points) -> Points:
    """Turn and shift that lay a board closest to where its corners are (Procrustes)."""
    centre, place = sheet.mean(axis=0), there.mean(axis=0)
    a, b = sheet - centre, there - place
    turn = float(np.arctan2((a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum(), (a * b).sum()))
    return np.append(turn, place - centre @ _turned(turn))


def _least_squares(off: Callable[[Points], Points], start: Points) -> Points:
    """Levenberg-Marquardt with differences for derivatives: some dozen numbers, some hundred residuals."""
    numbers, damping = start, 1e-3
    residual, slopes = off(numbers), _slopes(off, numbers)
    for _ in range(_ROUNDS):
        normal, down = slopes.T @ slopes, slopes.T @ residual
        tried = numbers - np.linalg.solve(normal + damping * np.diag(normal.diagonal() + 1e-12), down)
        left = off(tried)
        before, after = float(residual @ residual), float(left @ left)
        if not after < before:  # nan too
            damping *= 10
            continue
        numbers, residual, damping = tried, left, damping / 10
        if after < _NOTHING or before - after < _ENOUGH * before:
            break
        slopes = _slopes(off, numbers)
    return numbers


def _slopes(off: Callable[[Points], Points], numbers: Points) -> Points:
    steps = _STEP * np.maximum(1.0, np.abs(numbers))
    return np.stack([(off(numbers + each) - off(numbers - each)) / (2 * each.max()) for each in np.diag(steps)], axis=1)
