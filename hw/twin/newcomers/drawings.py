"""Illustrations drawn by dice: a shape, its colours, how many there are and how they lie."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hw.twin.goods.canvas import BLACK, WHITE, Canvas, Colour, Place, dark, light, mix, oval
from hw.twin.goods.motifs import at, leaf, shaded

GREEN = (84, 148, 64)


@dataclass(frozen=True)
class Drawing:
    """A motif as a package's front wants it."""

    shape: str
    colour: Colour
    count: int = 3
    dice: int = 0

    def __call__(self, canvas: Canvas, centre: Place, size: float) -> None:
        SHAPES[self.shape](Pen(canvas, centre, size, self, np.random.default_rng(self.dice)))


@dataclass(frozen=True)
class Pen:
    """Draws in parts of the motif's size around its centre."""

    canvas: Canvas
    centre: Place
    size: float
    what: Drawing
    rng: np.random.Generator

    def put(self, x: float, y: float) -> Place:
        return self.centre[0] + x * self.size, self.centre[1] + y * self.size

    def shape(self, points: object, colour: Colour, alpha: float = 1.0) -> None:
        self.canvas.polygon(np.array(self.centre) + np.asarray(points, float) * self.size, colour, alpha)

    def ball(self, x: float, y: float, rx: float, ry: float, colour: Colour, turn: float = 0.0) -> None:
        shaded(self.canvas, self.put(x, y), rx * self.size, ry * self.size, colour, turn)

    def spots(self) -> list[Place]:
        """Places for `count` things that overlap a little."""
        count = self.what.count
        if count == 1:
            return [(0.0, 0.0)]
        start = self.rng.uniform(0, 360)
        return [at((0.0, 0.0), 0.48, start + 360 * nth / count) for nth in range(count)]


def _fruit(pen: Pen) -> None:
    radius = 0.86 if pen.what.count == 1 else 0.55
    for x, y in pen.spots():
        leaf(pen.canvas, pen.put(x, y - radius * 0.8), 0.5 * pen.size, float(pen.rng.uniform(-70, -20)), GREEN)
        pen.ball(x, y, radius, radius * float(pen.rng.uniform(0.88, 1.0)), pen.what.colour)


def _slices(pen: Pen) -> None:
    radius = 0.9 if pen.what.count == 1 else 0.58
    for x, y in pen.spots():
        pen.shape(oval((x, y), radius, radius), dark(pen.what.colour, 0.25))
        pen.shape(oval((x, y), radius * 0.86, radius * 0.86), light(pen.what.colour, 0.2))
        pen.shape(oval((x, y), radius * 0.3, radius * 0.3), light(pen.what.colour, 0.75))
        for turn in range(0, 360, 30):
            pen.shape(oval(at((x, y), radius * 0.5, turn), radius * 0.09, radius * 0.05, turn), BLACK)


def _berries(pen: Pen) -> None:
    for x, y in [(0.0, -0.55), (-0.5, -0.1), (0.45, -0.15), (-0.2, 0.35), (0.35, 0.45), (-0.65, 0.5), (0.8, 0.35)]:
        pen.ball(x, y, 0.32, 0.32, mix(pen.what.colour, BLACK, float(pen.rng.uniform(0, 0.25))))
    leaf(pen.canvas, pen.put(0.1, -0.8), 0.6 * pen.size, -30, GREEN)


def _nuts(pen: Pen) -> None:
    for x, y in pen.spots():
        pen.ball(x, y, 0.4, 0.52, pen.what.colour, float(pen.rng.uniform(-40, 40)))
        pen.shape(oval((x, y - 0.3), 0.36, 0.2), dark(pen.what.colour, 0.35))


