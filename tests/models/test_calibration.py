"""The two numbers that turn cosines into probabilities."""

import numpy as np
import pytest

from models.training import calibrate


def test_calibration_finds_the_sharpness_that_made_the_answers() -> None:
    dice = np.random.default_rng(3)
    cosines = dice.uniform(-0.2, 0.9, (4000, 5)).astype(np.float32)
    logits = 10.0 * np.concatenate([cosines, np.full((4000, 1), 0.4)], axis=1)
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    truth = (p.cumsum(axis=1) > dice.random((4000, 1))).argmax(axis=1)
    known = truth < 5
    fitted = calibrate.fit(cosines[known], truth[known], cosines[~known])
    assert fitted.sharpness == pytest.approx(10.0, rel=0.25)
    assert 0.0 < fitted.nothing < 0.8


def test_the_calibration_error_of_honest_confidence_is_small() -> None:
    dice = np.random.default_rng(5)
    sure = dice.uniform(0.5, 1.0, 20_000)
    p = np.stack([sure, 1 - sure], axis=1)
    truth = (dice.random(20_000) > sure).astype(np.int64)
    assert calibrate.expected_calibration_error(p, truth) < 0.02
    assert calibrate.expected_calibration_error(np.stack([sure, 1 - sure], axis=1), 0 * truth) > 0.2
