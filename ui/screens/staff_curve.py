"""The scale's last seconds as a line: staff see it come to rest."""

from typing import Any

from kivy.graphics import Color, Line
from kivy.properties import ObjectProperty
from kivy.uix.widget import Widget

from ui import theme
from ui.theme import rgba

LEAST_G = 2.0  # a span of grams below which noise would fill the whole height
POINTS = 100  # ten seconds at ten a second


class Curve(Widget):
    """Time runs to the right in every language, as on every instrument."""

    grams = ObjectProperty(())

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bind(pos=self._redraw, size=self._redraw, grams=self._redraw)

    def _redraw(self, *_: object) -> None:
        self.canvas.clear()
        shown = self.grams[-POINTS:]
        if len(shown) < 2 or min(self.size) < 2:
            return
        low, high = min(shown), max(shown)
        span = max(high - low, LEAST_G)
        middle = (low + high) / 2
        step = self.width / (POINTS - 1)
        begin = self.right - step * (len(shown) - 1)
        points = [
            value
            for n, grams in enumerate(shown)
            for value in (begin + n * step, self.center_y + 0.9 * self.height * (grams - middle) / span)
        ]
        with self.canvas:
            Color(*rgba(theme.HAIRLINE))
            Line(points=(self.x, self.y, self.right, self.y), width=1)
            Color(*rgba(theme.ACCENT))
            Line(points=points, width=1.6)
