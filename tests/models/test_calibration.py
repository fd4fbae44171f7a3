"""The numbers that turn cosines into probabilities."""

from dataclasses import replace

import numpy as np
import pytest

from cart.core.units import Sku
from models.gallery import Calibration, Gallery
from models.training import calibrate
from models.training.calibrate import Case, Store


def test_calibration_finds_the_sharpness_that_made_the_answers() -> None:
    dice = np.random.default_rng(3)
    cosines = dice.uniform(-0.2, 0.9, (4000, 5)).astype(np.float32)
    logits = 10.0 * np.concatenate([cosines, np.full((4000, 1), 0.4)], axis=1)
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    truth = (p.cumsum(axis=1) > dice.random((4000, 1))).argmax(axis=1)
    known, alike = truth < 5, np.full(5, 0.1, np.float32)
    cases = [Case(cosines[known], alike, truth[known])], [Case(cosines[~known], alike, truth[~known])]
    fitted = calibrate.likeliest(*cases, Calibration(20.0, 0.6))
    assert fitted.sharpness == pytest.approx(10.0, rel=0.25)
    assert 0.0 < fitted.nothing < 0.8


def _products(count: int, far: np.ndarray, views: int, dice: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Views (count * views, 16) of products in an 8th of the sphere's directions, and whose each is."""
    middles = np.abs(dice.normal(size=(count, 16)))
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    noise = dice.normal(size=(count, views, 16)) * far[:, None, None] / 4
    vectors = (middles[:, None] + noise).reshape(-1, 16).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.repeat(np.arange(count), views)


def test_a_store_that_grows_teaches_how_far_spreads_count() -> None:
    dice = np.random.default_rng(11)
    vectors, of = _products(20, np.where(np.arange(20) % 2, 0.2, 0.9), 16, dice)
    first = np.tile(np.arange(16) < 8, 20)
    gallery = Gallery("m", Calibration(20.0, 0.5))
    for nth in range(12):
        gallery = gallery.enrol(Sku(f"{nth}"), f"{nth}", vectors[first & (of == nth)])
    known, strange = ~first & (of < 12), of >= 12
    asked = strange & ~first
    store = Store(
        gallery, vectors[known], of[known], vectors[strange & first], of[strange & first], vectors[asked], of[asked]
    )
    fitted = calibrate.fit([store])
    assert fitted.trust > 0.2
    assert 0 < fitted.near < 0.5
    assert fitted.few > 0
    case = Case(gallery.cosines(store.fresh), replace(gallery, calibration=fitted).spreads, store.truth)
    assert case.loss(fitted) < case.loss(replace(fitted, trust=0.0))


def test_the_floor_is_what_honest_scores_show() -> None:
    p = np.random.default_rng(4).dirichlet(np.ones(4), 300)
    mean, bound = calibrate.floor(p)
    truth = (p.cumsum(axis=1) > np.random.default_rng(9).random((300, 1))).argmax(axis=1)
    assert 0 < mean < bound
    assert calibrate.expected_calibration_error(p, truth) < 1.5 * bound


def test_the_calibration_error_of_honest_confidence_is_small() -> None:
    dice = np.random.default_rng(5)
    sure = dice.uniform(0.5, 1.0, 20_000)
    p = np.stack([sure, 1 - sure], axis=1)
    truth = (dice.random(20_000) > sure).astype(np.int64)
    assert calibrate.expected_calibration_error(p, truth) < 0.02
    assert calibrate.expected_calibration_error(np.stack([sure, 1 - sure], axis=1), 0 * truth) > 0.2
