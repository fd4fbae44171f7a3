"""A QR code at the full sharpness of the panel."""

from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.properties import StringProperty
from kivy.uix.widget import Widget

from ui.pictures import texture_of
from ui.qr import qr


class Code(Widget):
    content = StringProperty("")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bind(pos=self._redraw, size=self._redraw, content=self._redraw)

    def _redraw(self, *_: object) -> None:
        self.canvas.clear()
        if not self.content:
            return
        pixels = qr(self.content, int(min(self.size)))
        texture = texture_of(pixels[::-1])
        texture.mag_filter = texture.min_filter = "nearest"
        side = len(pixels)
        # Not by its centre: Kivy remembers that one from before the widget moved.
        place = (round(self.x + (self.width - side) / 2), round(self.y + (self.height - side) / 2))
        with self.canvas:
            Color(1, 1, 1, 1)
            Rectangle(texture=texture, size=(side, side), pos=place)
