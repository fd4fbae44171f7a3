"""A model or a gallery that cannot be used is said to staff with its reason, and to the shopper as what it is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cart.config import Config, ModelsConfig
from cart.core.catalog import Catalog
from cart.core.rules import Rules
from cart.core.sentences import Sentence, read
from cart.core.staff_inputs import Grade
from cart.core.state import State
from cart.health import examine
from cart.recogniser import OWN_FILE, Unrecognised, embedder_file, gallery_file, recogniser
from models.gallery import Calibration, Gallery
from ui.devices import worded
from ui.words import LANGUAGES

Broken = Callable[[Path], ModelsConfig]


def damaged_model(folder: Path) -> ModelsConfig:
    whole = embedder_file(ModelsConfig()).read_bytes()
    (folder / "embedder.tflite").write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
    return ModelsConfig(embedder=str(folder / "embedder.tflite"))


def torn_gallery(folder: Path) -> ModelsConfig:
    (folder / "gallery.npz").write_bytes(gallery_file(ModelsConfig()).read_bytes()[:2000])
    return ModelsConfig(gallery=str(folder / "gallery.npz"))


def gallery_of_another_model(folder: Path) -> ModelsConfig:
    Gallery("ffff" * 16, Calibration(20.0, 0.6)).save(folder / "gallery.npz")
    return ModelsConfig(gallery=str(folder / "gallery.npz"))


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (damaged_model, "is damaged: install it again"),
        (torn_gallery, "is damaged or no gallery of ours"),
        (gallery_of_another_model, "was made with model ffffffff"),
        (lambda folder: ModelsConfig(embedder=str(folder / "gone.tflite")), "gone.tflite cannot be read"),
    ],
)
def test_health_says_why_nothing_is_recognised(tmp_path: Path, broken: Broken, said: str) -> None:
    config = Config(tmp_path, models=broken(tmp_path))
    made = recogniser(config.models, tmp_path / OWN_FILE)
    assert isinstance(made, Unrecognised)
    found = {each.topic: each for each in examine(config, None, lambda: State(Catalog("1", "EUR", ()), Rules()), made)}
    assert found["model"].grade is Grade.BAD
    assert said in found["model"].found
    assert read(found["model"].found) == (Sentence.NOT_RECOGNISING, {"why": made.why})
    assert len({worded(found["model"].found, lang) for lang in LANGUAGES}) == len(LANGUAGES)
    assert "taught" not in found
