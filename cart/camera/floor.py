"""From places in the camera's picture to places and sizes on the basket floor, by a FloorCalibration."""

import cv2
import numpy as np
from numpy.typing import NDArray

from cart.camera.frames import Picture
from cart.core.floor import FloorCalibration

GRID_CM, GRID_COLOUR = 5.0, (0, 200, 90)

Mask = NDArray[np.bool_]
Points = NDArray[np.float64]
"""n x 2."""


def on_floor(calibration: FloorCalibration, pixels: Points) -> Points:
    """Centimetres on the floor of points in a picture of the calibrated size; nan beyond the floor's horizon."""
    middle, half = frame(calibration.picture)
    straight = middle + half * straightened((pixels - middle) / half, calibration.lens)
    return through(np.array(calibration.homography).reshape(3, 3), straight)


def size_cm(calibration: FloorCalibration, mask: Mask) -> tuple[float, float] | None:
    """Long and short side of the smallest rectangle on the floor around what the mask covers.

    The mask may be of the picture in any scale; raises ValueError when it is of another shape. None for an empty
    mask, or one that reaches beyond the floor's horizon.

    Things have height, and the lens sees their top nearer than the floor, so this is an upper bound of what they
    cover: with the camera at height H, a point at height h and b from the place below the lens seems to be
    b * H / (H - h) away from it. A thing of height h under the lens seems longer by h / (H - h) of its length, one
    beside it by b * h / (H - h) with b the distance of its far end: for 10 cm of height 60 cm below the camera that
    is a fifth of its length, or of that distance. What the picture's edge cuts off, or what hides behind others, is
    not counted.
    """
    height, width = mask.shape
    if not calibration.fits((width, height)):
        calibrated = "x".join(map(str, calibration.picture))
        raise ValueError(f"a mask of {width}x{height} pixels is not of a picture of {calibrated}")
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    border = np.concatenate(outlines).reshape(-1, 2).astype(float)
    edges = np.concatenate([border + corner for corner in ((0, 0), (1, 0), (0, 1), (1, 1))])
    floor = on_floor(calibration, edges * (np.array(calibration.picture) / (width, height)) - 0.5)
    if np.isnan(floor).any():
        return None
    _, sides, _ = cv2.minAreaRect(floor.astype(np.float32))
    return float(max(sides)), float(min(sides))


def with_grid(picture: Picture, calibration: FloorCalibration, every_cm: float = GRID_CM) -> Picture:
    """The picture (RGB, of the calibrated size) with the floor's lines drawn upon it: straight, even, and square."""
    height, width = picture.shape[:2]
    columns, rows = np.meshgrid(np.arange(width), np.arange(height))
    places = on_floor(calibration, np.stack([columns.ravel(), rows.ravel()], axis=1).astype(float))
    tiles = np.floor(np.nan_to_num(places) / every_cm).reshape(height, width, 2)
    drawn = picture.copy()
    lines = (np.diff(tiles, axis=0)[:, 1:] != 0) | (np.diff(tiles, axis=1)[1:] != 0)
    drawn[1:, 1:][cv2.dilate(lines.any(axis=2).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = GRID_COLOUR
    return drawn


class Floor:
    """What sight asks for sizes, to a millimetre; None without a calibration, or for a mask of another shape."""

    def __init__(self, calibration: FloorCalibration | None) -> None:
        self._calibration = calibration

    def use(self, calibration: FloorCalibration) -> None:
        """Go by a new calibration from now on."""
        self._calibration = calibration

    def __call__(self, mask: Mask) -> tuple[float, float] | None:
        calibration = self._calibration
        if calibration is None or not calibration.fits((mask.shape[1], mask.shape[0])):
            return None
        size = size_cm(calibration, mask)
        return (round(size[0], 1), round(size[1], 1)) if size else None


def frame(size: tuple[int, int]) -> tuple[Points, float]:
    """The middle of a picture, and half its diagonal, in pixels whose centres are whole numbers."""
    width, height = size
    return np.array([width - 1, height - 1]) / 2, float(np.hypot(width, height)) / 2


def straightened(points: Points, lens: float) -> Points:
    """Points around the picture's middle, in half diagonals, without the lens's distortion."""
    return np.asarray(points / (1 + lens * (points**2).sum(axis=1, keepdims=True)), dtype=np.float64)


def through(matrix: Points, points: Points) -> Points:
    """Points through a homography; nan where its last row is not positive."""
    x, y, w = np.asarray(matrix @ np.vstack([points.T, np.ones(len(points))]), dtype=np.float64)
    w = np.where(w > 0, w, np.nan)
    return np.stack([x / w, y / w], axis=1)
