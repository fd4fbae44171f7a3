"""Cans, jars, cups and bottles: their outlines, and what is not label on them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hw.twin.goods.canvas import HEAVY, ITALIC, WHITE, Canvas, Colour, dark, light, mix
from hw.twin.goods.labels import Design
from hw.twin.goods.shapes import Place, Point

Sections = list[tuple[str, list[Place]]]
STEEL = (196, 200, 204)


@dataclass(frozen=True)
class Vessel:
    """The outline for a size, and the pictures of metal, glass, cap and lid for a design."""

    sections: Callable[[Point], Sections]
    pictures: Callable[[Design], dict[str, np.ndarray]]
    flat: bool = False


def curve(start: Place, end: Place, steps: int = 6) -> list[Place]:
    """A shoulder: from upright to inwards and upright again."""
    t = np.linspace(0, 1, steps + 1)
    ease = t * t * (3 - 2 * t)
    r, z = start[0] + (end[0] - start[0]) * ease, start[1] + (end[1] - start[1]) * t
    return [(float(a), float(b)) for a, b in zip(r, z, strict=True)]


def can(size: Point) -> Sections:
    r, h = size[0] / 2, size[2] / 2
    side = r - 0.0013
    return [
        ("metal", [(0.0, -h + 0.002), (r - 0.004, -h + 0.002), (r - 0.003, -h), (r, -h + 0.001)]),
        ("metal", [(r, -h + 0.001), (r, -h + 0.003), (side, -h + 0.004)]),
        ("label", [(side, -h + 0.004), (side, h - 0.004)]),
        ("metal", [(side, h - 0.004), (r, h - 0.003), (r, h - 0.001), (r - 0.001, h), (r - 0.0025, h)]),
        ("metal", [(r - 0.0025, h), (r - 0.0035, h - 0.004)]),
        ("lid", [(r - 0.0035, h - 0.004), (r * 0.5, h - 0.004), (0.0, h - 0.004)]),
    ]


def jar(size: Point) -> Sections:
    r, h = size[0] / 2, size[2] / 2
    cap = r * 0.92
    return [
        (
            "glass",
            [(0.0, -h + 0.001), (r * 0.8, -h), (r * 0.94, -h + 0.001), (r, -h + 0.006), (r, -h + 0.01)],
        ),
        ("label", [(r, -h + 0.01), (r, h - 0.034)]),
        ("glass", curve((r, h - 0.034), (r * 0.84, h - 0.017))),
        ("cap", [(r * 0.84, h - 0.017), (cap, h - 0.0165), (cap, h - 0.002), (cap - 0.002, h)]),
        ("lid", [(cap - 0.002, h), (cap * 0.86, h - 0.001), (0.0, h - 0.001)]),
    ]


def cup(size: Point) -> Sections:
    r, h = size[0] / 2, size[2] / 2
    return [
        ("glass", [(0.0, -h + 0.002), (r * 0.66, -h + 0.002), (r * 0.7, -h), (r * 0.74, -h + 0.003)]),
        ("label", [(r * 0.74, -h + 0.003), (r * 0.92, h - 0.008)]),
        (
            "glass",
            [(r * 0.92, h - 0.008), (r * 0.92, h - 0.003), (r, h - 0.002), (r, h - 0.0005), (r * 0.97, h)],
        ),
        ("lid", [(r * 0.97, h), (r * 0.5, h), (0.0, h)]),
    ]


def water(size: Point) -> Sections:
    r, h = size[0] / 2, size[2] / 2
    waist = [(r * 0.96, -h + 0.055), (r, -h + 0.06)]
    return [
        ("glass", [(0.0, -h + 0.006), (r * 0.5, -h + 0.001), (r * 0.82, -h), (r * 0.97, -h + 0.008), (r, -h + 0.02)]),
        ("glass", [(r, -h + 0.02), (r, -h + 0.03), (r * 0.95, -h + 0.034), (r, -h + 0.038), *waist]),
        ("label", [(r, -h + 0.06), (r, h - 0.075)]),
        (
            "glass",
            [
                *curve((r, h - 0.075), (0.014, h - 0.024), 9),
                (0.014, h - 0.021),
                (0.0165, h - 0.02),
                (0.0165, h - 0.018),
            ],
        ),
        ("cap", [(0.0165, h - 0.018), (0.0155, h - 0.017), (0.0155, h - 0.001), (0.0145, h)]),
        ("lid", [(0.0145, h), (0.0, h)]),
    ]


def juice(size: Point) -> Sections:
    r, h = size[0] / 2, size[2] / 2
    return [
        (
            "glass",
            [
                (0.0, -h + 0.004),
                (r * 0.6, -h),
                (r * 0.88, -h),
                (r, -h + 0.012),
                (r, -h + 0.03),
                (r * 0.97, -h + 0.035),
                (r, -h + 0.04),
            ],
        ),
        ("label", [(r, -h + 0.04), (r, h - 0.086)]),
        ("glass", [(r, h - 0.086), (r * 0.97, h - 0.082), *curve((r, h - 0.077), (0.0185, h - 0.026), 9)]),
        ("cap", [(0.0185, h - 0.026), (0.0205, h - 0.024), (0.0205, h - 0.002), (0.019, h)]),
        ("lid", [(0.019, h), (0.0, h)]),
    ]


def oil(size: Point) -> Sections:
    r, h = size[0] / 2, size[2] / 2
    return [
        ("glass", [(0.0, -h + 0.005), (r * 0.6, -h), (r * 0.92, -h), (r, -h + 0.005), (r, -h + 0.016)]),
        ("label", [(r, -h + 0.016), (r, -h + 0.132)]),
        ("glass", [(r, -h + 0.132), (r, -h + 0.142), *curve((r * 0.995, -h + 0.146), (0.0145, h - 0.06), 9)[1:]]),
        (
            "cap",
            [
                (0.0145, h - 0.06),
                (0.0155, h - 0.059),
                (0.0155, h - 0.035),
                (0.0175, h - 0.033),
                (0.0175, h - 0.002),
                (0.016, h),
            ],
        ),
        ("lid", [(0.016, h), (0.0, h)]),
    ]


def ketchup(size: Point) -> Sections:
    r, h = size[0] / 2, size[2] / 2
    return [
        ("glass", [(0.0, -h + 0.002), (r * 0.8, -h), (r * 0.95, -h + 0.002), (r, -h + 0.012)]),
        ("label", [(r, -h + 0.012), (r, h - 0.076)]),
        ("glass", [(r, h - 0.076), *curve((r * 0.99, h - 0.07), (r * 0.5, h - 0.03), 8)]),
        (
            "cap",
            [(r * 0.5, h - 0.03), (r * 0.56, h - 0.029), (r * 0.56, h - 0.012), (r * 0.4, h - 0.008), (r * 0.36, h)],
        ),
        ("lid", [(r * 0.36, h), (0.0, h)]),
    ]


def sheen(colour: Colour, depth: float = 0.22) -> np.ndarray:
    """Glass or metal: lighter and darker streaks around the body."""
    u = np.linspace(0, 1, 128)
    streak = np.zeros_like(u)
    for middle, width, strength in (
        (0.4, 0.035, 1.0),
        (0.62, 0.02, 0.6),
        (0.9, 0.05, 0.7),
        (0.13, 0.03, 0.8),
    ):
        streak += strength * np.exp(-(((u - middle) / width) ** 2))
    streak = streak[:, None] * depth
    row = np.array(colour) * (1 - streak) + 255 * streak
    row *= 1 - 0.1 * np.cos(2 * np.pi * (u[:, None] * 2 + 0.25))
    return np.repeat(row.clip(0, 255).astype(np.uint8)[None], 8, axis=0)


def ridges(colour: Colour) -> np.ndarray:
    """The grip of a screw cap."""
    shade = 0.88 + 0.12 * np.cos(np.linspace(0, 2 * np.pi * 36, 288))
    return np.repeat((np.array(colour) * shade[:, None]).clip(0, 255).astype(np.uint8)[None], 8, axis=0)


def steel_lid() -> np.ndarray:
    """The end of a can: rings and a pull tab."""
    canvas = Canvas(60, 60, 3.0, STEEL)
    for radius, colour in (
        (29, (150, 154, 160)),
        (27.5, (222, 225, 228)),
        (26, (176, 180, 184)),
        (25, STEEL),
        (17, (214, 217, 220)),
        (16, (188, 192, 196)),
    ):
        canvas.ellipse((30, 30), radius, radius, colour)
    canvas.pill(25, 31, 10, 18, 5, (142, 146, 152))
    canvas.pill(25.6, 30.6, 8.8, 17, 4.4, (226, 228, 231))
    canvas.ellipse((30, 42), 2.6, 3.2, (160, 164, 170))
    canvas.ellipse((30, 33), 1.6, 1.6, (150, 154, 160))
    return canvas.picture()


def foil_lid(design: Design) -> np.ndarray:
    """The lid of a cup, printed like its side."""
    canvas = Canvas(60, 60, 4.0, WHITE)
    canvas.fade((253, 254, 255), (228, 238, 250))
    canvas.ellipse((30, 66), 46, 34, design.accent)
    canvas.text("Lindwell", (30, 14), 5, (30, 74, 150), ITALIC, 40)
    canvas.text(design.title[0], (30, 24), 5.2, (22, 40, 86), HEAVY, 46)
    design.motif(canvas, (30, 40), 9)
    canvas.text(design.word, (30, 54), 3.4, WHITE, HEAVY, 30)
    return canvas.picture()


def checked_lid(design: Design) -> np.ndarray:
    """A jam lid: a checked cloth around the brand's name."""
    canvas = Canvas(60, 60, 4.0, WHITE)
    canvas.stripes(7.5, design.accent, 0.55)
    for row in np.arange(0, 60, 7.5):
        canvas.rectangle(0, row, 60, 3.75, design.accent, 0.55)
    canvas.ellipse((30, 30), 18, 18, (251, 245, 230))
    canvas.ring((30, 30), 16.5, 16.5, design.accent, 0.7)
    canvas.text("Thistledown", (30, 24), 3.6, dark(design.accent, 0.5), ITALIC, 28)
    canvas.text(design.word, (30, 34), 3.2, dark(design.accent, 0.3), HEAVY, 28)
    return canvas.picture()


