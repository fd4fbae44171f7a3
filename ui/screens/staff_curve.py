"""The scale's last seconds as a line: staff see it come to rest."""

from typing import Any

from kivy.graphics import Color, Line
from kivy.uix.widget import Widget

from ui import theme
from ui.theme import Look, rgba

LEAST_G = 2.0  # a span of grams below which noise would fill the whole height
POINTS = 100  # ten seconds at ten a second


class Curve(Widget):
    """Time runs to the right in every language, as on every instrument."""

    def __init__(self, look: Look, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._look = look
        self._grams: tuple[float, ...] = ()
        self.bind(pos=self._redraw, size=self._redraw)

    def show(self, grams: tuple[float, ...]) -> None:
        if grams != self._grams:
            self._grams = grams[-POINTS:]
            self._redraw()

    def _redraw(self, *_: object) -> None:
        self.canvas.clear()
        if len(self._grams) < 2 or min(self.size) < 2:
            return
        low, high = min(self._grams), max(self._grams)
        span = max(high - low, LEAST_G)
        middle = (low + high) / 2
        step = self.width / (POINTS - 1)
        begin = self.right - step * (len(self._grams) - 1)
        points = [
            value
            for n, grams in enumerate(self._grams)
            for value in (begin + n * step, self.center_y + 0.9 * self.height * (grams - middle) / span)
        ]
        with self.canvas:
            Color(*rgba(theme.HAIRLINE))
            Line(points=(self.x, self.y, self.right, self.y), width=1)
            Color(*rgba(theme.ACCENT))
            Line(points=points, width=1.6)
