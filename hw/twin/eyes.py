"""The camera above the basket: turns a stored pose into pixels, when somebody asks for them.

All streams show one field of view, the middle 4:3 of a 2304x1296 sensor: `video` and `lores` scaled down,
`main` pixel by pixel, drawn only inside a crop. Rendering uses EGL, without a display.
"""

from collections.abc import Collection
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import mujoco
import numpy as np
from mujoco.egl import GLContext
from numpy.typing import NDArray

from hw.twin.world import CAMERA_FOVY, Pose, World

Pixels = NDArray[np.uint8]
MAIN = (1728, 1296)
VIDEO = (640, 480)
LORES = (160, 120)
_NOISE = 1.6  # grey levels rms, a small sensor in shop light
_NEAR = 0.02


@dataclass(frozen=True, slots=True)
class Crop:
    """A rectangle of the main stream, in its pixels."""

    x: int
    y: int
    w: int
    h: int

    def __post_init__(self) -> None:
        right, bottom = self.x + self.w, self.y + self.h
        if min(self.x, self.y) < 0 or min(self.w, self.h) < 1 or right > MAIN[0] or bottom > MAIN[1]:
            raise ValueError(f"the crop {self} is not inside the main stream of {MAIN[0]}x{MAIN[1]}")


_WHOLE = Crop(0, 0, *MAIN)


class Eyes:
    """Renders poses of one world. Belongs to the thread that made it, as its GL context does."""

    def __init__(self, world: World) -> None:
        self._model = world.model
        self._data = mujoco.MjData(world.model)
        self._camera = mujoco.MjvCamera()
        self._camera.type = mujoco.mjtCamera.mjCAMERA_FIXED
        self._camera.fixedcamid = world.model.camera("basket").id
        self._option = mujoco.MjvOption()
        self._option.geomgroup[3] = 0  # the shapes that physics feels are not what one sees
        self._gl = GLContext(*MAIN)
        self._gl.make_current()
        self._context = mujoco.MjrContext(world.model, mujoco.mjtFontScale.mjFONTSCALE_100)
        mujoco.mjr_setBuffer(mujoco.mjtFramebuffer.mjFB_OFFSCREEN, self._context)
        self._scene = mujoco.MjvScene(world.model, maxgeom=world.model.ngeom + 16)
        rng = np.random.default_rng([world.seed, 7])
        noise = rng.normal(0, _NOISE, (MAIN[1], MAIN[0] // 4))
        self._noise = np.rint(noise).astype(np.int16)
        self._looks = {world.model.geom(f"look {p}").id: p for p in world.pieces}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._context.free()
        self._gl.free()

    def render(self, pose: Pose, size: tuple[int, int] = VIDEO) -> Pixels:
        """The whole basket, RGB, height x width x 3. `LORES` is drawn without shadows: it is for motion."""
        self._prepare(pose, _WHOLE)
        self._scene.flags[mujoco.mjtRndFlag.mjRND_SHADOW] = size != LORES
        return self._grain(self._draw(size), pose.t)

    def render_main_crop(self, pose: Pose, crop: Crop) -> Pixels:
        """A rectangle of the main stream at its full resolution."""
        self._prepare(pose, crop)
        self._scene.flags[mujoco.mjtRndFlag.mjRND_SHADOW] = True
        return self._grain(self._draw((crop.w, crop.h)), pose.t)

    def true_masks(self, pose: Pose, size: tuple[int, int] = VIDEO) -> dict[str, NDArray[np.bool_]]:
        """Which pixels each visible piece covers: for training and for judging, never for the cart."""
        ids = self._segments(pose, size)
        masks = {}
        for geom in self._scene.geoms[: self._scene.ngeom]:
            piece = self._looks.get(geom.objid) if geom.objtype == mujoco.mjtObj.mjOBJ_GEOM else None
            if piece is not None and np.any(mask := ids == geom.segid):
                masks[piece] = mask
        return masks

    def mask_of(self, pose: Pose, geoms: Collection[int], size: tuple[int, int] = VIDEO) -> NDArray[np.bool_]:
        """Which pixels show one of these geoms of the world's model."""
        ids = self._segments(pose, size)
        shown = self._scene.geoms[: self._scene.ngeom]
        kind = mujoco.mjtObj.mjOBJ_GEOM
        return np.isin(ids, [geom.segid for geom in shown if geom.objtype == kind and geom.objid in geoms])

    def _segments(self, pose: Pose, size: tuple[int, int]) -> NDArray[np.int32]:
        """The segid of what each pixel shows."""
        self._prepare(pose, _WHOLE)
        flags = self._scene.flags
        flags[mujoco.mjtRndFlag.mjRND_SEGMENT] = flags[mujoco.mjtRndFlag.mjRND_IDCOLOR] = True
        coded = self._draw(size).astype(np.int32)
        flags[mujoco.mjtRndFlag.mjRND_SEGMENT] = flags[mujoco.mjtRndFlag.mjRND_IDCOLOR] = False
        return coded[..., 0] + (coded[..., 1] << 8) + (coded[..., 2] << 16) - 1

    def _prepare(self, pose: Pose, crop: Crop) -> None:
        d = self._data
        d.qpos[:], d.mocap_pos[:], d.mocap_quat[:] = pose.qpos, pose.mocap_pos, pose.mocap_quat
        mujoco.mj_kinematics(self._model, d)
        mujoco.mj_camlight(self._model, d)
        every, perturb = mujoco.mjtCatBit.mjCAT_ALL, mujoco.MjvPerturb()
        mujoco.mjv_updateScene(self._model, d, self._option, perturb, self._camera, every, self._scene)
        top = _NEAR * np.tan(np.radians(CAMERA_FOVY) / 2)
        pixel = 2 * top / MAIN[1]
        for eye in self._scene.camera:
            eye.frustum_near = _NEAR
            eye.frustum_center = (crop.x + crop.w / 2 - MAIN[0] / 2) * pixel
            eye.frustum_width = crop.w / 2 * pixel
            eye.frustum_top = top - crop.y * pixel
            eye.frustum_bottom = top - (crop.y + crop.h) * pixel
        now = pose.light
        key, fill = self._scene.lights[0], self._scene.lights[1]
        for lamp, toward, colour in ((key, now.key_dir, now.key), (fill, now.fill_dir, now.fill)):
            lamp.dir, lamp.diffuse, lamp.ambient = toward, colour, (0.0, 0.0, 0.0)
            lamp.specular = tuple(0.4 * c for c in colour)
            lamp.pos = tuple(-1.5 * c for c in toward)
        key.ambient = now.ambient

    def _draw(self, size: tuple[int, int]) -> Pixels:
        width, height = size
        rect = mujoco.MjrRect(0, 0, width, height)
        mujoco.mjr_render(rect, self._scene, self._context)
        pixels = np.empty((height, width, 3), np.uint8)
        mujoco.mjr_readPixels(pixels, None, rect, self._context)
        return pixels[::-1]

    def _grain(self, pixels: Pixels, t: float) -> Pixels:
        """Sensor noise: a window of a fixed pattern that jumps from frame to frame."""
        height, width, _ = pixels.shape
        jump = int(t * 1000) * 7919
        rows = np.arange(jump % 1009, jump % 1009 + height) % self._noise.shape[0]
        columns = np.arange(jump % 499, jump % 499 + width) % self._noise.shape[1]
        grain = self._noise[rows][:, columns]
        return np.clip(pixels + grain[..., None], 0, 255).astype(np.uint8)
