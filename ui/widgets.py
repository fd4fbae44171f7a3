"""What screens show beside words: a message, a product's picture, a list that is pushed."""

from typing import TYPE_CHECKING, Any

from kivy.graphics import Color, Rectangle, SmoothRoundedRectangle
from kivy.graphics.scissor_instructions import ScissorPop, ScissorPush
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from ui import theme
from ui.boxes import Centred, Panel
from ui.icons import Icon, icon_texture
from ui.lettering import Text
from ui.theme import Look, rgba
from ui.tones import Tone

if TYPE_CHECKING:
    from ui.pictures import Pictures
    from ui.presenting.parts import Banner


TONES = {
    Tone.INFO: (theme.INFO, theme.ON_INFO),
    Tone.WARN: (theme.WARN, theme.ON_WARN),
    Tone.GOOD: (theme.ACCENT_SOFT, theme.ACCENT),
    Tone.REFUSED: (theme.REFUSED, theme.ON_REFUSED),
}


class Strip(Panel):
    """A message over the whole width: icon and text in the colours of its tone; takes no room while empty."""

    def __init__(self, look: Look, lines: int = 4, **kwargs: Any) -> None:
        super().__init__(look, size_hint_y=None, height=0, padding=(look.m, 0), spacing=look.m, **kwargs)
        side = look.px(32)
        self._icon = Icon(look, "", side)
        self._text = Text(look, "", "small", lines=lines, pos_hint={"center_y": 0.5})
        self._text.bind(height=self._grow)
        self.add_widget(Centred(self._icon, size_hint_x=None, width=side))
        self.add_widget(self._text)
        self.show(None)

    def _grow(self, *_: object) -> None:
        self.height = self._text.height + 2 * self.look.s if self._text.said else 0

    def show(self, banner: "Banner | None") -> None:
        self.opacity = 1 if banner else 0
        self._text.said = banner.text if banner else ""
        if banner:
            ground, text = TONES[banner.tone]
            self.paint(ground)
            self._icon.set(banner.icon, text)
            self._text.paint(text)
        self._grow()


class Picture(Widget):
    """A product's picture with rounded corners; a quiet basket where there is none."""

    def __init__(self, look: Look, pictures: "Pictures", sku: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._look, self._pictures, self._sku, self._radius = look, pictures, sku, look.radius("s")
        self._opacity = 1.0
        self.bind(pos=self._redraw, size=self._redraw)

    def show(self, sku: str, opacity: float = 1.0) -> None:
        if (sku, opacity) != (self._sku, self._opacity):
            self._sku, self._opacity = sku, opacity
            self._redraw()

    def _redraw(self, *_: object) -> None:
        self.canvas.clear()
        width, height = round(self.width), round(self.height)
        if width < 2 or height < 2:
            return
        texture = self._pictures.texture(self._sku, width, height, self._radius)
        basket = None if texture else icon_texture("basket", min(width, height) // 2)
        with self.canvas:
            if basket:
                Color(*rgba(theme.SUNKEN))
                SmoothRoundedRectangle(pos=self.pos, size=self.size, radius=[self._radius])
                Color(*rgba(theme.INK_PENDING, 0.55))
                side = basket.width
                place = round(self.center_x - side / 2), round(self.center_y - side / 2)
                Rectangle(pos=place, size=(side, side), texture=basket)
            else:
                Color(1, 1, 1, self._opacity)
                Rectangle(pos=(round(self.x), round(self.y)), size=texture.size, texture=texture)


class Scroll(ScrollView):
    """A list that a finger pushes up and down; only lists that lie in no other one."""

    def __init__(self, look: Look, **kwargs: Any) -> None:
        super().__init__(
            do_scroll_x=False,
            bar_width=look.px(8),
            bar_margin=2,
            bar_pos_y="left" if look.rtl else "right",
            bar_color=rgba(theme.INK_SOFT, 0.8),
            bar_inactive_color=rgba(theme.INK_SOFT, 0.5),
            scroll_type=["bars", "content"],
            scroll_distance=14,
            scroll_timeout=120,
            **kwargs,
        )
        # A frame cut by scissors lets what is out of sight cost nothing; Kivy's stencil would draw it all.
        self._frame = ScissorPush()
        self.canvas.before.add(self._frame)
        self.canvas.after.insert(0, ScissorPop())
        self.bind(pos=self._cut, size=self._cut)

    def _cut(self, *_: object) -> None:
        self._frame.x, self._frame.y = round(self.x), round(self.y)
        self._frame.width, self._frame.height = max(0, round(self.width)), max(0, round(self.height))
