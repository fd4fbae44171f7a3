"""Shapes of packages as surfaces, each with a window left free for its barcode."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from hw.twin.goods.mesh import CodePlace, Surface

CODE = "code"
Point = tuple[float, float, float]
Place = tuple[float, float]
FACES: dict[str, tuple[Point, Point, Point]] = {  # outward normal, right and up as seen from outside
    "front": ((0, -1, 0), (1, 0, 0), (0, 0, 1)),
    "back": ((0, 1, 0), (-1, 0, 0), (0, 0, 1)),
    "right": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "left": ((-1, 0, 0), (0, -1, 0), (0, 0, 1)),
    "top": ((0, 0, 1), (1, 0, 0), (0, 1, 0)),
    "bottom": ((0, 0, -1), (1, 0, 0), (0, -1, 0)),
}


@dataclass(frozen=True)
class Window:
    """A barcode's rectangle: centre and size in metres on a face (right, up); `ladder` turns its bars flat."""

    face: str
    centre: tuple[float, float]
    size: tuple[float, float]
    ladder: bool = False

    @property
    def span(self) -> tuple[float, float, float, float]:
        width, height = self.size[::-1] if self.ladder else self.size
        x, y = self.centre
        return x - width / 2, x + width / 2, y - height / 2, y + height / 2

    def uv(self, across: np.ndarray, up: np.ndarray) -> np.ndarray:
        """Coordinates in the symbol's picture of places on the face."""
        x0, x1, y0, y1 = self.span
        s, t = (across - x0) / (x1 - x0), (up - y0) / (y1 - y0)
        return np.stack([t, s] if self.ladder else [s, 1 - t], axis=-1)


def grid_faces(rows: int, columns: int) -> np.ndarray:
    """Two triangles for each cell of a grid of points whose rows go up and columns to the right."""
    i, j = np.mgrid[0 : rows - 1, 0 : columns - 1]
    a = (i * columns + j).reshape(-1)
    return np.concatenate([np.stack([a, a + 1, a + columns + 1], 1), np.stack([a, a + columns + 1, a + columns], 1)])


def sheet(
    points: np.ndarray, across: np.ndarray, up: np.ndarray, uv: np.ndarray, region: str, window: Window | None
) -> list[Surface]:
    """A grid of points as a surface; the cells inside the window take the barcode's picture."""
    rows, columns = points.shape[:2]
    faces = grid_faces(rows, columns)
    flat, flat_uv = points.reshape(-1, 3), uv.reshape(-1, 2)
    if window is None:
        return [Surface(flat, faces, flat_uv, region)]
    x0, x1, y0, y1 = window.span
    x, y = across.reshape(-1)[faces].mean(1), up.reshape(-1)[faces].mean(1)
    inside = (x > x0) & (x < x1) & (y > y0) & (y < y1)
    code_uv = window.uv(across, up).reshape(-1, 2)
    return [Surface(flat, faces[~inside], flat_uv, region), Surface(flat, faces[inside], code_uv, CODE)]


def block(
    size: Point,
    window: Window | None,
    cuts: tuple[Sequence[float], Sequence[float], Sequence[float]] = ((), (), ()),
    deform: Callable[[np.ndarray], np.ndarray] = lambda points: points,
) -> tuple[list[Surface], CodePlace | None]:
    """A box whose faces have pictures of their own; `cuts` (-1..1 of each half) make it fine enough to bend."""
    lines = [np.array([-1.0, *cut, 1.0]) * extent / 2 for cut, extent in zip(cuts, size, strict=True)]
    if window is not None:
        _, right, up = FACES[window.face]
        x0, x1, y0, y1 = window.span
        for direction, ends in ((right, (x0, x1)), (up, (y0, y1))):
            axis = int(np.argmax(np.abs(direction)))
            lines[axis] = insert(lines[axis], [end * direction[axis] for end in ends])
    surfaces, place = [], None
    for name, frame in FACES.items():
        normal, right, up = (np.array(direction, float) for direction in frame)
        a, b = (_along(lines, direction) for direction in (right, up))
        across, high = np.meshgrid(a, b)
        offset = normal * (np.abs(normal) @ size) / 2
        points = across[..., None] * right + high[..., None] * up + offset
        uv = np.stack([(across - a[0]) / np.ptp(a), (b[-1] - high) / np.ptp(b)], axis=-1)
        here = window if window is not None and window.face == name else None
        surfaces += sheet(deform(points), across, high, uv, name, here)
        if here is not None:
            centre = deform(offset + here.centre[0] * right + here.centre[1] * up)
            place = CodePlace(_point(centre), _point(normal), _point(-right if here.ladder else up))
    return surfaces, place


