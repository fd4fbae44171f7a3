"""The shopper's hand: carries a thing in or out along a smooth path, presses on the basket, leans on the rim."""

from collections import deque
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from math import atan2, cos, hypot, pi, sin

import mujoco
import numpy as np

from hw.twin.basket import GRAVITY, STEP_S
from hw.twin.spots import Spot, find_spot, spot_at
from hw.twin.world import CAMERA_LOOKS_AT, CAMERA_POS, INNER, WALL_H, Vec, World, extent

HAND_S = 0.010  # the hand's own step: five of the world's
_PUSH_N = 0.150 * GRAVITY  # rms of how hard a hand presses on what it puts down (notes, row "hand")
_FROM_BELOW = 0.85 * pi  # how far round a thing the hand sits while its barcode must be seen
_REGRIP = pi / 0.5 * HAND_S
_BACK = np.array([0.0, -0.03, 0.15])  # how the open hand leaves what it put down
SHOWN_S = 1.0  # how long a barcode is held to the camera
_AWAY = np.array([0.0, -2.0, -3.0])


class Job:
    """One thing that the hand was asked to do; `outcome` says how it ended."""

    def __init__(self, name: str, piece: str) -> None:
        self.name, self.piece = name, piece
        self.done = False
        self.outcome = ""
        self.touched = 0.0  # world time of the release or the grasp


class Shape(Enum):
    """How a force goes by: swells and ebbs (a press), or fades (a load that the hand takes over)."""

    SWELLS = "swells"
    FADES = "fades"


@dataclass
class _Push:
    start: float
    length: float
    newtons: float
    x: float
    y: float
    shape: "Shape"

    def now(self, t: float) -> float:
        phase = (t - self.start) / self.length
        if not 0.0 <= phase < 1.0:
            return 0.0
        if self.shape is Shape.FADES:
            return self.newtons * 0.5 * (1 + cos(pi * phase))
        return self.newtons * 0.5 * (1 - cos(2 * pi * phase))


