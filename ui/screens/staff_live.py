"""What the camera sees now, whole, and where the corners of the printed board were found in it."""

from typing import Any

import cv2
import numpy as np
from kivy.clock import Clock
from kivy.graphics import Color, Rectangle, SmoothEllipse
from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from ui import theme
from ui.boxes import Panel
from ui.laid import Laid
from ui.pictures import texture_of
from ui.theme import rgba

HZ = 5


class Live(Laid, Panel):
    """Looks into the camera only while it is watched; words stand in its place where no picture comes."""

    latest_frame = ObjectProperty(None, allownone=True)
    corners = ObjectProperty(())  # in permille of the picture
    no_picture = StringProperty("")

    _watching: Any = None

    def watch(self, on: bool) -> None:
        if on and self._watching is None and self.latest_frame is not None:
            self._watching = Clock.schedule_interval(lambda _dt: self._look_in(), 1 / HZ)
            self._look_in()
        elif not on and self._watching is not None:
            self._watching.cancel()
            self._watching = None

    def _look_in(self) -> None:
        pixels = self.latest_frame()
        self.ids.place.shown = self.ids.none if pixels is None else self.ids.whole
        if pixels is not None:
            self.ids.whole.show(pixels)


class Whole(Widget):
    """The whole picture, as large as its place allows."""

    corners = ObjectProperty(())

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._pixels: np.ndarray | None = None
        self.bind(pos=self._redraw, size=self._redraw, corners=self._redraw)

    def show(self, pixels: np.ndarray) -> None:
        """`pixels` are RGB."""
        self._pixels = pixels
        self._redraw()

    def _redraw(self, *_: object) -> None:
        self.canvas.clear()
        if self._pixels is None or min(self.size) < 2:
            return
        rows, columns = self._pixels.shape[:2]
        scale = min(self.width / columns, self.height / rows)
        wide, high = max(1, round(columns * scale)), max(1, round(rows * scale))
        left, bottom = self.x + (self.width - wide) / 2, self.y + (self.height - high) / 2
        small = cv2.resize(self._pixels, (wide, high), interpolation=cv2.INTER_AREA)[::-1, :, ::-1]
        dot = max(6, wide / 60)
        with self.canvas:
            Color(1, 1, 1, 1)
            Rectangle(pos=(left, bottom), size=(wide, high), texture=texture_of(small))
            for x, y in self.corners:
                at = left + x * wide / 1000, bottom + high - y * high / 1000
                for size, colour in ((dot + 4, theme.SURFACE), (dot, theme.ACCENT)):
                    Color(*rgba(colour))
                    SmoothEllipse(pos=(at[0] - size / 2, at[1] - size / 2), size=(size, size))
