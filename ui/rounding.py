"""The round corners of grounds, as textures that are made once."""

from functools import lru_cache
from math import hypot

from kivy.graphics.texture import Texture


@lru_cache(maxsize=64)
def corners(radius: int) -> Texture:
    """The four smooth corners of a ground, to be drawn as a BorderImage: white, its colour comes with it.

    Taken without interpolation, which costs half of a ground that software draws.
    """
    off = [max(0.0, radius - i - 0.5, i - 1.5 - radius) for i in range(2 * radius + 2)]
    pixels = bytearray()
    for y in off:
        for x in off:
            pixels += bytes((255, 255, 255, round(255 * min(1.0, max(0.0, radius - hypot(y, x) + 0.5)))))
    texture = Texture.create(size=(len(off), len(off)), colorfmt="rgba")
    texture.mag_filter = texture.min_filter = "nearest"
    texture.blit_buffer(bytes(pixels), colorfmt="rgba", bufferfmt="ubyte")
    return texture
