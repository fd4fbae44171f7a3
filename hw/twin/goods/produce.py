"""Fruit and vegetables: every piece a little different in shape, colour and spots."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from hw.twin.goods.assortment import Goods
from hw.twin.goods.mesh import Appearance, Surface, assemble
from hw.twin.goods.shapes import grid_faces

Colour = tuple[int, int, int]
TEXTURE = (512, 256)  # around, from top to foot
ROWS, COLUMNS = 28, 40


@dataclass(frozen=True)
class Skin:
    """A skin as it is painted: arrays over (from top 0 to foot 1, around 0..1)."""

    down: np.ndarray
    around: np.ndarray
    random: np.random.Generator
    pixels: np.ndarray

    def blend(self, colour: Colour, share: np.ndarray | float) -> None:
        part = np.clip(np.asarray(share, np.float32), 0, 1)[..., None] * np.ones((1, 1, 1), np.float32)
        self.pixels[:] = self.pixels * (1 - part) + np.array(colour, np.float32) * part

    def cloud(self, cells: int, stretch: float = 1.0) -> np.ndarray:
        """Smooth noise, -1..1 at most, without a seam around."""
        width, height = TEXTURE
        across = max(2, cells)
        small = self.random.normal(0, 0.5, (max(2, round(cells / 2 * stretch)), across)).astype(np.float32)
        wide = np.concatenate([small, small, small], axis=1)
        big = cv2.resize(wide, (width * 3, height), interpolation=cv2.INTER_CUBIC)
        return np.clip(big[:, width : 2 * width], -1, 1)

    def dots(self, count: int, size: float, colour: Colour, strength: float) -> None:
        """Freckles, rounder near the middle where the map stretches least."""
        width, height = TEXTURE
        mask = np.zeros((height, width), np.float32)
        for _ in range(count):
            y = np.arccos(self.random.uniform(-0.93, 0.93)) / np.pi
            x, r = self.random.uniform(0, width), size * self.random.uniform(0.5, 1.3)
            axes = (max(1, round(r / np.sin(np.pi * y))), max(1, round(r)))
            cv2.ellipse(mask, (round(x), round(y * height)), axes, 0, 0, 360, 1.0, -1, cv2.LINE_AA)
        self.blend(colour, cv2.GaussianBlur(mask, (0, 0), 0.7) * strength)


Painter = Callable[[Skin], None]
Radius = Callable[[np.ndarray, np.ndarray, np.random.Generator], np.ndarray]


def bump(x: np.ndarray, middle: float, width: float) -> np.ndarray:
    return np.exp(-(((x - middle) / width) ** 2))


# Skins.


def red_apple(skin: Skin) -> None:
    skin.blend((196, 34, 38), 1.0)
    skin.blend((226, 176, 76), 0.55 * np.clip(skin.cloud(5) + 0.15, 0, 1))
    streaks = skin.cloud(90, 0.06)
    skin.blend((140, 14, 30), 0.36 * np.clip(streaks, 0, 1))
    skin.blend((236, 190, 92), 0.24 * np.clip(-streaks, 0, 1) * bump(skin.down, 0.45, 0.4))
    skin.dots(160, 1.1, (244, 214, 150), 0.5)
    skin.blend((150, 140, 60), bump(skin.down, 0.0, 0.10) * 0.9)
    skin.blend((110, 80, 40), bump(skin.down, 1.0, 0.05))


def green_apple(skin: Skin) -> None:
    skin.blend((138, 186, 48), 1.0)
    skin.blend((196, 208, 92), 0.5 * np.clip(skin.cloud(6), 0, 1))
    skin.blend((214, 120, 70), 0.28 * np.clip(skin.cloud(2) - 0.15, 0, 1) * bump(skin.down, 0.45, 0.3))
    skin.dots(220, 1.0, (222, 234, 166), 0.55)
    skin.blend((110, 150, 40), bump(skin.down, 0.0, 0.09) * 0.9)
    skin.blend((96, 84, 40), bump(skin.down, 1.0, 0.05))


def tomato_red(skin: Skin) -> None:
    skin.blend((206, 38, 26), 1.0)
    skin.blend((232, 84, 36), 0.5 * np.clip(skin.cloud(4), 0, 1))
    skin.blend((226, 120, 46), bump(skin.down, 0.0, 0.16) * 0.5)
    skin.blend((120, 60, 30), bump(skin.down, 1.0, 0.03))


def pear_skin(skin: Skin) -> None:
    skin.blend((172, 178, 72), 1.0)
    skin.blend((206, 194, 88), 0.5 * np.clip(skin.cloud(4), 0, 1))
    skin.blend((150, 108, 56), 0.55 * np.clip(skin.cloud(9) + 0.5 * skin.cloud(30) - 0.1, 0, 1))
    skin.blend((150, 108, 60), bump(skin.down, 1.0, 0.16) * 0.7 + bump(skin.down, 0.0, 0.08) * 0.6)
    skin.dots(420, 0.9, (110, 84, 40), 0.45)


def _citrus(skin: Skin, body: Colour, paler: Colour, pit: Colour) -> None:
    skin.blend(body, 1.0)
    skin.blend(paler, 0.5 * np.clip(skin.cloud(5), 0, 1))
    skin.dots(900, 1.0, pit, 0.22)
    skin.dots(500, 0.9, paler, 0.3)


def lemon_skin(skin: Skin) -> None:
    _citrus(skin, (248, 212, 40), (252, 228, 96), (214, 168, 20))
    skin.blend((190, 190, 60), 0.5 * bump(skin.down, 0.0, 0.07) + 0.3 * bump(skin.down, 1.0, 0.05))


def lime_skin(skin: Skin) -> None:
    _citrus(skin, (84, 150, 40), (142, 184, 62), (52, 110, 26))
    skin.blend((170, 180, 80), 0.5 * bump(skin.down, 0.0, 0.06) + 0.4 * bump(skin.down, 1.0, 0.06))


def orange_skin(skin: Skin) -> None:
    _citrus(skin, (244, 134, 20), (252, 164, 52), (206, 96, 8))
    skin.blend((120, 140, 60), bump(skin.down, 0.0, 0.03))
    skin.blend((190, 100, 20), bump(skin.down, 1.0, 0.03) * 0.6)


def avocado_skin(skin: Skin) -> None:
    skin.blend((44, 58, 30), 1.0)
    skin.blend((74, 92, 40), 0.7 * np.clip(skin.cloud(5), 0, 1))
    skin.blend((30, 26, 26), 0.6 * np.clip(skin.cloud(7), 0, 1))
    skin.dots(900, 1.3, (24, 30, 18), 0.45)
    skin.dots(700, 1.0, (108, 124, 62), 0.4)


def pepper_skin(skin: Skin) -> None:
    skin.blend((200, 26, 24), 1.0)
    skin.blend((226, 62, 34), 0.4 * np.clip(skin.cloud(5), 0, 1))
    folds = 0.5 + 0.5 * np.cos(2 * np.pi * 4 * skin.around)
    skin.blend((140, 10, 16), 0.4 * (1 - folds) ** 3)
    skin.blend((96, 120, 40), bump(skin.down, 0.0, 0.07))


def cucumber_skin(skin: Skin) -> None:
    skin.blend((40, 96, 40), 1.0)
    stripes = np.cos(2 * np.pi * 9 * skin.around + 2 * skin.cloud(4))
    skin.blend((96, 148, 66), 0.4 * np.clip(stripes, 0, 1) * (0.4 + 0.6 * skin.down))
    skin.blend((28, 74, 34), 0.5 * np.clip(skin.cloud(12), 0, 1))
    skin.blend((150, 170, 80), 0.7 * bump(skin.down, 1.0, 0.12) + 0.3 * bump(skin.down, 0, 0.04))
    skin.dots(260, 1.2, (120, 160, 90), 0.5)


def banana_skin(skin: Skin) -> None:
    skin.blend((244, 206, 62), 1.0)
    skin.blend((232, 184, 44), 0.5 * np.clip(skin.cloud(6), 0, 1))
    edges = np.clip(np.cos(2 * np.pi * 5 * skin.around), 0, 1) ** 8
    skin.blend((206, 156, 40), 0.5 * edges)
    green = float(skin.random.uniform(0.1, 0.7))
    skin.blend((150, 176, 64), green * (bump(skin.down, 0.1, 0.12) + 0.6 * bump(skin.down, 0.95, 0.08)))
    skin.blend((140, 120, 60), bump(skin.down, 0.0, 0.03))
    skin.blend((52, 38, 24), bump(skin.down, 1.0, 0.035) * 1.2)
    skin.dots(int(skin.random.integers(8, 60)), 1.6, (110, 70, 30), 0.7)


# Shapes: a radius over (height -1..1 as the cosine from the top, angle), before it is fitted to its size.


def apple_shape(c: np.ndarray, a: np.ndarray, random: np.random.Generator) -> np.ndarray:
    lobes = 1 + 0.02 * np.cos(5 * a + random.uniform(0, 6)) * (1 - c) / 2
    return lobes * (1 - 0.42 * bump(c, 1.0, 0.16) - 0.22 * bump(c, -1.0, 0.10) + 0.05 * c)


def tomato_shape(c: np.ndarray, a: np.ndarray, random: np.random.Generator) -> np.ndarray:
    return 1 + 0.018 * np.cos(6 * a + random.uniform(0, 6)) * (1 + c) - 0.2 * bump(c, 1.0, 0.1)


def pear_shape(c: np.ndarray, a: np.ndarray, random: np.random.Generator) -> np.ndarray:
    return 0.9 - 0.1 * c + 0.5 * np.clip(c, 0, 1) ** 2 - 0.12 * bump(c, 1.0, 0.08) - 0.14 * bump(c, -1, 0.1)


def lemon_shape(c: np.ndarray, a: np.ndarray, random: np.random.Generator) -> np.ndarray:
    return 1 + 0.30 * bump(c, 1.0, 0.07) + 0.16 * bump(c, -1.0, 0.06) + 0.22 * c * c


def lime_shape(c: np.ndarray, a: np.ndarray, random: np.random.Generator) -> np.ndarray:
    return 1 + 0.14 * bump(c, 1.0, 0.05) + 0.08 * bump(c, -1.0, 0.05) + 0.12 * c * c


def orange_shape(c: np.ndarray, a: np.ndarray, random: np.random.Generator) -> np.ndarray:
    return 1 - 0.03 * bump(c, 1.0, 0.05) - 0.02 * bump(c, -1.0, 0.04) + 0 * a


def avocado_shape(c: np.ndarray, a: np.ndarray, random: np.random.Generator) -> np.ndarray:
    return 0.95 - 0.08 * c + 0.3 * np.clip(c, 0, 1) ** 2 - 0.06 * bump(c, 1.0, 0.1) + 0 * a


def pepper_shape(c: np.ndarray, a: np.ndarray, random: np.random.Generator) -> np.ndarray:
    folds = np.sqrt(np.cos(2 * a + 0.25 * np.sin(a + random.uniform(0, 6))) ** 2 + 0.04)
    box = 1 + 0.2 * bump(np.abs(c), 0.72, 0.3)
    return box * (0.84 + 0.16 * folds) * (1 - 0.42 * bump(c, 1.0, 0.12) - 0.25 * bump(c, -1.0, 0.12) + 0.1 * c)


@dataclass(frozen=True)
class Kind:
    """Skin, shape, and what is at the top: (colour, radius, height) of a stem in parts of the size."""

    skin: Painter
    shape: Radius
    stem: tuple[Colour, float, float] | None = None
    crown: bool = False
    neck: float = 0.0  # how much narrower the upper part is


BROWN, GREEN = (96, 70, 40), (74, 120, 50)
ROUND: dict[str, Kind] = {
    "apple-red": Kind(red_apple, apple_shape, (BROWN, 0.022, 0.13)),
    "apple-green": Kind(green_apple, apple_shape, (BROWN, 0.022, 0.13)),
    "tomato": Kind(tomato_red, tomato_shape, (GREEN, 0.03, 0.05), crown=True),
    "pear": Kind(pear_skin, pear_shape, (BROWN, 0.022, 0.13), neck=0.5),
    "lemon": Kind(lemon_skin, lemon_shape),
    "lime": Kind(lime_skin, lime_shape),
    "orange": Kind(orange_skin, orange_shape),
    "avocado": Kind(avocado_skin, avocado_shape, (BROWN, 0.03, 0.012), neck=0.28),
    "pepper-red": Kind(pepper_skin, pepper_shape, (GREEN, 0.075, 0.15)),
}


def piece(goods: Goods, seed: int) -> Appearance:
    """One piece of fruit or vegetable."""
    sku = str(goods.product.sku)
    random = np.random.default_rng([seed, *sku.encode()])
    if sku == "banana":
        return _dressed(goods, [_bent(goods, random)], banana_skin, None, random)
    if sku == "cucumber":
        return _dressed(goods, [_straight(random)], cucumber_skin, None, random)
    return grown(goods, ROUND[sku], random)


def grown(goods: Goods, kind: Kind, random: np.random.Generator) -> Appearance:
    """One piece of a round kind."""
    return _dressed(goods, _grown(kind, random), kind.skin, kind.stem, random)


def _dressed(
    goods: Goods,
    surfaces: list[Surface],
    skin: Painter,
    stem: tuple[Colour, float, float] | None,
    random: np.random.Generator,
) -> Appearance:
    pictures = {"skin": _painted(skin, random)}
    if stem is not None:
        shade = np.array(stem[0]) * random.uniform(0.85, 1.15)
        pictures["stem"] = np.full((16, 16, 3), shade.clip(0, 255), np.uint8)
    return assemble(_fitted(surfaces, goods.size, random), pictures, 70.0, None)


def _painted(painter: Painter, random: np.random.Generator) -> np.ndarray:
    width, height = TEXTURE
    down, around = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
    skin = Skin(down, around, random, np.zeros((height, width, 3), np.float32))
    painter(skin)
    shade = random.uniform(0.93, 1.05) * np.array([1, random.uniform(0.95, 1.05), 1])
    return (skin.pixels * shade).clip(0, 255).astype(np.uint8)


def _fitted(surfaces: list[Surface], size: tuple[float, float, float], random: np.random.Generator) -> list[Surface]:
    """Stretch to the size of the collision body, a few per cent below it."""
    points = np.concatenate([surface.points for surface in surfaces])
    low, high = points.min(0), points.max(0)
    scale = np.array(size) / (high - low) * random.uniform(0.94, 1.0, 3)
    middle = (low + high) / 2
    return [Surface((one.points - middle) * scale, one.faces, one.uv, one.region) for one in surfaces]


def _wrapped(points: np.ndarray) -> Surface:
    """A skin over rows of points from the foot to the top; each row goes once around."""
    points[:, -1] = points[:, 0]
    rows, columns = points.shape[:2]
    u, v = np.meshgrid(np.linspace(0, 1, columns), np.linspace(1, 0, rows))
    return Surface(points.reshape(-1, 3), grid_faces(rows, columns), np.stack([u, v], -1).reshape(-1, 2), "skin")


def _grown(kind: Kind, random: np.random.Generator) -> list[Surface]:
    polar, angle = np.meshgrid(np.linspace(np.pi, 0, ROWS), np.linspace(0, 2 * np.pi, COLUMNS), indexing="ij")
    c = np.cos(polar)
    radius = kind.shape(c, angle, random)
    lean = random.normal(0, 0.03, 3)
    wobble = 1 + lean[0] * np.cos(angle) * np.sin(polar) + lean[1] * np.sin(2 * angle) * np.sin(polar) ** 2
    radius = radius * wobble
    flat = radius * np.sin(polar)
    flat = flat * (1 - kind.neck / (1 + np.exp(-9 * (c - 0.15))))
    flat[0], flat[-1] = 0.0, 0.0
    points = np.stack([flat * np.cos(angle), flat * np.sin(angle), radius * c], -1)
    points[0], points[-1] = points[0, 0], points[-1, 0]
    surfaces = [_wrapped(points)]
    if kind.stem is not None:
        _, thick, tall = kind.stem
        top = float(points[-1, 0, 2])
        surfaces.append(_stem(top, thick * 2, tall * 2, random))
        if kind.crown:
            surfaces.append(_crown(points, random))
    return surfaces


def _stem(top: float, thick: float, tall: float, random: np.random.Generator) -> Surface:
    """A short curved stalk, rooted below the surface."""
    t = np.linspace(-0.4, 1, 6)
    bend = random.uniform(-0.6, 0.6, 2)
    centre = np.stack([bend[0] * t * t * tall, bend[1] * t * t * tall, top + t * tall], -1)
    radius = thick * np.array([1.1, 1.0, 0.85, 0.8, 0.9, 1.2])
    surface = tube(centre, radius, 10)
    return Surface(surface.points, surface.faces, np.full((len(surface.points), 2), 0.5), "stem")


def _crown(points: np.ndarray, random: np.random.Generator) -> Surface:
    """Five green sepals lying on the shoulder."""
    rows, columns = points.shape[:2]
    angle = np.linspace(0, 2 * np.pi, columns)
    reach = 0.25 + 0.75 * np.abs(np.cos(2.5 * angle + random.uniform(0, 3))) ** 2.5
    upper = []
    for part in (1.0, 0.66, 0.33, 0.0):
        row = (rows - 1) - part * reach * 7.5
        below = np.floor(row).astype(int)
        share = (row - below)[:, None]
        ring = points[below, np.arange(columns)] * (1 - share)
        ring = ring + points[np.minimum(below + 1, rows - 1), np.arange(columns)] * share
        upper.append(ring + np.array([0, 0, 0.035 + 0.03 * part]))
    lower = [ring - [0, 0, 0.05] for ring in upper[::-1]]
    rings = np.stack([*lower, *upper])
    rings[0], rings[-1] = rings[0].mean(0), rings[-1].mean(0)
    shape = _wrapped(rings)
    return Surface(shape.points, shape.faces, np.full((len(shape.points), 2), 0.5), "stem")


def tube(centre: np.ndarray, radius: np.ndarray, columns: int, edges: float = 0.0) -> Surface:
    """A closed tube along a path that runs roughly upwards; `edges` flattens it to five sides."""
    along = np.gradient(centre, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    aside = np.cross([0.0, 1.0, 0.0], along)
    aside /= np.linalg.norm(aside, axis=1, keepdims=True)
    other = np.cross(along, aside)
    angle = np.linspace(0, 2 * np.pi, columns)
    ring = 1 + edges * np.cos(5 * angle)
    x, y = (radius[:, None] * ring * wave(angle) for wave in (np.cos, np.sin))
    points = centre[:, None] + x[..., None] * aside[:, None] + y[..., None] * other[:, None]
    ends = [np.repeat(centre[[place]][:, None], columns, 1) for place in (0, -1)]
    return _wrapped(np.concatenate([ends[0], points, ends[1]]))


def _straight(random: np.random.Generator) -> Surface:
    t = np.linspace(-1, 1, 40)
    radius = 0.16 * (1 - np.abs(t) ** 9) ** 0.5 * (1 - 0.12 * t) + 0.002 * random.normal(0, 1, 40) + 0.006
    bend = random.uniform(0.01, 0.05)
    return tube(np.stack([bend * t * t, 0.4 * bend * t**3, t], -1), radius, 30)


def _bent(goods: Goods, random: np.random.Generator) -> Surface:
    """A banana in the plane of its length and its bow, stalk at one end."""
    t = np.linspace(0, 1, 44)
    sweep = random.uniform(1.35, 1.6)
    a = (t - 0.5) * sweep
    body = np.clip(np.minimum(t / 0.24, (1 - t) / 0.14), 0, 1)
    thick = 0.035 + 0.135 * np.sin(body * np.pi / 2) ** 1.2
    thick = np.where(t > 0.86, np.minimum(thick, 0.034 + 0.9 * (1 - t)), thick)
    # The tube runs upwards in z; it is then laid along x with its bow in y.
    path = np.stack([-np.cos(a) * 1.05, 0 * a, np.sin(a) * 1.05], -1)
    surface = tube(path, thick, 36, 0.045)
    x, y, z = surface.points.T
    return Surface(np.stack([-z, x, -y], -1) * [1, -1, -1], surface.faces, surface.uv, "skin")
