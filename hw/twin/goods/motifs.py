"""Illustrations on the packages: each draws itself around a centre at a size in millimetres."""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from hw.twin.goods.canvas import BLACK, WHITE, Canvas, Colour, Place, dark, light, mix, oval

Motif = Callable[[Canvas, Place, float], None]
GREEN, LEAF, RED, WOOD = (70, 140, 60), (104, 168, 72), (206, 40, 38), (150, 100, 52)


def at(centre: Place, radius: float, turn: float) -> Place:
    """A place at a distance in a direction: degrees clockwise from the right."""
    a = np.radians(turn)
    return centre[0] + radius * float(np.cos(a)), centre[1] + radius * float(np.sin(a))


def _placed(centre: Place, size: float, points: ArrayLike) -> np.ndarray:
    """Points of a motif of size one around the origin, where it is drawn."""
    return np.array(centre) + np.asarray(points) * size


def leaf(canvas: Canvas, foot: Place, length: float, turn: float, colour: Colour, width: float = 0.42) -> None:
    """A pointed leaf with a vein, from its foot outwards."""
    t = np.linspace(0, 1, 18)
    half = width * length * np.sin(np.pi * t**0.8) * 0.5
    a = np.radians(turn)
    along, aside = np.array([np.cos(a), np.sin(a)]), np.array([-np.sin(a), np.cos(a)])
    base = np.array(foot) + t[:, None] * length * along
    canvas.polygon(np.concatenate([base + half[:, None] * aside, (base - half[:, None] * aside)[::-1]]), colour)
    canvas.polygon(np.concatenate([base + half[:, None] * aside, base[::-1]]), dark(colour, 0.15), 0.5)
    canvas.line(base[1:-2], light(colour, 0.4), length * 0.02)


def shaded(canvas: Canvas, centre: Place, rx: float, ry: float, colour: Colour, angle: float = 0.0) -> None:
    """A round body: darker rim, a highlight at the upper left."""
    canvas.ellipse(centre, rx, ry, dark(colour, 0.28), angle)
    for share in (0.25, 0.5, 0.75, 1.0):
        shrink = 1 - 0.13 * share
        shifted = (centre[0] - rx * 0.07 * share, centre[1] - ry * 0.08 * share)
        canvas.ellipse(shifted, rx * shrink, ry * shrink, mix(dark(colour, 0.28), colour, share), angle)
    canvas.ellipse((centre[0] - rx * 0.35, centre[1] - ry * 0.42), rx * 0.22, ry * 0.14, WHITE, angle - 30, 0.6)


def tomato(canvas: Canvas, centre: Place, size: float) -> None:
    shaded(canvas, centre, size, size * 0.88, (216, 46, 34))
    for turn in range(-170, 10, 34):
        leaf(canvas, (centre[0], centre[1] - size * 0.74), size * 0.55, turn + 18, GREEN, 0.3)


def tomatoes(canvas: Canvas, centre: Place, size: float) -> None:
    for dx, dy, part in ((-0.75, 0.1, 0.62), (0.8, 0.12, 0.58), (0.05, 0.28, 0.7)):
        tomato(canvas, (centre[0] + dx * size, centre[1] + dy * size), size * part)
    leaf(canvas, (centre[0] - size * 0.2, centre[1] + size * 0.95), size * 0.8, 20, LEAF)


def diced(canvas: Canvas, centre: Place, size: float) -> None:
    random = np.random.default_rng(4)
    for _ in range(26):
        x, y = random.normal(0, 0.5, 2) * size
        turn, edge = random.uniform(0, 90), size * random.uniform(0.2, 0.3)
        colour = mix((226, 60, 40), (190, 24, 26), random.uniform())
        centre_piece = (centre[0] + x * 1.25, centre[1] + y * 0.6 + size * 0.3)
        canvas.polygon(oval((centre_piece[0] + 0.4, centre_piece[1] + 0.5), edge, edge * 0.8, turn, 4), dark(colour))
        canvas.polygon(oval(centre_piece, edge, edge * 0.8, turn, 4), colour)
    leaf(canvas, (centre[0], centre[1] + size * 0.1), size * 0.7, -60, LEAF)
    leaf(canvas, (centre[0], centre[1] + size * 0.1), size * 0.6, -130, GREEN)


