"""The virtual cart's physics: a basket on four load cells and the things that fall into it, in virtual time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import mujoco
import numpy as np
from numpy.typing import NDArray

from hw.twin.basket import GRAVITY, STEP_S, Load, Platform
from hw.twin.goods import Appearance, Form, Goods, appearance
from hw.twin.light import Light, LightNow

Vec = NDArray[np.float64]

INNER = (0.56, 0.38)  # basket floor, metres
WALL_H = 0.28
SHOP_FLOOR_Z = -0.60
CAMERA_POS = (0.0, -0.15, 0.62)  # on an arm of the handle, looking down and a little forward
CAMERA_LOOKS_AT = (0.0, -0.005, 0.0)
CAMERA_FOVY = 43.0
_PARKED_Z = -3.0  # under the shop's floor
_SLIDE_S, _TURN_S = 2.0, 0.2  # how fast motion dies away in soft and crumpling things
_REACH = (INNER[0] / 2 + 0.03, INNER[1] / 2 + 0.03)  # what rests on the rim is weighed too


@dataclass(frozen=True, slots=True)
class Piece:
    """One single thing: what it is, what this very one weighs, and the seed of its looks."""

    id: str
    goods: Goods
    weight_g: float
    look: int


class Where(Enum):
    PARKED = "parked"  # not in the trip: no collisions, not in view
    HELD = "held"  # carried by the hand
    FREE = "free"  # physics has it


@dataclass(frozen=True, slots=True)
class Pose:
    """All that a camera needs to draw a moment: kept instead of pixels."""

    t: float
    qpos: Vec
    mocap_pos: Vec
    mocap_quat: Vec
    light: LightNow


class World:
    """Basket, pieces and gravity. A pure stepping library: no clock, no threads, no I/O."""

    def __init__(
        self, pieces: Sequence[Piece], seed: int, look: Callable[[Goods, int], Appearance] = appearance
    ) -> None:
        """`look` draws goods that the assortment does not have."""
        rng = np.random.default_rng([seed, 1])
        self.pieces = {piece.id: piece for piece in pieces}
        if len(self.pieces) != len(pieces):
            raise ValueError("two pieces have the same id: give every piece its own")
        self.seed = seed
        self.light = Light(seed)
        looks = {piece.id: look(piece.goods, piece.look) for piece in pieces}
        self.code_at = {piece: look.code_at for piece, look in looks.items()}
        self.model = _compile(pieces, looks, seed)
        self.data = mujoco.MjData(self.model)
        self._body = {p: self.model.body(f"piece {p}").id for p in self.pieces}
        self._qpos = {p: int(self.model.joint(f"piece {p}").qposadr[0]) for p in self.pieces}
        self._qvel = {p: int(self.model.joint(f"piece {p}").dofadr[0]) for p in self.pieces}
        self._geom = {p: self.model.geom(f"shape {p}").id for p in self.pieces}
        self.where = dict.fromkeys(self.pieces, Where.PARKED)
        self._home = {p: np.array([0.5 * i, 3.0, _PARKED_Z]) for i, p in enumerate(self.pieces)}
        self._soften()
        self._changed()
        self._loads: list[Load] = []
        self._platform = Platform(float(rng.uniform(0.04, 0.10)))
        for p in self.pieces:
            self.park(p)

    @property
    def t(self) -> float:
        return float(self.data.time)

    def step(self) -> None:
        """Two milliseconds. Pushes and shaking last for one step."""
        d = self.data
        if self._touched or d.ntree_awake:
            speeds = d.qvel[self._up].tolist()
            mujoco.mj_step(self.model, d)
            self._loads = self._weigh(speeds)
            self._touched = False
        else:  # everything lies still: only the springs move
            d.time += STEP_S
        self._platform.step(self._loads)

    def forces(self) -> tuple[float, float, float, float]:
        """What presses on each load cell, in newtons, the basket's own weight included."""
        return self._platform.forces()

    def push(self, down_n: float, x: float, y: float) -> None:
        """Press on the basket at a spot of its floor or rim during the next step."""
        self._platform.push(down_n, x, y)

    def shake(self, up_ms2: float) -> None:
        """Accelerate the cart's frame upwards during the next step (rolling over tiles and kerbs)."""
        self._platform.base = up_ms2

    def park(self, piece: str) -> None:
        """Take a piece out of the world: no collisions, out of view."""
        self._collide(piece, False)
        self.where[piece] = Where.PARKED
        self._place(piece, self._home[piece], np.array([1.0, 0, 0, 0]), np.zeros(3))

    def hold(self, piece: str, pos: Vec, quat: Vec) -> None:
        """Carry a piece: it stays at this pose until told otherwise."""
        if self.where[piece] is not Where.HELD:
            self._collide(piece, False)
            self.where[piece] = Where.HELD
        self._place(piece, pos, quat, np.zeros(3))

    def release(self, piece: str, velocity: Vec) -> None:
        """Let go of a held piece with the velocity of the hand."""
        self.where[piece] = Where.FREE
        self._collide(piece, True)
        # Never quite at rest: a sleeping body that is not moved goes on sleeping in mid-air.
        velocity = velocity - (0.0, 0.0, 0.03)
        self._place(piece, self.position(piece), self.quaternion(piece), velocity)

    def position(self, piece: str) -> Vec:
        at = self._qpos[piece]
        return self.data.qpos[at : at + 3].copy()

    def quaternion(self, piece: str) -> Vec:
        at = self._qpos[piece]
        return self.data.qpos[at + 3 : at + 7].copy()

    def speed(self, piece: str) -> tuple[float, float]:
        """How fast a piece moves (m/s) and turns (rad/s)."""
        at = self._qvel[piece]
        v = self.data.qvel[at : at + 6]
        return float(np.linalg.norm(v[:3])), float(np.linalg.norm(v[3:]))

    def bounds(self, piece: str) -> tuple[Vec, Vec]:
        """Lowest and highest corner of a piece as it lies now."""
        pos = self.position(piece)
        half = extent(self.pieces[piece].goods, self.quaternion(piece))
        return pos - half, pos + half

    def free(self) -> list[str]:
        return [p for p, where in self.where.items() if where is Where.FREE]

    def in_basket(self, piece: str) -> bool:
        """Whether its centre lies between the walls and it stands on what the cells weigh."""
        x, y, z = self.position(piece)
        low = self.bounds(piece)[0][2]
        inside = abs(x) < INNER[0] / 2 and abs(y) < INNER[1] / 2
        return self.where[piece] is Where.FREE and inside and z > -0.02 and low < WALL_H - 0.01

    def inside(self) -> list[str]:
        """The truth: what lies in the basket now."""
        return [p for p in self.pieces if self.in_basket(p)]

    def pose(self) -> Pose:
        d = self.data
        return Pose(self.t, d.qpos.copy(), d.mocap_pos.copy(), d.mocap_quat.copy(), self.light.at(self.t))

    def _soften(self) -> None:
        """Packages give a little: without damping, rigid boxes on boxes rattle for minutes."""
        for piece, body in self._body.items():
            at = self._qvel[piece]
            self.model.dof_damping[at : at + 3] = self.model.body_mass[body] / _SLIDE_S
            self.model.dof_damping[at + 3 : at + 6] = self.model.body_inertia[body] / _TURN_S

    def _place(self, piece: str, pos: Vec, quat: Vec, velocity: Vec) -> None:
        at, v = self._qpos[piece], self._qvel[piece]
        self.data.qpos[at : at + 3] = pos
        self.data.qpos[at + 3 : at + 7] = quat
        self.data.qvel[v : v + 3] = velocity
        self.data.qvel[v + 3 : v + 6] = 0.0
        self._changed()

    def _collide(self, piece: str, on: bool) -> None:
        for mask in (self.model.geom_contype, self.model.geom_conaffinity):
            mask[self._geom[piece]] = int(on)
        for mask in (self.model.body_contype, self.model.body_conaffinity):
            mask[self._body[piece]] = int(on)
        # Without this a carried piece would fall between two steps and its speed would build up.
        self.model.body_gravcomp[self._body[piece]] = 0.0 if on else 1.0

    def _weigh(self, speeds: Iterable[float]) -> list[Load]:
        """What each piece does to the basket, from the change of its momentum: nothing while it falls."""
        d = self.data
        places, after = d.qpos[self._at].tolist(), d.qvel[self._up].tolist()
        awake = d.body_awake[self._bodies].tolist()
        loads = []
        for kg, (x, y, z), now, was, moves in zip(self._kg, places, after, speeds, awake, strict=True):
            if z > -0.02 and abs(x) < _REACH[0] and abs(y) < _REACH[1]:
                loads.append((kg, x, y, GRAVITY + ((now - was) / STEP_S if moves else 0.0)))
        return loads

    def _changed(self) -> None:
        """Somebody moved a piece: physics has to look at it again."""
        free = self.free()
        self._bodies = np.array([self._body[p] for p in free], int)
        self._kg = [self.pieces[p].weight_g / 1000 for p in free]
        self._at = np.array([[self._qpos[p] + axis for axis in range(3)] for p in free], int).reshape(-1, 3)
        self._up = np.array([self._qvel[p] + 2 for p in free], int)
        self._touched = True