def _grains(pen: Pen) -> None:
    for _ in range(40):
        x, y = pen.rng.normal(0, 0.42, 2)
        tone = mix(pen.what.colour, WHITE, float(pen.rng.uniform(0, 0.45)))
        pen.shape(oval((x, y * 0.75), 0.2, 0.09, float(pen.rng.uniform(0, 180))), dark(tone, 0.12))
        pen.shape(oval((x, y * 0.75 - 0.02), 0.17, 0.06, float(pen.rng.uniform(0, 180))), tone)


def _cubes(pen: Pen) -> None:
    for x, y in [(0.0, 0.35), (-0.5, 0.2), (0.5, 0.15), (-0.2, -0.35), (0.35, -0.4)]:
        for k, points in enumerate(
            (
                [(0, -0.3), (0.3, -0.15), (0, 0), (-0.3, -0.15)],
                [(-0.3, -0.15), (0, 0), (0, 0.36), (-0.3, 0.2)],
                [(0.3, -0.15), (0, 0), (0, 0.36), (0.3, 0.2)],
            )
        ):
            tone = (light(pen.what.colour, 0.3), pen.what.colour, dark(pen.what.colour, 0.25))[k]
            pen.shape(np.array(points) + np.array((x, y)), tone)


def _drops(pen: Pen) -> None:
    t = np.linspace(0, 2 * np.pi, 40)
    for x, y in pen.spots():
        outline = np.stack([x + 0.36 * np.sin(t) * np.sin(t / 2) ** 1.4, y - 0.5 * np.cos(t)], 1)
        pen.shape(outline, pen.what.colour)
        pen.shape(oval((x - 0.1, y + 0.2), 0.06, 0.14, 20), light(pen.what.colour, 0.8))


def _star(pen: Pen) -> None:
    points = 4 + pen.what.count
    for reach, tone in ((1.0, pen.what.colour), (0.68, light(pen.what.colour, 0.55))):
        turns = np.linspace(-90, 270, 2 * points, endpoint=False)
        pen.shape([at((0, 0), reach * (1.0 if k % 2 == 0 else 0.5), turn) for k, turn in enumerate(turns)], tone)


def _flower(pen: Pen) -> None:
    petals = 5 + pen.what.count
    for turn in np.linspace(0, 360, petals, endpoint=False):
        pen.shape(oval(at((0, 0), 0.58, turn), 0.42, 0.2, turn), dark(pen.what.colour, 0.12))
        pen.shape(oval(at((0, 0), 0.56, turn), 0.36, 0.15, turn), pen.what.colour)
    pen.ball(0, 0, 0.28, 0.28, (232, 190, 60))


def _fish(pen: Pen) -> None:
    for y in np.linspace(-0.4, 0.4, min(3, pen.what.count)) if pen.what.count > 1 else (0.0,):
        pen.shape([(0.6, y), (1.05, y - 0.32), (0.95, y), (1.05, y + 0.32)], dark(pen.what.colour, 0.2))
        pen.shape(oval((-0.1, y), 0.85, 0.28), pen.what.colour)
        pen.shape(oval((-0.1, y + 0.08), 0.75, 0.14), light(pen.what.colour, 0.55))
        pen.shape(oval((-0.72, y - 0.04), 0.06, 0.06), BLACK)


def _discs(pen: Pen) -> None:
    for nth in range(2 + pen.what.count):
        y = 0.6 - nth * 0.28
        x = 0.12 * float(pen.rng.normal())
        pen.shape(oval((x, y + 0.1), 0.82, 0.3), dark(pen.what.colour, 0.35))
        pen.shape(oval((x, y), 0.82, 0.3), pen.what.colour)
        for _ in range(6):
            pen.shape(oval((x + pen.rng.uniform(-0.55, 0.55), y + pen.rng.uniform(-0.14, 0.14)), 0.06, 0.04), BLACK)


