"""The search for what a vector is nearest to: one product of matrices over the prototypes of all products."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.looks import Vectors


@dataclass(frozen=True, eq=False)
class Prototypes:
    """As columns: the first one of every product, then the second one of those that have two, and so on.

    `counts` says how many of each there are, `places` where each product is among the first ones.
    """

    columns: Vectors
    counts: tuple[int, ...]
    places: NDArray[np.int64]

    @classmethod
    def of(cls, products: Sequence[Vectors]) -> "Prototypes | None":
        """Of the rows of each product, at least one; None where there is no product."""
        if not products:
            return None
        order = sorted(range(len(products)), key=lambda nth: -len(products[nth]))
        turns = range(len(products[order[0]]))
        layers = [[products[nth][turn] for nth in order if len(products[nth]) > turn] for turn in turns]
        columns = np.ascontiguousarray(np.concatenate(layers).T)
        return cls(columns, tuple(len(layer) for layer in layers), np.argsort(order))

    def nearest(self, seen: Vectors) -> Vectors:
        """Cosine of each vector to the nearest prototype of each product: (vectors, products)."""
        # Not "@": a BLAS shares the work out to threads, and waits 8 ms for them on a busy machine.
        every = np.einsum("nd,dp->np", seen, self.columns)
        nearest, start = every[:, : self.counts[0]], self.counts[0]
        for count in self.counts[1:]:
            np.maximum(nearest[:, :count], every[:, start : start + count], out=nearest[:, :count])
            start += count
        return np.asarray(nearest[:, self.places], np.float32)
