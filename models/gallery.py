"""The products that a cart knows by sight, and calibrated scores for what a camera sees."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cart.core.alternatives import LEAST
from cart.core.units import Sku
from models import gallery_file
from models.gallery_file import GalleryUnusable
from models.looks import CONFIRMED, Look, Vectors, enrolled, unit
from models.search import Prototypes

__all__ = ["Calibration", "Gallery", "GalleryUnusable", "log_scores"]

NEIGHBOURS = 5
"""Views of a hand, or of the basket, that a vector is compared with: such a kind has no sides, it is a cloud.

On the virtual cart the mean of five nearest of a hundred views rejects 89 % of floor and of smears at the price for
which the nearest of twenty prototypes rejects 82 and 87 %; the mean of eight, 86 % of either.
"""

WHOLE = 1000
"""Products of a store of which every one's probability is told; of a larger one, those at which a look counts it."""

DOUBT = 4.0
"""Views' worth of the usual spread in a product's own: one enrolled from few views cannot look sure of itself."""

ENDLESS = 100.0
"""A core so large that likeness falls exponentially as far as cosines go: they differ by 2 at the most."""


@dataclass(frozen=True)
class Calibration:
    """Turns cosines into probabilities, fitted on pictures that were not enrolled.

    Likeness falls with the distance d as (1 + d / core) ** (-sharpness * core), Student's t in shape: pictures of a
    product that lie far from its prototypes are more frequent than a softmax of cosines has it. On photographs that
    five networks were trained without (known classes alone) that takes the loss from 0.70 to 0.63 and the calibration
    error from 0.041 to 0.012. Of several looks, one that fits nothing weighs less.
    """

    sharpness: float  # how fast the log score falls with the distance, where that is small
    nothing: float  # the likeness that "none of these" always scores
    trust: float = 0.0  # the power with which a product's own spread counts: 0 not at all, 1 in full
    near: float = 0.1  # usual spread of a product that is known from many views
    few: float = 0.2  # what it spreads more when it is known from one; by its share from several
    odd: float = 0.0  # the start that products have over what is none, of the same cosine
    core: float = ENDLESS  # the distance beyond which likeness falls as a power, not exponentially any more


