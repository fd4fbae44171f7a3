"""What a basket's camera meets besides goods, drawn to train on."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from hw.twin import odd_views
from hw.twin.eyes import Eyes
from hw.twin.goods import ASSORTMENT
from hw.twin.world import Piece, World
from models import preprocess

GOODS = [np.tile(np.arange(0, 250, 2, dtype=np.uint8)[None, :, None], (125, 1, 3))]


def _smeared(count: int, seed: int) -> Iterator[np.ndarray]:
    return odd_views.smeared(count, GOODS, seed)


@pytest.mark.parametrize("kind", [odd_views.hands, odd_views.baskets, _smeared])
def test_views_are_squares_on_grey_that_a_seed_repeats(kind: object) -> None:
    assert callable(kind)
    first, again, other = (list(kind(3, seed)) for seed in (5, 5, 6))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not any(np.array_equal(a, b) for a, b in zip(first, other, strict=True))
    for square in first:
        assert (square.shape, square.dtype) == ((odd_views.SIDE, odd_views.SIDE, 3), np.uint8)
        assert (square[0, 0] == preprocess.GREY).all()
        assert 0.01 < (square != preprocess.GREY).any(axis=2).mean() < 0.97


def test_each_kind_is_a_file_that_is_drawn_once(tmp_path: Path) -> None:
    goods = tmp_path / "goods"
    goods.mkdir()
    np.savez(goods / "rice.npz", squares=np.stack(GOODS), sku="rice", name="Rice")
    odd_views.write(tmp_path / "odd", goods, 2, 5)
    paths = sorted((tmp_path / "odd").iterdir())
    assert [path.stem for path in paths] == ["nothing-basket", "nothing-hand", "nothing-smeared"]
    for path in paths:
        with np.load(path) as stored:
            assert stored["squares"].shape == (2, odd_views.SIDE, odd_views.SIDE, 3)
            assert str(stored["sku"]) == path.stem
    before = [path.read_bytes() for path in paths]
    odd_views.write(tmp_path / "odd", goods, 2, 6)
    assert [path.read_bytes() for path in paths] == before
    odd_views.write(tmp_path / "none", goods, 0, 5)
    assert not list((tmp_path / "none").iterdir())


def test_the_mask_of_a_part_is_where_it_shows() -> None:
    world = World([Piece("rice", ASSORTMENT[0], 500.0, 0)], 3)
    world.hold("rice", np.array([0.0, 0.0, 0.2]), np.array([1.0, 0, 0, 0]))
    with Eyes(world) as eyes:
        true = eyes.true_masks(world.pose())["rice"]
        assert true.any()
        assert np.array_equal(eyes.mask_of(world.pose(), [world.model.geom("look rice").id]), true)
        assert not eyes.mask_of(world.pose(), []).any()
