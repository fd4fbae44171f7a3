"""What the cart learned about its camera: kept whole beside the scale's, refused when spoilt or of another camera."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cart.core.encoding import decode, encode
from cart.core.floor import FloorCalibration
from cart.core.inputs import Input, Sighting
from cart.core.units import Seconds
from cart.learned import FLOOR_FILE, load_calibration, load_floor, save_calibration

FLOOR = FloorCalibration(
    camera="opencv:0",
    picture=(1728, 1296),
    homography=(0.04, 0.0, -34.0, 0.0, 0.04, -26.0, 0.0, 1e-5, 1.0),
    lens=-0.01,
    rms_mm=0.04,
    worst_mm=0.09,
    corners=120,
    pictures=3,
    covered_cm2=894.0,
    ruler_mm=100.0,
    who="Jo",
    when=1_700_000_000_000,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "deep" / FLOOR_FILE
    save_calibration(path, FLOOR)
    return path


def test_it_is_kept_and_read_again(file: Path) -> None:
    assert load_floor(file, "opencv:0", (640, 480)) == FLOOR
    assert [each.name for each in file.parent.iterdir()] == ["camera-floor.json"]


def test_none_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    assert load_floor(tmp_path / FLOOR_FILE, "opencv:0", (640, 480)) is None
    assert "There is no calibration of the camera yet" in caplog.text


def test_that_of_another_camera_is_not_used(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert load_floor(file, "picamera2:0", (640, 480)) is None
    assert "camera-floor.json is of camera opencv:0, and this is picamera2:0" in caplog.text


def test_that_of_another_picture_is_not_used(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert load_floor(file, "opencv:0", (1920, 1080)) is None
    assert "is of pictures of 1728x1296, and these are 1920x1080 pixels" in caplog.text


def test_a_damaged_one_is_refused_and_said(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    whole = file.read_text(encoding="utf-8")
    plain = json.loads(whole)
    for text in (
        "",
        "[]",
        whole[:-20],
        whole.replace("-34.0", "-35.0"),
        json.dumps({**plain, "version": 2}),
        json.dumps({key: value for key, value in plain.items() if key != "crc32"}),
        json.dumps({**plain, "homography": [1.0]}),
        json.dumps({**plain, "lens": float("nan")}),
    ):
        caplog.clear()
        file.write_text(text, encoding="utf-8")
        assert load_floor(file, "opencv:0", (640, 480)) is None
        assert "calibrate the camera again" in caplog.text
        assert len(caplog.records) == 1


def test_it_is_no_calibration_of_the_scale(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert load_calibration(file) is None
    assert "calibrate the scale again" in caplog.text


@pytest.mark.parametrize(
    "wrong",
    [{"picture": (0, 5)}, {"homography": (1.0,) * 6 + (0.0,) * 3}, {"lens": -1.0}, {"rms_mm": float("inf")}],
)
def test_numbers_that_no_camera_has_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a calibration of the camera"):
        replace(FLOOR, **wrong)


def test_a_sighting_of_a_tape_from_before_sizes_is_read() -> None:
    new = encode(Sighting(Seconds(3.0), 2, size_cm=(12.5, 7.0)), Input)
    assert decode(new, Input) == Sighting(Seconds(3.0), 2, size_cm=(12.5, 7.0))
    del new["size_cm"]
    assert decode(new, Input) == Sighting(Seconds(3.0), 2)
