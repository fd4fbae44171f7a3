"""Pictures for training: read once and cut to squares by the cart's own recipe."""

import csv
import zlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models import preprocess

FOLDS = 5


class DataMissing(Exception):
    """What is to be trained on is not there; the message says what and where."""


@dataclass(frozen=True)
class Labelled:
    """Squares (n, side, side, 3) with the number of each one's class."""

    squares: NDArray[np.uint8]
    labels: NDArray[np.int64]


@dataclass(frozen=True)
class Photographs(Labelled):
    """`kinds` has the coarse class of each class."""

    kinds: tuple[int, ...]

    def lacking(self, classes: Collection[int], fold: int) -> "Photographs":
        """All but those of some `classes` and of one `fold` (1 to FOLDS; 0 is none); numbers of classes stay."""
        foreign = sorted(set(classes) - set(range(len(self.kinds))))
        if foreign:
            raise DataMissing(f"there is no class {foreign[0]} to hold out: they are 0 to {len(self.kinds) - 1}")
        kept = ~np.isin(self.labels, list(classes)) & (folds(self.labels) != fold - 1)
        return replace(self, squares=self.squares[kept], labels=self.labels[kept])


def folds(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """The fold of each picture: fifths of every class in the order of the list, as neighbours show the same fruit."""
    fold = np.zeros(len(labels), np.int64)
    for label in np.unique(labels):
        of_it = np.flatnonzero(labels == label)
        fold[of_it] = np.arange(len(of_it)) * FOLDS // len(of_it)
    return fold


def photographs(data: Path, split: str, side: int, cache: Path) -> Photographs:
    """The photographs of `split` (train or val) of the Grocery Store Dataset, cut once and then kept in `cache`."""
    folder = data / "grocery-store"
    names, labels = listing(folder, split)
    kept = cache / f"photographs-{split}-{side}-{_sign(folder, names, labels)}.npz"
    if not kept.exists():
        squares = np.stack([preprocess.photograph(read_picture(folder / name), side) for name in names])
        cache.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(".part")
        with part.open("wb") as file:
            np.savez(file, squares=squares, labels=np.array(labels, np.int64))
        part.replace(kept)
    with np.load(kept) as stored:
        return Photographs(stored["squares"], stored["labels"], tuple(classes(folder)[1]))


def _sign(folder: Path, names: list[str], labels: list[int]) -> str:
    """Tells lists, and pictures of other sizes, apart: what is kept of the one is not taken for the other."""
    sign = 0
    for name, label in zip(names, labels, strict=True):
        sign = zlib.crc32(f"{name}, {label}, {_there(folder / name).stat().st_size}".encode(), sign)
    return f"{sign:08x}"


@dataclass(frozen=True)
class Views(Labelled):
    """Masked squares of the virtual cart's goods; `skus` names the classes."""

    skus: tuple[str, ...]
    names: tuple[str, ...]

    def of_each(self, start: int, stop: int | None) -> "Views":
        """The same stretch of every class's views."""
        count = len(self.labels) // len(self.skus)
        nth = np.arange(len(self.labels)) % count
        kept = (nth >= start) & (nth < (count if stop is None else stop))
        return self.where(kept)

    def where(self, kept: NDArray[np.bool_]) -> "Views":
        """The views that are `kept`."""
        return replace(self, squares=self.squares[kept], labels=self.labels[kept])


def twin_views(cache: Path, name: str) -> Views:
    """The views that hw.twin.training_views wrote as `name`; products in the order of their SKUs."""
    folder = cache / f"twin-{name}"
    squares, skus, names = [], [], []
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as stored:
            squares.append(stored["squares"])
            skus.append(str(stored["sku"]))
            names.append(str(stored["name"]))
    if not skus:
        raise DataMissing(f"{folder} is empty: python -m hw.twin.training_views fills it")
    labels = np.repeat(np.arange(len(skus)), [len(views) for views in squares])
    return Views(np.concatenate(squares), labels, tuple(skus), tuple(names))


def listing(folder: Path, split: str) -> tuple[list[str], list[int]]:
    """File names and fine class numbers of a split."""
    file = _there(folder / f"{split}.txt")
    names, labels = [], []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        name, _, rest = line.partition(",")
        label = rest.partition(",")[0].strip()
        if not line.strip():
            continue
        if not label.isdecimal():
            raise DataMissing(f"{file}, line {number}: write 'path, fine id, coarse id'")
        names.append(name.strip())
        labels.append(int(label))
    if not names:
        raise DataMissing(f"{file} names no picture")
    return names, labels


def classes(folder: Path) -> tuple[list[str], list[int]]:
    """Name and coarse class of each fine class, in the order of their numbers."""
    with _there(folder / "classes.csv").open(newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["Class ID (int)"]))
    return [row["Class Name (str)"] for row in rows], [int(row["Coarse Class ID (int)"]) for row in rows]


def _there(path: Path) -> Path:
    if not path.exists():
        raise DataMissing(f"{path} is not there: name the folder that holds grocery-store/ with --data")
    return path


def groups(folder: Path) -> tuple[tuple[str, ...], list[int]]:
    """The names of the coarse classes, and the coarse class of each fine one."""
    with (folder / "classes.csv").open(newline="") as file:
        names = {int(row["Coarse Class ID (int)"]): row["Coarse Class Name (str)"] for row in csv.DictReader(file)}
    return tuple(names[nth] for nth in sorted(names)), classes(folder)[1]


def read_picture(path: Path) -> preprocess.Pixels:
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise DataMissing(f"{path} is no picture that OpenCV can read")
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)
