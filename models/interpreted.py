"""A .tflite file in an interpreter: squares in, numbers out."""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models import preprocess

INTERPRETERS = {"litert": "ai_edge_litert.interpreter", "tflite-runtime": "tflite_runtime.interpreter"}


class ModelUnusable(Exception):
    """The model cannot be used; the message is one plain sentence for a fitter."""


class Interpreted:
    """One model in one interpreter with one thread: squares of `side` pixels become `length` numbers each."""

    def __init__(self, model: bytes, interpreter: str = "litert") -> None:
        self._run = _interpreter(interpreter, model)
        entry, result = self._run.get_input_details()[0], self._run.get_output_details()[0]
        shape = [int(length) for length in entry["shape"]]
        if len(shape) != 4 or shape[1] != shape[2] or len(result["shape"]) != 2:
            raise ModelUnusable("The model does not make a row of numbers of a square picture.")
        self._input, self._output = entry["index"], result["index"]
        self._entry, self._result = _Numbers.of(entry), _Numbers.of(result)
        self._levels = self._entry.of_floats(preprocess.as_input([np.arange(256, dtype=np.uint8)]))
        self.side, self.length = shape[1], int(result["shape"][1])

    @property
    def integers(self) -> bool:
        """Whether the model reckons with bytes, whose rounding differs a little between machines."""
        return self._entry.bytes

    def numbers(self, squares: Sequence[preprocess.Pixels]) -> NDArray[np.float32]:
        """(n, length) of RGB squares, each of which is `side` pixels wide."""
        rows = np.zeros((len(squares), self.length), np.float32)
        for row, square in enumerate(squares):
            self._run.set_tensor(self._input, cv2.LUT(square, self._levels)[None])
            self._run.invoke()
            rows[row] = self._result.floats(self._run.get_tensor(self._output)[0])
        return rows


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
