"""Icons drawn with a few strokes each, on a grid of 24 by 24 with the origin at the bottom left."""

from collections.abc import Callable
from functools import lru_cache
from math import cos, pi, sin
from typing import Any

from kivy.clock import Clock
from kivy.graphics import (
    ClearBuffers,
    ClearColor,
    Color,
    Fbo,
    Rectangle,
    SmoothEllipse,
    SmoothLine,
    SmoothRoundedRectangle,
)
from kivy.graphics.texture import Texture
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.widget import Widget

from ui.boxes import Fitted
from ui.theme import INK, Look, rgba

GRID = 24
RIM = 3


class Pen:
    """Draws strokes of one width on the grid of an icon."""

    def __init__(self, x: float, y: float, size: float, flipped: bool = False) -> None:
        self._x, self._y, self._unit, self._flipped = x, y, size / GRID, flipped
        self._width = max(1.15, size / GRID * 0.85)

    def stroke(self, *points: tuple[float, float], closed: bool = False) -> None:
        flat = [value for x, y in points for value in self._at(x, y)]
        SmoothLine(points=flat, width=self._width, close=closed)
        for x, y in points:  # round ends and corners
            self._dot(x, y, self._width * 1.9)

    def circle(self, x: float, y: float, radius: float, start: float = 0, end: float = 2 * pi) -> None:
        turns = [start + (end - start) * i / 40 for i in range(41)]
        flat = [v for a in turns for v in self._at(x + radius * cos(a), y + radius * sin(a))]
        SmoothLine(points=flat, width=self._width)

    def dot(self, x: float, y: float, radius: float) -> None:
        self._dot(x, y, 2 * radius * self._unit)

    def box(self, x: float, y: float, width: float, height: float, radius: float = 2) -> None:
        r = radius
        corners = ((x + width - r, y + r, -pi / 2), (x + width - r, y + height - r, 0.0))
        corners += ((x + r, y + height - r, pi / 2), (x + r, y + r, pi))
        points = [
            self._at(cx + r * cos(a + i * pi / 16), cy + r * sin(a + i * pi / 16))
            for cx, cy, a in corners
            for i in range(9)
        ]
        SmoothLine(points=[v for point in points for v in point], width=self._width, close=True)

    def plate(self, x: float, y: float, width: float, height: float, radius: float = 2) -> None:
        left, bottom = self._at(x, y)
        size = (width * self._unit, height * self._unit)
        SmoothRoundedRectangle(pos=(left, bottom), size=size, radius=[radius * self._unit])

    def _dot(self, x: float, y: float, size: float) -> None:
        centre = self._at(x, y)
        SmoothEllipse(pos=(centre[0] - size / 2, centre[1] - size / 2), size=(size, size))

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return self._x + (GRID - x if self._flipped else x) * self._unit, self._y + y * self._unit


def _basket(pen: Pen) -> None:
    pen.stroke((2, 14), (22, 14))
    pen.stroke((4, 14), (6, 4), (18, 4), (20, 14))
    pen.stroke((7, 14), (10.5, 21))
    pen.stroke((17, 14), (13.5, 21))
    for x in (9, 12, 15):
        pen.stroke((x, 7), (x, 11))


def _check(pen: Pen) -> None:
    pen.stroke((4, 12), (10, 6), (20, 18))


def _scale(pen: Pen) -> None:
    pen.stroke((3, 18), (21, 18))
    pen.stroke((12, 18), (12, 15))
    pen.box(4, 3, 16, 12, 3)
    pen.circle(12, 8, 3.4, 0, pi)
    pen.stroke((12, 8), (13.6, 10.2))


def _camera(pen: Pen) -> None:
    pen.box(2, 5, 20, 13, 2.5)
    pen.stroke((8, 18), (9.5, 20.5), (14.5, 20.5), (16, 18))
    pen.circle(12, 11.5, 3.8)