class Hand:
    """Does one job after the other; call `advance` before every step of the world."""

    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        self._rng = np.random.default_rng([seed, 4])
        self._jobs: deque[tuple[Job, Iterator[None]]] = deque()
        self._pushes: list[_Push] = []
        self._bodies = [world.model.body(name).mocapid[0] for name in ("hand", "arm")]
        self._tick = 0
        self._lean_n = (0.0, 0.0, 0.0)
        self._shows = False
        self._round = 0.0  # angle of the grip: 0 over the top, pi under the bottom
        self._at = _AWAY
        self._side = 1.0
        self._hide()

    @property
    def busy(self) -> bool:
        return bool(self._jobs)

    def put(self, piece: str, spot: tuple[float, float] | None = None, show_code: bool = False) -> Job:
        """Bring a piece in from outside and let go of it over a free spot (or the one given)."""
        return self._begin("put", piece, lambda job: self._put(job, spot, show_code))

    def take(self, piece: str, show_code: bool = False) -> Job:
        """Lift a piece out of the basket and carry it away."""
        return self._begin("take", piece, lambda job: self._take(job, show_code))

    def move(self, piece: str, spot: tuple[float, float] | None = None) -> Job:
        """Put a piece of the basket down on another spot."""
        return self._begin("move", piece, lambda job: self._move(job, spot))

    def show(self, piece: str) -> Job:
        """Hold a piece's barcode to the camera and take it away again."""
        if self._world.code_at.get(piece) is None:
            raise ValueError(f"'{piece}' has no barcode to show")
        return self._begin("show", piece, self._show_only)

    def lean(self, force_n: float, seconds: float) -> Job:
        """Rest on the rim, slowly swaying."""
        return self._begin("lean", "", lambda job: self._lean(job, force_n, seconds))

    def advance(self) -> None:
        """Move on by one step of the world."""
        world, now = self._world, self._world.t
        for push in self._pushes:
            world.push(push.now(now), push.x, push.y)
        if self._lean_n[0]:
            world.push(*self._lean_n)
        self._pushes = [push for push in self._pushes if now < push.start + push.length]
        self._tick += 1
        if self._jobs and self._tick % round(HAND_S / STEP_S) == 0:
            job, moves = self._jobs[0]
            if next(moves, self) is self:
                job.done = True
                self._jobs.popleft()

    def _begin(self, name: str, piece: str, moves: Callable[[Job], Iterator[None]]) -> Job:
        if piece and piece not in self._world.pieces:
            raise KeyError(f"there is no piece '{piece}' in this world")
        job = Job(name, piece)
        self._jobs.append((job, moves(job)))
        return job

    def _put(self, job: Job, place: tuple[float, float] | None, show_code: bool) -> Iterator[None]:
        spot = self._spot(job.piece, place)
        if spot is None:
            job.outcome = "refused: no room"
            return
        self._side = 1.0 if spot.x >= 0 else -1.0
        start, quat = self._outside(job.piece), spot.quat
        if show_code and self._world.code_at[job.piece] is not None:
            quat = yield from self._show(job.piece, start)
            start = self._world.position(job.piece)
        yield from self._carry(job.piece, [start, *self._over(start, spot)], quat, spot.quat)
        yield from self._let_go(job, spot)

    def _take(self, job: Job, show_code: bool) -> Iterator[None]:
        if not (yield from self._grasp(job)):
            return
        world = self._world
        start, quat = world.position(job.piece), world.quaternion(job.piece)
        half = extent(world.pieces[job.piece].goods, quat)
        above = np.array([start[0], start[1], max(start[2], WALL_H + half[2] + 0.04)])
        yield from self._carry(job.piece, [start, above], quat, quat)
        if show_code and world.code_at[job.piece] is not None:
            quat = yield from self._show(job.piece, above, quat)
        here = world.position(job.piece)
        yield from self._carry(job.piece, [here, self._over_rim(here[2]), self._outside(job.piece)], quat, quat)
        world.park(job.piece)
        self._hide()
        job.outcome = "out"

    def _move(self, job: Job, place: tuple[float, float] | None) -> Iterator[None]:
        world = self._world
        old = world.position(job.piece)
        spot = self._spot(job.piece, place, away=old)
        if spot is None:
            job.outcome = "refused: no room"
            return
        if not (yield from self._grasp(job)):
            return
        here, quat = world.position(job.piece), world.quaternion(job.piece)
        top = max(here[2], WALL_H * 0.6, spot.under + spot.half_height) + 0.10
        lift = np.array([here[0], here[1], top])
        across = np.array([spot.x, spot.y, top])
        yield from self._carry(job.piece, [here, lift, across], quat, spot.quat)
        yield from self._let_go(job, spot)

    def _show_only(self, job: Job) -> Iterator[None]:
        start = self._outside(job.piece)
        quat = yield from self._show(job.piece, start)
        here = self._world.position(job.piece)
        yield from self._carry(job.piece, [here, start], quat, quat)
        self._world.park(job.piece)
        self._hide()
        job.outcome = "shown"

    def _lean(self, job: Job, force_n: float, seconds: float) -> Iterator[None]:
        rng, x, y = self._rng, self._rng.uniform(-0.2, 0.2), -INNER[1] / 2 - 0.015
        period, phase, begin = rng.uniform(2.0, 5.0), rng.uniform(0, 6.28), self._world.t
        job.touched = begin
        while (t := self._world.t - begin) < seconds:
            ramp = np.clip(min(t, seconds - t) / 0.4, 0, 1)
            sway = 1 + 0.2 * np.sin(2 * np.pi * t / period + phase)
            self._lean_n = (force_n * ramp * ramp * (3 - 2 * ramp) * sway, x, y)
            self._draw(np.array([x, y - 0.03, WALL_H + 0.03 + 0.1 * (1 - ramp)]))
            yield
        self._lean_n = (0.0, 0.0, 0.0)
        self._hide()
        job.outcome = "left"

    def _spot(self, piece: str, place: tuple[float, float] | None, away: Vec | None = None) -> Spot | None:
        goods = self._world.pieces[piece].goods
        if place is None:
            return find_spot(self._world, goods, self._rng, without=piece, away=away)
        return spot_at(self._world, goods, self._rng, *place, without=piece)

    def _grasp(self, job: Job) -> Generator[None, None, bool]:
        """Reach to a piece in the basket, press, and take over its weight within a tenth of a second."""
        world, rng = self._world, self._rng
        if not world.in_basket(job.piece):
            job.outcome = "refused: it is not in the basket"
            return False
        target = world.position(job.piece)
        self._side = 1.0 if target[0] >= 0 else -1.0
        grip = self._grip(job.piece)
        length = rng.uniform(0.2, 0.6)
        reach = [self._shoulder(0.35), self._over_rim(0.42), target + grip + (0, 0, 0.12), target + grip]
        self._touch(self._world.t + 0.9 - length, length, target)
        for point in _glide(reach, 0.9):
            self._draw(point)
            yield
        job.touched = world.t
        weight = world.pieces[job.piece].weight_g / 1000 * GRAVITY
        here, quat = world.position(job.piece), world.quaternion(job.piece)
        world.hold(job.piece, here, quat)
        self._pushes.append(_Push(world.t, rng.uniform(0.10, 0.16), weight, here[0], here[1], Shape.FADES))
        self._touch(world.t, rng.uniform(0.05, 0.25), target)
        return True

    def _let_go(self, job: Job, spot: Spot) -> Iterator[None]:
        """Lower the last stretch, open the hand, draw it back, and wait until the thing lies still."""
        world, rng = self._world, self._rng
        drop = rng.uniform(0.0, 0.03)
        low = np.array([spot.x, spot.y, spot.under + spot.half_height + drop + 0.004])
        here = world.position(job.piece)
        seconds = 0.30 + 0.9 * abs(here[2] - low[2])
        length = min(rng.uniform(0.2, 0.6), seconds)
        self._touch(world.t + seconds - length, length, low)
        yield from self._carry(job.piece, [here, low - (0, 0, 0.004)], spot.quat, spot.quat, seconds, until=0.9)
        world.release(job.piece, self._speed)
        job.touched = world.t
        self._touch(world.t, rng.uniform(0.05, 0.25), low)
        hand = self._at
        for point in _glide([hand, hand + _BACK, self._over_rim(0.45), self._shoulder(0.40)], 0.7):
            self._draw(point)
            yield
        self._hide()
        still, deadline = 0.0, world.t + 5.0
        while still < 0.2 and world.t < deadline:
            moving, turning = world.speed(job.piece)
            still = still + HAND_S if moving < 0.01 and turning < 0.2 else 0.0
            yield
        low_z = world.bounds(job.piece)[0][2]
        job.outcome = "in" if world.in_basket(job.piece) else "fell out" if low_z < 0 else "on the rim"

    def _show(self, piece: str, start: Vec, quat: Vec | None = None) -> Generator[None, None, Vec]:
        """Hold the barcode about 22 cm from the camera for a second; returns the turn it ended with."""
        world, rng = self._world, self._rng
        centre, normal, up = np.asarray(world.code_at[piece], dtype=float)
        eye, ahead = np.asarray(CAMERA_POS), np.asarray(CAMERA_LOOKS_AT) - CAMERA_POS
        ahead /= np.linalg.norm(ahead)
        roll = rng.integers(2) * np.pi + rng.normal(0, 0.10)  # people hold it upright or upside down
        above = np.cross([1.0, 0, 0], ahead)
        skew = rng.normal(0, 0.10, 2)
        facing = -ahead + skew[0] * above + skew[1] * np.array([1.0, 0, 0])
        facing /= np.linalg.norm(facing)
        top = np.cos(roll) * above + np.sin(roll) * np.array([1.0, 0, 0])
        top -= top @ facing * facing
        top /= np.linalg.norm(top)
        own = np.column_stack([np.cross(up, normal), up, normal])
        shown = np.column_stack([np.cross(top, facing), top, facing])
        matrix = shown @ own.T
        turn = np.zeros(4)
        mujoco.mju_mat2Quat(turn, matrix.flatten())
        place = eye + rng.uniform(0.20, 0.25) * ahead + rng.normal(0, 0.008, 3) - matrix @ centre
        self._shows = True
        if quat is None:
            self._round = _FROM_BELOW
        yield from self._carry(piece, [start, place], turn if quat is None else quat, turn)
        begin, wobble = world.t, rng.uniform(0, 6.28, 3)
        while (t := world.t - begin) < SHOWN_S:
            self._hold(piece, place + 0.003 * (np.sin(7.0 * t + wobble) - np.sin(wobble)), turn)
            yield
        self._shows = False
        return turn

    def _carry(
        self, piece: str, way: list[Vec], first: Vec, last: Vec, seconds: float = 0.0, until: float = 1.0
    ) -> Iterator[None]:
        """Along a smooth way from rest to rest, turning from one orientation to the other."""
        length = sum(float(np.linalg.norm(b - a)) for a, b in pairwise(way))
        seconds = seconds or 0.25 + length / self._rng.uniform(0.7, 1.1)
        points = list(_glide(way, seconds))
        points = points[: max(2, int(len(points) * until))]
        for i, point in enumerate(points):
            self._hold(piece, point, _between(first, last, (i + 1) / len(points)))
            yield
        self._speed = (points[-1] - points[-2]) / HAND_S

    def _hold(self, piece: str, pos: Vec, quat: Vec) -> None:
        self._world.hold(piece, pos, quat)
        wanted = _FROM_BELOW if self._shows else 0.0
        self._round += min(max(wanted - self._round, -_REGRIP), _REGRIP)
        self._draw(pos + self._grip(piece))

    def _grip(self, piece: str) -> Vec:
        """From a piece's centre to the wrist: over its top, or round its side towards its bottom."""
        half = extent(self._world.pieces[piece].goods, self._world.quaternion(piece))
        across = self._side * (0.02 + (half[0] + 0.03) * sin(self._round))
        return np.array([across, -0.05, (half[2] + 0.03) * cos(self._round)])

    def _outside(self, piece: str) -> Vec:
        return np.array([self._side * self._rng.uniform(0.15, 0.30), -0.75, 0.38])

    def _over_rim(self, z: float) -> Vec:
        return np.array([self._side * 0.22, -0.32, max(z, WALL_H + 0.15)])

    def _over(self, start: Vec, spot: Spot) -> list[Vec]:
        height = WALL_H + spot.half_height + 0.04
        way = [np.array([spot.x, spot.y, max(height, spot.under + spot.half_height + 0.05)])]
        return way if start[1] > -0.4 else [self._over_rim(height), *way]

    def _shoulder(self, z: float) -> Vec:
        return np.array([self._side * 0.25, -0.80, z])

    def _touch(self, start: float, length: float, at: Vec) -> None:
        newtons = self._rng.normal(0.0, _PUSH_N) / np.sqrt(0.375)  # a Hanning window's rms is sqrt(3/8)
        self._pushes.append(_Push(start, length, newtons, float(at[0]), float(at[1]), Shape.SWELLS))

    def _draw(self, wrist: Vec) -> None:
        """Show hand and forearm with the wrist here; the forearm comes from the shopper's shoulder."""
        self._at = np.asarray(wrist, dtype=float)
        shoulder = np.array([self._side * 0.28, -0.75, 0.72])
        reach = self._at - shoulder
        flat = reach * (1.0, 1.0, 0.45)  # the hand bends less steeply than the arm
        for body, along in zip(self._bodies, (flat, reach), strict=True):
            x, y, z = along.tolist()
            level = hypot(x, y)
            yaw, pitch = atan2(y, x) / 2, atan2(-z, level) / 2
            self._world.data.mocap_pos[body] = self._at
            self._world.data.mocap_quat[body] = (  # a turn about z, then one about the new y
                cos(yaw) * cos(pitch),
                -sin(yaw) * sin(pitch),
                cos(yaw) * sin(pitch),
                sin(yaw) * cos(pitch),
            )

    def _hide(self) -> None:
        self._at, self._round = _AWAY, 0.0
        for body in self._bodies:
            self._world.data.mocap_pos[body] = _AWAY


def _glide(way: list[Vec], seconds: float) -> Iterator[Vec]:
    """Points 10 ms apart on a Catmull-Rom curve through `way`, in minimum-jerk time."""
    points = [way[0], *way, way[-1]]
    lengths = np.array([np.linalg.norm(b - a) + 1e-6 for a, b in pairwise(way)])
    marks = np.concatenate([[0.0], np.cumsum(lengths)]) / lengths.sum()
    for step in range(1, max(2, round(seconds / HAND_S)) + 1):
        s = step / max(2, round(seconds / HAND_S))
        s = s**3 * (10 - 15 * s + 6 * s * s)
        i = min(int(np.searchsorted(marks, s, side="right")) - 1, len(lengths) - 1)
        u = (s - marks[i]) / (marks[i + 1] - marks[i])
        a, b, c, d = points[i : i + 4]
        yield b + 0.5 * u * (c - a + u * (2 * a - 5 * b + 4 * c - d + u * (3 * (b - c) + d - a)))


def _between(first: Vec, last: Vec, s: float) -> Vec:
    """The orientation a share `s` of the way from one to the other."""
    toward = last if first @ last >= 0 else -last
    mixed = (1 - s) * first + s * toward
    return mixed / np.linalg.norm(mixed)
