"""Textured surfaces: pieces with pictures of their own are joined into one mesh with one atlas."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np

PADDING = 4  # pixels of repeated border, so that filtering never reads a neighbour
ATLAS = 1024


@dataclass(frozen=True)
class CodePlace:
    """Where a barcode sits: centre on the surface, outward normal, and where its digits' top points."""

    centre: tuple[float, float, float]
    normal: tuple[float, float, float]
    up: tuple[float, float, float]


@dataclass(frozen=True)
class Surface:
    """Triangles seen counter-clockwise from outside; uv is 0..1 in the picture `region`, v downwards."""

    points: np.ndarray
    faces: np.ndarray
    uv: np.ndarray
    region: str


@dataclass(frozen=True)
class Appearance:
    """A mesh in the body frame: metres, origin at the centre of mass; v counts down the texture's rows."""

    vertices: np.ndarray
    faces: np.ndarray
    uv: np.ndarray
    normals: np.ndarray
    texture: np.ndarray
    code_at: tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]] | None


def assemble(
    surfaces: Iterable[Surface], pictures: Mapping[str, np.ndarray], crease: float, code: CodePlace | None
) -> Appearance:
    """Pack the pictures into an atlas and weld the surfaces; edges sharper than `crease` degrees stay hard."""
    surfaces = list(surfaces)
    texture, boxes = pack(pictures)
    size = np.array([texture.shape[1], texture.shape[0]])
    points, uv, faces, start = [], [], [], 0
    for surface in surfaces:
        x, y, width, height = boxes[surface.region]
        # Half a pixel inside the picture at both ends.
        uv.append((np.array([x, y]) + 0.5 + surface.uv * np.array([width - 1, height - 1])) / size)
        points.append(surface.points)
        faces.append(surface.faces + start)
        start += len(surface.points)
    corners = np.concatenate(faces).reshape(-1)
    place = np.concatenate(points)[corners]
    place, normals, kept = _shade(place, crease)
    rows = np.concatenate([place, np.concatenate(uv)[corners][kept], normals], axis=1).astype(np.float32)
    rows, index = np.unique(rows.round(7), axis=0, return_inverse=True)
    return Appearance(
        vertices=np.ascontiguousarray(rows[:, :3]),
        faces=index.reshape(-1, 3).astype(np.int32),
        uv=np.ascontiguousarray(rows[:, 3:5]),
        normals=np.ascontiguousarray(rows[:, 5:8]),
        texture=texture,
        code_at=None if code is None else (code.centre, code.normal, code.up),
    )


def _shade(place: np.ndarray, crease: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Corner normals, averaged over the faces at one point that bend less than `crease`; slivers dropped."""
    corners = place.reshape(-1, 3, 3)
    area = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    length = np.linalg.norm(area, axis=1)
    good = length > 1e-12
    kept = np.repeat(good, 3)
    place, area = place[kept], np.repeat(area[good], 3, axis=0)
    unit = area / np.linalg.norm(area, axis=1, keepdims=True)
    x, y, z = ((place * 1e6).round().astype(np.int64) + (1 << 20)).T  # micrometres, 21 bits each
    _, point = np.unique((x << 42) | (y << 21) | z, return_inverse=True)
    order = np.argsort(point.reshape(-1), kind="stable")
    ends = np.flatnonzero(np.diff(point.reshape(-1)[order])) + 1
    normals = np.empty_like(place)
    for group in np.split(order, ends):
        close = unit[group] @ unit[group].T > np.cos(np.radians(crease))
        normals[group] = close @ area[group]
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    return place, normals, kept


def pack(pictures: Mapping[str, np.ndarray]) -> tuple[np.ndarray, dict[str, tuple[int, int, int, int]]]:
    """Lay the pictures on shelves, tallest first; returns the atlas and (x, y, width, height) of each."""
    boxes: dict[str, tuple[int, int, int, int]] = {}
    x = y = shelf = used = 0
    for name, picture in sorted(pictures.items(), key=lambda item: item[1].shape, reverse=True):
        height, width = picture.shape[:2]
        if x and x + width + 2 * PADDING > ATLAS:
            x, y, shelf = 0, y + shelf, 0
        boxes[name] = (x + PADDING, y + PADDING, width, height)
        x, shelf, used = x + width + 2 * PADDING, max(shelf, height + 2 * PADDING), max(used, x + width + 8)
    if y + shelf > ATLAS or used > ATLAS:
        raise ValueError(f"the pictures need {used} x {y + shelf} pixels: draw them smaller than {ATLAS}")
    atlas = np.full((y + shelf, used, 3), 255, np.uint8)
    for name, (left, top, width, height) in boxes.items():
        framed = cv2.copyMakeBorder(pictures[name], *[PADDING] * 4, cv2.BORDER_REPLICATE)
        atlas[top - PADDING : top + height + PADDING, left - PADDING : left + width + PADDING] = framed
    return atlas, boxes
