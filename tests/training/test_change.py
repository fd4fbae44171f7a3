"""The network that cuts out what came or went. Needs the extra "train"."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from models.training.change import Pairs

pytestmark = pytest.mark.skipif(
    find_spec("torch") is None,
    reason="torch is not installed: make test-train puts it into an environment of its own",
)


def _pairs(count: int, seed: int) -> "Pairs":
    """Discs on noise, which is the same in both pictures but for its light."""
    from models.training.change import SIZE, Pairs

    dice = np.random.default_rng(seed)
    across, down = np.meshgrid(np.arange(SIZE[0]), np.arange(SIZE[1]))
    shows, other, masks = [], [], []
    for _ in range(count):
        floor = dice.integers(60, 120, (SIZE[1], SIZE[0], 3)).astype(np.uint8)
        x, y, radius = dice.uniform(60, 260), dice.uniform(60, 180), dice.uniform(15, 50)
        mask = np.hypot(across - x, down - y) < radius
        picture = floor.copy()
        picture[mask] = dice.integers(0, 255, 3)
        shows.append(picture)
        other.append(np.asarray(floor * 0.9, np.uint8))
        masks.append(mask)
    return Pairs(np.stack(shows), np.stack(other), np.stack(masks))


def test_it_learns_to_cut_out_what_only_one_picture_shows() -> None:
    from models.training.change import ChangeNet

    network = ChangeNet.trained(_pairs(64, 1), epochs=10, seed=1, crop=64)
    fresh = _pairs(4, 2)
    overlaps = []
    for shows, other, truth in zip(fresh.shows, fresh.other, fresh.masks, strict=True):
        found = network.mask(shows, other)
        overlaps.append((found & truth).sum() / (found | truth).sum())
    assert np.median(overlaps) > 0.7
