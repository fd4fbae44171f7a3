"""Show the barcode: the hint, beside what the camera sees where there is one that does."""

from collections.abc import Callable
from typing import Any

import numpy as np
from kivy.clock import Clock
from kivy.graphics import Color, Line, SmoothRoundedRectangle
from kivy.uix.widget import Widget

from ui import theme
from ui.boxes import Centred, Panel
from ui.icons import Icon
from ui.lettering import Text
from ui.pictures import cover, texture_of
from ui.presenting.parts import Banner
from ui.theme import Look
from ui.widgets import TONES

WIDE, HIGH = 144, 108
HZ = 5
CORNER = 14


class BarcodeHint(Panel):
    def __init__(self, look: Look, latest_frame: Callable[[], np.ndarray | None] | None, lines: int = 7) -> None:
        self._frame = latest_frame
        self._least = look.px(HIGH if latest_frame else 48)
        super().__init__(look, theme.ACCENT_SOFT, size_hint_y=None, padding=look.s, spacing=look.m)
        self._watching: Any = None
        self._view = _Preview(look, size_hint=(None, None), size=(look.px(WIDE), look.px(HIGH)))
        self._icon = Icon(look, "barcode", look.px(40), theme.ACCENT)
        wide = look.px(48 if latest_frame is None else WIDE)
        self._beside = Centred(self._icon, size_hint_x=None, width=wide)
        self.add_widget(self._beside)
        self._text = Text(look, "", "small", lines=lines, pos_hint={"center_y": 0.5})
        self._text.bind(height=self._grow)
        self.add_widget(self._text)
        self._grow()

    def _grow(self, *_: object) -> None:
        self.height = max(self._text.height, self._least) + 2 * self.look.s

    def show(self, hint: str, banner: Banner | None) -> None:
        """The hint; or in its place what went wrong, the keys keep their size."""
        ground, ink = TONES[banner.tone] if banner else (theme.ACCENT_SOFT, theme.ACCENT)
        self.paint(ground)
        self._icon.set(banner.icon if banner else "barcode", ink)
        self._text.paint(ink if banner else theme.INK)
        self._text.said = banner.text if banner else hint

    def watch(self, on: bool) -> None:
        if on and self._watching is None and self._frame is not None:
            self._watching = Clock.schedule_interval(lambda _dt: self._look_in(), 1 / HZ)
            self._look_in()
        elif not on and self._watching is not None:
            self._watching.cancel()
            self._watching = None

    def _look_in(self) -> None:
        pixels = self._frame() if self._frame else None
        wanted = self._icon if pixels is None else self._view
        if wanted.parent is None:
            self._beside.clear_widgets()
            self._beside.add_widget(wanted)
        if pixels is not None:
            self._view.show(pixels)


class _Preview(Widget):
    """What the camera sees, with the corners of a frame: there, codes are read best."""

    def __init__(self, look: Look, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._look = look
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
        corner = self._look.px(CORNER)
        with self.canvas:
            Color(1, 1, 1, 1)
            SmoothRoundedRectangle(pos=self.pos, size=self.size, radius=[self._look.radius("s")], texture=self._texture)
            left, right = self.x + 0.2 * self.width, self.x + 0.8 * self.width
            low, high = self.y + 0.22 * self.height, self.y + 0.78 * self.height
            for x, y, along, up in (
                (left, low, corner, corner),
                (right, low, -corner, corner),
                (left, high, corner, -corner),
                (right, high, -corner, -corner),
            ):
                Line(points=(x + along, y, x, y, x, y + up), width=1.6, joint="miter")
