"""Pictures of single products of the made-up store, masked as a cart's camera would see them, to train on.

`python -m hw.twin.training_views` writes four folders of squares (models.preprocess), a file for each product,
into the recipe's cache: twin-train (the products, made-up variants of them, and what is no product), twin-shop (the
products, fresh views), twin-nothing (what is no product, fresh views) and twin-strange (variants that are never
trained on).
"""

import argparse
import json
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import cv2
import mujoco
import numpy as np

from hw.twin import odd_views
from hw.twin.blemish import seen
from hw.twin.goods import ASSORTMENT, Appearance, Form, appearance
from hw.twin.light import Light
from hw.twin.turns import about, of_axes, times
from hw.twin.world import CAMERA_FOVY
from models import preprocess
from models.training import recipe
from models.training.data import DataMissing
from models.training.recipe import TwinViews

SIDE = 128
FOV = CAMERA_FOVY  # degrees over the height of the cart's picture
HEIGHTS = (440, 640)  # pixels of that picture
LARGEST = 224  # of the square that is rendered around a product: it is shrunk to SIDE anyway
NEAR, FAR = 0.30, 0.72  # metres from the lens to the product
SLANT, SPREAD = 0.28, 0.2  # radians: the camera looks down and a little forward, products lie off its axis
PIECES = 4  # of each fruit and vegetable
SIGNED = "twin-views.json"  # in the cache: the numbers that its views were drawn with


@dataclass(frozen=True)
class Piece:
    """One product, to be rendered from many sides: a package looks like its like, fruit does not."""

    sku: str
    name: str
    form: Form
    looks: tuple[Appearance, ...]


