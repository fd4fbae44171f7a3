"""Pictures of what a basket's camera meets besides goods: a hand, the basket itself, goods smeared beyond use.

Each kind is one more class to train on (`training_views.draw` writes them), and makes the gallery's "none of these".
"""

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from hw.twin.blemish import seen
from hw.twin.eyes import Eyes
from hw.twin.light import Light
from hw.twin.turns import about, of_axes, times
from hw.twin.world import INNER, WALL_H, Pose, World
from models import preprocess

SIDE = 128  # of the squares

OF_WORLD = 40
"""Views of one basket (its plastic, rim and floor of the shop): then comes the next."""

PALE, DARK = np.array([0.95, 0.79, 0.69]), np.array([0.33, 0.21, 0.15])  # the ends of the twin's skin tones
LEAST = 150  # pixels of a mask: below, the cart looks at nothing
OF_HAND = 0.25  # smallest share of hand in a mask: a sleeve alone looks like many a package
CHANGED = 14.0  # mean grey levels by which smearing changes a thing: a plain fruit stays what it was
PATCHES = 5  # of one picture of an empty basket

Views = Iterator[np.ndarray]


def hands(count: int, seed: int) -> Views:
    """Hands, with and without their forearm, reaching anywhere into an empty basket."""
    for nth, left in enumerate(_shares(count)):
        rng = np.random.default_rng([seed, 1, nth])
        world = _world(seed, nth)
        arm = _Arm(world)
        with Eyes(world) as eyes:
            for _ in range(left):
                yield _hand(arm, eyes, rng)


def baskets(count: int, seed: int) -> Views:
    """Pieces of an empty basket's floor, walls and rim, in the shapes of false alarms."""
    for nth, left in enumerate(_shares(count)):
        rng = np.random.default_rng([seed, 2, nth])
        world = _world(seed, nth)
        world.model.mat_texrepeat[:] *= rng.uniform(0.4, 1.6)
        with Eyes(world) as eyes:
            while left:
                picture = eyes.render(_lit(world, rng))
                gain = rng.uniform(0.7, 2.6)  # the twin's plastic is dark, others are not
                picture = np.clip(picture * gain, 0, 255).astype(np.uint8)
                for _ in range(min(PATCHES, left)):
                    image, mask = _patch(picture, rng)
                    yield _square(image, mask, rng)
                    left -= 1


def smeared(count: int, goods: Sequence[np.ndarray], seed: int) -> Views:
    """Squares of goods that moved too far while the picture was taken, or of which only a sliver shows."""
    rng = np.random.default_rng([seed, 3])
    while count:
        square = goods[int(rng.integers(len(goods)))]
        view = _moved(square, rng) if rng.random() < 0.7 else _sliver(square, rng)
        if view is not None:
            yield view
            count -= 1


def write(folder: Path, goods: Path, count: int, seed: int) -> None:
    """A file of `count` squares for each kind; those that are there already stay. `goods` has files of squares."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds: dict[str, tuple[str, Callable[[], Views]]] = {
        "nothing-hand": ("a hand", lambda: hands(count, seed)),
        "nothing-basket": ("the basket", lambda: baskets(count, seed)),
        "nothing-smeared": ("smeared beyond use", lambda: smeared(count, _of_goods(goods), seed)),
    }
    for sku, (name, views) in kinds.items():
        path = folder / f"{sku}.npz"
        if count and not path.exists():
            squares = np.stack(list(views()))
            part = path.with_suffix(".part")
            with part.open("wb") as file:
                np.savez(file, squares=squares, sku=sku, name=name)
            part.replace(path)
            print(f"{folder.name}: {sku}", flush=True)


class _Arm:
    """The twin's hand and forearm, with another skin, size and set of fingers for every view."""

    def __init__(self, world: World) -> None:
        self.world, model = world, world.model
        bodies = [model.body(name) for name in ("hand", "arm")]
        self._mocap = [int(body.mocapid[0]) for body in bodies]
        self.parts = [[int(body.geomadr[0]) + nth for nth in range(int(body.geomnum[0]))] for body in bodies]
        self._all = [geom for part in self.parts for geom in part]
        self._sizes, self._places = model.geom_size[self._all].copy(), model.geom_pos[self._all].copy()
        self._turns = model.geom_quat[self._all].copy()

    def reach(self, rng: np.random.Generator) -> Pose:
        """Somewhere over or in the basket, coming from the shopper's side, the wrist turned anyhow."""
        self._shape(rng)
        half = np.array(INNER) / 2
        wrist = np.array([*rng.uniform(-half, half), rng.uniform(0.03, WALL_H + 0.1)])
        shoulder = np.array([rng.uniform(-0.4, 0.4), -0.75, rng.uniform(0.4, 0.8)])
        along = wrist - shoulder
        hand, arm = along * (1.0, 1.0, rng.uniform(0.2, 1.0)), along
        data = self.world.data
        for body, direction, roll in zip(self._mocap, (hand, arm), (rng.normal(0, 0.9), 0.0), strict=True):
            data.mocap_pos[body] = wrist
            data.mocap_quat[body] = _toward(direction, roll)
        return _lit(self.world, rng)

    def _shape(self, rng: np.random.Generator) -> None:
        model = self.world.model
        scale = rng.uniform(0.8, 1.25)
        model.geom_size[self._all] = scale * self._sizes * rng.uniform(0.85, 1.15, (len(self._all), 1))
        model.geom_pos[self._all] = scale * (self._places + rng.normal(0, 0.003, self._places.shape))
        turns = self._turns + rng.normal(0, 0.08, self._turns.shape)
        model.geom_quat[self._all] = turns / np.linalg.norm(turns, axis=1, keepdims=True)
        for finger in range(4):
            if rng.random() < 0.15:  # bent under the palm
                model.geom_size[self.parts[0][1 + 2 * finger : 3 + 2 * finger]] = 0.0005
        skin, sleeve = model.material("skin").id, model.material("sleeve").id
        tone = PALE + rng.random() * (DARK - PALE) + rng.normal(0, 0.03, 3)
        model.mat_rgba[skin, :3] = np.clip(rng.uniform(0.85, 1.05) * tone, 0.05, 1)
        model.mat_rgba[sleeve, :3] = rng.uniform(0.05, 0.8, 3)
        model.geom_matid[self.parts[1][-1]] = skin if rng.random() < 0.35 else sleeve