@dataclass(frozen=True, eq=False)
class Gallery:
    """The enrolled products, as seen by the model whose digest is `model`; a change is a new object.

    `odd` is how things look that are no products (a hand, the basket): they speak for "none of these".
    """

    model: str
    calibration: Calibration
    looks: tuple[Look, ...] = ()
    odd: tuple[Look, ...] = ()

    @property
    def names(self) -> dict[Sku, str]:
        return {look.sku: look.name for look in self.looks}

    @cached_property
    def skus(self) -> tuple[Sku, ...]:
        return tuple(look.sku for look in self.looks)

    def enrol(self, sku: Sku, name: str, vectors: ArrayLike) -> "Gallery":
        """A gallery that also knows `sku` from these views; earlier views of it count as well."""
        known = next((look for look in self.looks if look.sku == sku), None)
        others = tuple(look for look in self.looks if look.sku != sku)
        return replace(self, looks=(*others, enrolled(sku, name, vectors, known)))

    def confirm(self, sku: Sku, vector: ArrayLike, event: str) -> "Gallery":
        """Refines `sku` by a look that a trip confirmed; this same gallery where the look is not taken.

        Not taken is what the enrolled views speak against (nearer to another product, or to none), what
        comes again under the same id, and what is too much.
        """
        look = next((look for look in self.looks if look.sku == sku), None)
        if look is None or len(look.confirmed) >= CONFIRMED or event in self._events:
            return self
        seen = unit(vector)[0]
        likeliest = int(self._of_enrolled.log_scores(seen)[0].argmax())
        if likeliest == len(self.looks) or self.skus[likeliest] != sku:
            return self
        return self._with(look.confirm(event, seen))

    def undo(self, event: str) -> "Gallery":
        """The gallery as if this confirmation had never come."""
        wrong = [look for look in self.looks if any(each.event == event for each in look.confirmed)]
        return self._with(wrong[0].undo(event)) if wrong else self

    def only(self, skus: Iterable[Sku]) -> "Gallery":
        """The part of the gallery that knows `skus`, and what is no product."""
        kept = set(skus)
        return replace(self, looks=tuple(look for look in self.looks if look.sku in kept))

    def cosines(self, vectors: ArrayLike) -> Vectors:
        """Each vector's cosine to the nearest prototype of each product: (vectors, products)."""
        seen = unit(vectors)
        return self._prototypes.nearest(seen) if self._prototypes else np.zeros((len(seen), 0), np.float32)

    def odd_cosines(self, vectors: ArrayLike) -> Vectors:
        """Each vector's mean cosine to the few nearest views of each kind that is no product: (vectors, kinds)."""
        return _near_several(unit(vectors), self.odd)

    def likeness(self, vectors: ArrayLike) -> Vectors:
        """The cosines as they would be if all products spread alike: (vectors, products), at most 1."""
        return alike(self.cosines(vectors), self.spreads, self.calibration)

    @cached_property
    def spreads(self) -> Vectors:
        """How far each product's views lie from its prototypes, as far as is known: one minus cosine."""
        own = np.array([look.spread for look in self.looks], np.float32)
        told = np.array([look.measured for look in self.looks], np.float32)
        views = np.array([max(1, look.views) for look in self.looks], np.float32)
        usual = self.calibration.near + self.calibration.few / views
        return np.asarray((told * own + DOUBT * usual) / (told + DOUBT), np.float32)

    def log_scores(self, vectors: ArrayLike, looks: int = 1) -> NDArray[np.float64]:
        """Log probabilities (things, products + 1); every `looks` vectors in a row show one thing."""
        return log_scores(self.likeness(vectors), self.calibration, self.odd_cosines(vectors), looks)

    def scores(self, vectors: ArrayLike) -> tuple[dict[Sku, float], float]:
        """Probability of each product, and of none of them, for one thing seen once or several times.

        Of more than WHOLE products only those are told that have at least LEAST.
        """
        p = np.exp(self.log_scores(vectors, len(np.atleast_2d(vectors)))[0])
        every, none = p[:-1], float(p[-1])
        if len(every) <= WHOLE:
            return dict(zip(self.skus, every.tolist(), strict=True)), none
        told = np.flatnonzero(every >= LEAST)
        return dict(zip(self._sku_array[told].tolist(), every[told].tolist(), strict=True)), none

    def save(self, path: Path) -> None:
        gallery_file.write(path, self.model, vars(self.calibration), self.looks, self.odd)

    @classmethod
    def load(cls, path: Path, model: str | None = None) -> "Gallery":
        """The gallery in `path`; `model` is the digest of the embedder that will be used with it."""
        made_with, numbers, looks, odd = gallery_file.read(path, Calibration.__dataclass_fields__)
        if model is not None and made_with != model:
            raise GalleryUnusable(
                f"The gallery {path} was made with model {made_with[:8]}, the cart runs {model[:8]}: "
                "enrol the products again with the new model."
            )
        return cls(made_with, Calibration(**numbers), looks, odd)

    @cached_property
    def _sku_array(self) -> NDArray[np.object_]:
        return np.array(self.skus, dtype=object)

    @cached_property
    def _prototypes(self) -> Prototypes | None:
        return Prototypes.of([look.refined for look in self.looks])

    @cached_property
    def _events(self) -> frozenset[str]:
        return frozenset(confirmed.event for look in self.looks for confirmed in look.confirmed)

    @cached_property
    def _of_enrolled(self) -> "Gallery":
        """Without what was confirmed: confirmations cannot vouch for each other."""
        return replace(self, looks=tuple(replace(look, confirmed=()) for look in self.looks))

    def _with(self, changed: Look) -> "Gallery":
        return replace(self, looks=tuple(changed if look.sku == changed.sku else look for look in self.looks))


def alike(cosines: Vectors, spreads: Vectors, calibration: Calibration) -> Vectors:
    """Cosines (vectors, products) as they would be if all products had the usual spread."""
    width = (spreads / calibration.near) ** calibration.trust
    return np.asarray(1.0 - (1.0 - cosines) / width, np.float32)


def log_scores(
    likeness: Vectors, calibration: Calibration, odd: Vectors | None = None, looks: int = 1
) -> NDArray[np.float64]:
    """Log probabilities (things, products + 1) from likeness (things * looks, products).

    The last column is "none of these": like nothing known, or like one of the `odd` kinds, whose cosines
    (things * looks, kinds) come with those of the products. Looks count as independent, so their scores add up;
    a thing is of one kind in all of them.
    """
    none = [np.full((len(likeness), 1), calibration.nothing)]
    if odd is not None:
        none.append(odd - calibration.odd)
    distances = np.maximum(0.0, 1.0 - np.concatenate([likeness, *none], axis=1).astype(np.float64))
    every = -calibration.sharpness * calibration.core * np.log1p(distances / calibration.core)
    logits = every.reshape(-1, looks, every.shape[1]).sum(axis=1)
    logits -= logits.max(axis=1, keepdims=True)
    logits -= np.log(np.exp(logits).sum(axis=1, keepdims=True))
    products = likeness.shape[1]
    nothing = np.logaddexp.reduce(logits[:, products:], axis=1, keepdims=True)
    return np.concatenate([logits[:, :products], nothing], axis=1)


def _near_several(seen: Vectors, kinds: tuple[Look, ...]) -> Vectors:
    """Mean cosine of each vector to the nearest prototypes of each look: (vectors, looks)."""
    found = np.zeros((len(seen), len(kinds)), np.float32)
    for nth, kind in enumerate(kinds):
        every = np.sort(np.einsum("nd,pd->np", seen, kind.prototypes), axis=1)
        found[:, nth] = every[:, -NEIGHBOURS:].mean(axis=1)
    return found
