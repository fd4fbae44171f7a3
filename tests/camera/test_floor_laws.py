"""Laws of the floor's arithmetic: places and sizes come back whatever the camera, the lens and the boards' places."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from basket_floor import CORNERS, PLACES, Above, Place
from hypothesis import given, settings
from hypothesis import strategies as st

from cart.camera.board import Seen
from cart.camera.floor import Floor, on_floor, size_cm
from cart.camera.floor_fit import calibrate
from cart.core.calibration import Refusal
from cart.core.floor import FloorCalibration

CAMERAS = st.builds(
    Above,
    height=st.floats(450, 900),
    tilt=st.floats(-0.45, 0.45),
    roll=st.floats(-3.1, 3.1),
    field=st.floats(40, 65),
    lens=st.floats(-0.05, 0.10),
)
FIRST = st.tuples(st.floats(-40, 40), st.floats(-40, 40), st.floats(-3.1, 3.1))
FLOOR = np.stack(np.meshgrid(np.linspace(-200, 200, 7), np.linspace(-130, 130, 5)), axis=-1).reshape(-1, 2)


def fitted(camera: Above, places: tuple[Place, ...], ruler_mm: float = 100.0, noise: float = 0.0) -> FloorCalibration:
    dice = np.random.default_rng(1)
    views = [camera.seen(place) for place in places]
    views = [replace(view, pixels=view.pixels + dice.normal(0, noise, view.pixels.shape)) for view in views]
    found = calibrate(views, ruler_mm, "desk", "Jo", 5)
    assert isinstance(found, FloorCalibration), found
    return found


def from_first(points: np.ndarray, place: Place) -> np.ndarray:
    """Points of the floor (mm) in centimetres of the first board's frame."""
    x, y, turn = place
    return (points - (x, y)) @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) / 10


@given(camera=CAMERAS, first=FIRST)
@settings(max_examples=20)
def test_points_of_the_floor_come_back(camera: Above, first: Place) -> None:
    floor = fitted(camera, (first, *PLACES[1:]))
    assert floor.rms_mm < 0.1
    off = on_floor(floor, camera.pixels(FLOOR)) - from_first(FLOOR, first)
    assert np.hypot(*off.T).max() < 0.15  # cm: the lens's formula is not the program's


@given(camera=CAMERAS, ruler=st.floats(95.5, 104.5))
@settings(max_examples=10)
def test_every_length_goes_with_the_ruler(camera: Above, ruler: float) -> None:
    seen = camera.pixels(FLOOR)
    as_drawn, as_printed = (on_floor(fitted(camera, PLACES, mm), seen) for mm in (100.0, ruler))
    assert as_printed == pytest.approx(as_drawn * (ruler / 100), abs=2e-3)


@given(camera=CAMERAS, turn=st.floats(-3.1, 3.1))
@settings(max_examples=10)
def test_sizes_do_not_care_how_the_camera_is_rolled(camera: Above, turn: float) -> None:
    rolled = replace(camera, roll=turn)
    one, other = (
        on_floor(fitted(each, PLACES), each.pixels(FLOOR))
        for each in (replace(camera, lens=0.0), replace(rolled, lens=0.0))
    )
    assert other == pytest.approx(one, abs=1e-3)


@given(
    camera=CAMERAS,
    sides=st.tuples(st.floats(60, 220), st.floats(30, 160)),
    at=st.tuples(st.floats(-60, 60), st.floats(-40, 40)),
    turn=st.floats(0, 3.1),
    shrunk=st.sampled_from((1, 2, 3)),
)
@settings(max_examples=20)
def test_a_flat_thing_has_its_size_in_a_mask_of_any_scale(
    camera: Above, sides: tuple[float, float], at: tuple[float, float], turn: float, shrunk: int
) -> None:
    camera = replace(camera, tilt=camera.tilt / 2)
    half = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * sides / 2
    corners = half @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) + at
    outline = np.concatenate(
        [np.linspace(a, b, 40) for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True)]
    )
    width, height = camera.size[0] // shrunk, camera.size[1] // shrunk
    drawn = ((camera.pixels(outline) + 0.5) / shrunk - 0.5).astype(np.float64)
    mask = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [np.round(drawn * 16).astype(np.int32)], 1, shift=4)
    inside = ((drawn > 0) & (drawn < (width - 1, height - 1))).all()
    size = size_cm(fitted(camera, PLACES), mask.astype(bool))
    if inside:
        assert size is not None
        pixel = np.ptp(outline, axis=0).max() / max(np.ptp(drawn, axis=0).max(), 1) / 10  # cm
        # fillPoly takes in every pixel that the outline touches
        assert np.array(size) == pytest.approx(sorted(np.array(sides) / 10, reverse=True), abs=0.15 + 3.5 * pixel)


@given(camera=CAMERAS)
@settings(max_examples=10)
def test_noise_of_a_fifth_of_a_pixel_costs_less_than_two_millimetres(camera: Above) -> None:
    floor = fitted(replace(camera, size=(1728, 1296)), PLACES, noise=0.2)
    at = replace(camera, size=(1728, 1296)).pixels(FLOOR)
    assert np.hypot(*(on_floor(floor, at) - from_first(FLOOR, PLACES[0])).T).max() < 0.2
    assert 0.01 < floor.rms_mm < 0.3


def test_beyond_the_horizon_there_is_no_size() -> None:
    camera = Above(tilt=1.0, height=500.0, field=80.0)
    views = [camera.seen((x, 0.0, 0.0)) for x in (-150.0, 150.0)]
    floor = calibrate(views, 100.0, "desk", "Jo", 0)
    assert isinstance(floor, FloorCalibration), floor
    sky = np.zeros((480, 640), bool)
    sky[444:] = True
    assert size_cm(floor, sky) is None
    assert size_cm(floor, np.zeros((480, 640), bool)) is None
    near = np.zeros((480, 640), bool)
    near[80:150, 300:370] = True
    assert size_cm(floor, near) is not None


def test_a_mask_of_another_picture_is_refused_and_not_measured() -> None:
    floor = fitted(Above(), PLACES)
    with pytest.raises(ValueError, match="960x540 pixels is not of a picture"):
        size_cm(floor, np.ones((540, 960), bool))
    assert Floor(floor)(np.ones((540, 960), bool)) is None
    assert Floor(None)(np.ones((480, 640), bool)) is None
    mask = np.zeros((480, 640), bool)
    mask[200:300, 200:400] = True
    assert Floor(floor)(mask) == pytest.approx(size_cm(floor, mask), abs=0.051)


def test_a_bent_fit_is_refused_as_a_value() -> None:
    camera = Above()
    views = [camera.seen(place) for place in PLACES]
    dice = np.random.default_rng(2)
    bad = [Seen(view.name, view.size, CORNERS, view.pixels + dice.normal(0, 1.5, CORNERS.shape)) for view in views]
    found = calibrate(bad, 100.0, "desk", "Jo", 0)
    assert isinstance(found, Refusal)
    assert "0.3 mm (1 mm) are allowed" in found.reason
