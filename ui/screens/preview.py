"""Show the barcode: the hint, beside what the camera sees where there is one that does."""

from typing import Any

import numpy as np
from kivy.clock import Clock
from kivy.graphics import Color, Line, SmoothRoundedRectangle
from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from ui.boxes import Fitted, Panel
from ui.laid import Laid
from ui.pictures import cover, texture_of

HZ = 5
CORNER = 14


class BarcodeHint(Laid, Panel):
    """The hint; or in its place what went wrong, the keys keep their size."""

    latest_frame = ObjectProperty(None, allownone=True)
    hint = StringProperty("")
    banner = ObjectProperty(None, allownone=True, rebind=True)

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
        self.ids.beside.shown = self.ids.icon if pixels is None else self.ids.view
        if pixels is not None:
            self.ids.view.show(pixels)


class Preview(Fitted, Widget):
    """What the camera sees, with the corners of a frame: there, codes are read best."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._texture: Any = None
        self.bind(pos=self._redraw, size=self._redraw)

    def show(self, pixels: np.ndarray) -> None:
        """`pixels` are RGB."""
        picture = cover(pixels, round(self.width), round(self.height))[..., ::-1]
        if self._texture is None:
            self._texture = texture_of(picture)
            self._redraw()
        else:
            self._texture.blit_buffer(picture.tobytes(), colorfmt="bgr", bufferfmt="ubyte")
            self.canvas.ask_update()

    def _redraw(self, *_: object) -> None:
        self.canvas.clear()
        if self._texture is None:
            return
        corner = self.look.px(CORNER)
        with self.canvas:
            Color(1, 1, 1, 1)
            SmoothRoundedRectangle(pos=self.pos, size=self.size, radius=[self.look.radius("s")], texture=self._texture)
            left, right = self.x + 0.2 * self.width, self.x + 0.8 * self.width
            low, high = self.y + 0.22 * self.height, self.y + 0.78 * self.height
            for x, y, along, up in (
                (left, low, corner, corner),
                (right, low, -corner, corner),
                (left, high, corner, -corner),
                (right, high, -corner, -corner),
            ):
                Line(points=(x + along, y, x, y, x, y + up), width=1.6, joint="miter")
