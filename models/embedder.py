"""The trained network on the cart: pictures of one product in, unit vectors out."""

import hashlib
import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models import preprocess

INTERPRETERS = {"litert": "ai_edge_litert.interpreter", "tflite-runtime": "tflite_runtime.interpreter"}

SEAL = b"smart-cart embedder 1\n"
"""Ends a model file of ours, with the SHA-256 of what stands before it.

The interpreter checks nothing: a torn file ends the process, a flipped bit gives wrong names. It reads
from the front and never looks at what follows the model.
"""

DIMENSIONS = 128


class ModelUnusable(Exception):
    """The model cannot be used; the message is one plain sentence for a fitter."""


def sealed(model: bytes) -> bytes:
    """A model's bytes as `Embedder` takes them."""
    return model + SEAL + hashlib.sha256(model).digest()


def _opened(path: Path) -> tuple[bytes, str]:
    """A model's bytes and their digest, taken once: at each start it costs as much as ten pictures."""
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
    """One model in one interpreter with one thread; `digest` names the model's version."""

    def __init__(self, path: Path, interpreter: str = "litert") -> None:
        model, self.digest = _opened(path)
        self._run = _interpreter(interpreter, model)
        entry, result = self._run.get_input_details()[0], self._run.get_output_details()[0]
        self._input, self._output = entry["index"], result["index"]
        self._entry, self._result = _Numbers.of(entry), _Numbers.of(result)
        self._levels = self._entry.of_floats(preprocess.as_input([np.arange(256, dtype=np.uint8)]))
        _, height, width, _ = (int(length) for length in entry["shape"])
        if height != width or tuple(result["shape"]) != (1, DIMENSIONS):
            raise ModelUnusable(f"The model {path} does not make {DIMENSIONS} numbers of a square picture.")
        self.side = width

    @property
    def integers(self) -> bool:
        """Whether the model reckons with bytes, whose rounding differs a little between machines."""
        return self._entry.bytes

    def embed(
        self, crops: Sequence[preprocess.Pixels], masks: Sequence[preprocess.Mask] | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors (n, 128) of RGB crops; without masks each one is a whole photograph."""
        if masks is None:
            return self.embed_squares([preprocess.photograph(crop, self.side) for crop in crops])
        pairs = zip(crops, masks, strict=True)
        return self.embed_squares([preprocess.product(crop, mask, self.side) for crop, mask in pairs])

    def embed_squares(self, squares: Sequence[preprocess.Pixels]) -> NDArray[np.float32]:
        """Unit vectors of squares that are cut already, of any size."""
        vectors = np.zeros((len(squares), DIMENSIONS), np.float32)
        for row, square in enumerate(squares):
            fitting = square if len(square) == self.side else preprocess.photograph(square, self.side)
            self._run.set_tensor(self._input, cv2.LUT(fitting, self._levels)[None])
            self._run.invoke()
            vector = self._result.floats(self._run.get_tensor(self._output)[0])
            vectors[row] = vector / np.linalg.norm(vector)
        return vectors


@dataclass(frozen=True)
class _Numbers:
    """How a model stores numbers: floats as they are, or bytes that stand for (byte - zero) * scale."""

    bytes: bool
    scale: float
    zero: int

    @classmethod
    def of(cls, details: dict[str, Any]) -> "_Numbers":
        scale, zero = details["quantization"]
        return cls(details["dtype"] == np.int8, float(scale), int(zero))

    def of_floats(self, values: NDArray[np.float32]) -> NDArray[Any]:
        if not self.bytes:
            return values
        return np.clip(np.rint(values / self.scale) + self.zero, -128, 127).astype(np.int8)

    def floats(self, stored: NDArray[Any]) -> NDArray[np.float32]:
        if not self.bytes:
            return np.asarray(stored, np.float32)
        return (stored.astype(np.float32) - self.zero) * np.float32(self.scale)


def _interpreter(name: str, model: bytes) -> Any:
    if name not in INTERPRETERS:
        raise ModelUnusable(f"There is no interpreter {name!r}: take {' or '.join(INTERPRETERS)}.")
    try:
        module = importlib.import_module(INTERPRETERS[name])
    except ImportError as error:
        raise ModelUnusable(f"The interpreter {name} is not installed: {error}.") from error
    try:
        interpreter = module.Interpreter(model_content=model, num_threads=1)
        interpreter.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        raise ModelUnusable(f"The interpreter {name} does not take the model: {error}.") from error
    return interpreter