def _cloud(pen: Pen) -> None:
    points = [(6.2 + 4.2 * cos(a), 9.7 + 4.2 * sin(a)) for a in (1.5 * pi - i * pi / 12 for i in range(12))]
    points += [(11 + 5.4 * cos(a), 13.5 + 5.4 * sin(a)) for a in (0.93 * pi - i * pi / 14 for i in range(12))]
    points += [(17.6 + 4.1 * cos(a), 9.6 + 4.1 * sin(a)) for a in (0.45 * pi - i * pi / 12 for i in range(12))]
    pen.stroke(*points, (17.6, 5.5), closed=True)


def _lock(pen: Pen) -> None:
    pen.box(4.5, 2.5, 15, 11, 2)
    pen.circle(12, 14.5, 4.6, 0, pi)
    pen.stroke((7.4, 13.5), (7.4, 14.5))
    pen.stroke((16.6, 13.5), (16.6, 14.5))
    pen.dot(12, 8, 1.6)


def _eye(pen: Pen) -> None:
    upper = [(12 + 10 * cos(a), 12 + 6 * sin(a)) for a in (i * pi / 20 for i in range(21))]
    lower = [(12 + 10 * cos(a), 12 - 6 * sin(a)) for a in (pi - i * pi / 20 for i in range(1, 20))]
    pen.stroke(*upper, *lower, closed=True)
    pen.dot(12, 12, 2.8)


def _info(pen: Pen) -> None:
    pen.circle(12, 12, 9.5)
    pen.stroke((12, 6.8), (12, 12.6))
    pen.dot(12, 16.6, 1.3)


def _erase(pen: Pen) -> None:
    pen.stroke((8, 19), (22, 19), (22, 5), (8, 5), (1.5, 12), closed=True)
    pen.stroke((12, 9), (18, 15))
    pen.stroke((12, 15), (18, 9))


def _barcode(pen: Pen) -> None:
    for x, width in ((2, 1.6), (5, 1), (7.4, 2.4), (11.4, 1), (13.8, 1.8), (17.2, 1), (19.6, 2.4)):
        pen.plate(x, 4, width, 16, 0.3)


def _bag(pen: Pen) -> None:
    pen.stroke((4, 15.5), (5, 3), (19, 3), (20, 15.5), closed=True)
    pen.circle(12, 15.5, 4.2, 0, pi)


def _cross(pen: Pen) -> None:
    pen.stroke((5, 5), (19, 19))
    pen.stroke((5, 19), (19, 5))


def _help(pen: Pen) -> None:
    pen.circle(12, 12, 9.5)
    pen.stroke((8.8, 14.8), (9.4, 16.6), (11, 17.6), (13, 17.6), (14.7, 16.4), (15, 14.4), (12.2, 11.8), (12, 9.8))
    pen.dot(12, 6.6, 1.4)


def _undo(pen: Pen) -> None:
    pen.stroke((8, 19), (3, 14), (8, 9))
    pen.stroke((3.4, 14), (14, 14))
    pen.circle(14, 9.5, 4.5, -pi / 2, pi / 2)
    pen.stroke((14, 5), (9, 5))


def _menu(pen: Pen) -> None:
    for y in (6, 12, 18):
        pen.stroke((4, y), (20, y))


def _search(pen: Pen) -> None:
    pen.circle(10, 14, 6.5)
    pen.stroke((14.8, 9.2), (21, 3))


def _list(pen: Pen) -> None:
    for y in (5.5, 12, 18.5):
        pen.dot(4.5, y, 1.5)
        pen.stroke((9, y), (20.5, y))


def _tag(pen: Pen) -> None:
    pen.stroke((3, 21), (12, 21), (21.5, 11.5), (12.5, 2.5), (3, 12), closed=True)
    pen.dot(7.5, 16.5, 1.6)


def _purse(pen: Pen) -> None:
    pen.box(2.5, 4, 19, 15, 2.5)
    pen.stroke((2.5, 14.5), (21.5, 14.5))
    pen.dot(17, 9, 1.6)


def _sliders(pen: Pen) -> None:
    for y, knob in ((6, 8), (12, 16), (18, 10)):
        pen.stroke((3, y), (21, y))
        pen.dot(knob, y, 2.6)


def _person(pen: Pen) -> None:
    pen.circle(12, 16.5, 4.2)
    pen.circle(12, 2.5, 8, 0.05 * pi, 0.95 * pi)
    pen.stroke((4.2, 3.6), (19.8, 3.6))