def lathe(
    sections: Sequence[tuple[str, Sequence[Place]]], window: Window | None, columns: int = 40
) -> tuple[list[Surface], CodePlace | None]:
    """A body of revolution from the foot's centre to the lid's, in sections (picture, [(radius, z)]).

    Pictures wrap around with their middle in front; "lid" is seen from above. The window's centre is
    (fraction of a turn, height).
    """
    turn, place, around = np.linspace(0, 1, columns + 1), None, 1.0
    if window is not None:
        part, height = window.centre
        profile = next(profile for name, profile in sections if name == window.face)
        radius = next(r for r, z in _cut(profile, height) if z >= height)
        around = 2 * np.pi * radius
        window = Window(window.face, (part * around, height), window.size, window.ladder)
        x0, x1, _, _ = window.span
        turn = insert(turn, [x0 / around, x1 / around])
        sine, cosine = float(np.sin(2 * np.pi * (part - 0.5))), float(np.cos(2 * np.pi * (part - 0.5)))
        up = (-cosine, -sine, 0.0) if window.ladder else (0.0, 0.0, 1.0)
        place = CodePlace((radius * sine, -radius * cosine, height), (sine, -cosine, 0.0), up)
    angle, surfaces = 2 * np.pi * (turn - 0.5), []
    for name, profile in sections:
        here = window if window is not None and window.face == name else None
        if here is not None:
            profile = _cut(_cut(profile, here.span[2]), here.span[3])
        r, z = np.array(profile, float).T
        arc = np.concatenate([[0], np.cumsum(np.hypot(np.diff(r), np.diff(z)))])
        levels = np.repeat(z[:, None], len(turn), 1)
        points = np.stack([np.outer(r, np.sin(angle)), -np.outer(r, np.cos(angle)), levels], axis=-1)
        points[:, -1] = points[:, 0]
        u, v = np.meshgrid(turn, 1 - arc / arc[-1])
        uv = np.stack([u, v], -1)
        if name == "lid":
            uv = 0.5 + points[..., :2] * [0.5, -0.5] / r.max()
        surfaces += sheet(points, u * around, levels, uv, name, here)
    return surfaces, place


def insert(line: np.ndarray, values: Sequence[float]) -> np.ndarray:
    """A line's marks with these among them; marks close to a new one give way."""
    low, high = min(values), max(values)
    room = np.ptp(line) / len(line) / 3
    free = [mark for mark in line[1:-1] if min(abs(mark - low), abs(mark - high)) > room]
    return np.array(sorted({line[0], *free, *values, line[-1]}))


def _cut(profile: Sequence[Place], height: float) -> list[Place]:
    """The profile with a point of its own at a height."""
    for place, ((r0, z0), (r1, z1)) in enumerate(pairwise(profile)):
        if z0 < height < z1:
            radius = r0 + (r1 - r0) * (height - z0) / (z1 - z0)
            return [*profile[: place + 1], (radius, height), *profile[place + 1 :]]
    return list(profile)


def _along(lines: Sequence[np.ndarray], direction: np.ndarray) -> np.ndarray:
    axis = int(np.argmax(np.abs(direction)))
    return np.sort(lines[axis] * direction[axis])


def _point(array: np.ndarray) -> Point:
    x, y, z = (float(value) for value in array)
    return x, y, z
