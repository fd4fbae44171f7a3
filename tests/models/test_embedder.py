"""The shipped model in the shipped interpreter, and what happens to files that are no model of ours."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from models import embedder as embedder_module
from models import preprocess
from models.embedder import DIMENSIONS, Embedder, ModelUnusable, sealed

MODEL = Path(embedder_module.__file__).with_name("embedder.tflite")
ANSWERS = Path(__file__).with_name("answers.json")


@pytest.fixture(scope="module")
def shipped() -> Embedder:
    return Embedder(MODEL)


def drawn() -> list[np.ndarray]:
    """Four simple pictures that OpenCV draws alike everywhere."""
    pictures = []
    for nth, colour in enumerate([(200, 30, 40), (40, 160, 60), (240, 200, 30), (50, 60, 190)]):
        picture = np.full((120, 160, 3), 90 + 20 * nth, np.uint8)
        cv2.rectangle(picture, (20 + 5 * nth, 25), (130, 95), colour, -1)
        cv2.circle(picture, (60 + 10 * nth, 60), 18, (250, 250, 250), -1)
        cv2.line(picture, (30, 90), (120, 40 + 8 * nth), (10, 10, 10), 5)
        pictures.append(picture)
    return pictures


def masks() -> list[np.ndarray]:
    mask = np.zeros((120, 160), bool)
    mask[22:99, 18:134] = True
    return [mask] * 4


def test_vectors_have_unit_length_and_do_not_change(shipped: Embedder) -> None:
    for vectors in (shipped.embed(drawn()), shipped.embed(drawn(), masks())):
        assert vectors.shape == (4, DIMENSIONS)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert (shipped.embed(drawn()) == shipped.embed(drawn())).all()
    assert (shipped.embed(drawn())[2] == shipped.embed(drawn()[2:3])[0]).all()
    assert shipped.embed([]).shape == (0, DIMENSIONS)
    large = np.stack([preprocess.photograph(picture, 2 * shipped.side) for picture in drawn()])
    assert (shipped.embed_squares(large) == shipped.embed(large)).all()


def test_other_colours_are_another_model(shipped: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A gallery that was made with them must not be taken for one of these vectors."""
    monkeypatch.setattr(embedder_module, "_BESIDE", (0.5, 8))
    assert Embedder(MODEL).digest != shipped.digest


def test_the_mask_hides_the_background(shipped: Embedder) -> None:
    picture, mask = drawn()[0], masks()[0]
    elsewhere = np.where(mask[..., None], picture, np.uint8(7))
    assert (shipped.embed([picture], [mask]) == shipped.embed([elsewhere], [mask])).all()


def test_answers_equal_the_recorded_ones(shipped: Embedder, request: pytest.FixtureRequest) -> None:
    answers = {
        "model": shipped.digest,
        "photographs": shipped.embed(drawn()).round(5).tolist(),
        "products": shipped.embed(drawn(), masks()).round(5).tolist(),
    }
    if request.config.getoption("--update-golden", default=False):
        ANSWERS.write_text(json.dumps(answers))
    recorded = json.loads(ANSWERS.read_text())
    assert recorded["model"] == shipped.digest, "the model changed: record its answers with --update-golden"
    for kind in ("photographs", "products"):
        here, there = np.array(answers[kind]), np.array(recorded[kind])
        if shipped.integers:
            assert (here * there).sum(axis=1).min() > 0.995  # other processors round otherwise
        else:
            assert here == pytest.approx(there, abs=1e-4)


def _refusal(path: Path, interpreter: str = "litert") -> str:
    with pytest.raises(ModelUnusable) as caught:
        Embedder(path, interpreter)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def test_unusable_files_are_named_in_a_sentence(tmp_path: Path) -> None:
    content = MODEL.read_bytes()
    bad = tmp_path / "bad.tflite"
    assert "cannot be read" in _refusal(tmp_path / "absent.tflite")
    assert "cannot be read" in _refusal(tmp_path)
    for other in (b"", b"hello", content[1000:], bytes([content[0] ^ 1]) + content[1:]):
        bad.write_bytes(other)
        assert "damaged" in _refusal(bad)
    flipped = bytearray(content)
    flipped[len(content) // 2] ^= 0x10
    bad.write_bytes(flipped)
    assert "damaged" in _refusal(bad)
    for cut in (100, len(content) // 2, len(content) - 1):
        bad.write_bytes(content[:cut])
        assert "torn or not one of ours" in _refusal(bad)


def test_a_sealed_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    bad = tmp_path / "bad.tflite"
    bad.write_bytes(sealed(b"no model at all"))
    assert "does not take the model" in _refusal(bad)


def test_an_unknown_interpreter_is_refused() -> None:
    assert "take litert or tflite-runtime" in _refusal(MODEL, "onnx")
