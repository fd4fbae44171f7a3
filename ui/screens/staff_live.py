"""What the camera sees now, whole, and where the corners of the printed board were found in it."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from kivy.clock import Clock
from kivy.graphics import Color, Rectangle, SmoothEllipse
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from ui import theme
from ui.boxes import Centred, Panel, Spring
from ui.icons import Icon
from ui.lettering import Text
from ui.pictures import texture_of
from ui.theme import Look, rgba

HZ = 5


class Live(Panel):
    """Looks into the camera only while it is watched; words stand in its place where no picture comes."""

    def __init__(self, look: Look, latest_frame: Callable[[], np.ndarray | None] | None, **kwargs: Any) -> None:
        super().__init__(look, theme.SUNKEN, orientation="vertical", padding=look.s, spacing=look.s, **kwargs)
        self._frame = latest_frame
        self._watching: Any = None
        self._picture = _Whole()
        side = look.px(64)
        self._words = Text(look, "", "small", theme.INK_SOFT, align="center", lines=3)
        self._none: list[Widget] = [
            Spring(),
            Centred(Icon(look, "camera", side, theme.INK_SOFT), size_hint_y=None, height=side),
            self._words,
            Spring(),
        ]
        self._show(None)

    def show(self, corners: tuple[tuple[int, int], ...], no_picture: str) -> None:
        """Corners in permille of the picture."""
        self._words.said = no_picture
        self._picture.mark(corners)

    def watch(self, on: bool) -> None:
        if on and self._watching is None and self._frame is not None:
            self._watching = Clock.schedule_interval(lambda _dt: self._look_in(), 1 / HZ)
            self._look_in()
        elif not on and self._watching is not None:
            self._watching.cancel()
            self._watching = None

    def _look_in(self) -> None:
        self._show(self._frame() if self._frame else None)

    def _show(self, pixels: np.ndarray | None) -> None:
        wanted = self._none if pixels is None else [self._picture]
        if wanted[0].parent is None:
            self.clear_widgets()
            for part in wanted:
                self.add_widget(part)
        if pixels is not None:
            self._picture.show(pixels)


class _Whole(FloatLayout):
    """The whole picture, as large as its place allows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._pixels: np.ndarray | None = None
        self._corners: tuple[tuple[int, int], ...] = ()
        self.bind(pos=self._redraw, size=self._redraw)

    def show(self, pixels: np.ndarray) -> None:
        """`pixels` are RGB."""
        self._pixels = pixels
        self._redraw()

    def mark(self, corners: tuple[tuple[int, int], ...]) -> None:
        if corners != self._corners:
            self._corners = corners
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
            for x, y in self._corners:
                at = left + x * wide / 1000, bottom + high - y * high / 1000
                for size, colour in ((dot + 4, theme.SURFACE), (dot, theme.ACCENT)):
                    Color(*rgba(colour))
                    SmoothEllipse(pos=(at[0] - size / 2, at[1] - size / 2), size=(size, size))