def extent(goods: Goods, quat: Vec) -> Vec:
    """Half the width, depth and height that a thing takes up, turned by `quat`."""
    matrix = np.zeros(9)
    mujoco.mju_quat2Mat(matrix, quat)
    turned = matrix.reshape(3, 3)
    half = np.asarray(goods.size) / 2
    if goods.form is Form.BOX:
        return np.abs(turned) @ half
    if goods.form is Form.ELLIPSOID:
        return np.sqrt((turned**2) @ half**2)
    axis, radius = turned[:, 2], half[0]
    return np.abs(axis) * half[2] + radius * np.sqrt(np.maximum(0.0, 1 - axis**2))


def _compile(pieces: Sequence[Piece], looks: Mapping[str, Appearance], seed: int) -> mujoco.MjModel:
    spec = mujoco.MjSpec()
    spec.option.timestep = STEP_S
    spec.option.integrator = mujoco.mjtIntegrator.mjINT_IMPLICITFAST
    spec.option.cone = mujoco.mjtCone.mjCONE_ELLIPTIC
    spec.option.enableflags |= mujoco.mjtEnableBit.mjENBL_SLEEP  # what lies still costs nothing
    spec.option.sleep_tolerance = 1e-2  # below, a milk carton on a bag of crisps, or a sack of rice, rattles for ever
    spec.option.impratio = 5.0  # things on a swaying floor must not creep
    spec.stat.extent = 1.0
    spec.stat.center = (0.0, 0.0, 0.0)
    spec.visual.map.znear = 0.02
    spec.visual.map.zfar = 8.0
    spec.visual.map.shadowclip = 0.75
    spec.visual.quality.shadowsize = 1024
    spec.visual.global_.offwidth, spec.visual.global_.offheight = 1728, 1296
    spec.visual.quality.offsamples = 4
    _add_cart(spec, seed)
    for piece in pieces:
        _add_piece(spec, piece, looks[piece.id])
    return spec.compile()


