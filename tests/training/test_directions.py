"""The model file's last product, made anew from the features: exact, the same a second time, or refused."""

from pathlib import Path

import numpy as np
import pytest
from ai_edge_litert.tools import flatbuffer_utils

import models
from models.embedder import LEARNED, Embedder, ModelUnusable, opened, sealed
from models.interpreted import Interpreted
from models.preprocess import fitting
from models.training import galleries
from models.training.directions import _ending, featuring, main_directions, redirected

SHIPPED = models.FOLDER / "embedder.tflite"


@pytest.fixture(scope="module")
def model() -> bytes:
    return opened(SHIPPED)[0]


@pytest.fixture(scope="module")
def squares() -> list[np.ndarray]:
    """Blurred noise: 40 pictures that a network has something to say about."""
    coarse = np.random.default_rng(4).integers(0, 256, (40, 6, 6, 3), dtype=np.uint8)
    return [np.kron(one, np.ones((20, 20, 1), np.uint8)) for one in coarse]


def test_the_numbers_are_the_features_main_directions(model: bytes, squares: list[np.ndarray]) -> None:
    changed = Interpreted(redirected(model, squares))
    fits = [fitting(square, changed.side) for square in squares]
    features = featuring(model).numbers(fits)
    matrix, added = main_directions(features)
    assert changed.length == LEARNED
    assert changed.numbers(fits) == pytest.approx(features @ matrix.T + added, abs=1e-3)


def test_directions_are_at_right_angles_and_the_first_tells_most() -> None:
    features = np.random.default_rng(2).normal(size=(500, 130)).astype(np.float32) * np.linspace(
        1, 40, 130, dtype=np.float32
    )
    matrix, added = main_directions(features)
    numbers = features @ matrix.T + added
    spread = numbers.var(axis=0)
    assert numbers.mean(axis=0) == pytest.approx(0.0, abs=1e-4)
    assert (np.diff(spread) <= 1e-4).all()
    assert np.corrcoef(numbers.T) == pytest.approx(np.eye(LEARNED), abs=1e-3)


def test_a_small_network_leaves_the_rest_at_zero() -> None:
    matrix, added = main_directions(np.random.default_rng(2).normal(size=(50, 16)).astype(np.float32))
    assert matrix.shape == (LEARNED, 16)
    assert not matrix[16:].any()
    assert not added[16:].any()


def test_a_second_time_changes_nothing(model: bytes, squares: list[np.ndarray]) -> None:
    once = redirected(model, squares)
    assert redirected(once, squares) == once


def test_a_model_with_another_end_is_refused(model: bytes) -> None:
    whole = flatbuffer_utils.read_model_from_bytearray(bytearray(model))
    graph = whole.subgraphs[0]
    graph.operators = graph.operators[:-1]
    with pytest.raises(ModelUnusable, match="does not end with a product"):
        featuring(bytes(flatbuffer_utils.convert_object_to_bytearray(whole)))


def test_a_model_of_another_length_is_refused(model: bytes, tmp_path: Path) -> None:
    width = featuring(model).length
    (tmp_path / "old.tflite").write_bytes(
        sealed(_ending(model, np.eye(8, width, dtype=np.float32), np.zeros(8, np.float32)))
    )
    with pytest.raises(ModelUnusable, match=r"makes 8 numbers of a picture and not 96: .*install"):
        Embedder(tmp_path / "old.tflite")


def test_a_last_product_of_bytes_is_refused(model: bytes) -> None:
    whole = flatbuffer_utils.read_model_from_bytearray(bytearray(model))
    graph = whole.subgraphs[0]
    graph.tensors[graph.operators[-1].inputs[1]].type = flatbuffer_utils.TensorType.INT8
    with pytest.raises(ModelUnusable, match="not in 32-bit floats"):
        featuring(bytes(flatbuffer_utils.convert_object_to_bytearray(whole)))


def test_what_is_nothing_but_rounding_is_no_direction() -> None:
    features = np.random.default_rng(5).normal(size=(60, 32)).astype(np.float32)
    features[:, 20:] = 0.3
    matrix, added = main_directions(features)
    moved = features[0].copy()
    moved[20:] += 0.01
    numbers = [row @ matrix.T + added for row in (features[0], moved)]
    assert numbers[1] == pytest.approx(numbers[0], abs=0.1)


def test_missing_pictures_or_models_are_named_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--models", str(tmp_path)], ["--recipe", str(tmp_path / "absent.toml")]):
        for more in ([], ["--directions"]):
            assert galleries.main([*words, *more, "--data", str(tmp_path)]) == 2
            said = capsys.readouterr().err
            assert said.count("\n") == 1
            assert "Traceback" not in said
