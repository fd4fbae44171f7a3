"""Fruit and vegetables that the made-up store does not sell: skins by a few colours, in the shapes it knows."""

from dataclasses import dataclass

import numpy as np

from hw.twin.goods.produce import (
    Colour,
    Kind,
    Painter,
    Radius,
    Skin,
    apple_shape,
    avocado_shape,
    bump,
    lemon_shape,
    orange_shape,
    pear_shape,
    tomato_shape,
)

GREEN, BROWN = (74, 120, 50), (96, 70, 40)


@dataclass(frozen=True)
class Crop:
    """One kind: its name, the size of a piece in millimetres, and how it grows."""

    name: str
    size: tuple[float, float, float]
    kind: Kind


def skin(
    body: Colour, cloud: Colour, cells: int, dot: Colour, dots: int, end: Colour, streaks: Colour | None = None
) -> Painter:
    """A body colour with clouds of another, dots, and ends of a third."""

    def paint(sheet: Skin) -> None:
        sheet.blend(body, 1.0)
        sheet.blend(cloud, 0.7 * np.clip(sheet.cloud(cells) + 0.1, 0, 1))
        if streaks is not None:
            sheet.blend(streaks, 0.5 * np.clip(sheet.cloud(60, 0.08), 0, 1))
        sheet.dots(dots, 1.3, dot, 0.5)
        sheet.blend(end, 0.8 * (bump(sheet.down, 0.0, 0.06) + bump(sheet.down, 1.0, 0.04)))

    return paint


def egg(c: np.ndarray, a: np.ndarray, random: np.random.Generator) -> np.ndarray:
    return 1 - 0.1 * c + 0.03 * np.cos(2 * a + random.uniform(0, 6))


def lumpy(c: np.ndarray, a: np.ndarray, random: np.random.Generator) -> np.ndarray:
    first, second = random.uniform(0, 6, 2)
    return 1 + 0.08 * np.cos(2 * a + first) * (1 - c * c) + 0.07 * np.cos(3 * c + second)


def _crop(name: str, size: tuple[float, float, float], paint: Painter, shape: Radius, stem: bool = False) -> Crop:
    return Crop(name, size, Kind(paint, shape, (GREEN, 0.04, 0.1) if stem else None))


CROPS: tuple[Crop, ...] = (
    _crop("Plum", (48, 48, 56), skin((84, 40, 92), (130, 70, 120), 5, (170, 130, 160), 80, BROWN), egg),
    _crop("Peach", (72, 72, 68), skin((246, 190, 110), (206, 70, 60), 4, (250, 220, 170), 200, BROWN), apple_shape),
    _crop("Kiwi", (52, 52, 66), skin((122, 94, 52), (98, 74, 40), 8, (70, 50, 28), 600, BROWN), egg),
    _crop("Mango", (82, 82, 116), skin((226, 150, 50), (140, 150, 60), 3, (190, 110, 40), 120, BROWN), avocado_shape),
    _crop("Aubergine", (76, 76, 170), skin((50, 24, 60), (80, 44, 90), 4, (90, 60, 100), 20, GREEN), pear_shape, True),
    _crop("Potato", (68, 68, 98), skin((206, 170, 108), (180, 140, 80), 7, (130, 96, 54), 120, BROWN), lumpy),
    _crop(
        "Red Onion",
        (74, 74, 70),
        skin((146, 44, 90), (176, 84, 120), 5, (110, 30, 70), 10, BROWN, (210, 150, 170)),
        tomato_shape,
    ),
    _crop(
        "Onion",
        (76, 76, 74),
        skin((214, 160, 84), (190, 126, 56), 5, (150, 96, 40), 10, BROWN, (236, 196, 130)),
        lemon_shape,
    ),
    _crop("Beetroot", (78, 78, 80), skin((96, 26, 54), (70, 20, 40), 6, (50, 14, 30), 100, BROWN), lumpy),
    _crop(
        "Grapefruit", (98, 98, 94), skin((248, 190, 96), (246, 150, 100), 4, (220, 150, 60), 700, GREEN), orange_shape
    ),
)
