"""Product pictures as textures: cut to shape and scaled once, kept for the next drawing."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kivy.graphics.texture import Texture

if TYPE_CHECKING:
    import numpy as np  # it and cv2 are loaded when there is a picture: the first screen has none

KEPT = 256


class Pictures:
    """Textures by product and size, with round corners. A missing or damaged file is no picture, not an error."""

    def __init__(self, path: Callable[[str], Path | None]) -> None:
        self._path = path
        self._kept: dict[tuple[str, int, int, int], Texture] = {}

    def texture(self, sku: str, width: int, height: int, radius: int) -> Texture | None:
        key = (sku, width, height, radius)
        if key not in self._kept:
            texture = self._load(*key)
            if texture is None:
                return None
            if len(self._kept) >= KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = texture
        return self._kept[key]

    def _load(self, sku: str, width: int, height: int, radius: int) -> Texture | None:
        import cv2

        path = self._path(sku)
        pixels = cv2.imread(str(path), cv2.IMREAD_COLOR) if path and path.is_file() else None
        return None if pixels is None else rounded(cover(pixels, width, height), radius)


def cover(pixels: "np.ndarray", width: int, height: int) -> "np.ndarray":
    """The middle of a picture, in the shape and size of its place."""
    import cv2

    rows, columns = pixels.shape[:2]
    scale = max(width / columns, height / rows)
    crop_w, crop_h = min(columns, round(width / scale)), min(rows, round(height / scale))
    left, top = (columns - crop_w) // 2, (rows - crop_h) // 2
    crop = pixels[top : top + crop_h, left : left + crop_w]
    return cv2.resize(crop, (width, height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)


def texture_of(pixels: "np.ndarray") -> Texture:
    """A texture of BGR pixels, the right way up for a rounded rectangle (which draws row 0 at its top)."""
    texture = Texture.create(size=(pixels.shape[1], pixels.shape[0]), colorfmt="bgr")
    texture.blit_buffer(pixels.tobytes(), colorfmt="bgr", bufferfmt="ubyte")
    return texture


def rounded(pixels: "np.ndarray", radius: int) -> Texture:
    """A texture of BGR pixels for a rectangle of their size (which draws row 0 at its bottom), with round corners.

    The corners are cut once, here: shapes with smooth edges cost software a multiple of a rectangle, in every frame.
    """
    import numpy as np

    rows, columns = pixels.shape[:2]
    off_y, off_x = (np.maximum(0, np.abs(np.arange(n) - (n - 1) / 2) - (n / 2 - radius)) for n in (rows, columns))
    inside = np.clip(radius - np.hypot(off_y[:, None], off_x[None, :]) + 0.5, 0, 1)
    shaped = np.dstack((pixels, np.rint(255 * inside).astype(np.uint8)))[::-1]
    texture = Texture.create(size=(columns, rows), colorfmt="rgba")
    texture.mag_filter = texture.min_filter = "nearest"
    texture.blit_buffer(shaped.tobytes(), colorfmt="bgra", bufferfmt="ubyte")
    return texture
