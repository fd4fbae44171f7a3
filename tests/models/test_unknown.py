"""Rejection of unknown things, with the shipped model and gallery."""

from pathlib import Path

import cv2
import numpy as np
import pytest

import models
from hw.twin.goods import PICTURES
from models import preprocess
from models.embedder import Embedder
from models.figures import percents, percents_of_groups
from models.gallery import Calibration, Gallery
from models.training import strangers


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder(models.FOLDER / "embedder.tflite")


def _square(path: Path, side: int) -> np.ndarray:
    picture = np.asarray(cv2.imread(str(path)), np.uint8)[..., ::-1]
    return preprocess.photograph(np.ascontiguousarray(picture), side)


def test_what_is_enrolled_is_kept_and_a_telephone_is_not(embedder: Embedder) -> None:
    known = np.stack([_square(path, embedder.side) for path in sorted(PICTURES.glob("*.jpg"))[:9]])
    gallery = Gallery(embedder.digest, Calibration(15.0, 0.6))
    for nth, vector in enumerate(embedder.embed_squares(list(known))):
        gallery = gallery.enrol(f"{nth}", f"{nth}", vector)
    vectors = embedder.embed_squares(list(known))
    phones = embedder.embed_squares(strangers.drawn("phone", 12, embedder.side))
    unknown = {"phone": phones, "known": vectors}
    once = strangers.rejected(gallery, vectors, unknown)
    assert once["phone"]["things"] == 12
    assert once["phone"]["rejected"] == 100.0
    assert once["known"]["rejected"] <= 100 / 9 + 0.1
    thrice = strangers.rejected(gallery, vectors, unknown, looks=3)
    assert (thrice["phone"]["things"], thrice["known"]["things"]) == (4, 3)


def test_views_of_one_product_do_not_count_as_so_many_things() -> None:
    right, product = np.repeat([True, True, True, False], 25), np.repeat(np.arange(4), 25)
    low, high = percents_of_groups(right, product)
    assert low < percents(right)[0] < 75 < percents(right)[1] < high
    each = percents_of_groups(right, np.arange(100))
    assert each == pytest.approx(percents(right), abs=3)