def _globe(pen: Pen) -> None:
    pen.circle(12, 12, 9.5)
    pen.stroke((2.5, 12), (21.5, 12))
    pen.stroke(*((12 + 4 * cos(a), 12 + 9.5 * sin(a)) for a in (i * pi / 16 for i in range(33))))


def _plus(pen: Pen) -> None:
    pen.stroke((12, 4), (12, 20))
    pen.stroke((4, 12), (20, 12))


def _forward(pen: Pen) -> None:
    pen.stroke((9, 20), (17, 12), (9, 4))


def _space(pen: Pen) -> None:
    pen.stroke((3, 11), (3, 6), (21, 6), (21, 11))


ICONS: dict[str, Callable[[Pen], None]] = {
    "forward": _forward,
    "globe": _globe,
    "help": _help,
    "list": _list,
    "menu": _menu,
    "person": _person,
    "plus": _plus,
    "purse": _purse,
    "search": _search,
    "space": _space,
    "sliders": _sliders,
    "tag": _tag,
    "undo": _undo,
    "bag": _bag,
    "barcode": _barcode,
    "basket": _basket,
    "camera": _camera,
    "check": _check,
    "cloud": _cloud,
    "cross": _cross,
    "erase": _erase,
    "eye": _eye,
    "info": _info,
    "lock": _lock,
    "scale": _scale,
}


DIRECTED = frozenset({"erase", "forward", "list", "undo"})
"""These point along the line: turned round where the language runs from the right."""


@lru_cache(maxsize=256)
def icon_texture(name: str, side: int, flipped: bool = False) -> Texture:
    """An icon in white, drawn once: its many strokes would cost more than all the words of a screen, each frame.

    `side` is that of the grid; the texture has a rim of RIM pixels around it, as lines end outside. Not to be asked for
    while a canvas is open, which would take the drawing as its own.
    """
    buffer = Fbo(size=(side + 2 * RIM, side + 2 * RIM))
    with buffer:
        ClearColor(1, 1, 1, 0)
        ClearBuffers()
        Color(1, 1, 1, 1)
        ICONS[name](Pen(RIM, RIM, side, flipped))
    buffer.draw()
    buffer.texture.mag_filter = buffer.texture.min_filter = "nearest"
    return buffer.texture


class Icon(Fitted, Widget):
    """One icon, in the middle of what it is put into; none without a name.

    Its `side` is in pixels, or given as `px` at 1024x600.
    """

    name = StringProperty("")
    px = NumericProperty(0)
    side = NumericProperty(28)
    colour = StringProperty(INK)

    def __init__(self, look: Look | None = None, **kwargs: Any) -> None:
        centred = {"center_x": 0.5, "center_y": 0.5}
        super().__init__(look, **{"size_hint": (None, None), "size": (self.side,) * 2, "pos_hint": centred} | kwargs)
        self._tint, self._picture = Color(group="icon"), Rectangle(group="icon")
        draw_soon = Clock.create_trigger(self._draw, -1)  # once, whatever of it has changed
        self.bind(pos=draw_soon, size=draw_soon, name=draw_soon, side=draw_soon, colour=draw_soon)
        draw_soon()

    def fit(self, look: Look) -> None:
        super().fit(look)
        self.on_px(self, self.px)

    def on_px(self, _icon: Widget, px: float) -> None:
        if px and self.look is not None:
            self.side = self.look.px(px)

    def on_side(self, _icon: Widget, side: float) -> None:
        if self.size_hint == [None, None]:
            self.size = side, side

    def _draw(self, _dt: float) -> None:
        self.canvas.remove_group("icon")
        if not self.name or self.look is None:
            return
        picture = icon_texture(self.name, round(self.side), self.look.rtl and self.name in DIRECTED)
        width, height = picture.size
        self._tint.rgba = rgba(self.colour)
        self._picture.texture, self._picture.size = picture, picture.size
        self._picture.pos = round(self.center_x - width / 2), round(self.center_y - height / 2)
        self.canvas.add(self._tint)
        self.canvas.add(self._picture)