def _mug(pen: Pen) -> None:
    pen.canvas.ring(pen.put(0.62, 0.2), 0.3 * pen.size, 0.3 * pen.size, pen.what.colour, 0.12 * pen.size)
    pen.shape([(-0.7, -0.3), (0.6, -0.3), (0.48, 0.8), (-0.58, 0.8)], pen.what.colour)
    pen.shape(oval((-0.05, -0.3), 0.65, 0.16), dark(pen.what.colour, 0.6))
    for x in (-0.3, 0.0, 0.3):
        wave = [pen.put(x + 0.08 * np.sin(8 * t), -0.5 - 0.5 * t) for t in np.linspace(0, 1, 12)]
        pen.canvas.line(wave, light(pen.what.colour, 0.45), 0.06 * pen.size)


def _head(pen: Pen) -> None:
    for side in (-1, 1):
        pen.shape([(side * 0.2, -0.5), (side * 0.85, -0.95), (side * 0.75, -0.1)], dark(pen.what.colour, 0.2))
    pen.ball(0, 0.1, 0.82, 0.72, pen.what.colour)
    for side in (-1, 1):
        pen.shape(oval((side * 0.32, -0.05), 0.12, 0.15), WHITE)
        pen.shape(oval((side * 0.32, -0.03), 0.07, 0.1), BLACK)
    pen.shape([(-0.12, 0.24), (0.12, 0.24), (0, 0.4)], BLACK)


def _bubbles(pen: Pen) -> None:
    for _ in range(9):
        (x, y), radius = pen.rng.normal(0, 0.42, 2), float(pen.rng.uniform(0.12, 0.42))
        pen.shape(oval((x, y), radius, radius), light(pen.what.colour, 0.35), 0.75)
        pen.canvas.ring(pen.put(x, y), radius * pen.size, radius * pen.size, pen.what.colour, 0.05 * pen.size)


def _leaves(pen: Pen) -> None:
    turns = np.linspace(-150, -30, 2 + pen.what.count)
    for turn in turns:
        leaf(pen.canvas, pen.put(0, 0.75), 1.5 * pen.size, float(turn), pen.what.colour, 0.36)


def _wedge(pen: Pen) -> None:
    pen.shape([(-0.9, 0.1), (0.7, -0.55), (0.95, 0.05), (0.95, 0.6), (-0.9, 0.6)], dark(pen.what.colour, 0.12))
    pen.shape([(-0.9, 0.1), (0.7, -0.55), (0.95, 0.05)], light(pen.what.colour, 0.4))
    for x, y in ((-0.4, 0.38), (0.1, 0.3), (0.6, 0.42), (0.3, -0.15)):
        pen.shape(oval((x, y), 0.13, 0.1), dark(pen.what.colour, 0.3))


def _rings(pen: Pen) -> None:
    for x, y in pen.spots():
        pen.canvas.ring(pen.put(x, y), 0.36 * pen.size, 0.36 * pen.size, dark(pen.what.colour, 0.3), 0.24 * pen.size)
        pen.canvas.ring(pen.put(x, y), 0.36 * pen.size, 0.36 * pen.size, pen.what.colour, 0.18 * pen.size)


def _pods(pen: Pen) -> None:
    for x, y in pen.spots():
        turn = float(pen.rng.uniform(-50, 50))
        pen.shape(oval((x, y), 0.7, 0.22, turn), dark(pen.what.colour, 0.15))
        for step in (-0.36, -0.12, 0.12, 0.36):
            inside = at((x, y), step, turn)
            pen.ball(*inside, 0.13, 0.13, light(pen.what.colour, 0.3))


SHAPES: dict[str, Callable[[Pen], None]] = {
    "fruit": _fruit,
    "slices": _slices,
    "berries": _berries,
    "nuts": _nuts,
    "grains": _grains,
    "cubes": _cubes,
    "drops": _drops,
    "star": _star,
    "flower": _flower,
    "fish": _fish,
    "discs": _discs,
    "mug": _mug,
    "head": _head,
    "bubbles": _bubbles,
    "leaves": _leaves,
    "wedge": _wedge,
    "rings": _rings,
    "pods": _pods,
}
