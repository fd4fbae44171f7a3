"""How well the cart cuts out what came or went, and what that costs the recogniser: smart-cart bench masks.

SIMULATED: baskets of the virtual cart fill up one thing after the other, then some are taken out again; the true
masks are the renderer's. The recogniser is asked twice, with the cart's own mask and with the true one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cart.camera.frames import Picture
from cart.core.units import Sku
from cart.sight.regions import Mask, changed
from cart.sight.steady import aligned
from hw.twin.eyes import Eyes
from hw.twin.goods import ASSORTMENT, true_weight
from hw.twin.spots import find_spot
from hw.twin.world import Piece, World
from models import FOLDER
from models.embedder import Embedder
from models.figures import machine, percent
from models.gallery import Gallery

THINGS, TAKEN = 10, 4  # put into each basket, and taken out of it again
FALL, CALM = 700, 500  # physics steps until a thing has come to rest, and after one was taken out
AWAY = np.array([3.0, 3.0, 1.0])
UPRIGHT = np.array([1.0, 0.0, 0.0, 0.0])
LEAST = 150  # pixels: what shows less is hidden under something


@dataclass(frozen=True)
class Change:
    """One thing came (`added`) or went; `mask` is its true one in the picture that shows it."""

    added: bool
    sku: Sku
    before: Picture
    after: Picture
    mask: Mask

    @property
    def shows(self) -> Picture:
        """The picture with the thing."""
        return self.after if self.added else self.before

    @property
    def hides(self) -> Picture:
        return self.before if self.added else self.after


Cut = Callable[[Change], Mask | None]
"""What is taken for the mask of a change; None where nothing is found."""


def differencing(change: Change) -> Mask | None:
    """As the cart does it."""
    found = changed(change.before, aligned(change.before, change.after))
    return found[0].mask if found else None


def masks(
    baskets: int, seed: int, say: Callable[[int, int, str], None], cuts: Mapping[str, Cut] | None = None
) -> dict[str, Any]:
    """keys: simulated, machine, seed, baskets, and for each cut added_NAME, removed_NAME; see `_figures` for theirs."""
    embedder = Embedder(FOLDER / "embedder.tflite")
    gallery = Gallery.load(FOLDER / "twin.npz", embedder.digest)
    cuts = cuts or {"differencing": differencing}
    rows: dict[tuple[str, bool], list[Row]] = {(name, added): [] for name in cuts for added in (True, False)}
    for nth in range(baskets):
        for change in basket(seed + nth):
            for name, cut in cuts.items():
                rows[name, change.added].append(_judge(change, cut, embedder, gallery))
        added, removed = (max(len(of) for (_, kind), of in rows.items() if kind is added) for added in (True, False))
        say(nth + 1, baskets, f"basket {seed + nth}: {added} added, {removed} removed so far")
    return {
        "simulated": True,
        "machine": machine(),
        "seed": seed,
        "baskets": baskets,
        **{f"{'added' if added else 'removed'}_{name}": _figures(of) for (name, added), of in rows.items()},
    }


@dataclass(frozen=True)
class Row:
    """How one change was cut out and named; a rank counts from 0."""

    overlap: float
    seconds: float
    own: int
    true: int


def _judge(change: Change, cut: Cut, embedder: Embedder, gallery: Gallery) -> Row:
    began = process_time()
    mine = cut(change)
    seconds = process_time() - began
    true = _rank(change, change.mask, embedder, gallery)
    if mine is None:
        return Row(0.0, seconds, len(gallery.looks), true)
    return Row(overlap(mine, change.mask), seconds, _rank(change, mine, embedder, gallery), true)


def overlap(one: Mask, other: Mask) -> float:
    """Intersection over union of two masks that are not both empty."""
    return float((one & other).sum() / (one | other).sum())


def _rank(change: Change, mask: Mask, embedder: Embedder, gallery: Gallery) -> int:
    scores, _ = gallery.scores(embedder.embed([change.shows], [mask]))
    return sum(p > scores[change.sku] for p in scores.values())


def _figures(rows: list[Row]) -> dict[str, Any]:
    """Overlap is intersection over union; top-1 and top-4 in percent with the cart's own mask and the true one."""
    overlaps = np.array([row.overlap for row in rows])
    own, true = np.array([row.own for row in rows]), np.array([row.true for row in rows])
    return {
        "things": len(rows),
        "overlap_median": round(float(np.median(overlaps)), 3),
        "overlap_mean": round(float(overlaps.mean()), 3),
        "overlap_below_half": percent(overlaps < 0.5),
        "top1_own": percent(own < 1),
        "top1_true": percent(true < 1),
        "top4_own": percent(own < 4),
        "top4_true": percent(true < 4),
        "ms_p50": round(1e3 * float(np.median([row.seconds for row in rows])), 1),
    }


def basket(seed: int) -> Iterator[Change]:
    """Ten things come, one after the other, and four leave; what shows too little of itself is left out."""
    rng = np.random.default_rng([seed, 99])
    chosen = [ASSORTMENT[k] for k in rng.choice(len(ASSORTMENT), THINGS, replace=False)]
    pieces = [Piece(f"p{nth}", goods, true_weight(goods, rng), seed * 100 + nth) for nth, goods in enumerate(chosen)]
    world = World(pieces, seed)
    inside: list[Piece] = []
    with Eyes(world) as eyes:
        _let(world, 100)
        before = eyes.render(world.pose())
        shown: dict[str, NDArray[np.bool_]] = {}
        for piece in pieces:
            spot = find_spot(world, piece.goods, rng)
            if spot is None:
                continue
            world.hold(piece.id, np.array([spot.x, spot.y, spot.under + spot.half_height + 0.01]), spot.quat)
            world.release(piece.id, np.zeros(3))
            _let(world, FALL)
            after, shown = eyes.render(world.pose()), eyes.true_masks(world.pose())
            inside.append(piece)
            yield from _change(True, piece, before, after, shown)
            before = after
        for piece in [inside[nth] for nth in rng.permutation(len(inside))[:TAKEN]]:
            world.hold(piece.id, AWAY, UPRIGHT)
            _let(world, CALM)
            after = eyes.render(world.pose())
            yield from _change(False, piece, before, after, shown)
            before, shown = after, eyes.true_masks(world.pose())


def _change(
    added: bool, piece: Piece, before: Picture, after: Picture, shown: dict[str, NDArray[np.bool_]]
) -> Iterator[Change]:
    mask = shown.get(piece.id)
    if mask is not None and mask.sum() >= LEAST:
        yield Change(added, piece.goods.product.sku, before, after, mask)


def _let(world: World, steps: int) -> None:
    for _ in range(steps):
        world.step()