class Studio:
    """One thing before the camera: a compiled world and its pictures."""

    def __init__(self, form: Form, looks: Appearance, context: mujoco.GLContext) -> None:
        context.make_current()
        self._form, self._looks = form, looks
        self._model = _world(looks).compile()
        # As numbers of a list, which add_texture wants, a picture takes a second.
        self._model.tex_data[:] = looks.texture.reshape(-1)
        self._data = mujoco.MjData(self._model)
        self._scene = mujoco.MjvScene(self._model, maxgeom=20)
        self._paint = mujoco.MjrContext(self._model, mujoco.mjtFontScale.mjFONTSCALE_100.value)
        mujoco.mjr_setBuffer(mujoco.mjtFramebuffer.mjFB_OFFSCREEN.value, self._paint)
        self._radius = float(np.linalg.norm(looks.vertices, axis=1).max())

    def view(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """A picture and the true mask of the piece in it."""
        distance = rng.uniform(NEAR, FAR)
        turned = np.array(_pose(self._form, rng))
        lowest = -_rotated(turned, self._looks.vertices)[:, 2].min()
        self._data.qpos[:] = [0, 0, lowest, *turned]
        # The camera looks at the piece; a real one sees it off its axis, under the same angle.
        tilt, around = rng.normal(SLANT, SPREAD), rng.uniform(0, 2 * np.pi)
        toward = np.array([np.sin(tilt) * np.cos(around), np.sin(tilt) * np.sin(around), np.cos(tilt)])
        centre = np.array([0, 0, lowest])
        away = max(distance, self._radius * 1.3)
        half = np.arctan(self._radius / np.sqrt(away**2 - self._radius**2)) + np.radians(1.5)
        height = rng.uniform(*HEIGHTS)
        side = int(np.clip(height * np.tan(half) / np.tan(np.radians(FOV / 2)), 48, LARGEST))
        self._model.cam_fovy[0] = np.degrees(2 * half)
        self._model.cam_pos[0] = centre + toward * away
        self._model.cam_quat[0] = _looking_along(-toward, rng.uniform(0, 2 * np.pi))
        self._light(rng, centre)
        mujoco.mj_forward(self._model, self._data)
        colours = self._render(side, segmented=False)
        return colours, self._render(side, segmented=True)[..., 0] == 2

    def _light(self, rng: np.random.Generator, centre: np.ndarray) -> None:
        now = Light(int(rng.integers(1 << 30))).at(rng.uniform(0, 600))
        model = self._model
        for nth, (direction, strength) in enumerate(((now.key_dir, now.key), (now.fill_dir, now.fill))):
            model.light_pos[nth] = centre - 1.5 * np.array(direction)
            model.light_dir[nth] = direction
            model.light_diffuse[nth] = strength
            model.light_specular[nth] = 0.4 * np.array(strength)
        model.vis.headlight.ambient[:] = now.ambient
        model.geom_rgba[0, :3] = rng.uniform(0.2, 0.9)

    def _render(self, side: int, segmented: bool) -> np.ndarray:
        camera = mujoco.MjvCamera()
        camera.type, camera.fixedcamid = mujoco.mjtCamera.mjCAMERA_FIXED.value, 0
        everything = mujoco.mjtCatBit.mjCAT_ALL.value
        mujoco.mjv_updateScene(self._model, self._data, mujoco.MjvOption(), None, camera, everything, self._scene)
        flags = self._scene.flags
        flags[mujoco.mjtRndFlag.mjRND_SEGMENT.value] = segmented
        flags[mujoco.mjtRndFlag.mjRND_IDCOLOR.value] = segmented
        flags[mujoco.mjtRndFlag.mjRND_SHADOW.value] = not segmented
        flags[mujoco.mjtRndFlag.mjRND_REFLECTION.value] = False
        box = mujoco.MjrRect(0, 0, side, side)
        mujoco.mjr_render(box, self._scene, self._paint)
        pixels = np.empty((side, side, 3), np.uint8)
        mujoco.mjr_readPixels(pixels, None, box, self._paint)
        return pixels[::-1]

    def close(self) -> None:
        self._paint.free()


def _world(looks: Appearance) -> mujoco.MjSpec:
    spec = mujoco.MjSpec()
    spec.visual.global_.offwidth = spec.visual.global_.offheight = LARGEST
    spec.visual.quality.shadowsize = 1024
    spec.stat.extent = 0.5  # what the shadow map has to span
    spec.visual.map.znear = 0.02
    height, width, channels = looks.texture.shape
    spec.add_texture(
        name="paint",
        type=mujoco.mjtTexture.mjTEXTURE_2D,
        width=width,
        height=height,
        nchannel=channels,
        builtin=mujoco.mjtBuiltin.mjBUILTIN_FLAT,
    )
    material = spec.add_material(name="paint", specular=0.25, shininess=0.25)
    material.textures[mujoco.mjtTextureRole.mjTEXROLE_RGB] = "paint"
    spec.add_mesh(
        name="shape",
        uservert=looks.vertices.reshape(-1).tolist(),
        userface=looks.faces.reshape(-1).tolist(),
        usertexcoord=looks.uv.reshape(-1).tolist(),
        usernormal=looks.normals.reshape(-1).tolist(),
        inertia=mujoco.mjtMeshInertia.mjMESH_INERTIA_SHELL,
    )
    spec.worldbody.add_geom(type=mujoco.mjtGeom.mjGEOM_PLANE, size=[3, 3, 0.1], rgba=[0.5, 0.5, 0.5, 1])
    for nth in range(2):
        directional = mujoco.mjtLightType.mjLIGHT_DIRECTIONAL
        spec.worldbody.add_light(type=directional, castshadow=nth == 0, ambient=[0] * 3)
    spec.visual.headlight.diffuse = spec.visual.headlight.specular = [0, 0, 0]
    spec.worldbody.add_camera(name="basket")
    body = spec.worldbody.add_body()
    body.add_freejoint()
    body.add_geom(type=mujoco.mjtGeom.mjGEOM_MESH, meshname="shape", material="paint")
    return spec


def _pose(form: Form, rng: np.random.Generator) -> np.ndarray:
    """Lying as its shape lies, a little tilted by what is under it; now and then leaning anyhow."""
    if form is Form.ELLIPSOID or rng.random() < 0.12:
        return _normal(rng.normal(size=4))
    quarter = np.sqrt(0.5)
    if form is Form.BOX:
        lying = np.eye(4)[int(rng.integers(2))]  # upright or on its head, then on any side
        for axis in (1, 2, 3):
            lying = times(about(axis, np.pi / 2 * int(rng.integers(4))), lying)
    elif rng.random() < 0.5:
        lying = np.array([1.0, 0, 0, 0]) if rng.random() < 0.7 else np.array([0.0, 1, 0, 0])
    else:
        lying = times(np.array([quarter, quarter, 0, 0]), about(3, rng.uniform(0, 2 * np.pi)))
    tilted = times(about(1, rng.normal(0, 0.12)), about(2, rng.normal(0, 0.12)))
    return times(about(3, rng.uniform(0, 2 * np.pi)), times(tilted, lying))


def _normal(quaternion: np.ndarray) -> np.ndarray:
    return quaternion / np.linalg.norm(quaternion)


def _rotated(quaternion: np.ndarray, points: np.ndarray) -> np.ndarray:
    matrix = np.zeros(9)
    mujoco.mju_quat2Mat(matrix, quaternion)
    return points @ matrix.reshape(3, 3).T


def _looking_along(direction: np.ndarray, roll: float) -> np.ndarray:
    """The camera's pose: it looks down its own -z."""
    back = -direction
    side = np.cross([0.0, 1.0, 0.0], back)
    side /= np.linalg.norm(side)
    return times(of_axes(side, np.cross(back, side), back), about(3, roll))


def variant(piece: Piece, nth: int, rng: np.random.Generator) -> Piece:
    """A made-up relation of a product: other colours in the same layout, other marks, other proportions."""
    looks = piece.looks[0]
    texture = _recoloured(looks.texture, rng)
    for _ in range(int(rng.integers(0, 7))):
        _mark(texture, rng)
    stretch = rng.uniform(0.85, 1.18, 3).astype(looks.vertices.dtype)
    changed = replace(looks, texture=texture, vertices=looks.vertices * stretch, code_at=None)
    return Piece(_related(piece, nth), f"{piece.name} (variant {nth})", piece.form, (changed,))


def _recoloured(texture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    if rng.random() < 0.5:
        hsv = cv2.cvtColor(texture, cv2.COLOR_RGB2HSV_FULL)
        hsv[..., 0] += np.uint8(rng.integers(20, 236))
        return cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB_FULL)
    small = texture.reshape(-1, 3)[:: max(1, texture.size // 30000)].astype(np.float32)
    stop = (cv2.TERM_CRITERIA_MAX_ITER, 6, 1.0)
    cv2.setRNGSeed(int(rng.integers(1 << 30)))
    _, _, centres = cv2.kmeans(small, 5, None, stop, 1, cv2.KMEANS_RANDOM_CENTERS)
    others = np.where(rng.random((5, 1)) < 0.65, rng.uniform(10, 245, (5, 3)), centres)
    flat = texture.reshape(-1, 3).astype(np.float32)
    nearest = np.argmin(((flat[:, None] - centres[None]) ** 2).sum(-1), axis=1)
    moved = flat + (others - centres)[nearest]
    return np.clip(moved, 0, 255).astype(np.uint8).reshape(texture.shape)


def _mark(texture: np.ndarray, rng: np.random.Generator) -> None:
    height, width = texture.shape[:2]
    spot = (int(rng.integers(width)), int(rng.integers(height)))
    colour = tuple(int(value) for value in rng.integers(0, 256, 3))
    size = int(rng.integers(max(4, height // 30), max(8, height // 6)))
    if rng.random() < 0.5:
        cv2.circle(texture, spot, size, colour, -1, cv2.LINE_AA)
    else:
        corner = (spot[0] + 2 * size, spot[1] + int(rng.integers(size // 3, size)))
        cv2.rectangle(texture, spot, corner, colour, -1)


def squares(piece: Piece, count: int, context: mujoco.GLContext, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """`count` masked squares of one piece."""
    share = -(-count // len(piece.looks))
    for nth, looks in enumerate(piece.looks):
        studio = Studio(piece.form, looks, context)
        done, wanted = 0, min(share, count - nth * share)
        while done < wanted:
            picture, mask = studio.view(rng)
            if mask.sum() >= 60:
                yield preprocess.product(*seen(picture, mask, rng), SIDE)
                done += 1
        studio.close()


def write(folder: Path, pieces: Iterable[Piece], count: int, seed: int) -> None:
    """One file of squares for each piece; those that are there already stay."""
    folder.mkdir(parents=True, exist_ok=True)
    context = mujoco.GLContext(LARGEST, LARGEST)
    for piece in pieces:
        path = folder / f"{piece.sku}.npz"
        if not path.exists():
            rng = np.random.default_rng([seed, zlib.crc32(str(path.name).encode())])
            views = np.stack(list(squares(piece, count, context, rng)))
            np.savez(path, squares=views, sku=piece.sku, name=piece.name)
            print(f"{folder.name}: {piece.sku}", flush=True)
    context.free()


def of_shop(seed: int) -> list[Piece]:
    """The assortment; of fruit and vegetables several pieces each."""
    pieces = []
    for goods in ASSORTMENT:
        different = 1 if goods.product.gtins else PIECES
        looks = tuple(appearance(goods, seed * PIECES + nth) for nth in range(different))
        pieces.append(Piece(str(goods.product.sku), goods.product.name, goods.form, looks))
    return pieces


def variants(pieces: Iterable[Piece], numbers: range, seed: int, folder: Path) -> Iterator[Piece]:
    """Those that are not in `folder` yet: to make a variant takes as long as to draw it twice."""
    for piece in pieces:
        for nth in numbers:
            if not (folder / f"{_related(piece, nth)}.npz").exists():
                yield variant(piece, nth, np.random.default_rng([seed, nth, zlib.crc32(piece.sku.encode())]))


def _related(piece: Piece, nth: int) -> str:
    return f"{piece.sku}~{nth}"


def draw(cache: Path, wanted: TwinViews, seed: int) -> None:
    """All that is to be trained on and measured with; what is there already stays.

    Raises DataMissing where the cache holds views that were drawn with other numbers.
    """
    _sign(cache, wanted, seed)
    cv2.setNumThreads(1)
    shop = of_shop(seed)[: wanted.products]
    train, strange = cache / "twin-train", cache / "twin-strange"
    write(train, shop, wanted.views, seed)
    write(train, variants(shop, range(wanted.variants), seed, train), wanted.variant_views, seed)
    odd_views.write(train, train, wanted.nothing, seed)
    # Another seed: other pieces of the same fruit, other poses, other light.
    write(cache / "twin-shop", of_shop(seed + 1)[: wanted.products], wanted.fresh, seed + 1)
    odd_views.write(cache / "twin-nothing", cache / "twin-shop", wanted.nothing // 2, seed + 1)
    write(strange, variants(shop, range(99, 100), seed, strange), wanted.fresh // 3, seed + 1)


def _sign(cache: Path, wanted: TwinViews, seed: int) -> None:
    """Keep the numbers of the drawing beside the views: half of them by these and half by others would be neither."""
    kept, now = cache / SIGNED, {"seed": seed} | asdict(wanted)
    before = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else now
    for name, number in now.items():
        if before.get(name) != number:
            raise DataMissing(
                f"{cache} holds views that were drawn with {name} = {before.get(name)}, not {number}: "
                f"name another cache in the recipe, or remove {kept} and the twin-* folders beside it"
            )
    cache.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(now) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipe", type=Path, default=recipe.SHIPPED)
    plan = recipe.read(parser.parse_args().recipe)
    draw(plan.cache, plan.twin, plan.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