def _add_cart(spec: mujoco.MjSpec, seed: int) -> None:
    rng = np.random.default_rng([seed, 2])
    grey = float(rng.uniform(0.16, 0.40))
    matt = _material(spec, "basket", _matt_texture(rng, grey, dots=True), (6, 4))
    wall = _material(spec, "wall", _matt_texture(rng, grey * 1.15, dots=True), (5, 2))
    tile = _material(spec, "tiles", _tile_texture(rng), (8, 8))
    rim = [*rng.choice(np.array([[0.55, 0.08, 0.08], [0.08, 0.2, 0.42], [0.1, 0.34, 0.18], [0.2] * 3])), 1.0]
    spec.add_material(name="rim", rgba=rim, specular=0.1, shininess=0.1)
    plane, box = mujoco.mjtGeom.mjGEOM_PLANE, mujoco.mjtGeom.mjGEOM_BOX
    world = spec.worldbody
    world.add_geom(type=plane, size=[3, 3, 0.1], pos=[0, 0, SHOP_FLOOR_Z], material=tile)
    forward = np.asarray(CAMERA_LOOKS_AT) - CAMERA_POS
    forward /= np.linalg.norm(forward)
    up = np.cross([1.0, 0, 0], forward)
    matrix = np.column_stack([[1.0, 0, 0], up, -forward])
    quat = np.zeros(4)
    mujoco.mju_mat2Quat(quat, matrix.flatten())
    world.add_camera(name="basket", pos=CAMERA_POS, quat=quat, fovy=CAMERA_FOVY)
    for name in ("key", "fill"):
        world.add_light(name=name, type=mujoco.mjtLightType.mjLIGHT_DIRECTIONAL, castshadow=name == "key")
    basket = world.add_body(name="basket")
    ix, iy, h, w = INNER[0] / 2, INNER[1] / 2, WALL_H / 2, 0.008
    parts = [
        ((ix + 2 * w, iy + 2 * w, 0.02), (0, 0, -0.02), 2.6, matt),
        ((w, iy + 2 * w, h), (-ix - w, 0, h), 0.5, wall),
        ((w, iy + 2 * w, h), (ix + w, 0, h), 0.5, wall),
        ((ix, w, h), (0, -iy - w, h), 0.7, wall),
        ((ix, w, h), (0, iy + w, h), 0.7, wall),
    ]
    for size, pos, mass, material in parts:
        basket.add_geom(type=box, size=size, pos=pos, mass=mass, material=material, friction=[0.5, 0.005, 0.0005])
    r = 0.013
    for size, pos in (
        ((r, iy + 2 * w + r, r), (-ix - w, 0, WALL_H)),
        ((r, iy + 2 * w + r, r), (ix + w, 0, WALL_H)),
        ((ix + 2 * w + r, r, r), (0, -iy - w, WALL_H)),
        ((ix + 2 * w + r, r, r), (0, iy + w, WALL_H)),
    ):
        basket.add_geom(type=box, size=size, pos=pos, mass=0, material="rim", contype=0, conaffinity=0)
    _add_hand(spec, rng)


