"""Product pictures for the screen: `MUJOCO_GL=egl python -m hw.twin.goods.pictures [SKU...]`."""

import sys
from pathlib import Path

import cv2
import mujoco
import numpy as np

from hw.twin.goods import ASSORTMENT, Appearance, Form, Goods, appearance

FOLDER = Path(__file__).parent / "pictures"
SIZE, FINE = 256, 2  # pixels of the picture, supersampling
AZIMUTH = 24.0  # degrees that the camera stands to the right
FOV = 22.0  # degrees; long lens, as products are photographed
LIMIT = 9_500  # bytes of one picture: fifty of them stay below half a megabyte
POSES = {
    "banana": (60, 0, 10),
    "cucumber": (0, 68, 12),
    "lemon": (0, 78, 30),
    "lime": (0, 74, 40),
    "avocado": (0, 22, 0),
    "nougat-bar": (62, 0, 12),
}


def turned(degrees: tuple[float, float, float]) -> np.ndarray:
    """Rotation about x, then y, then z."""
    a, b, c = np.radians(degrees)
    x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    return z @ y @ x


def scene(look: Appearance, pose: np.ndarray, shine: float) -> mujoco.MjModel:
    """One product before a camera, lit from the upper left and a little from the right."""
    spec = mujoco.MjSpec()
    spec.visual.global_.offwidth = spec.visual.global_.offheight = SIZE * FINE
    spec.visual.quality.offsamples = 4
    spec.visual.headlight.ambient = [0.52, 0.52, 0.52]
    spec.visual.headlight.diffuse = [0.16, 0.16, 0.16]
    spec.visual.headlight.specular = [0, 0, 0]
    texture = spec.add_texture(name="look", type=mujoco.mjtTexture.mjTEXTURE_2D)
    texture.height, texture.width, texture.nchannel = look.texture.shape
    texture.data = look.texture.tobytes()
    material = spec.add_material(name="look", specular=shine, shininess=0.6)
    material.textures[mujoco.mjtTextureRole.mjTEXROLE_RGB] = "look"
    spec.add_mesh(
        name="look",
        uservert=(look.vertices @ pose.T).reshape(-1),
        usernormal=(look.normals @ pose.T).reshape(-1),
        usertexcoord=look.uv.reshape(-1),
        userface=look.faces.reshape(-1),
        inertia=mujoco.mjtMeshInertia.mjMESH_INERTIA_SHELL,
    )
    world = spec.worldbody
    world.add_geom(type=mujoco.mjtGeom.mjGEOM_MESH, meshname="look", material="look")
    directional = mujoco.mjtLightType.mjLIGHT_DIRECTIONAL
    for direction, diffuse, specular in (((0.6, 1.0, -1.1), 0.46, 0.5), ((-1.0, 0.5, -0.5), 0.16, 0.1)):
        world.add_light(
            type=directional, dir=direction, diffuse=[diffuse] * 3, specular=[specular] * 3, castshadow=False
        )
    return spec.compile()


class Studio:
    """A camera that frames the points in front of it, from the right and above."""

    def __init__(self, points: np.ndarray, azimuth: float = AZIMUTH, elevation: float = 20) -> None:
        a, e = np.radians([azimuth, elevation])
        self.back = np.array([np.sin(a) * np.cos(e), -np.cos(a) * np.cos(e), np.sin(e)])
        self.right = np.array([np.cos(a), np.sin(a), 0.0])
        self.up = np.cross(self.back, self.right)
        self.focal = SIZE * FINE / 2 / np.tan(np.radians(FOV / 2))
        self.centre = (points.min(0) + points.max(0)) / 2
        self.distance = float(np.ptp(points, axis=0).max()) * 2
        for _ in range(8):
            seen = self.project(points)
            low, high = seen.min(0), seen.max(0)
            middle = (low + high) / 2 - SIZE * FINE / 2
            step = middle * self.distance / self.focal
            self.centre = self.centre + self.right * step[0] - self.up * step[1]
            self.distance *= float((high - low).max()) / (SIZE * FINE * 0.84)

    def project(self, points: np.ndarray) -> np.ndarray:
        relative = points - self.centre
        depth = self.distance - relative @ self.back
        across, high = relative @ self.right, relative @ self.up
        return SIZE * FINE / 2 + np.stack([across, -high], -1) * (self.focal / depth)[:, None]

    def camera(self) -> mujoco.MjvCamera:
        camera = mujoco.MjvCamera()
        camera.lookat, camera.distance = self.centre, self.distance
        camera.azimuth = np.degrees(np.arctan2(-self.back[1], -self.back[0]))
        camera.elevation = -np.degrees(np.arcsin(self.back[2]))
        return camera


