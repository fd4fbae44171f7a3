"""Pictures of newcomers on the virtual cart: each one alone on each of its sides, then baskets that fill with ten."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from cart.camera.frames import Picture
from cart.sight.regions import Mask
from hw import twin
from hw.bench.masks import FALL, LEAST, THINGS
from hw.twin import goods
from hw.twin import newcomers as made
from hw.twin.eyes import VIDEO, Eyes
from hw.twin.goods import Appearance, Form, Goods
from hw.twin.newcomers import Newcomer
from hw.twin.spots import find_spot
from hw.twin.turns import about, times
from hw.twin.world import Piece, Pose, World, extent

VIEWS = 8  # from which each product is enrolled
TOGETHER = 20  # products enrolled at one sitting: one cart, one lamp
LATER = 2.0  # seconds between two looks at what lies still, in which light and noise go on
LOOKS = 3
PIECES = 4  # different ones of each fruit and vegetable are enrolled
CALM = 100
SIDES = 6


@dataclass(frozen=True)
class Thing:
    """One product as it came: the picture before it, those after it, and its true mask where it was drawn."""

    product: int
    before: int
    after: tuple[int, ...]
    mask: Mask | None


@dataclass(frozen=True)
class Scene:
    """Pictures of one basket in their order, and the things that came; so many more found no room or no light."""

    pictures: list[Picture]
    things: list[Thing]
    missed: int = 0

    def save(self, path: Path) -> None:
        arrays = {f"picture {nth}": _png(picture[..., ::-1]) for nth, picture in enumerate(self.pictures)}
        masks = {nth: thing.mask for nth, thing in enumerate(self.things) if thing.mask is not None}
        arrays |= {f"mask {nth}": _png(mask.astype(np.uint8)) for nth, mask in masks.items()}
        index = {"missed": self.missed, "things": [[one.product, one.before, one.after] for one in self.things]}
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            np.savez(file, index=np.array(json.dumps(index)), **arrays)

    @classmethod
    def load(cls, path: Path) -> "Scene":
        with np.load(path) as file:
            index = json.loads(str(file["index"]))
            count = sum(name.startswith("picture") for name in file.files)
            pictures = [cv2.imdecode(file[f"picture {nth}"], cv2.IMREAD_COLOR)[..., ::-1] for nth in range(count)]
            things = [
                Thing(product, before, tuple(after), _mask(file, f"mask {nth}"))
                for nth, (product, before, after) in enumerate(index["things"])
            ]
        return cls([np.ascontiguousarray(picture) for picture in pictures], things, index["missed"])


def made_of(*sources: Path) -> str:
    """A digest of Python files, each a file or a folder of them: other code makes other pictures."""
    files = [file for source in sources for file in (sorted(source.glob("*.py")) if source.is_dir() else [source])]
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


def drawn_by() -> str:
    """The digest of the code that says what the pictures show: other goods or places are drawn anew."""
    world = Path(twin.__file__).parent
    here = [Path(module.__file__).parent for module in (made, goods)]
    return made_of(*here, *(world / name for name in ("world.py", "light.py", "spots.py")), Path(__file__))


def folder(cache: Path, products: Sequence[Newcomer], seed: int) -> Path:
    """Where the scenes of these products are kept."""
    return cache / f"newcomers-{len(products)}-{seed}-{drawn_by()}"


def kept(path: Path, draw: Callable[[], Scene]) -> Scene:
    """The scene in a file, drawn and put there first where it is missing."""
    if not path.exists():
        scene = draw()
        half = path.with_suffix(".half")
        scene.save(half)
        half.rename(path)
    return Scene.load(path)


def sittings(products: Sequence[Newcomer]) -> int:
    return -(-len(products) // TOGETHER)


def sitting(products: Sequence[Newcomer], seed: int, nth: int) -> Scene:
    """Products laid alone into an empty basket, on one side after the other, as staff would enrol them."""
    rng = np.random.default_rng([seed, 77, nth])
    numbers = range(nth * TOGETHER, min(len(products), (nth + 1) * TOGETHER))
    pieces = [Piece(f"{n}-{look}", products[n].goods, 100.0, look) for n in numbers for look in _pieces(products[n])]
    world = World(pieces, 10_000 + 1000 * seed + nth, _looks(products))
    pictures, things = [], []
    with _eyes(world) as eyes:
        pictures.append(eyes.render(world.pose()))
        for n in numbers:
            for view, turned in enumerate(sides(products[n].goods, rng)):
                piece = f"{n}-{view % len(_pieces(products[n]))}"
                x, y = rng.uniform(-0.08, 0.08, 2)
                world.hold(piece, np.array([x, y, extent(products[n].goods, turned)[2]]), turned)
                things.append(Thing(n, 0, (len(pictures),), None))
                pictures.append(eyes.render(_later(world, LATER * len(pictures))))
                world.park(piece)
    return Scene(pictures, things)


def order(products: int, seed: int, nth: int) -> list[int]:
    """Which products go into a basket: all have been in one before any comes again."""
    turn, place = divmod(nth, -(-products // THINGS))
    shuffled = np.random.default_rng([seed, 88, turn]).permutation(products)
    return [int(n) for n in shuffled[place * THINGS : (place + 1) * THINGS]]


def baskets(products: Sequence[Newcomer], times: int) -> int:
    """How many it takes for every product to come so many times."""
    return times * -(-len(products) // THINGS)


def basket(products: Sequence[Newcomer], seed: int, nth: int) -> Scene:
    """Ten products dropped into a basket one after the other.

    Each is looked at as it lies: three times where the products come for the first time, then once.
    """
    looks = LOOKS if nth < baskets(products, 1) else 1
    rng = np.random.default_rng([seed, 99, nth])
    inside = order(len(products), seed, nth)
    pieces = [Piece(f"{n}", products[n].goods, _grams(products[n].goods), 1000 + nth) for n in inside]
    world = World(pieces, 20_000 + 1000 * seed + nth, _looks(products))
    pictures, things = [], []
    with _eyes(world) as eyes:
        _let(world, CALM)
        pictures.append(eyes.render(world.pose()))
        for n, piece in zip(inside, pieces, strict=True):
            spot = find_spot(world, piece.goods, rng)
            if spot is None:
                continue
            world.hold(piece.id, np.array([spot.x, spot.y, spot.under + spot.half_height + 0.01]), spot.quat)
            world.release(piece.id, np.zeros(3))
            _let(world, FALL)
            before, after = len(pictures) - 1, []
            mask = eyes.true_masks(world.pose()).get(piece.id)
            for look in range(looks):
                after.append(len(pictures))
                pictures.append(eyes.render(_later(world, LATER * look)))
            if mask is not None and mask.sum() >= LEAST:
                things.append(Thing(n, before, tuple(after), mask))
    return Scene(pictures, things, len(inside) - len(things))


def sides(thing: Goods, rng: np.random.Generator) -> Iterator[NDArray[np.float64]]:
    """Eight ways to lie, each turned anyhow: a box on its sides, the largest two twice; a round thing rolled."""
    x, y, z = thing.size
    if thing.form is Form.ELLIPSOID:
        for _ in range(VIEWS):
            quat = rng.normal(size=4)
            yield quat / np.linalg.norm(quat)
        return
    if thing.form is Form.BOX:
        pairs = {(1, 0.0): x * y, (1, np.pi / 2): x * z, (2, np.pi / 2): y * z}
        by_size = sorted(pairs, key=lambda pair: -pairs[pair])
        ways = [(axis, angle + turn) for axis, angle in by_size for turn in (0.0, np.pi)]
        lying = [about(axis, angle) for axis, angle in (*ways, *ways[:2])]
    else:
        rolled = [times(about(1, np.pi / 2), about(3, 2 * np.pi * k / SIDES)) for k in range(SIDES)]
        lying = [about(1, 0.0), about(1, np.pi), *rolled]
    for quat in lying:
        yield times(about(3, rng.uniform(0, 2 * np.pi)), quat)


def _pieces(product: Newcomer) -> range:
    return range(PIECES if product.goods.form is Form.ELLIPSOID else 1)


def _looks(products: Sequence[Newcomer]) -> Callable[[Goods, int], Appearance]:
    by_sku = {product.sku: product for product in products}
    return lambda thing, look: _look(by_sku[str(thing.product.sku)], look)


@cache
def _package(product: Newcomer) -> Appearance:
    return product.look(0)


def _look(product: Newcomer, look: int) -> Appearance:
    return product.look(look) if product.goods.form is Form.ELLIPSOID else _package(product)


def _grams(thing: Goods) -> float:
    return thing.product.weight.mean / 10


def _eyes(world: World) -> Eyes:
    """Eyes for the cart's video only: a smaller canvas is drawn and fetched sooner."""
    world.model.vis.global_.offwidth, world.model.vis.global_.offheight = VIDEO
    return Eyes(world)


def _later(world: World, seconds: float) -> Pose:
    """The same things at the same places under the lamps of some time later."""
    t = world.t + seconds
    return replace(world.pose(), t=t, light=world.light.at(t))


def _let(world: World, steps: int) -> None:
    for _ in range(steps):
        world.step()


def _mask(file: Mapping[str, NDArray[np.uint8]], name: str) -> Mask | None:
    return np.asarray(cv2.imdecode(file[name], cv2.IMREAD_UNCHANGED) > 0) if name in file else None


def _png(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    _, encoded = cv2.imencode(".png", np.ascontiguousarray(pixels), [cv2.IMWRITE_PNG_COMPRESSION, 1])
    return np.asarray(encoded, np.uint8)
