"""The model file's last product, made anew from the features: exact, the same a second time, or refused."""

import numpy as np
import pytest
from ai_edge_litert.tools import flatbuffer_utils

import models
from models.embedder import LEARNED, ModelUnusable, opened
from models.interpreted import Interpreted
from models.training.directions import featuring, main_directions, redirected

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
    fitting = [square[: changed.side, : changed.side] for square in squares]
    features = featuring(model).numbers(fitting)
    matrix, added = main_directions(features)
    assert changed.length == LEARNED
    assert Interpreted(redirected(model, fitting)).numbers(fitting) == pytest.approx(
        features @ matrix.T + added, abs=1e-3
    )


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
