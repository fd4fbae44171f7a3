"""What the cart cuts out of a scene's pictures, and what it should have: kept, since no model has a say in it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from cart import sight
from cart.camera.frames import Picture
from cart.core import effects
from cart.core.units import Seconds, Sku
from cart.sight.comparing import Comparison
from cart.sight.regions import Mask, changed
from hw.bench.masks import overlap
from hw.bench.newcomer_scenes import Scene, made_of
from models import preprocess
from models.preprocess import Pixels


@dataclass(frozen=True, eq=False)
class Cut:
    """The part of a picture around a mask."""

    pixels: Pixels
    mask: Mask

    @classmethod
    def of(cls, picture: Picture, mask: Mask) -> "Cut":
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        return cls(np.where(mask[box][..., None], picture[box], np.uint8(0)), mask[box])

    def square(self, side: int) -> Pixels:
        return preprocess.product(self.pixels, self.mask, side)

    def png(self) -> NDArray[np.uint8]:
        both = np.dstack([self.pixels[..., ::-1], 255 * self.mask.astype(np.uint8)])
        return np.asarray(cv2.imencode(".png", both)[1], np.uint8)

    @classmethod
    def of_png(cls, data: NDArray[np.uint8]) -> "Cut":
        both = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
        return cls(np.ascontiguousarray(both[..., 2::-1]), both[..., 3] > 0)


@dataclass(frozen=True, eq=False)
class Look:
    """One picture of a thing: where the cart sees it (places, with their areas and overlaps), and its true cut.

    A product that is enrolled has one place, and no true cut.
    """

    places: tuple[Cut, ...]
    areas: tuple[int, ...]
    overlaps: tuple[float, ...]
    true: Cut | None


@dataclass(frozen=True, eq=False)
class Shown:
    """A product as it came once, and the looks at it; `basket` names the scene."""

    product: int
    basket: str
    looks: tuple[Look, ...]


def cut(scene: Scene, name: str) -> list[Shown]:
    """Every picture of a scene as the cart compares it with the quiet one before."""
    shown = []
    for thing in scene.things:
        before, after = scene.pictures[thing.before], [scene.pictures[nth] for nth in thing.after]
        looks = [_alone(before, p) if thing.mask is None else _look(before, p, thing.mask) for p in after]
        shown.append(Shown(thing.product, name, tuple(looks)))
    return shown


def _alone(before: Picture, picture: Picture) -> Look:
    """What came into an empty basket: the largest change."""
    found = changed(before, picture)[:1]
    return Look(tuple(Cut.of(picture, one.mask) for one in found), tuple(one.area for one in found), (), None)


class _Asked:
    """Stands where the recogniser does, and notes what the cart asks it about."""

    def __init__(self) -> None:
        self.picture: Picture | None = None
        self.masks: list[Mask] = []

    def __call__(self, picture: Picture, masks: Sequence[Mask]) -> list[tuple[dict[Sku, float], float]]:
        self.picture, self.masks = picture, list(masks)
        return [({}, 0.0) for _ in masks]


def _look(before: Picture, picture: Picture, truth: Mask) -> Look:
    asked = _Asked()
    comparison = Comparison(asked, lambda data: "", lambda mask: None, lambda picture: picture, lambda: Seconds(0.0))
    comparison.sighting(effects.Look(1, Seconds(0.0), Seconds(0.0), True), before, picture)
    compared = picture if asked.picture is None else asked.picture
    return Look(
        tuple(Cut.of(compared, mask) for mask in asked.masks),
        tuple(int(mask.sum()) for mask in asked.masks),
        tuple(overlap(mask, truth) for mask in asked.masks),
        Cut.of(picture, truth),
    )


def cut_by() -> str:
    """The digest of all code that decides where the cart cuts."""
    return made_of(Path(sight.__file__).parent, Path(__file__))


def kept(folder: Path, name: str, scene: Callable[[], Scene]) -> list[Shown]:
    """The cuts of a scene, made and kept where they are missing."""
    path = folder / f"{name}-cuts-{cut_by()}.npz"
    if not path.exists():
        half = path.with_suffix(".half")
        _save(half, cut(scene(), name))
        half.rename(path)
    return _load(path)


def _save(path: Path, shown: list[Shown]) -> None:
    index, images = [], []
    for one in shown:
        looks = []
        for look in one.looks:
            looks.append([look.areas, look.overlaps, look.true is not None])
            images += [*look.places, *([look.true] if look.true else [])]
        index.append([one.product, one.basket, looks])
    with path.open("wb") as file:
        np.savez(file, index=np.array(json.dumps(index)), **{f"{nth}": image.png() for nth, image in enumerate(images)})


def _load(path: Path) -> list[Shown]:
    with np.load(path) as file:
        images = iter([Cut.of_png(file[f"{nth}"]) for nth in range(len(file.files) - 1)])
        shown = []
        for product, basket, looks in json.loads(str(file["index"])):
            own = []
            for areas, overlaps, true in looks:
                places = tuple(next(images) for _ in areas)
                own.append(Look(places, tuple(areas), tuple(overlaps), next(images) if true else None))
            shown.append(Shown(product, basket, tuple(own)))
    return shown