def _add_hand(spec: mujoco.MjSpec, rng: np.random.Generator) -> None:
    """Palm, fingers and forearm as simple shapes: seen by the camera, felt by nothing."""
    skins = np.array([[0.93, 0.76, 0.65], [0.80, 0.60, 0.47], [0.55, 0.38, 0.28], [0.36, 0.24, 0.18]])
    for name, rgb in (("skin", 0.9 * rng.choice(skins)), ("sleeve", rng.uniform(0.06, 0.6, 3))):
        spec.add_material(name=name, rgba=[*rgb, 1.0], specular=0.08, shininess=0.1)
    skin, sleeve = "skin", "sleeve" if rng.random() < 0.75 else "skin"
    box, capsule = mujoco.mjtGeom.mjGEOM_ELLIPSOID, mujoco.mjtGeom.mjGEOM_CAPSULE
    look = {"contype": 0, "conaffinity": 0, "mass": 0}
    away = (0.0, -2.0, _PARKED_Z)
    hand = spec.worldbody.add_body(name="hand", mocap=True, pos=away)
    hand.add_geom(type=box, size=[0.048, 0.042, 0.016], material=skin, **look)
    for i, length in enumerate((0.062, 0.072, 0.068, 0.052)):
        y = 0.030 - 0.020 * i
        knuckle, tip = (0.035, y, 0.004), (0.035 + 0.55 * length, y * 1.1, 0.004 - 0.12 * length)
        end = (tip[0] + 0.30 * length, y * 1.15, tip[2] - 0.50 * length)
        hand.add_geom(type=capsule, fromto=[*knuckle, *tip], size=[0.0095, 0, 0], material=skin, **look)
        hand.add_geom(type=capsule, fromto=[*tip, *end], size=[0.0085, 0, 0], material=skin, **look)
    hand.add_geom(
        type=capsule, fromto=[0.0, 0.035, -0.002, 0.045, 0.062, -0.020], size=[0.011, 0, 0], material=skin, **look
    )
    arm = spec.worldbody.add_body(name="arm", mocap=True, pos=away)
    arm.add_geom(type=capsule, fromto=[-0.085, 0, 0, -0.03, 0, 0], size=[0.029, 0, 0], material=skin, **look)
    arm.add_geom(type=capsule, fromto=[-0.48, 0, 0, -0.10, 0, 0], size=[0.043, 0, 0], material=sleeve, **look)


