"""A lesson under a calibrated camera measures the product on the basket's floor, and keeps it for the next start."""

from pathlib import Path

import pytest
from teaching_desk import OneCamera, basket

from cart.camera.floor import Floor
from cart.config import ModelsConfig
from cart.core.floor import FloorCalibration
from cart.core.staff_effects import ForgetProduct, LearnProduct, ShootProduct
from cart.core.staff_inputs import ProductLearned
from cart.core.units import Decigrams, Sku
from cart.learned import TAUGHT_FILE, load_taught
from cart.recogniser import OWN_FILE, recogniser
from cart.teaching import Teaching

TEA = Sku("tea")
TEN_PIXELS_A_CM = FloorCalibration(
    "desk", (640, 480), (0.1, 0, 0, 0, 0.1, 0, 0, 0, 1), 0.0, 0.1, 0.3, 40, 1, 500.0, 100.0, "Jo", 0
)


def lesson(folder: Path, floor: Floor, monkeypatch: pytest.MonkeyPatch) -> tuple[Teaching, ProductLearned]:
    monkeypatch.setattr("cart.teaching.SETTLE_S", 0.0)
    camera, recognise = OneCamera(), recogniser(ModelsConfig(), folder / OWN_FILE)
    teaching = Teaching(folder, camera, recognise, lambda data: "", print, print, size_of=floor)
    for view, turn in enumerate((None, 0.0, 35.0, 80.0)):
        camera.shows = basket(turn)
        assert not teaching.shoot_product(ShootProduct(TEA, view)).refusal
    return teaching, teaching.learn(LearnProduct(TEA, "Tea"))


def test_a_lesson_measures_the_product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    teaching, said = lesson(tmp_path, Floor(TEN_PIXELS_A_CM), monkeypatch)
    assert said.size_mm == (pytest.approx(160, abs=12), pytest.approx(110, abs=12), pytest.approx(110, abs=12))
    assert [(each.sku, each.size_mm) for each in load_taught(tmp_path / TAUGHT_FILE)] == [(TEA, said.size_mm)]
    teaching.forget(ForgetProduct(TEA))
    assert load_taught(tmp_path / TAUGHT_FILE) == ()


def test_without_a_calibration_nothing_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, said = lesson(tmp_path, Floor(None), monkeypatch)
    assert (said.views, said.size_mm, said.piece) == (3, None, Decigrams(0))
    assert load_taught(tmp_path / TAUGHT_FILE) == ()
