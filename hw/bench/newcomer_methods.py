"""Three ways to name a crop by the views that its product was enrolled from; all of them see the same squares."""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from cart.core.units import Sku
from cart.sight.comparing import OPEN
from hw.bench.newcomer_cuts import Cut, Look
from models.embedder import Embedder
from models.gallery import Calibration, Gallery
from models.interpreted import INTERPRETERS
from models.looks import Vectors, unit
from models.preprocess import Pixels
from models.training.evaluate import histograms

TEACHER = "tf2_mobilenet_v2_1.0_224_ptq.tflite"
POOLED = 1280  # features of the teacher's last layer but one
SIDE = 128  # of the squares that histograms are made of
Enrolled = Sequence[Sequence[Cut]]
"""The views of each product."""


class Method(Protocol):
    def scores(self, cuts: Sequence[Cut]) -> NDArray[np.float64]:
        """How well each crop fits each product, (crops, products); those of several looks at a thing add up."""
        ...


class ByEmbedding:
    """The cart's own embedder and gallery; the products `known` before stand beside the new ones."""

    def __init__(self, embedder: Embedder, known: Gallery, names: Sequence[str], enrolled: Enrolled) -> None:
        self._embedder, self._first = embedder, len(known.looks)
        gallery = known
        for nth, (name, views) in enumerate(zip(names, enrolled, strict=True)):
            gallery = gallery.enrol(Sku(f"new {nth}"), name, self._vectors(views))
        self.gallery = gallery

    def scores(self, cuts: Sequence[Cut]) -> NDArray[np.float64]:
        """The new products come first."""
        scores = self._log_scores(cuts)[:, :-1]
        return np.concatenate([scores[:, self._first :], scores[:, : self._first]], axis=1)

    def choose(self, look: Look) -> Cut | None:
        """The place that the cart takes for the thing: a large one that looks like something it knows."""
        if not look.places:
            return None
        return look.places[int((np.array(look.areas) * (OPEN - self.nothing(look.places))).argmax())]

    def nothing(self, cuts: Sequence[Cut]) -> NDArray[np.float64]:
        """The probability that each crop shows none of the products."""
        return np.exp(self._log_scores(cuts)[:, -1])

    def together(self, cuts: Sequence[Cut]) -> NDArray[np.float64]:
        """Log probabilities of the products, and of none of them, for one thing that all the crops show."""
        return np.asarray(self.gallery.log_scores(self._vectors(cuts), len(cuts))[0], np.float64)

    def _log_scores(self, cuts: Sequence[Cut]) -> NDArray[np.float64]:
        return self.gallery.log_scores(self._vectors(cuts))

    def _vectors(self, cuts: Sequence[Cut]) -> Vectors:
        return self._embedder.embed_squares([one.square(self._embedder.side) for one in cuts])


class ByColour:
    """Masked colour histograms (Lab a-b, 16 x 16); the nearest of all enrolled views."""

    def __init__(self, enrolled: Enrolled) -> None:
        self._views = [self._histograms(views) for views in enrolled]

    def scores(self, cuts: Sequence[Cut]) -> NDArray[np.float64]:
        seen = self._histograms(cuts)
        return np.stack([(seen @ views.T).max(axis=1) for views in self._views], axis=1).astype(np.float64)

    def _histograms(self, cuts: Sequence[Cut]) -> NDArray[np.float32]:
        return histograms(np.stack([one.square(SIDE) for one in cuts]))


@dataclass
class Teacher:
    """The frozen teacher's pooled features; those of a square that was seen before are kept in `notebook`."""

    model: Path
    notebook: Path

    def __post_init__(self) -> None:
        module = importlib.import_module(INTERPRETERS["litert"])
        self._run: Any = module.Interpreter(
            model_path=str(self.model), num_threads=1, experimental_preserve_all_tensors=True
        )
        self._run.allocate_tensors()
        entry = self._run.get_input_details()[0]
        self._input, self.side = entry["index"], int(entry["shape"][1])
        pooled = [d for d in self._run.get_tensor_details() if list(d["shape"]) == [1, 1, 1, POOLED]]
        self._output, (self._scale, self._zero) = pooled[-1]["index"], pooled[-1]["quantization"]
        self._known: dict[str, NDArray[np.int8]] = {}
        if self.notebook.exists():
            with np.load(self.notebook) as file:
                self._known = dict(zip(file["keys"].tolist(), file["rows"], strict=True))

    def features(self, squares: Sequence[Pixels]) -> Vectors:
        rows = [self._row(square) for square in squares]
        return np.asarray((np.stack(rows).astype(np.float32) - self._zero) * self._scale, np.float32)

    def save(self) -> None:
        with self.notebook.open("wb") as file:
            np.savez_compressed(file, keys=np.array(list(self._known)), rows=np.stack(list(self._known.values())))

    def _row(self, square: Pixels) -> NDArray[np.int8]:
        key = sha256(square.tobytes()).hexdigest()[:24]
        if key not in self._known:
            self._run.set_tensor(self._input, square[None])
            self._run.invoke()
            self._known[key] = self._run.get_tensor(self._output).reshape(POOLED).copy()
        return self._known[key]


class ByTeacher:
    """The teacher's features, each brought to the spread that it has over the enrolled views; nearest prototype."""

    def __init__(self, teacher: Teacher, enrolled: Enrolled) -> None:
        self._teacher = teacher
        views = [self._raw(each) for each in enrolled]
        every = np.concatenate(views)
        self._mean, self._spread = every.mean(axis=0), every.std(axis=0) + 1e-3
        gallery = Gallery("teacher", Calibration(20.0, 0.6))
        for nth, each in enumerate(views):
            gallery = gallery.enrol(Sku(f"{nth}"), "", self._brought(each))
        self._gallery = gallery

    def scores(self, cuts: Sequence[Cut]) -> NDArray[np.float64]:
        return self._gallery.cosines(self._brought(self._raw(cuts))).astype(np.float64)

    def _raw(self, cuts: Sequence[Cut]) -> Vectors:
        return self._teacher.features([one.square(self._teacher.side) for one in cuts])

    def _brought(self, features: Vectors) -> Vectors:
        return unit((features - self._mean) / self._spread)