def picture(goods: Goods) -> np.ndarray:
    """The product on white with a soft shadow, BGR."""
    look, sku = appearance(goods), goods.product.sku
    round_package = goods.form is Form.CYLINDER and goods.product.gtins
    pose = turned(POSES.get(sku, (0, 0, AZIMUTH - 4 if round_package else 0)))
    model = scene(look, pose, 0.25 if goods.product.gtins else 0.15)
    model.vis.global_.fovy = FOV
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    points = look.vertices @ pose.T
    studio = Studio(points)
    with mujoco.Renderer(model, SIZE * FINE, SIZE * FINE) as renderer:
        renderer.update_scene(data, studio.camera())
        seen = cv2.cvtColor(renderer.render(), cv2.COLOR_RGB2BGR).astype(np.float32)
        renderer.enable_segmentation_rendering()
        mask = (renderer.render()[..., 0] >= 0).astype(np.float32)
    mask = cv2.GaussianBlur(cv2.erode(mask, np.ones((2, 2))), (0, 0), 0.8)[..., None]
    whole = seen * mask + backdrop(points, studio) * (1 - mask)
    return cv2.resize(np.clip(whole, 0, 255).astype(np.uint8), (SIZE, SIZE), interpolation=cv2.INTER_AREA)


def backdrop(points: np.ndarray, studio: Studio) -> np.ndarray:
    """White with the shadow of the points on the floor: a wide one, and a dark one where they touch."""
    floor, height = points[:, 2].min(), np.ptp(points[:, 2])
    dark = np.zeros((SIZE * FINE, SIZE * FINE), np.float32)
    for reach, blur, strength in ((1.0, 26, 0.20), (0.12, 7, 0.30)):
        near = points[points[:, 2] <= floor + height * reach].copy()
        lift = (near[:, 2:] - floor) * np.array([0.25, 0.12])
        near[:, :2] += lift
        near[:, 2] = floor
        hull = cv2.convexHull(studio.project(near).astype(np.float32)).astype(np.int32)
        shade = cv2.fillPoly(np.zeros_like(dark), [hull], 1.0)
        dark = np.maximum(dark, strength * cv2.GaussianBlur(shade, (0, 0), blur))
    x = np.linspace(-1, 1, SIZE * FINE)
    fade = np.clip(6 * (1 - np.abs(x)), 0, 1)  # no shadow is cut off by the picture's edge
    return (255 * (1 - dark * np.outer(fade, fade)))[..., None] * np.ones(3, np.float32)


def encoded(image: np.ndarray) -> bytes:
    """JPEG as good as the limit allows."""
    for quality in range(90, 30, -4):
        settings = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
        _, data = cv2.imencode(".jpg", image, settings)
        if len(data) <= LIMIT:
            break
    return data.tobytes()


def main(skus: list[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    for goods in ASSORTMENT:
        if not skus or goods.product.sku in skus:
            (FOLDER / f"{goods.product.sku}.jpg").write_bytes(encoded(picture(goods)))


if __name__ == "__main__":
    main(sys.argv[1:])
