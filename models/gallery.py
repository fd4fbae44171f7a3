"""What products look like: a few prototypes each, and calibrated scores for what a camera sees."""

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cart.core.units import Sku

Vectors = NDArray[np.float32]

FORMAT = 1

PROTOTYPES = 5
"""Looks kept of one product: more of them gain little (measured on the photographs, five is the knee)."""


class GalleryUnusable(Exception):
    """The gallery cannot be used; the message is one plain sentence for a fitter."""


@dataclass(frozen=True)
class Calibration:
    """Turns cosines into probabilities, fitted on pictures that were not enrolled."""

    sharpness: float  # one over the softmax's temperature
    nothing: float  # the cosine that "none of these" always scores


@dataclass(frozen=True)
class Look:
    """One enrolled product: its prototypes are unit vectors, one per row."""

    sku: Sku
    name: str
    prototypes: Vectors


@dataclass(frozen=True)
class Gallery:
    """The enrolled products, as seen by the model whose digest is `model`; a change is a new object."""

    model: str
    calibration: Calibration
    looks: tuple[Look, ...] = ()
    limit: int = PROTOTYPES

    @property
    def names(self) -> dict[Sku, str]:
        return {look.sku: look.name for look in self.looks}

    @property
    def skus(self) -> tuple[Sku, ...]:
        return tuple(look.sku for look in self.looks)

    def enrol(self, sku: Sku, name: str, vectors: ArrayLike) -> "Gallery":
        """A gallery that also knows `sku` from these views; earlier views of it count as well."""
        views = _unit(vectors)
        if not len(views):
            raise ValueError(f"{sku}: give at least one view")
        known = [look.prototypes for look in self.looks if look.sku == sku]
        others = tuple(look for look in self.looks if look.sku != sku)
        look = Look(sku, name, medoids(np.concatenate([*known, views]), self.limit))
        return replace(self, looks=(*others, look))

    def only(self, skus: Iterable[Sku]) -> "Gallery":
        """The part of the gallery that knows `skus`."""
        kept = set(skus)
        return replace(self, looks=tuple(look for look in self.looks if look.sku in kept))

    def cosines(self, vectors: ArrayLike) -> Vectors:
        """Each vector's likeness to the nearest prototype of each product: (vectors, products)."""
        seen = _unit(vectors)
        columns = [(seen @ look.prototypes.T).max(axis=1) for look in self.looks]
        return np.stack(columns, axis=1) if columns else np.zeros((len(seen), 0), np.float32)

    def scores(self, vectors: ArrayLike) -> tuple[dict[Sku, float], float]:
        """Probability of each product, and of none of them, for one thing seen once or several times.

        Looks count as independent: their log scores add up.
        """
        log_p = log_scores(self.cosines(vectors), self.calibration).sum(axis=0)
        p = np.exp(log_p - log_p.max())
        p /= p.sum()
        return {look.sku: float(p[nth]) for nth, look in enumerate(self.looks)}, float(p[-1])

    def save(self, path: Path) -> None:
        prototypes = [look.prototypes for look in self.looks]
        part = path.with_name(path.name + ".part")
        with part.open("wb") as file:
            np.savez_compressed(
                file,
                format=FORMAT,
                model=self.model,
                sharpness=self.calibration.sharpness,
                nothing=self.calibration.nothing,
                limit=self.limit,
                skus=np.array([look.sku for look in self.looks], np.str_),
                names=np.array([look.name for look in self.looks], np.str_),
                counts=np.array([len(each) for each in prototypes], np.int64),
                prototypes=np.concatenate(prototypes) if prototypes else np.zeros((0, 0), np.float32),
            )
        part.replace(path)

    @classmethod
    def load(cls, path: Path, model: str | None = None) -> "Gallery":
        """The gallery in `path`; `model` is the digest of the embedder that will be used with it."""
        try:
            with np.load(path) as stored:
                gallery = cls._from(stored)
        except OSError as error:
            raise GalleryUnusable(f"The gallery {path} cannot be read: {error.strerror or error}.") from error
        except (ValueError, KeyError, EOFError, zipfile.BadZipFile, TypeError) as error:
            raise GalleryUnusable(f"The gallery {path} is damaged or no gallery of ours: {error}.") from error
        if model is not None and gallery.model != model:
            raise GalleryUnusable(
                f"The gallery {path} was made with model {gallery.model[:8]}, the cart runs {model[:8]}: "
                "enrol the products again with the new model."
            )
        return gallery

    @classmethod
    def _from(cls, stored: "np.lib.npyio.NpzFile") -> "Gallery":
        if int(stored["format"]) != FORMAT:
            raise ValueError(f"format {stored['format']}, wanted {FORMAT}")
        rows = np.split(stored["prototypes"], np.cumsum(stored["counts"])[:-1])
        named = zip(stored["skus"].tolist(), stored["names"].tolist(), rows, strict=False)
        looks = tuple(Look(Sku(sku), name, _unit(prototypes)) for sku, name, prototypes in named)
        if sum(len(look.prototypes) for look in looks) != len(stored["prototypes"]):
            raise ValueError("its prototypes do not add up")
        calibration = Calibration(float(stored["sharpness"]), float(stored["nothing"]))
        return cls(str(stored["model"]), calibration, looks, int(stored["limit"]))


def log_scores(cosines: Vectors, calibration: Calibration) -> NDArray[np.float64]:
    """Log probabilities (vectors, products + 1); the last column is "none of these"."""
    nothing = np.full((len(cosines), 1), calibration.nothing)
    logits = calibration.sharpness * np.concatenate([cosines, nothing], axis=1).astype(np.float64)
    logits -= logits.max(axis=1, keepdims=True)
    return np.asarray(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)), np.float64)


def medoids(vectors: Vectors, limit: int) -> Vectors:
    """At most `limit` of the vectors, to stand for all: k-means on the sphere, then the views nearest to it.

    It starts from the view nearest to all, then takes the one farthest from those taken: no dice.
    """
    if len(vectors) <= limit:
        return vectors
    likeness = vectors @ vectors.T
    taken = [int(likeness.sum(axis=1).argmax())]
    while len(taken) < limit:
        taken.append(int(likeness[:, taken].max(axis=1).argmin()))
    centres = vectors[taken]
    for _ in range(20):
        owner = (vectors @ centres.T).argmax(axis=1)
        centres = _unit([_middle(vectors[owner == nth], centres[nth]) for nth in range(limit)])
    return vectors[np.unique((vectors @ centres.T).argmax(axis=0))]


def _middle(members: Vectors, otherwise: Vectors) -> Vectors:
    return np.asarray(members.mean(axis=0)) if len(members) else otherwise


def _unit(vectors: ArrayLike | Sequence[Vectors]) -> Vectors:
    rows = np.atleast_2d(np.asarray(vectors, np.float32))
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), np.float32)
