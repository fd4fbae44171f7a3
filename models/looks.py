"""What one product looks like: a few prototypes made of its views, how far it spreads, and what was confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cart.core.units import Sku

Vectors = NDArray[np.float32]

PROTOTYPES = 5
"""Of one product: a package has six sides, and its opposite ones are alike."""

PULL = 2.0
"""Views' worth with which the mean of a product draws each of its prototypes: a side seen once says little.

On the virtual cart's views (50 products, 24 views each) this is worth 3 points of top-1 over the bare means of
the clusters, and 5 over as many of the views themselves.
"""

UNDRAWN = 20
"""Steps of finding how far the prototypes were drawn."""

CONFIRMED = 8
"""Confirmed looks kept of one product; further ones are not taken."""


@dataclass(frozen=True)
class Confirmed:
    """A look that a shopper's trip confirmed, under the id of that event."""

    event: str
    vector: Vectors


@dataclass(frozen=True, eq=False)
class Look:
    """One enrolled product. Its prototypes are unit vectors, one per row; `weights` are the views behind each."""

    sku: Sku
    name: str
    prototypes: Vectors
    weights: Vectors
    spread: float = 0.0  # mean distance (one minus cosine) of a view from the prototypes made of the others
    measured: int = 0  # views that vouch for `spread`
    confirmed: tuple[Confirmed, ...] = ()

    @property
    def views(self) -> int:
        return round(float(self.weights.sum()))

    @property
    def refined(self) -> Vectors:
        """The prototypes, each drawn towards the confirmed looks nearest to it: by half of the way at most."""
        if not self.confirmed:
            return self.prototypes
        vectors = np.stack([confirmed.vector for confirmed in self.confirmed])
        nearest = (vectors @ self.prototypes.T).argmax(axis=1)
        drawn = self.prototypes * self.weights[:, None]
        for nth in set(nearest.tolist()):
            of_it = vectors[nearest == nth]
            drawn[nth] += of_it.mean(axis=0) * min(float(len(of_it)), float(self.weights[nth]))
        return unit(drawn)

    def confirm(self, event: str, vector: Vectors) -> "Look":
        return replace(self, confirmed=(*self.confirmed, Confirmed(event, vector)))

    def undo(self, event: str) -> "Look":
        return replace(self, confirmed=tuple(each for each in self.confirmed if each.event != event))


def enrolled(sku: Sku, name: str, vectors: ArrayLike, before: Look | None = None, prototypes: int = PROTOTYPES) -> Look:
    """A product from its views, with so many prototypes at most; what was enrolled of it `before` counts as well."""
    views = unit(vectors)
    if not len(views):
        raise ValueError(f"{sku}: give at least one view")
    rows, weights = views, np.ones(len(views), np.float32)
    if before is not None:
        rows, weights = np.concatenate([_undrawn(before), rows]), np.concatenate([before.weights, weights])
    owner = _clusters(rows, weights, prototypes)
    weighted = rows * weights[:, None]
    sums = np.stack([weighted[owner == nth].sum(axis=0) for nth in range(owner.max() + 1)])
    of_each = np.bincount(owner, weights).astype(np.float32)
    spread, measured = _spread(views, owner[-len(views) :], sums, float(weights.sum()))
    if before is not None and before.measured:
        spread = (spread * measured + before.spread * before.measured) / (measured + before.measured)
        measured += before.measured
    confirmed = before.confirmed if before else ()
    return Look(sku, name, _drawn(sums, float(weights.sum())), of_each, spread, measured, confirmed)


def _drawn(sums: Vectors, count: float) -> Vectors:
    return unit(sums + PULL * sums.sum(axis=0) / count)


def _undrawn(look: Look) -> Vectors:
    """The directions of the clusters before `_drawn`: a product enrolled again is not drawn together twice.

    How long each sum was is not kept; it is taken for as long as of equal views.
    """
    lengths, count = look.weights + PULL, look.weights.sum()
    for _ in range(UNDRAWN):
        sums = look.prototypes * lengths[:, None]
        drawn = PULL / count * sums.sum(axis=0) / (1 + PULL * len(sums) / count)
        along = look.prototypes @ drawn
        lengths = along + np.sqrt(np.maximum(0.0, along**2 - drawn @ drawn + look.weights**2))
    return unit(look.prototypes * lengths[:, None] - drawn)


def _spread(views: Vectors, owner: NDArray[np.int64], sums: Vectors, count: float) -> tuple[float, int]:
    """Mean distance of each view from what the others make, and how many views told."""
    if count < 2:
        return 0.0, 0
    distances = []
    for view, own in zip(views, owner, strict=True):
        others = sums.copy()
        others[own] -= view
        distances.append(1.0 - float((_drawn(others, count - 1) @ view).max()))
    return float(np.mean(distances)), len(views)


def _clusters(rows: Vectors, weights: Vectors, most: int) -> NDArray[np.int64]:
    """Each row's cluster, at most `most` of them: k-means on the sphere.

    It starts from the row nearest to all, then takes the one farthest from those taken: no dice.
    """
    if len(rows) <= most:
        return np.arange(len(rows))
    likeness = rows @ rows.T
    taken = [int((likeness @ weights).argmax())]
    while len(taken) < most:
        taken.append(int(likeness[:, taken].max(axis=1).argmin()))
    centres = rows[taken]
    for _ in range(20):
        owner = (rows @ centres.T).argmax(axis=1)
        sums = [(rows * weights[:, None])[owner == nth].sum(axis=0) for nth in range(len(centres))]
        centres = np.where(np.bincount(owner, minlength=len(centres))[:, None] > 0, unit(sums), centres)
    _, numbered = np.unique((rows @ centres.T).argmax(axis=1), return_inverse=True)
    return np.asarray(numbered, np.int64)


def unit(vectors: ArrayLike | Sequence[Vectors]) -> Vectors:
    """Rows brought to length one."""
    rows = np.atleast_2d(np.asarray(vectors, np.float32))
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), np.float32)
