"""What screens show beside words: a message, a product's picture, a list that is pushed."""

from typing import TYPE_CHECKING, Any

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle, SmoothRoundedRectangle
from kivy.graphics.scissor_instructions import ScissorPop, ScissorPush
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from ui import theme
from ui.boxes import Column, Fitted, Panel
from ui.icons import Icon, icon_texture
from ui.lettering import Text
from ui.theme import Look, rgba
from ui.tones import Tone

if TYPE_CHECKING:
    from ui.presenting.parts import Banner


TONES = {
    Tone.INFO: (theme.INFO, theme.ON_INFO),
    Tone.WARN: (theme.WARN, theme.ON_WARN),
    Tone.GOOD: (theme.ACCENT_SOFT, theme.ACCENT),
    Tone.REFUSED: (theme.REFUSED, theme.ON_REFUSED),
}


class Strip(Panel):
    """A message over the whole width: icon and text in the colours of its tone; takes no room while empty."""

    banner = ObjectProperty(None, allownone=True)
    lines = NumericProperty(4)

    def __init__(self, look: Look | None = None, **kwargs: Any) -> None:
        self._icon = Icon(px=32)
        self._text = Text(font="small", lines=self.lines, pos_hint={"center_y": 0.5})
        super().__init__(look, size_hint_y=None, height=0, opacity=0, **kwargs)
        self._text.bind(height=self._grow)
        self.add_widget(self._icon)
        self.add_widget(self._text)

    def fit(self, look: Look) -> None:
        super().fit(look)
        self.padding, self.spacing = (look.m, 0), look.m

    def on_lines(self, _strip: Widget, lines: int) -> None:
        self._text.lines = lines

    def on_banner(self, _strip: Widget, banner: "Banner | None") -> None:
        self.opacity = 1 if banner else 0
        self._text.said = banner.text if banner else ""
        if banner:
            self.ground, ink = TONES[banner.tone]
            self._icon.name, self._icon.colour = banner.icon, ink
            self._text.colour = ink
        self._grow()

    def _grow(self, *_: object) -> None:
        self.height = self._text.height + 2 * self.look.s if self._text.said else 0


class Texts(Column):
    """One text below the other; those that are there already are kept."""

    texts = ObjectProperty(())
    font = StringProperty("small")
    colour = StringProperty(theme.INK)
    align = StringProperty("start")
    bold = BooleanProperty(False)
    lines = NumericProperty(1)
    data = BooleanProperty(False)

    def __init__(self, look: Look | None = None, **kwargs: Any) -> None:
        super().__init__(look, **kwargs)
        for name in ("texts", "font", "colour", "align", "bold", "lines"):
            self.fbind(name, self._say)

    def _say(self, *_: object) -> None:
        for spare in self.children[: max(0, len(self.children) - len(self.texts))]:
            self.remove_widget(spare)
        while len(self.children) < len(self.texts):
            self.add_widget(Text(data=self.data))
        for text, said in zip(reversed(self.children), self.texts, strict=True):
            text.font, text.bold, text.align, text.lines = self.font, self.bold, self.align, self.lines
            text.said, text.colour = said, self.colour


class Picture(Fitted, Widget):
    """A product's picture with rounded corners; a quiet basket where there is none."""

    pictures = ObjectProperty()  # ui.pictures.Pictures
    sku = StringProperty("")
    strength = NumericProperty(1.0)

    def __init__(self, look: Look | None = None, **kwargs: Any) -> None:
        super().__init__(look, **kwargs)
        draw_soon = Clock.create_trigger(self._draw, -1)  # once, whatever of it has changed
        self.bind(pos=draw_soon, size=draw_soon, sku=draw_soon, strength=draw_soon)
        draw_soon()

    def _draw(self, _dt: float) -> None:
        self.canvas.clear()
        width, height = round(self.width), round(self.height)
        if width < 2 or height < 2:
            return
        radius = self.look.radius("s")
        texture = self.pictures.texture(self.sku, width, height, radius)
        basket = None if texture else icon_texture("basket", min(width, height) // 2)
        with self.canvas:
            if basket:
                Color(*rgba(theme.SUNKEN))
                SmoothRoundedRectangle(pos=self.pos, size=self.size, radius=[radius])
                Color(*rgba(theme.INK_PENDING, 0.55))
                side = basket.width
                place = round(self.center_x - side / 2), round(self.center_y - side / 2)
                Rectangle(pos=place, size=(side, side), texture=basket)
            else:
                Color(1, 1, 1, self.strength)
                Rectangle(pos=(round(self.x), round(self.y)), size=texture.size, texture=texture)


class Scroll(Fitted, ScrollView):
    """A list that a finger pushes up and down; only lists that lie in no other one."""

    def __init__(self, look: Look | None = None, **kwargs: Any) -> None:
        super().__init__(
            look,
            do_scroll_x=False,
            bar_margin=2,
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

    def fit(self, look: Look) -> None:
        super().fit(look)
        self.bar_width, self.bar_pos_y = look.px(8), "left" if look.rtl else "right"

    def _cut(self, *_: object) -> None:
        self._frame.x, self._frame.y = round(self.x), round(self.y)
        self._frame.width, self._frame.height = max(0, round(self.width)), max(0, round(self.height))