def flakes(canvas: Canvas, centre: Place, size: float) -> None:
    """A bowl heaped with flakes."""
    random = np.random.default_rng(2)
    for _ in range(90):
        x = random.uniform(-0.92, 0.92)
        y = -random.uniform(-0.1, 0.5) * (1 - x * x)
        colour = mix((250, 192, 66), (222, 140, 34), random.uniform())
        place = (centre[0] + x * size, centre[1] + y * size + size * 0.04)
        rx, ry, turn = (
            size * random.uniform(0.09, 0.15),
            size * random.uniform(0.06, 0.1),
            random.uniform(0, 180),
        )
        canvas.ellipse((place[0] + size * 0.012, place[1] + size * 0.02), rx, ry, dark(colour, 0.3), turn)
        canvas.ellipse(place, rx, ry, colour, turn)
        canvas.ellipse(place, rx * 0.5, ry * 0.35, light(colour, 0.4), turn)
    bowl(canvas, centre, size, (240, 244, 250), (44, 96, 178))


def bowl(canvas: Canvas, centre: Place, size: float, colour: Colour, band: Colour) -> None:
    t = np.linspace(0, np.pi, 30)
    outline = np.stack([centre[0] + size * 1.05 * np.cos(t), centre[1] + size * 0.78 * np.sin(t) ** 0.8], 1)
    canvas.polygon(outline, colour)
    canvas.polygon(outline * [1, 1] + [0, 0], dark(colour, 0.5), 0.0)
    middle = np.stack([centre[0] + size * 1.0 * np.cos(t), centre[1] + size * 0.16 + size * 0.2 * np.sin(t)], 1)
    canvas.line(middle[2:-2], band, size * 0.09)
    canvas.line(outline[:1].tolist() + outline[-1:].tolist(), dark(colour, 0.12), size * 0.05)
    canvas.rectangle(centre[0] - size * 0.35, centre[1] + size * 0.72, size * 0.7, size * 0.09, dark(colour, 0.15))


def oats(canvas: Canvas, centre: Place, size: float) -> None:
    """A bowl of muesli with berries and a few oat ears."""
    ears(canvas, (centre[0] + size * 0.5, centre[1] - size * 0.1), size * 1.1, 70)
    random = np.random.default_rng(9)
    for _ in range(130):
        x = random.uniform(-0.92, 0.92)
        place = (centre[0] + x * size, centre[1] - random.uniform(-0.1, 0.4) * size * (1 - x * x))
        colour = mix((228, 196, 140), (190, 146, 84), random.uniform())
        canvas.ellipse(place, size * 0.1, size * 0.055, colour, random.uniform(0, 180))
    for dx, dy, colour in (
        (-0.4, -0.12, RED),
        (0.1, -0.24, (70, 66, 130)),
        (0.42, -0.08, RED),
        (-0.1, -0.1, (70, 66, 130)),
    ):
        shaded(canvas, (centre[0] + dx * size, centre[1] + dy * size), size * 0.1, size * 0.1, colour)
    bowl(canvas, centre, size, (236, 190, 96), (176, 104, 30))


def ears(canvas: Canvas, centre: Place, size: float, turn: float = 90) -> None:
    """Ears of grain."""
    for bend in (-16, 4, 22):
        a = np.radians(-turn + bend)
        along, aside = np.array([np.cos(a), np.sin(a)]), np.array([-np.sin(a), np.cos(a)])
        foot = np.array(centre) - along * size * 0.5
        canvas.line([foot, foot + along * size], (196, 150, 60), size * 0.022)
        for step in np.linspace(0.42, 1.0, 7):
            for side in (-1, 1):
                grain = foot + along * size * step + aside * side * size * 0.055
                canvas.ellipse(tuple(grain), size * 0.078, size * 0.036, (222, 174, 70), np.degrees(a) + side * 28)
                canvas.ellipse(tuple(grain), size * 0.05, size * 0.014, (246, 214, 124), np.degrees(a) + side * 28)


