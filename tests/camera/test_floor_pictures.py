"""The board in pictures: found, measured, and refused with one sentence for every way in which it cannot be used."""

import re
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from basket_floor import CORNERS, PLACES, Above, laid

from cart.camera import sheet
from cart.camera.board import PIXELS_PER_MM, Seen, look, pattern
from cart.camera.floor import on_floor, with_grid
from cart.camera.floor_fit import calibrate
from cart.core.calibration import Refusal
from cart.core.floor import FloorCalibration

CAMERA = Above(lens=0.03)


@cache
def seen(place: int, bend: float = 0.0) -> Seen:
    found = look(CAMERA.picture(PLACES[place], bend), f"picture {place}")
    assert isinstance(found, Seen), found
    return found


def refused(*views: Seen, ruler_mm: float = 100.0) -> str:
    found = calibrate(views, ruler_mm, "desk", "Jo", 0)
    assert isinstance(found, Refusal), found
    return one_sentence(found)


def one_sentence(found: Seen | Refusal) -> str:
    assert isinstance(found, Refusal), found
    assert re.fullmatch(r"[A-Z0-9].*[^.]\.", found.reason)
    assert not re.search(r"\. [A-Z]", found.reason)
    return found.reason


@pytest.mark.parametrize("dark", [1.0, 0.15])
def test_three_pictures_make_a_calibration(dark: float) -> None:
    views = [look(CAMERA.picture(place, dark=dark), "it") for place in PLACES]
    floor = calibrate([view for view in views if isinstance(view, Seen)], 100.0, "desk", "Jo", 7)
    assert isinstance(floor, FloorCalibration), floor
    assert (floor.camera, floor.who, floor.when, floor.picture) == ("desk", "Jo", 7, (640, 480))
    assert floor.pictures == 3
    assert 100 <= floor.corners <= 120
    assert floor.rms_mm < 0.25
    corner = on_floor(floor, CAMERA.pixels(laid(PLACES[1])))
    assert corner == pytest.approx((laid(PLACES[1]) - PLACES[0][:2]) / 10, abs=0.1)


def test_corners_are_found_where_they_are() -> None:
    found = seen(1)
    assert len(found.sheet) == 40
    assert found.sheet == pytest.approx(CORNERS)
    assert np.hypot(*(found.pixels - CAMERA.pixels(laid(PLACES[1]))).T).max() < 0.3


def test_no_board_is_refused() -> None:
    assert "No board is seen in it.jpg" in one_sentence(look(CAMERA.picture(None), "it.jpg"))


def test_too_few_corners_are_refused() -> None:
    picture = CAMERA.picture(PLACES[0])
    picture[:, 280:] = 90  # a bag upon it
    assert "corners of the board are seen in it" in one_sentence(look(picture, "it"))


def test_a_blurred_picture_is_refused() -> None:
    assert "blurred in it" in one_sentence(look(CAMERA.picture(PLACES[0], blur=1.1), "it"))


def test_a_shaken_picture_is_refused() -> None:
    shaken = cv2.filter2D(CAMERA.picture(PLACES[0]), -1, np.full((4, 1), 0.25))
    assert "blurred in it" in one_sentence(look(shaken, "it"))


def test_a_single_place_is_refused() -> None:
    assert "lay it towards one end" in refused(seen(0))
    assert "lay it towards one end" in refused(seen(0), seen(0), seen(0))


def test_a_bent_board_is_refused() -> None:
    assert "glue the board to something flat" in refused(*(seen(place, bend=15.0) for place in range(3)))


def test_pictures_of_different_size_are_refused() -> None:
    other = look(Above(size=(960, 720)).picture(PLACES[1]), "other")
    assert isinstance(other, Seen)
    assert "(other is 960x720, picture 0 is 640x480 pixels)" in refused(seen(0), other)


@pytest.mark.parametrize("ruler", [94.9, 105.1, 0.0, -100.0, float("nan")])
def test_a_page_that_was_scaled_is_refused(ruler: float) -> None:
    assert "print the board at 100 %" in refused(seen(0), seen(1), seen(2), ruler_mm=ruler)


def test_the_grid_lies_on_the_floor() -> None:
    floor = calibrate([seen(place) for place in range(3)], 100.0, "desk", "Jo", 0)
    assert isinstance(floor, FloorCalibration)
    picture = CAMERA.picture(PLACES[0])
    drawn = (with_grid(picture, floor) != picture).any(axis=2)
    crossings = np.array([(10.0, 5.0), (-10.0, -5.0), (5.0, 0.0)])  # cm
    columns, rows = np.round(CAMERA.pixels(crossings * 10 + PLACES[0][:2])).astype(int).T
    assert drawn[rows, columns].all()
    columns, rows = np.round(CAMERA.pixels((crossings + 2.5) * 10 + PLACES[0][:2])).astype(int).T
    assert not drawn[rows, columns].any()


def test_the_page_is_the_pattern_at_true_size() -> None:
    ink = pattern()
    drawn = np.zeros((int(210 * PIXELS_PER_MM), int(297 * PIXELS_PER_MM)), np.uint8)
    for bar in sheet.bars():
        x, y, right, bottom = (mm * PIXELS_PER_MM for mm in (bar.x, bar.y, bar.x + bar.width, bar.y + bar.height))
        drawn[round(y) : round(bottom), round(x) : round(right)] += 1
    left, top = (int(mm * PIXELS_PER_MM) for mm in sheet.BOARD_AT)
    assert np.array_equal(drawn[top : top + ink.shape[0], left : left + ink.shape[1]], ink == 0)
    assert ink.shape == (6 * 28 * PIXELS_PER_MM, 9 * 28 * PIXELS_PER_MM)


def test_an_svg_has_millimetres_and_a_pdf_its_own_size(tmp_path: Path) -> None:
    sheet.page().write(tmp_path / "board.svg")
    sheet.page().write(tmp_path / "board.PDF")
    svg = (tmp_path / "board.svg").read_text(encoding="ascii")
    assert 'width="297mm" height="210mm" viewBox="0 0 297 210"' in svg
    pdf = (tmp_path / "board.PDF").read_bytes()
    assert pdf.startswith(b"%PDF-1.4\n")
    assert b"/MediaBox [0 0 841.890 595.276]" in pdf
    assert b"/PrintScaling /None" in pdf
    where = int(re.search(rb"startxref\n(\d+)", pdf).group(1))
    table = pdf[where:].split(b"\n")
    assert table[0] == b"xref"
    for number, line in enumerate(table[3:8], start=1):
        assert pdf[int(line[:10]) :].startswith(b"%d 0 obj" % number)
    length = int(re.search(rb"/Length (\d+)", pdf).group(1))
    begin = pdf.index(b"stream\n") + len(b"stream\n")
    assert pdf[begin + length :].startswith(b"\nendstream")
    with pytest.raises(ValueError, match=r"neither an \.svg nor a \.pdf"):
        sheet.page().write(tmp_path / "board.png")