def _hand(arm: _Arm, eyes: Eyes, rng: np.random.Generator) -> np.ndarray:
    while True:
        pose = arm.reach(rng)
        shown = rng.random()
        geoms = arm.parts[0] + (arm.parts[1][:1] if shown < 0.6 else []) + (arm.parts[1][1:] if shown < 0.4 else [])
        mask = eyes.mask_of(pose, geoms)
        if mask.sum() >= LEAST and mask.sum() * OF_HAND <= eyes.mask_of(pose, arm.parts[0]).sum():
            return _square(eyes.render(pose), mask, rng)


def _patch(picture: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A cut of a picture, and the largest piece of a random landscape above some height in it."""
    height, width = (int(side) for side in rng.integers(50, 240, 2))
    top, left = (int(rng.integers(whole - part)) for whole, part in zip(picture.shape, (height, width), strict=False))
    land = cv2.GaussianBlur(rng.normal(size=(height, width)).astype(np.float32), (0, 0), rng.uniform(5, 30))
    above = (land > np.quantile(land, rng.uniform(0.4, 0.85))).astype(np.uint8)
    _, numbers, sizes, _ = cv2.connectedComponentsWithStats(above)
    mask = numbers == 1 + int(sizes[1:, cv2.CC_STAT_AREA].argmax())
    return picture[top : top + height, left : left + width], mask


def _moved(square: np.ndarray, rng: np.random.Generator) -> np.ndarray | None:
    """Along a bent track of a quarter to six tenths of the square's side, over a background of any grey.

    None where that leaves the thing much as it was.
    """
    mask = (square != preprocess.GREY).any(axis=2)
    background = np.full_like(square, int(rng.integers(30, 200)) if rng.random() < 0.5 else preprocess.GREY)
    side, angle, bend = square.shape[0], rng.uniform(0, 2 * np.pi), rng.normal(0, 0.5)
    steps = np.linspace(-0.5, 0.5, 48)
    track = np.cumsum(np.stack([np.cos(angle + bend * steps), np.sin(angle + bend * steps)], axis=1), axis=0)
    track = (track - track.mean(axis=0)) / 48 * side * rng.uniform(0.25, 0.6)
    kernel = np.zeros((side + 1, side + 1), np.float32)
    for x, y in np.rint(track + side / 2).astype(int):
        kernel[y, x] += 1
    kernel /= kernel.sum()
    smeared = cv2.filter2D(np.where(mask[..., None], square, background), -1, kernel)
    if np.abs(smeared[mask].astype(np.float32) - square[mask]).mean() < CHANGED:
        return None
    covered = cv2.filter2D(mask.astype(np.float32), -1, kernel) > rng.uniform(0.05, 0.6)
    return _square(smeared, covered if covered.sum() >= LEAST else mask, rng)


def _sliver(square: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Two to eight hundredths of a thing, beside whatever hides the rest."""
    mask = (square != preprocess.GREY).any(axis=2)
    rows, columns = np.nonzero(mask)
    angle = rng.uniform(0, 2 * np.pi)
    along = columns * np.cos(angle) + rows * np.sin(angle)
    kept = along <= np.quantile(along, rng.uniform(0.02, 0.08))
    left = np.zeros_like(mask)
    left[rows[kept], columns[kept]] = True
    return _square(square, left if left.sum() >= 12 else mask, rng)


def _square(image: np.ndarray, mask: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """As a camera and a mask of middling quality make it."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    box = np.s_[max(0, rows[0] - 6) : rows[-1] + 7, max(0, columns[0] - 6) : columns[-1] + 7]
    return preprocess.product(*seen(image[box], mask[box], rng), SIDE)


def _of_goods(folder: Path) -> list[np.ndarray]:
    """Some squares of every file of goods itself, not of its made-up relations."""
    squares: list[np.ndarray] = []
    for path in sorted(folder.glob("*.npz")):
        if "~" not in path.name and not path.name.startswith("nothing-"):
            with np.load(path) as stored:
                squares.extend(stored["squares"][:24])
    return squares


def _shares(count: int) -> list[int]:
    return [min(OF_WORLD, count - done) for done in range(0, count, OF_WORLD)]


def _world(seed: int, nth: int) -> World:
    return World([], zlib.crc32(f"{seed} {nth}".encode()))


def _lit(world: World, rng: np.random.Generator) -> Pose:
    return replace(world.pose(), t=rng.uniform(0, 600), light=Light(int(rng.integers(1 << 30))).at(rng.uniform(0, 600)))


def _toward(direction: np.ndarray, roll: float) -> np.ndarray:
    """The turn that brings x along `direction`, rolled about it."""
    x = direction / np.linalg.norm(direction)
    y = np.cross([0.0, 0.0, 1.0], x)
    y /= np.linalg.norm(y)
    return times(of_axes(x, y, np.cross(x, y)), about(1, roll))
