"""A camera above a floor, in formulas: where it sees points of the floor, and pictures of the board lying there."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from cart.camera import sheet
from cart.camera.board import SQUARE_MM, SQUARES, Seen

Points = NDArray[np.float64]
Place = tuple[float, float, float]  # of the board's middle on the floor in mm, and its turn in radians

PLACES: tuple[Place, ...] = ((0.0, 20.0, 0.0), (-130.0, -50.0, 0.1), (130.0, -40.0, 3.1))
CORNERS = np.array([(x, y) for y in range(1, SQUARES[1]) for x in range(1, SQUARES[0])], float) * SQUARE_MM
CORNERS -= np.array(SQUARES) * SQUARE_MM / 2
MIDDLE = np.array(sheet.BOARD_AT) + np.array(SQUARES) * SQUARE_MM / 2  # on the page
PIXELS_PER_MM = 4


@dataclass(frozen=True)
class Above:
    """A pinhole `height` mm above the floor, leaning by `tilt` and rolled by `roll`; `lens` bends outwards.

    A pixel at r half diagonals from the middle is seen where a straight lens has r + lens * r^3: not the program's
    own formula.
    """

    size: tuple[int, int] = (640, 480)
    height: float = 620.0
    tilt: float = 0.2
    roll: float = 0.0
    field: float = 43.0  # degrees over the picture's height
    lens: float = 0.0

    @property
    def homography(self) -> Points:
        """Floor in mm to pixels of a straight lens."""
        width, height = self.size
        focal = height / 2 / np.tan(np.radians(self.field / 2))
        inner = np.array([[focal, 0, (width - 1) / 2], [0, focal, (height - 1) / 2], [0, 0, 1]])
        lean = np.array(
            [[1, 0, 0], [0, np.cos(self.tilt), -np.sin(self.tilt)], [0, np.sin(self.tilt), np.cos(self.tilt)]]
        )
        spin = cv2.Rodrigues(np.array([0.0, 0.0, self.roll]))[0]
        outer = np.column_stack([np.eye(3)[:, :2], (0, 0, self.height)])
        outer[:2, 2] = (0, self.height * np.tan(self.tilt))  # the middle of the picture shows the floor's origin
        return inner @ spin @ lean @ outer

    def straight(self, pixels: Points) -> Points:
        middle, half = (np.array(self.size) - 1) / 2, np.hypot(*self.size) / 2
        off = (pixels - middle) / half
        return middle + half * off * (1 + self.lens * (off**2).sum(axis=1, keepdims=True))

    def pixels(self, floor: Points) -> Points:
        """Where points of the floor are seen: the straight lens's places, bent back by iteration."""
        wanted = cv2.perspectiveTransform(floor[None], self.homography)[0]
        found = wanted.copy()
        for _ in range(60):
            found += wanted - self.straight(found)
        return found

    def seen(self, place: Place, name: str = "a picture") -> Seen:
        return Seen(name, self.size, CORNERS, self.pixels(laid(place)))

    def picture(
        self, place: Place | None, bend: float = 0.0, blur: float = 0.0, dark: float = 1.0
    ) -> NDArray[np.uint8]:
        """RGB, with sensor noise; `bend` lifts the board's ends by so many mm."""
        width, height = self.size
        columns, rows = np.meshgrid(np.arange(width, dtype=float), np.arange(height, dtype=float))
        straight = self.straight(np.stack([columns.ravel(), rows.ravel()], axis=1))
        floor = cv2.perspectiveTransform(straight[None], np.linalg.inv(self.homography))[0]
        grey = np.random.default_rng(5).normal(70, 8, (height, width))
        if place is not None:
            x, y, turn = place
            on_board = (floor - (x, y)) @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
            lifted = bend * (on_board[:, 0] / (sheet.PAGE_MM[0] / 2)) ** 2
            # What is lifted by z is seen further from the place below the lens, by z / height of its distance.
            below = np.array([0.0, -self.height * np.tan(self.tilt)])
            turned_below = (below - (x, y)) @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
            on_board = on_board - (on_board - turned_below) * (lifted / self.height)[:, None]
            on_page = ((on_board + MIDDLE) * PIXELS_PER_MM - 0.5).reshape(height, width, 2).astype(np.float32)
            paper = cv2.remap(page(), on_page, None, cv2.INTER_LINEAR, borderValue=0)
            grey = np.where(paper > 0, paper, grey)
        if blur:
            grey = cv2.GaussianBlur(grey, (0, 0), blur)
        grey = dark * grey + np.random.default_rng(6).normal(0, 1.5, grey.shape)
        return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def laid(place: Place, points: Points = CORNERS) -> Points:
    """Where points of the board lie on the floor, in mm."""
    x, y, turn = place
    return points @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) + (x, y)


@cache
def page() -> NDArray[np.float32]:
    """The printed page, softened as a lens does."""
    width, height = (int(mm * PIXELS_PER_MM) for mm in sheet.PAGE_MM)
    paper = np.full((height, width), 230, np.float32)
    for bar in sheet.bars():
        ends = (bar.x, bar.y, bar.x + bar.width, bar.y + bar.height)
        left, top, right, bottom = (round(mm * PIXELS_PER_MM) for mm in ends)
        paper[top:bottom, left:right] = 15
    return np.asarray(cv2.GaussianBlur(paper, (0, 0), 1.2), dtype=np.float32)
