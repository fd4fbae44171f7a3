"""The numbers that turn cosines into probabilities."""

from dataclasses import replace

import numpy as np
import pytest

from cart.core.units import Sku
from models.gallery import ENDLESS, Calibration, Gallery, log_scores
from models.training import calibrate
from models.training.calibrate import Case, Store


def _answers_by(made: Calibration, least: float) -> tuple[list[Case], list[Case]]:
    """Known and unknown pictures, whose cosines are at least `least`, with truths that `made` is honest about."""
    dice = np.random.default_rng(3)
    cosines = dice.uniform(least, 0.98, (4000, 5)).astype(np.float32)
    p = np.exp(log_scores(cosines, made))
    truth = (p.cumsum(axis=1) > dice.random((4000, 1))).argmax(axis=1)
    known, alike = truth < 5, np.full(5, 0.1, np.float32)
    return [Case(cosines[known], alike, truth[known])], [Case(cosines[~known], alike, truth[~known])]


def test_calibration_finds_the_sharpness_that_made_the_answers() -> None:
    fitted = calibrate.likeliest(*_answers_by(Calibration(10.0, 0.4), -0.2), Calibration(20.0, 0.6))
    steep = [_slope(fitted, distance) for distance in (0.2, 0.8)]
    assert steep == pytest.approx([10.0, 10.0], rel=0.25)
    assert 0.0 < fitted.nothing < 0.8


def test_calibration_finds_the_core_that_made_the_answers() -> None:
    made = Calibration(80.0, 0.6, core=0.08)
    fitted = calibrate.likeliest(*_answers_by(made, 0.2), Calibration(20.0, 0.6))
    for distance in (0.05, 0.2, 0.6):
        assert _slope(fitted, distance) == pytest.approx(_slope(made, distance), rel=0.3)


def _slope(calibration: Calibration, distance: float) -> float:
    """How fast a log score falls at this distance."""
    return calibration.sharpness / (1 + distance / calibration.core)


@pytest.mark.parametrize("seed", range(3))
def test_what_tells_nothing_is_fitted_within_bounds(seed: int) -> None:
    dice = np.random.default_rng(seed)

    def case(truth: np.ndarray, odd: float) -> Case:
        cosines = dice.uniform(-0.1, 0.9, (12, 5)).astype(np.float32)
        return Case(
            cosines, np.full(5, 0.1, np.float32), truth, odd * dice.uniform(0.5, 0.9, (12, 3)).astype(np.float32)
        )

    none = np.full(12, -1)
    known, unknown, hands = case(dice.integers(0, 5, 12), 1.0), case(none, -1.0), case(none, -1.0)
    fitted = calibrate.likeliest([known], [unknown], Calibration(20.0, 0.6), [hands])
    assert -2.0 <= fitted.nothing <= 1.0
    assert -2.0 <= fitted.odd <= 2.0
    assert 0.0 < fitted.core <= 1.01 * ENDLESS


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
