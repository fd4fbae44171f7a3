"""The rounded grounds of panels with their borders, as textures that are made once."""

from functools import lru_cache
from math import hypot

from kivy.graphics.texture import Texture

from ui.theme import rgba

BORDER = 2.0  # pixels


@lru_cache(maxsize=256)
def ground_texture(radius: int, ground: str | None, border: str | None) -> Texture:
    """Four smooth corners around a middle, to be drawn as a BorderImage; without a ground only the border is seen.

    Taken without interpolation, which costs half of a ground that software draws; and lines would cost as much again.
    """
    side = max(radius, 3)
    quarter = [
        [_pixel(radius - x - 0.5, radius - y - 0.5, radius, ground, border) for x in range(side + 1)]
        for y in range(side + 1)
    ]
    rows = [b"".join((*row, *reversed(row))) for row in quarter]
    texture = Texture.create(size=(2 * side + 2, 2 * side + 2), colorfmt="rgba")
    texture.mag_filter = texture.min_filter = "nearest"
    texture.blit_buffer(b"".join((*rows, *reversed(rows))), colorfmt="rgba", bufferfmt="ubyte")
    return texture


def _pixel(left: float, low: float, radius: int, ground: str | None, border: str | None) -> bytes:
    """The colour so far to the left of and below the centre of the lower left corner's circle."""
    deep = radius - (hypot(left, low) if left > 0 and low > 0 else max(left, low))  # from the edge inwards
    inside = min(1.0, max(0.0, deep + 0.5))
    line = min(1.0, max(0.0, BORDER - deep)) if border else 0.0
    inner, outer = (rgba(colour or border or "#000000")[:3] for colour in (ground, border or ground))
    covered = inside * (1.0 if ground else line)
    share = line if ground else 1.0
    return bytes(round(255 * (i + (o - i) * share)) for i, o in zip(inner, outer, strict=True)) + bytes(
        (round(255 * covered),)
    )
