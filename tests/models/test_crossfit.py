"""Cross-fitted calibration, galleries of trained classes, and drawn unknown things."""

import numpy as np
import pytest

from cart.core.units import Sku
from models import figures
from models.training import calibrate, crossfit, data, galleries, strangers


def _classes(count: int, each: int, far: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    middles = np.random.default_rng(2).normal(size=(count, 24))
    noise = np.random.default_rng(seed).normal(size=(count, each, 24)) * far
    vectors = (middles[:, None] + noise).reshape(-1, 24).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.repeat(np.arange(count), each)


def test_folds_are_fifths_of_every_class_in_their_order() -> None:
    labels = np.array([0] * 10 + [1] * 7 + [0] * 5)
    fold = data.folds(labels)
    assert np.bincount(fold[labels == 0]).tolist() == [3, 3, 3, 3, 3]
    assert (np.diff(fold[labels == 1]) >= 0).all()
    assert set(fold[labels == 1].tolist()) == {0, 1, 2, 3, 4}


def test_cross_fitted_scores_are_honest() -> None:
    vectors, truth = _classes(8, 60, 1.6, seed=3)
    middles, _ = _classes(8, 1, 0.0, seed=3)
    p = crossfit.fitted_across(vectors @ middles.T, truth, data.folds(truth))
    assert p.shape == (480, 9)
    assert p.sum(axis=1) == pytest.approx(1.0)
    assert 0.5 < (p.argmax(axis=1) == truth).mean() < 0.99
    _, bound = calibrate.floor(p)
    assert calibrate.expected_calibration_error(p, truth) < bound + 0.05


def test_a_gallery_of_trained_classes_spreads_as_fresh_pictures_do() -> None:
    views, views_of = _classes(10, 12, 0.1, seed=4)
    fresh, fresh_of = _classes(10, 6, 0.8, seed=5)
    names = [f"Class-{nth}" for nth in range(10)]
    gallery = galleries.of_classes("m", names, views, views_of, fresh, fresh_of)
    assert gallery.skus == tuple(f"class-{nth}" for nth in range(10))
    own = 1 - gallery.cosines(fresh)[np.arange(len(fresh)), fresh_of]
    assert gallery.spreads.mean() == pytest.approx(own.mean(), rel=0.25)
    assert (gallery.likeness(fresh).argmax(axis=1) == fresh_of).mean() > 0.8


@pytest.mark.parametrize("far", [0.8, 1.0, 1.2])
def test_scores_are_honest_for_classes_of_the_training_and_for_those_enrolled_anew(far: float) -> None:
    by_heart, of = _classes(24, 12, 0.1, seed=4)
    fresh, fresh_of = _classes(24, 48, far, seed=5)
    trained, first = fresh_of < 18, np.arange(len(fresh)) % 48 < 8
    names = [f"Class-{nth}" for nth in range(18)]
    given = trained & first
    gallery = galleries.of_classes("m", names, by_heart[of < 18], of[of < 18], fresh[given], fresh_of[given])
    for nth in range(18, 24):
        gallery = gallery.enrol(Sku(f"new-{nth}"), "", fresh[first & (fresh_of == nth)])
    p = np.exp(gallery.log_scores(fresh[~first]))
    right = p.argmax(axis=1) == fresh_of[~first]
    for group in (trained[~first], ~trained[~first]):
        assert p[group].max(axis=1).mean() == pytest.approx(right[group].mean(), abs=0.06)


@pytest.mark.parametrize("kind", strangers.DRAWN)
def test_unknown_things_are_drawn_on_grey(kind: str) -> None:
    first, again = strangers.drawn(kind, 3, 64), strangers.drawn(kind, 3, 64)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0], first[1])
    grey = (first[0] == 128).all(axis=2).mean()
    assert 0.05 < grey < 0.95


def test_a_share_has_its_interval() -> None:
    low, high = figures.interval(95, 100)
    assert low == pytest.approx(0.888, abs=0.002)
    assert high == pytest.approx(0.978, abs=0.002)
    assert figures.interval(0, 10)[0] == pytest.approx(0.0, abs=1e-9)
