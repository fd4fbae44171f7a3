"""The galleries that are shipped, with the model that is shipped."""

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest

from models import embedder as embedder_module
from models.embedder import Embedder
from models.gallery import Gallery
from models.looks import PROTOTYPES

MODELS = Path(embedder_module.__file__).parent


@pytest.fixture(scope="module")
def shipped() -> Embedder:
    return Embedder(MODELS / "embedder.tflite")


def test_the_grocery_gallery_knows_81_classes(shipped: Embedder) -> None:
    gallery = Gallery.load(MODELS / "grocery.npz", shipped.digest)
    with (MODELS / "grocery.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert gallery.skus == tuple(row["sku"] for row in rows)
    assert len(gallery.skus) == 81


def test_the_twin_gallery_belongs_to_the_model(shipped: Embedder) -> None:
    gallery = Gallery.load(MODELS / "twin.npz", shipped.digest)
    assert len(gallery.skus) >= 24
    assert max(len(look.prototypes) for look in gallery.looks) <= PROTOTYPES
    assert 0.0 < gallery.calibration.trust <= 1.0
    assert all(0.0 < look.spread < 0.5 for look in gallery.looks)


def test_photographs_are_recognised_far_above_chance(shipped: Embedder, data_dir: Path) -> None:
    folder = data_dir / "grocery-store"
    gallery = Gallery.load(MODELS / "grocery.npz", shipped.digest)
    rows = [line.split(", ") for line in (folder / "val.txt").read_text().splitlines()][::6]
    right = 0
    for name, fine, _ in rows:
        picture = np.asarray(cv2.imread(str(folder / name)), np.uint8)[..., ::-1]
        p, _ = gallery.scores(shipped.embed([np.ascontiguousarray(picture)]))
        best = sorted(p, key=lambda sku: -p[sku])[:3]
        right += gallery.skus[int(fine)] in best
    assert right / len(rows) > 0.6, "chance is 0.04"