def mint(canvas: Canvas, centre: Place, size: float) -> None:
    for turn, part in ((-150, 0.95), (-30, 0.95), (150, 0.75), (30, 0.75), (-90, 1.1)):
        leaf(canvas, centre, size * part, turn, mix(GREEN, (60, 170, 120), 0.5), 0.55)


def camomile(canvas: Canvas, centre: Place, size: float) -> None:
    for dx, dy, part in ((-0.45, 0.25, 0.62), (0.5, 0.3, 0.5), (0.05, -0.28, 0.7)):
        middle = (centre[0] + dx * size, centre[1] + dy * size)
        leaf(canvas, middle, size * part * 1.3, 80 + 30 * dx, LEAF, 0.25)
        for turn in range(0, 360, 30):
            petal = at(middle, size * part * 0.62, turn)
            canvas.ellipse(petal, size * part * 0.4, size * part * 0.15, (226, 222, 206), turn)
            canvas.ellipse(petal, size * part * 0.37, size * part * 0.12, WHITE, turn)
        shaded(canvas, middle, size * part * 0.3, size * part * 0.27, (246, 190, 32))


def rosehip(canvas: Canvas, centre: Place, size: float) -> None:
    canvas.line([at(centre, size, -90), centre, at(centre, size * 0.4, 60)], WOOD, size * 0.05)
    for turn in (-150, -20, -100):
        leaf(canvas, centre, size * 0.85, turn, GREEN, 0.5)
    for dx, dy in ((-0.45, 0.42), (0.42, 0.3), (0.02, 0.62)):
        middle = (centre[0] + dx * size, centre[1] + dy * size)
        canvas.line([centre, middle], WOOD, size * 0.04)
        shaded(canvas, middle, size * 0.27, size * 0.36, (212, 48, 40))
        for turn in (60, 90, 120):
            leaf(canvas, (middle[0], middle[1] + size * 0.3), size * 0.2, turn, (96, 70, 40), 0.3)


def _biscuit(canvas: Canvas, centre: Place, size: float, colour: Colour) -> None:
    rim = [at(centre, size * (1 + 0.05 * (i % 2)), i * 9) for i in range(40)]
    canvas.polygon([(x + size * 0.05, y + size * 0.09) for x, y in rim], dark(colour, 0.5))
    canvas.polygon(rim, colour)
    canvas.ring(centre, size * 0.82, size * 0.82, dark(colour, 0.2), size * 0.05)
    for turn in range(0, 360, 45):
        canvas.ellipse(at(centre, size * 0.5, turn), size * 0.06, size * 0.06, dark(colour, 0.4))
    canvas.ellipse(centre, size * 0.07, size * 0.07, dark(colour, 0.4))


def butter_biscuits(canvas: Canvas, centre: Place, size: float) -> None:
    for dx in (-1.25, 1.25, 0.0):
        _biscuit(canvas, (centre[0] + dx * size * 0.72, centre[1]), size * 0.8, (236, 186, 104))


def cocoa_biscuits(canvas: Canvas, centre: Place, size: float) -> None:
    for dx in (-1.25, 1.25, 0.0):
        _biscuit(canvas, (centre[0] + dx * size * 0.72, centre[1]), size * 0.8, (112, 68, 42))


