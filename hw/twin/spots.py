"""Where a thing can be put down: orientations it stands in and free spots on what already lies there."""

from dataclasses import dataclass

import mujoco
import numpy as np

from hw.twin.goods import Form, Goods
from hw.twin.world import INNER, WALL_H, Vec, World, extent

_CELL = 0.01  # the height map's grid, metres
_MARGIN = 0.008
_SHAPE = (round(INNER[0] / _CELL), round(INNER[1] / _CELL))


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the centre of a thing goes, how it is turned, and the height of what is under it."""

    x: float
    y: float
    quat: Vec
    under: float
    half_height: float


def heights(world: World, without: str = "") -> Vec:
    """The basket from above as a map of heights, 1 cm a cell."""
    top = np.zeros(_SHAPE)
    for piece in world.free():
        if piece != without:
            low, high = world.bounds(piece)
            columns, rows = _span(low[0], high[0], 0), _span(low[1], high[1], 1)
            top[columns, rows] = np.maximum(top[columns, rows], high[2])
    return top


def find_spot(
    world: World, goods: Goods, rng: np.random.Generator, without: str = "", away: Vec | None = None
) -> Spot | None:
    """The lowest of many tried spots that carries the thing; None when it would not stay inside.

    `away` asks for a spot at least a hand's breadth from there.
    """
    top = heights(world, without)
    best, cost = None, np.inf
    for _ in range(60):
        quat = turned(goods, rng)
        half = extent(goods, quat)
        room = np.asarray(INNER) / 2 - half[:2] - _MARGIN
        if np.any(room < 0):
            continue
        x, y = rng.uniform(-room, room)
        if away is not None and np.hypot(x - away[0], y - away[1]) < 0.10:
            continue
        spot, stays = _look(top, x, y, quat, half)
        rank = spot.under + 0.25 * half[2] + rng.uniform(0, 0.02) + (0.0 if stays else 0.15)
        if rank < cost and spot.under + half[2] < WALL_H - 0.01:
            best, cost = spot, rank
    return best


def spot_at(world: World, goods: Goods, rng: np.random.Generator, x: float, y: float, without: str = "") -> Spot:
    """The spot at a given place, moved only as far as the walls demand."""
    quat = turned(goods, rng)
    half = extent(goods, quat)
    room = np.maximum(0.0, np.asarray(INNER) / 2 - half[:2] - _MARGIN)
    x, y = np.clip((x, y), -room, room)
    return _look(heights(world, without), float(x), float(y), quat, half)[0]


def turned(goods: Goods, rng: np.random.Generator) -> Vec:
    """A way to put it down: standing, or lying when it is tall, any yaw that people use."""
    x, y, z = goods.size
    tall = z / min(x, y)
    yaw = rng.integers(4) * np.pi / 2 + rng.normal(0, 0.15)
    lie = rng.random() < (1.0 if tall > 4 else 0.75 if tall > 2.2 else 0.2)
    if goods.form is Form.ELLIPSOID:  # fruit lies on its flatter side
        lie = z > max(x, y)
    first = np.array([1.0, 0, 0, 0])
    if lie or z > WALL_H - 0.02:
        axis = np.array([1.0, 0, 0]) if y <= x else np.array([0.0, 1, 0])
        mujoco.mju_axisAngle2Quat(first, axis, np.pi / 2 * rng.choice([-1, 1]))
    about_z, quat = np.zeros(4), np.zeros(4)
    mujoco.mju_axisAngle2Quat(about_z, np.array([0.0, 0, 1]), yaw)
    mujoco.mju_mulQuat(quat, about_z, first)
    return quat


def _look(top: Vec, x: float, y: float, quat: Vec, half: Vec) -> tuple[Spot, bool]:
    foot = top[_span(x - half[0], x + half[0], 0), _span(y - half[1], y + half[1], 1)]
    under = float(foot.max(initial=0.0))
    bearing = foot > under - 0.012
    stays = bool(bearing.mean() > 0.55) if foot.size else False
    return Spot(float(x), float(y), quat, under, float(half[2])), stays


def _span(low: float, high: float, axis: int) -> slice:
    first = int(np.floor((low + INNER[axis] / 2) / _CELL))
    last = int(np.ceil((high + INNER[axis] / 2) / _CELL))
    return slice(max(0, first), max(0, min(_SHAPE[axis], last)))
