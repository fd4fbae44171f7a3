"""The camera of the virtual cart, calibrated by the board on its floor, against where that camera truly is.

Real rendered pictures in the size of the cart's main stream, under other lights and with sensor noise.
"""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from cart.camera.board import Seen, look
from cart.camera.floor import on_floor, size_cm
from cart.camera.floor_fit import calibrate
from cart.core.floor import FloorCalibration
from cart.sight.regions import changed
from hw.twin.eyes import MAIN, Crop, Eyes
from hw.twin.goods import ASSORTMENT, FLOOR_BOARD
from hw.twin.goods.floor_board import THICK
from hw.twin.world import CAMERA_FOVY, CAMERA_LOOKS_AT, CAMERA_POS, INNER, Piece, World

Points = NDArray[np.float64]
PLACES = ((0.0, 0.04, 0.0), (-0.13, -0.07, 3.0), (0.13, -0.07, -4.0))  # metres and degrees
PATTERN_M = 0.010  # the pattern's middle is so far behind the page's
BISCUITS = next(goods for goods in ASSORTMENT if goods.product.sku == "biscuits-butter")
X, Y = np.meshgrid(np.linspace(-INNER[0] / 2, INNER[0] / 2, 9), np.linspace(-INNER[1] / 2, INNER[1] / 2, 7))
FLOOR = np.stack([X.ravel(), Y.ravel()], axis=1)


class Cart:
    """A basket with the board and a packet in reach, and its camera."""

    def __init__(self, seed: int, dim: float) -> None:
        self.world = World([Piece("board", FLOOR_BOARD, 60.0, 0), Piece("biscuits", BISCUITS, 224.0, 0)], seed)
        self.world.light.dim = dim
        self.eyes = Eyes(self.world)

    def lay(self, piece: str, x: float, y: float, degrees: float) -> None:
        height = THICK if piece == "board" else BISCUITS.size[2]
        half = np.radians(degrees) / 2
        self.world.hold(piece, np.array([x, y, height / 2]), np.array([np.cos(half), 0, 0, np.sin(half)]))

    def calibrated(self) -> tuple[FloorCalibration, list[Seen]]:
        views = []
        for number, place in enumerate(PLACES):
            self.lay("board", *place)
            seen = look(self.eyes.render_main_crop(self.world.pose(), Crop(0, 0, *MAIN)), f"picture {number}")
            assert isinstance(seen, Seen), seen
            views.append(seen)
        self.world.park("board")
        floor = calibrate(views, 100.0, "twin", "Jo", 0)
        assert isinstance(floor, FloorCalibration), floor
        return floor, views


@pytest.fixture(scope="module", params=[(4, 1.6), (5, 0.15)], ids=["bright", "dusk"])
def cart(request: pytest.FixtureRequest) -> Iterator[tuple[Cart, FloorCalibration]]:
    cart = Cart(*request.param)
    with cart.eyes:
        yield cart, cart.calibrated()[0]


def true_pixels(floor: Points) -> Points:
    """Where the twin's camera has points of the floor in its main stream, by its own place and field of view."""
    forward = np.subtract(CAMERA_LOOKS_AT, CAMERA_POS)
    forward /= np.linalg.norm(forward)
    up = np.cross([1.0, 0.0, 0.0], forward)
    away = np.column_stack([floor, np.zeros(len(floor))]) - CAMERA_POS
    focal = MAIN[1] / 2 / np.tan(np.radians(CAMERA_FOVY) / 2)
    across, down = away[:, 0] / (away @ forward), -(away @ up) / (away @ forward)
    return np.stack([(MAIN[0] - 1) / 2 + focal * across, (MAIN[1] - 1) / 2 + focal * down], axis=1)


def in_boards_frame(floor: Points) -> Points:
    """Centimetres from the middle of the first board's pattern, y towards the shopper as in the picture."""
    x, y, _ = PLACES[0]
    return (floor - (x, y + PATTERN_M)) * (100.0, -100.0)


def test_every_corner_of_the_floor_is_right_within_three_millimetres(cart: tuple[Cart, FloorCalibration]) -> None:
    _, floor = cart
    assert (floor.corners, floor.picture) == (120, MAIN)
    assert floor.rms_mm < 0.1
    off = np.hypot(*(on_floor(floor, true_pixels(FLOOR)) - in_boards_frame(FLOOR)).T)
    # The board is a millimetre thick, which alone makes 0.8 mm at the corners.
    assert off.max() < 0.15


def test_a_packet_has_its_footprint_and_what_its_height_adds(cart: tuple[Cart, FloorCalibration]) -> None:
    rig, floor = cart
    long, short, high = (100 * side for side in BISCUITS.size)
    reach = high / (100 * CAMERA_POS[2] - high)
    empty = rig.eyes.render(rig.world.pose())
    for x, y, degrees in ((0.0, -0.05, 20.0), (0.15, 0.05, 70.0), (-0.16, 0.0, 0.0)):
        rig.lay("biscuits", x, y, degrees)
        far = 100 * np.hypot(x - CAMERA_POS[0], y - CAMERA_POS[1]) + np.hypot(long, short) / 2
        added = max(long, far) * reach
        for mask, tolerance in (
            (rig.eyes.true_masks(rig.world.pose())["biscuits"], 0.15),
            (changed(empty, rig.eyes.render(rig.world.pose()))[0].mask, 0.8),  # a mask of the cart's own is wider
        ):
            size = size_cm(floor, mask)
            assert size is not None
            assert long - 0.1 < size[0] < long + added + tolerance
            assert short - 0.1 < size[1] < short + added + tolerance
    rig.world.park("biscuits")


def test_a_flat_sheet_has_its_own_size(cart: tuple[Cart, FloorCalibration]) -> None:
    rig, floor = cart
    rig.lay("board", 0.03, 0.01, 25.0)
    size = size_cm(floor, rig.eyes.true_masks(rig.world.pose())["board"])
    rig.world.park("board")
    assert size == pytest.approx((29.7, 21.0), abs=0.2)