def spaghetti(canvas: Canvas, centre: Place, size: float) -> None:
    random = np.random.default_rng(1)
    for i in range(46):
        x = (i / 45 - 0.5) * 1.1
        top, foot = random.uniform(-2.6, -2.4), random.uniform(2.4, 2.6)
        shade = mix((248, 214, 120), (222, 172, 66), random.uniform())
        bent = [(x * 1.25, top), (x * 0.72, 0), (x * 1.3, foot)]
        t = np.linspace(0, 1, 14)[:, None]
        a, b, c = (np.array(p) for p in bent)
        path = (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t**2 * c
        canvas.line(np.array(centre) + path * size, shade, size * 0.04)
    canvas.pill(centre[0] - size * 0.62, centre[1] - size * 0.22, size * 1.24, size * 0.44, size * 0.2, (200, 44, 40))


def penne(canvas: Canvas, centre: Place, size: float) -> None:
    random = np.random.default_rng(6)
    for i in range(16):
        x, y = (
            (i % 4 - 1.5) * 0.55 + random.uniform(-0.1, 0.1),
            (i // 4 - 1.5) * 0.42 + random.uniform(-0.1, 0.1),
        )
        a = np.radians(random.uniform(-50, 50))
        along, aside = np.array([np.cos(a), np.sin(a)]), np.array([-np.sin(a), np.cos(a)])
        middle = np.array(centre) + np.array([x, y]) * size
        long, wide = along * size * 0.42, aside * size * 0.13
        corners = [
            middle - long - wide * 1.0 + along * size * 0.1,
            middle + long - wide,
            middle + long + wide - along * size * 0.14,
            middle - long + wide,
        ]
        canvas.polygon(np.array(corners) + np.array([0.03, 0.05]) * size, (140, 90, 30), 0.5)
        canvas.polygon(corners, (244, 204, 104))
        for part in (-0.5, 0, 0.5):
            canvas.line(
                [middle - long * 0.85 + wide * part, middle + long * 0.85 + wide * part],
                (222, 168, 64),
                size * 0.025,
            )
        canvas.ellipse(
            tuple(middle + long - along * size * 0.04),
            size * 0.13,
            size * 0.06,
            (176, 116, 40),
            np.degrees(a) + 65,
        )


def waves(canvas: Canvas, centre: Place, size: float) -> None:
    """Salt: crystals over a sea."""
    for row, colour in enumerate(((120, 184, 220), (70, 140, 196), (34, 92, 156))):
        x = np.linspace(-1.3, 1.3, 50)
        y = 0.25 + row * 0.25 + 0.1 * np.sin(x * 7 + row * 1.4)
        edge = np.stack([centre[0] + x * size, centre[1] + y * size], 1)
        canvas.polygon(
            [*edge, (centre[0] + 1.3 * size, centre[1] + size), (centre[0] - 1.3 * size, centre[1] + size)],
            colour,
        )
    for dx, dy, part, turn in (
        (-0.5, -0.2, 0.3, 10),
        (0.35, -0.35, 0.36, 40),
        (0.0, -0.75, 0.24, 25),
        (0.75, -0.05, 0.18, 60),
    ):
        middle = (centre[0] + dx * size, centre[1] + dy * size)
        canvas.polygon(oval(middle, part * size, part * size, turn, 4), (176, 200, 216))
        canvas.polygon(oval(middle, part * size * 0.78, part * size * 0.78, turn, 4), WHITE)


def _seeds(canvas: Canvas, centre: Place, size: float, colour: Colour, round_: bool) -> None:
    random = np.random.default_rng(5)
    for _ in range(34):
        x, y = random.normal(0, 0.5), random.normal(0, 0.3)
        turn, middle = random.uniform(0, 180), (centre[0] + x * size, centre[1] + y * size)
        tone = mix(colour, dark(colour, 0.3), random.uniform(0, 0.6))
        rx = size * (0.17 if round_ else 0.24)
        shaded(canvas, middle, rx, size * 0.15, tone, turn)
        if round_:
            canvas.ellipse(at(middle, rx * 0.8, turn), rx * 0.3, rx * 0.2, tone, turn)


def white_beans(canvas: Canvas, centre: Place, size: float) -> None:
    _seeds(canvas, centre, size, (246, 238, 216), False)


def chickpeas(canvas: Canvas, centre: Place, size: float) -> None:
    _seeds(canvas, centre, size, (232, 190, 118), True)


def tuna(canvas: Canvas, centre: Place, size: float) -> None:
    t = np.linspace(0, np.pi, 24)
    back = np.stack([-np.cos(t) * 1.3, -0.42 * np.sin(t) ** 0.9], 1)
    belly = np.stack([np.cos(t) * 1.3, 0.36 * np.sin(t) ** 0.9], 1)
    put = partial(_placed, centre, size)
    canvas.polygon(put([(1.15, 0), (1.75, -0.55), (1.55, 0), (1.75, 0.55)]), (30, 62, 104))
    canvas.polygon(put([(-0.2, -0.36), (0.15, -0.72), (0.25, -0.36)]), (30, 62, 104))
    canvas.polygon(put([(-0.1, 0.3), (0.2, 0.62), (0.3, 0.28)]), (30, 62, 104))
    canvas.polygon(put(np.concatenate([back, belly])), (196, 212, 224))
    canvas.polygon(put(np.concatenate([back, np.stack([np.cos(t) * 1.3, -0.05 * np.sin(t)], 1)])), (44, 88, 140))
    canvas.line(put([(-0.78, -0.24), (-0.7, 0.0), (-0.78, 0.2)]), (24, 50, 88), size * 0.04)
    canvas.ellipse(tuple(put((-1.0, -0.08))), size * 0.08, size * 0.08, WHITE)
    canvas.ellipse(tuple(put((-1.0, -0.08))), size * 0.04, size * 0.04, BLACK)


def mountains(canvas: Canvas, centre: Place, size: float) -> None:
    for dx, height, colour in (
        (-0.6, 0.9, (120, 160, 206)),
        (0.65, 0.8, (96, 140, 194)),
        (0.05, 1.25, (60, 108, 172)),
    ):
        peak = (centre[0] + dx * size, centre[1] + size * 0.5 - height * size)
        foot = centre[1] + size * 0.55
        canvas.polygon([peak, (peak[0] + size * 0.85, foot), (peak[0] - size * 0.85, foot)], colour)
        snow = [
            peak,
            (peak[0] + size * 0.26, peak[1] + size * 0.34 * height),
            (peak[0] + size * 0.08, peak[1] + size * 0.24),
            (peak[0] - size * 0.06, peak[1] + size * 0.38),
            (peak[0] - size * 0.24, peak[1] + size * 0.3 * height),
        ]
        canvas.polygon(snow, WHITE)
    for row in range(3):
        x = np.linspace(-1.4, 1.4, 40)
        y = 0.62 + row * 0.16 + 0.05 * np.sin(x * 8 + row)
        canvas.line(np.stack([centre[0] + x * size, centre[1] + y * size], 1), (70, 150, 216), size * 0.06)


def _slice(canvas: Canvas, centre: Place, size: float, rind: Colour, flesh: Colour) -> None:
    canvas.ellipse(centre, size, size, rind)
    canvas.ellipse(centre, size * 0.9, size * 0.9, light(flesh, 0.75))
    for turn in range(0, 360, 40):
        wedge = [at(centre, size * 0.12, turn + 20)] + [at(centre, size * 0.82, turn + 4 + d) for d in range(0, 33, 8)]
        canvas.polygon(wedge, flesh)


def oranges(canvas: Canvas, centre: Place, size: float) -> None:
    shaded(canvas, (centre[0] - size * 0.5, centre[1] + size * 0.05), size * 0.75, size * 0.75, (246, 140, 24))
    leaf(canvas, (centre[0] - size * 0.5, centre[1] - size * 0.6), size * 0.75, -30, GREEN)
    _slice(canvas, (centre[0] + size * 0.55, centre[1] + size * 0.3), size * 0.66, (240, 130, 20), (252, 168, 44))


def apples(canvas: Canvas, centre: Place, size: float) -> None:
    for dx, dy, part, colour in ((0.5, 0.1, 0.7, (122, 180, 50)), (-0.42, 0.18, 0.8, (210, 44, 40))):
        middle = (centre[0] + dx * size, centre[1] + dy * size)
        shaded(canvas, middle, size * part * 0.94, size * part * 0.9, colour)
        canvas.ellipse(
            (middle[0], middle[1] - size * part * 0.78),
            size * part * 0.26,
            size * part * 0.1,
            dark(colour, 0.4),
        )
        canvas.line(
            [
                (middle[0], middle[1] - size * part * 0.78),
                (middle[0] + size * 0.08, middle[1] - size * part * 1.15),
            ],
            WOOD,
            size * 0.06,
        )
        leaf(canvas, (middle[0] + size * 0.05, middle[1] - size * part * 0.95), size * 0.5, -25, LEAF)


def olives(canvas: Canvas, centre: Place, size: float) -> None:
    stem = [at(centre, size * 1.2, 160), centre, at(centre, size * 1.25, -25)]
    canvas.line(stem, (120, 110, 60), size * 0.05)
    for i, t in enumerate(np.linspace(-1.0, 1.1, 7)):
        foot = (centre[0] + t * size, centre[1] - t * size * 0.42)
        for side in (-1, 1):
            leaf(canvas, foot, size * 0.62, -25 + side * 62, mix((110, 130, 70), (70, 100, 60), i % 2), 0.28)
    for dx, dy, colour in (
        (-0.35, 0.42, (120, 136, 40)),
        (0.2, 0.3, (150, 160, 60)),
        (0.6, 0.05, (96, 112, 40)),
    ):
        shaded(canvas, (centre[0] + dx * size, centre[1] + dy * size), size * 0.24, size * 0.3, colour, 15)


def strawberry(canvas: Canvas, centre: Place, size: float) -> None:
    t = np.linspace(0, 2 * np.pi, 40)
    x, y = np.sin(t) * (0.8 - 0.22 * (1 - np.cos(t))), -0.75 * np.cos(t) + 0.15
    body = np.stack([centre[0] + x * size * 1.05, centre[1] + y * size * 1.05], 1)
    canvas.polygon(body, (150, 20, 30))
    canvas.polygon((body - centre) * 0.93 + centre - [size * 0.04, size * 0.05], (220, 36, 44))
    for row in range(5):
        for column in range(-2, 3):
            place = (
                centre[0] + (column + 0.5 * (row % 2)) * size * 0.26 * (1.05 - 0.13 * row),
                centre[1] + (row * 0.27 - 0.35) * size,
            )
            if abs(place[0] - centre[0]) < size * (0.62 - 0.11 * row):
                canvas.ellipse(place, size * 0.035, size * 0.055, (250, 216, 120))
    for turn in range(-180, 1, 30):
        leaf(canvas, (centre[0], centre[1] - size * 0.62), size * 0.55, turn, LEAF, 0.36)


def apricot(canvas: Canvas, centre: Place, size: float) -> None:
    for dx, dy, part in ((-0.42, 0.0, 0.75), (0.45, 0.15, 0.68)):
        middle = (centre[0] + dx * size, centre[1] + dy * size)
        shaded(canvas, middle, size * part, size * part, (248, 166, 56))
        canvas.ellipse(
            (middle[0] + size * part * 0.4, middle[1] + size * part * 0.2),
            size * part * 0.4,
            size * part * 0.55,
            (230, 92, 50),
            20,
            0.45,
        )
        canvas.line(
            [
                at(middle, size * part * 0.9, -90),
                at(middle, size * part * 0.2, 180),
                at(middle, size * part * 0.9, 90),
            ],
            (206, 110, 30),
            size * 0.04,
        )
    leaf(canvas, (centre[0], centre[1] - size * 0.6), size * 0.8, -35, LEAF)


def _berries(canvas: Canvas, centre: Place, size: float, colour: Colour) -> None:
    for dx, dy in ((-0.55, -0.2), (0.55, -0.22), (0.0, -0.32), (-0.3, 0.2), (0.3, 0.18), (0.0, 0.58)):
        middle = (centre[0] + dx * size, centre[1] + dy * size)
        shaded(canvas, middle, size * 0.36, size * 0.36, colour)
        canvas.ellipse((middle[0] + size * 0.04, middle[1] + size * 0.04), size * 0.1, size * 0.1, dark(colour, 0.6))
    leaf(canvas, (centre[0] - size * 0.1, centre[1] - size * 0.45), size * 0.8, -150, LEAF)
    leaf(canvas, (centre[0] + size * 0.1, centre[1] - size * 0.45), size * 0.8, -30, GREEN)


def blackcurrant(canvas: Canvas, centre: Place, size: float) -> None:
    _berries(canvas, centre, size, (74, 30, 88))


def blueberry(canvas: Canvas, centre: Place, size: float) -> None:
    _berries(canvas, centre, size, (70, 92, 170))


def basil(canvas: Canvas, centre: Place, size: float) -> None:
    for turn, part, colour in (
        (-160, 0.9, GREEN),
        (-20, 0.9, GREEN),
        (-90, 1.15, LEAF),
        (155, 0.7, LEAF),
        (25, 0.7, LEAF),
    ):
        leaf(canvas, (centre[0], centre[1] + size * 0.2), size * part, turn, colour, 0.68)


def milk(canvas: Canvas, centre: Place, size: float) -> None:
    """A glass of milk on a meadow."""
    for dx in (-1.1, -0.8, 0.8, 1.1):
        leaf(canvas, (centre[0] + dx * size, centre[1] + size), size * 0.6, -90 + dx * 25, LEAF, 0.2)
    glass = [(-0.52, -1.0), (0.52, -1.0), (0.42, 1.0), (-0.42, 1.0)]
    put = partial(_placed, centre, size)
    canvas.polygon(put(glass), (206, 226, 240))
    canvas.polygon(put([(-0.45, -0.6), (0.45, -0.6), (0.37, 0.93), (-0.37, 0.93)]), WHITE)
    canvas.ellipse(tuple(put((0, -0.6))), size * 0.45, size * 0.1, (244, 246, 250))
    canvas.line(put([(-0.38, -0.85), (-0.31, 0.8)]), WHITE, size * 0.06)
    canvas.ring(tuple(put((0, -1.0))), size * 0.52, size * 0.11, (176, 204, 226), size * 0.04)


def spoon(canvas: Canvas, centre: Place, size: float) -> None:
    """A swirl of yoghurt."""
    for rx, ry, dy, colour in (
        (1.15, 0.5, 0.35, (222, 230, 240)),
        (1.1, 0.46, 0.3, WHITE),
        (0.75, 0.34, 0.02, (230, 236, 244)),
        (0.7, 0.3, -0.03, WHITE),
        (0.36, 0.22, -0.28, (230, 236, 244)),
        (0.32, 0.18, -0.32, WHITE),
    ):
        canvas.ellipse((centre[0], centre[1] + dy * size), rx * size, ry * size, colour)
    canvas.polygon(
        [
            (centre[0] - size * 0.25, centre[1] - size * 0.36),
            (centre[0] + size * 0.12, centre[1] - size * 0.8),
            (centre[0] + size * 0.28, centre[1] - size * 0.34),
        ],
        WHITE,
    )


def crisps(canvas: Canvas, centre: Place, size: float) -> None:
    for dx, dy, turn in ((-0.7, 0.2, -20), (0.7, 0.25, 30), (-0.1, -0.35, 10), (0.15, 0.45, -8)):
        middle = (centre[0] + dx * size, centre[1] + dy * size)
        canvas.ellipse(
            (middle[0] + size * 0.04, middle[1] + size * 0.08),
            size * 0.62,
            size * 0.44,
            (150, 90, 20),
            turn,
            0.5,
        )
        canvas.ellipse(middle, size * 0.62, size * 0.44, (232, 172, 60), turn)
        canvas.ellipse(middle, size * 0.55, size * 0.37, (250, 212, 104), turn)
        for k in range(-2, 3):
            a = np.radians(turn)
            shift = np.array([-np.sin(a), np.cos(a)]) * k * 0.14 * size
            half = np.array([np.cos(a), np.sin(a)]) * size * 0.42 * (1 - 0.12 * k * k)
            canvas.line(
                [np.array(middle) + shift - half, np.array(middle) + shift + half],
                (238, 188, 78),
                size * 0.04,
            )


def nuts(canvas: Canvas, centre: Place, size: float) -> None:
    for dx, dy in ((-0.6, 0.1), (0.6, 0.12), (0.0, -0.1)):
        middle = (centre[0] + dx * size, centre[1] + dy * size)
        shaded(canvas, middle, size * 0.42, size * 0.46, (178, 112, 54))
        canvas.ellipse((middle[0], middle[1] + size * 0.3), size * 0.26, size * 0.13, (222, 178, 120))
    leaf(canvas, (centre[0], centre[1] - size * 0.3), size * 0.7, -40, LEAF)


def coffee(canvas: Canvas, centre: Place, size: float) -> None:
    random = np.random.default_rng(8)
    for dx, dy in ((-0.6, 0.35), (0.6, 0.3), (0.0, 0.5), (-0.32, -0.15), (0.36, -0.2), (0.0, -0.62)):
        middle, turn = (centre[0] + dx * size, centre[1] + dy * size), random.uniform(20, 160)
        shaded(canvas, middle, size * 0.42, size * 0.29, (108, 64, 36), turn)
        bend = [
            at(at(middle, size * t, turn), size * 0.07 * np.sin(6 * t), turn + 90) for t in np.linspace(-0.38, 0.38, 9)
        ]
        canvas.line(bend, (52, 28, 18), size * 0.05)


def rice(canvas: Canvas, centre: Place, size: float) -> None:
    canvas.ellipse((centre[0], centre[1] + size * 0.05), size * 1.28, size * 1.28, (24, 110, 120))
    canvas.ring((centre[0], centre[1] + size * 0.05), size * 1.2, size * 1.2, (226, 190, 110), size * 0.03)
    random = np.random.default_rng(3)
    for _ in range(260):
        x, turn = random.uniform(-0.95, 0.95), random.uniform(0, 180)
        place = (centre[0] + x * size, centre[1] - random.uniform(-0.1, 0.62) * size * (1 - x * x))
        canvas.ellipse(
            (place[0] + size * 0.01, place[1] + size * 0.015), size * 0.1, size * 0.034, (186, 170, 132), turn
        )
        canvas.ellipse(place, size * 0.1, size * 0.03, (253, 250, 238), turn)
    bowl(canvas, centre, size, (178, 52, 44), (244, 214, 150))


def wheat(canvas: Canvas, centre: Place, size: float) -> None:
    ears(canvas, (centre[0], centre[1]), size * 1.9, 90)


def sugar(canvas: Canvas, centre: Place, size: float) -> None:
    for dx, dy in ((-0.55, 0.35), (0.55, 0.35), (0.0, -0.35)):
        x, y, e = centre[0] + dx * size, centre[1] + dy * size, size * 0.48
        canvas.polygon([(x - e, y - e * 0.5), (x, y - e), (x + e, y - e * 0.5), (x, y)], WHITE)
        canvas.polygon([(x - e, y - e * 0.5), (x, y), (x, y + e), (x - e, y + e * 0.5)], (226, 232, 240))
        canvas.polygon([(x + e, y - e * 0.5), (x, y), (x, y + e), (x + e, y + e * 0.5)], (196, 206, 220))
