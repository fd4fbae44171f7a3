"""Lessons are seen in the light of the calibration, as sight sees; a calibration by touch counts for both at once."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from basket_floor import PLACES, Above
from teaching_desk import OneCamera, basket

from cart.camera.frames import Picture
from cart.config import ModelsConfig
from cart.core.staff_effects import KeepCamera, LearnProduct, ShootBoard, ShootProduct
from cart.core.units import Sku
from cart.lessons import Lessons
from cart.recogniser import LESSONS, OWN_FILE, Recogniser, recogniser
from cart.sight.light import LIGHT_FILE, Light
from cart.teaching import Teaching

TEA, LAMP = Sku("tea"), np.array([1.0, 0.9, 0.7])


def under_lamp(picture: Picture) -> Picture:
    return np.asarray(np.clip(picture * LAMP, 0, 255), np.uint8)


@pytest.fixture(autouse=True)
def _no_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cart.teaching.SETTLE_S", 0.0)


def colour(folder: Path) -> np.ndarray:
    """The mean colour of what the first lesson showed."""
    (lesson,) = Lessons(folder / LESSONS).all()
    return np.asarray(lesson.pictures[0][lesson.masks[0]].mean(axis=0))


def taught(folder: Path, lamp: bool) -> np.ndarray:
    folder.mkdir()
    cv2.imwrite(str(folder / LIGHT_FILE), basket(None)[..., ::-1])
    camera, recognise = OneCamera(), recogniser(ModelsConfig(), folder / OWN_FILE)
    assert isinstance(recognise, Recogniser)
    teaching = Teaching(folder, camera, recognise, lambda data: "", print, print, Light(folder / LIGHT_FILE))
    for view, turn in enumerate((None, 0.0, 35.0, 80.0)):
        camera.shows = under_lamp(basket(turn)) if lamp else basket(turn)
        assert not teaching.shoot_product(ShootProduct(TEA, view)).refusal
    assert teaching.learn(LearnProduct(TEA, "Tea")).views == 3
    return colour(folder)


def test_a_lesson_under_a_lamp_is_one_in_the_light_of_the_calibration(tmp_path: Path) -> None:
    day, lamp = taught(tmp_path / "day", lamp=False), taught(tmp_path / "lamp", lamp=True)
    assert np.abs(np.log(lamp / day) - np.log(lamp / day).mean()).max() < 0.04  # brightness is left alone


def test_a_calibration_by_touch_brings_its_light_along_at_once(tmp_path: Path) -> None:
    camera, light, used = OneCamera(), Light(tmp_path / LIGHT_FILE), []
    teaching = Teaching(tmp_path, camera, None, lambda data: "", lambda said: None, used.append, light)
    warm = under_lamp(Above().picture(None))
    assert light(warm) is warm
    for place, board in enumerate(PLACES):
        camera.shows = Above((1280, 960)).picture(board)
        said = teaching.shoot_board(ShootBoard(place))
    assert said is not None
    assert not said.refusal
    assert not teaching.keep_camera(KeepCamera("kim", 0)).refusal
    assert len(used) == 1
    assert np.abs(light(warm).mean(axis=(0, 1)) / light(warm).mean() - 1).max() < 0.03
