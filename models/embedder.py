"""The trained network on the cart: pictures of one product in, unit vectors out."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models import colours, preprocess
from models.interpreted import Interpreted, ModelUnusable

__all__ = ["DIMENSIONS", "LEARNED", "Embedder", "ModelUnusable", "opened", "sealed"]

SEAL = b"smart-cart embedder 1\n"
"""Ends a model file of ours, with the SHA-256 of what stands before it.

The interpreter checks nothing: a torn file ends the process, a flipped bit gives wrong names. It reads
from the front and never looks at what follows the model.
"""

LEARNED = 96
"""Numbers that the network makes."""

DIMENSIONS = LEARNED + colours.NUMBERS

COLOUR_SHARE = 0.15
"""Of a likeness (a cosine) that the colours have."""

_BESIDE = (COLOUR_SHARE, colours.HUES, colours.STRENGTHS, colours.CELLS)
"""What a vector depends on beside the model file: galleries of other values are galleries of another model."""


def sealed(model: bytes) -> bytes:
    """A model's bytes as `Embedder` takes them."""
    return model + SEAL + hashlib.sha256(model).digest()


def opened(path: Path) -> tuple[bytes, str]:
    """A model's bytes and their digest, taken once: at each start it costs as much as ten pictures.

    ModelUnusable says what is wrong with the file.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelUnusable(f"The model {path} cannot be read: {error.strerror}.") from error
    tail = len(SEAL) + hashlib.sha256().digest_size
    model, seal = content[:-tail], content[-tail:]
    if content[4:8] == b"TFL3" and not seal.startswith(SEAL):
        raise ModelUnusable(
            f"The model {path} is torn or not one of ours: install it again, or make one with models.training.export."
        )
    digest = hashlib.sha256(model)
    if seal != SEAL + digest.digest():
        raise ModelUnusable(f"The model {path} is damaged: install it again.")
    return model, digest.hexdigest()


class Embedder:
    """One model in one interpreter with one thread, and the colours beside it; `digest` names the version of both."""

    def __init__(self, path: Path, interpreter: str = "litert") -> None:
        model, digest = opened(path)
        self._network = Interpreted(model, interpreter)
        if self._network.length != LEARNED:
            raise ModelUnusable(
                f"The model {path} makes {self._network.length} numbers of a picture and not {LEARNED}: "
                "it is of another version; install the one that came with this program."
            )
        self.digest = hashlib.sha256(f"{digest} {_BESIDE}".encode()).hexdigest()
        self.side, self.integers = self._network.side, self._network.integers

    def embed(
        self, crops: Sequence[preprocess.Pixels], masks: Sequence[preprocess.Mask] | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors (n, DIMENSIONS) of RGB crops; without masks each one is a whole photograph."""
        if masks is None:
            return self.embed_squares([preprocess.photograph(crop, self.side) for crop in crops])
        pairs = zip(crops, masks, strict=True)
        return self.embed_squares([preprocess.product(crop, mask, self.side) for crop, mask in pairs])

    def embed_squares(self, squares: Sequence[preprocess.Pixels]) -> NDArray[np.float32]:
        """Unit vectors of squares that are cut already, of any size."""
        fitting = [preprocess.fitting(square, self.side) for square in squares]
        vectors = np.zeros((len(squares), DIMENSIONS), np.float32)
        learned = self._network.numbers(fitting)
        vectors[:, :LEARNED] = np.sqrt(1 - COLOUR_SHARE) * learned / np.linalg.norm(learned, axis=1, keepdims=True)
        for row, square in enumerate(fitting):
            vectors[row, LEARNED:] = np.sqrt(COLOUR_SHARE) * colours.of(square)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