def plain_lid(colour: Colour) -> np.ndarray:
    canvas = Canvas(30, 30, 2.0, colour)
    canvas.ellipse((15, 15), 12, 12, light(colour, 0.12))
    canvas.ring((15, 15), 12, 12, dark(colour, 0.2), 0.5)
    return canvas.picture()


def _bottle(
    glass: Callable[[Design], Colour], cap: Callable[[Design], Colour]
) -> Callable[[Design], dict[str, np.ndarray]]:
    return lambda design: {
        "glass": sheen(glass(design)),
        "cap": ridges(cap(design)),
        "lid": plain_lid(cap(design)),
    }


def _canned(design: Design) -> dict[str, np.ndarray]:
    return {"metal": sheen(STEEL, 0.4), "lid": steel_lid()}


def _jarred(design: Design) -> dict[str, np.ndarray]:
    body = dark(design.accent, 0.3)
    return {
        "glass": sheen(body, 0.3),
        "cap": sheen(mix(design.accent, WHITE, 0.15)),
        "lid": checked_lid(design),
    }


def _cupped(design: Design) -> dict[str, np.ndarray]:
    return {"glass": sheen((244, 246, 248), 0.2), "lid": foil_lid(design)}


VESSELS: dict[str, Vessel] = {
    **{kind: Vessel(can, _canned) for kind in ("tomatoes", "white", "chickpeas")},
    "tuna": Vessel(can, _canned, flat=True),
    "jam": Vessel(jar, _jarred),
    "pesto": Vessel(jar, _bottle(lambda design: (66, 96, 34), lambda design: (206, 170, 84))),
    "yoghurt": Vessel(cup, _cupped),
    "water": Vessel(water, _bottle(lambda design: (190, 220, 238), lambda design: design.accent)),
    "orange": Vessel(juice, _bottle(lambda design: (250, 170, 40), lambda design: (40, 130, 60))),
    "olive": Vessel(oil, _bottle(lambda design: (44, 58, 26), lambda design: (40, 40, 36))),
    "ketchup": Vessel(ketchup, _bottle(lambda design: (190, 30, 22), lambda design: (250, 250, 248))),
}