def _add_piece(spec: mujoco.MjSpec, piece: Piece, look: Appearance) -> None:
    goods, name = piece.goods, piece.id
    half = np.asarray(goods.size) / 2
    mesh = spec.add_mesh(name=f"mesh {name}")
    mesh.uservert = np.ascontiguousarray(look.vertices, dtype=float).flatten()
    mesh.userface = np.ascontiguousarray(look.faces, dtype=int).flatten()
    mesh.usertexcoord = np.ascontiguousarray(look.uv, dtype=float).flatten()
    mesh.inertia = mujoco.mjtMeshInertia.mjMESH_INERTIA_SHELL
    paint = _material(spec, f"paint {name}", look.texture, (1, 1), shininess=0.25, specular=0.25)
    body = spec.worldbody.add_body(name=f"piece {name}")
    body.add_freejoint(name=f"piece {name}")
    forms = {
        Form.BOX: (mujoco.mjtGeom.mjGEOM_BOX, half),
        Form.CYLINDER: (mujoco.mjtGeom.mjGEOM_CYLINDER, np.array([half[0], half[2], 0.0])),
        Form.ELLIPSOID: (mujoco.mjtGeom.mjGEOM_ELLIPSOID, half),
    }
    kind, size = forms[goods.form]
    round_thing = goods.form is not Form.BOX
    body.add_geom(
        name=f"shape {name}",
        type=kind,
        size=size,
        mass=piece.weight_g / 1000,
        friction=[goods.friction, 0.005, 0.003 if round_thing else 0.0002],
        condim=6 if round_thing else 4,
        rgba=[0, 0, 0, 0],
        group=3,
    )
    body.add_geom(
        name=f"look {name}",
        type=mujoco.mjtGeom.mjGEOM_MESH,
        meshname=f"mesh {name}",
        material=paint,
        contype=0,
        conaffinity=0,
        mass=0,
        group=0,
    )
    body.gravcomp = 1.0


def _material(
    spec: mujoco.MjSpec,
    name: str,
    pixels: NDArray[np.uint8],
    repeat: Iterable[int],
    shininess: float = 0.1,
    specular: float = 0.1,
) -> str:
    height, width, _ = pixels.shape
    texture = spec.add_texture(name=name, type=mujoco.mjtTexture.mjTEXTURE_2D)
    texture.height, texture.width, texture.nchannel = height, width, 3
    texture.data = np.ascontiguousarray(pixels).tobytes()
    material = spec.add_material(name=name, texrepeat=list(repeat), shininess=shininess, specular=specular)
    material.textures[mujoco.mjtTextureRole.mjTEXROLE_RGB] = name
    return name


def _matt_texture(rng: np.random.Generator, grey: float, dots: bool) -> NDArray[np.uint8]:
    """Moulded plastic: a pale grain and a lattice of slots like a shopping basket's."""
    size = 128
    value = grey * (1 + 0.06 * rng.standard_normal((size, size)))
    if dots:
        y, x = np.mgrid[0:size, 0:size] / size
        slot = (np.abs(x - 0.5) < 0.30) & (np.abs((y * 4) % 1 - 0.5) < 0.22)
        value = np.where(slot, value * 0.62, value)
    tint = 1 + 0.05 * rng.standard_normal(3)
    return (np.clip(value[..., None] * tint, 0, 1) * 255).astype(np.uint8)


def _tile_texture(rng: np.random.Generator) -> NDArray[np.uint8]:
    size = 128
    value = rng.uniform(0.55, 0.75) * (1 + 0.03 * rng.standard_normal((size, size)))
    value[:3], value[:, :3] = 0.45, 0.45
    return (np.clip(value[..., None] * (1.0, 0.98, 0.94), 0, 1) * 255).astype(np.uint8)
