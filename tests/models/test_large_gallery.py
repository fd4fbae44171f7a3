"""A store of thousands of products is searched as a small one is, and tells what counts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart.core.alternatives import LEAST, of_one_thing
from cart.core.units import Sku
from models.gallery import WHOLE, Calibration, Gallery
from models.looks import PROTOTYPES, Look, unit

CALIBRATION = Calibration(40.0, 0.5, trust=0.5)


def _store(seed: int, products: int, size: int = 16) -> Gallery:
    """Products of one to five prototypes, in no order."""
    dice = np.random.default_rng(seed)
    looks = []
    for nth in range(products):
        rows = unit(dice.normal(size=(dice.integers(1, PROTOTYPES + 1), size)))
        looks.append(Look(Sku(f"{nth}"), f"Product {nth}", rows, np.ones(len(rows), np.float32), 0.1, 3))
    return Gallery("m", CALIBRATION, tuple(looks))


@given(st.integers(0, 10_000), st.integers(1, 30), st.integers(1, 4))
def test_the_nearest_prototype_of_each_product_counts(seed: int, products: int, vectors: int) -> None:
    gallery = _store(seed, products)
    seen = unit(np.random.default_rng([seed, 1]).normal(size=(vectors, 16)))
    slowly = np.stack([(seen @ look.prototypes.T).max(axis=1) for look in gallery.looks], axis=1)
    assert gallery.cosines(seen) == pytest.approx(slowly, abs=1e-5)


def test_a_large_store_tells_every_product_that_counts() -> None:
    gallery = _store(5, 3 * WHOLE)
    dice = np.random.default_rng(6)
    for nth in range(20):
        like = gallery.looks[nth].prototypes[0]
        seen = unit(like + dice.normal(size=16) * 0.1)
        p = np.exp(gallery.log_scores(seen)[0])
        scores, nothing = gallery.scores(seen)
        assert nothing == pytest.approx(p[-1])
        assert max(scores, key=lambda sku: scores[sku]) == gallery.skus[int(p[:-1].argmax())]
        expected = {sku: each for sku, each in zip(gallery.skus, p[:-1], strict=True) if each >= LEAST}
        assert scores == pytest.approx(expected)
        assert 0 < len(scores) < WHOLE


def test_what_a_large_store_leaves_out_cannot_drown_two_sure_looks() -> None:
    """A floor under each of thousands of products would together weigh as much as the one that is there."""
    gallery = _store(5, 10 * WHOLE)
    seen = gallery.looks[0].prototypes[0]
    look = gallery.scores(seen)
    assert of_one_thing([look, look])[0][Sku("0")] > look[0][Sku("0")] - 0.01


def test_a_store_of_usual_size_tells_every_product() -> None:
    gallery = _store(5, WHOLE)
    scores, nothing = gallery.scores(gallery.looks[0].prototypes[0])
    assert list(scores) == list(gallery.skus)
    assert sum(scores.values()) + nothing == pytest.approx(1.0)
