"""Masks that are learned, beside those of plain differencing: smart-cart bench masks --learned.

SIMULATED. The network learns on true masks of baskets that the bench does not judge by. It needs the extra "train".
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from cart.sight.regions import WHOLE, Mask, regions
from cart.sight.steady import aligned
from hw.bench.masks import Change, Cut, basket
from models.training.change import ChangeNet, Pairs, small

BASKETS = 40
FIRST = 100_000  # seed of the first basket that is learned from; judged ones are below
EPOCHS = 14


def learned(cache: Path, say: Callable[[int, int, str], None], baskets: int = BASKETS, epochs: int = EPOCHS) -> Cut:
    """A cut by a network that learned from so many baskets; they are drawn once, into `cache`."""
    network = ChangeNet.trained(_pairs(cache / f"changes-{baskets}.npz", baskets, say), epochs, seed=1)

    def cut(change: Change) -> Mask | None:
        found = regions(network.mask(change.shows, aligned(change.shows, change.hides)), WHOLE)
        return found[0].mask if found else None

    return cut


def _pairs(kept: Path, baskets: int, say: Callable[[int, int, str], None]) -> Pairs:
    if not kept.exists():
        shows, other, masks = [], [], []
        for nth in range(baskets):
            for change in basket(FIRST + nth):
                shows.append(small(change.shows))
                other.append(small(aligned(change.shows, change.hides)))
                masks.append(small(change.mask.astype(np.uint8) * 255) > 127)
            say(nth + 1, baskets, f"basket {FIRST + nth} to learn from: {len(masks)} things so far")
        kept.parent.mkdir(parents=True, exist_ok=True)
        half = kept.with_suffix(".half.npz")
        np.savez(half, shows=np.stack(shows), other=np.stack(other), masks=np.stack(masks))
        half.replace(kept)
    with np.load(kept) as drawn:
        return Pairs(drawn["shows"], drawn["other"], drawn["masks"])
