"""The pictures of staff's lessons, cut out and small, so that another model can learn the same products by itself."""

import logging
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

import cv2
import numpy as np

from cart.camera.frames import Picture
from cart.core.staff_work import MOST_VIEWS
from cart.core.units import Sku
from cart.sight.regions import Mask

log = logging.getLogger(__name__)

SIDE = 256
"""Pixels of the longer side: more than any of our networks looks at. A picture takes some 10 kB."""

QUALITY = 95
NAME = "name.txt"


@dataclass(frozen=True)
class Lesson:
    """One product and its views."""

    sku: Sku
    name: str
    pictures: list[Picture]
    masks: list[Mask]


class Lessons:
    """A folder for each product; of each the last MOST_VIEWS views."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, sku: Sku, name: str, pictures: Sequence[Picture], masks: Sequence[Mask]) -> None:
        """Raises OSError; what was kept before stays."""
        folder = self._of(sku)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / NAME).write_text(name, encoding="utf-8")
        first = max((int(path.stem) for path in _views(folder)), default=0) + 1
        for number, (picture, mask) in enumerate(zip(pictures, masks, strict=True), start=first):
            draft = folder / f"{number:06}.part"
            draft.write_bytes(_cut_out(picture, mask))
            draft.replace(draft.with_suffix(".webp"))
        for old in _views(folder)[:-MOST_VIEWS]:
            old.unlink()

    def forget(self, sku: Sku) -> None:
        """Raises OSError."""
        if self._of(sku).exists():
            shutil.rmtree(self._of(sku))

    def all(self) -> Iterator[Lesson]:
        """Every product whose pictures can be read; a spoilt picture is left out, with a line in the log."""
        for folder in sorted(self._folder.glob("sku-*")):
            seen = [read for path in _views(folder) if (read := _read(path)) is not None]
            if seen:
                sku = Sku(unquote(folder.name.removeprefix("sku-")))
                yield Lesson(sku, _name(folder) or sku, [picture for picture, _ in seen], [mask for _, mask in seen])

    def _of(self, sku: Sku) -> Path:
        return self._folder / f"sku-{quote(sku, safe='')}"


def _views(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.webp") if path.stem.isdecimal())


def _cut_out(picture: Picture, mask: Mask) -> bytes:
    """The product alone, the rest see-through: what else lay in the basket is nobody's business."""
    x, y, w, h = cv2.boundingRect(mask.astype(np.uint8))
    seen = mask[y : y + h, x : x + w]
    alone = np.where(seen[..., None], picture[y : y + h, x : x + w], np.uint8(128))
    layers = np.dstack([alone[..., ::-1], 255 * seen.astype(np.uint8)])
    scale = min(1.0, SIDE / max(w, h))
    small = cv2.resize(layers, (max(1, round(scale * w)), max(1, round(scale * h))), interpolation=cv2.INTER_AREA)
    _, data = cv2.imencode(".webp", small, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
    return bytes(data)


def _read(path: Path) -> tuple[Picture, Mask] | None:
    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        log.error("%s of a lesson cannot be read: %s.", path.name, error.strerror)
        return None
    layers = cv2.imdecode(data, cv2.IMREAD_UNCHANGED) if data.size else None
    if layers is None or layers.ndim != 3 or layers.shape[2] != 4 or not (layers[..., 3] > 127).any():
        log.error("%s of a lesson is spoilt and left out.", path)
        return None
    return np.asarray(layers[..., 2::-1], np.uint8), np.asarray(layers[..., 3] > 127, np.bool_)


def _name(folder: Path) -> str:
    try:
        return (folder / NAME).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
