"""The few parts that all screens are made of: text, panels, things to tap, pictures, lists."""

from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.core.text import Label as Measure
from kivy.graphics import Color, SmoothLine, SmoothRoundedRectangle
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.label import Label
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from ui import theme
from ui.icons import Icon, draw_icon
from ui.messages import Tone
from ui.pictures import Pictures
from ui.presenter import Banner
from ui.theme import rgba

LINE = 1.28  # height of a line of text, in font sizes

STYLES = {
    "primary": (theme.ACCENT, theme.ACCENT_PRESSED, theme.ON_ACCENT, None),
    "plain": (theme.SURFACE, theme.PRESSED, theme.INK, theme.HAIRLINE),
    "key": (theme.SURFACE, theme.PRESSED, theme.INK, None),
    "chosen": (theme.ACCENT_SOFT, theme.ACCENT_SOFT, theme.ACCENT, theme.ACCENT),
    "quiet": (None, theme.PRESSED, theme.INK_SOFT, None),
    "on_accent": (None, theme.ACCENT_PRESSED, theme.ON_ACCENT_SOFT, None),
}
"""Ground, ground while pressed, text, border."""

TONES = {
    Tone.INFO: (theme.INFO, theme.ON_INFO),
    Tone.WARN: (theme.WARN, theme.ON_WARN),
    Tone.GOOD: (theme.ACCENT_SOFT, theme.ACCENT),
    Tone.REFUSED: (theme.REFUSED, theme.ON_REFUSED),
}


class Text(Label):
    """A text in `lines` lines at most: it shrinks down to `smallest`, then ends in an ellipsis."""

    def __init__(
        self,
        text: str = "",
        font: float = theme.BODY,
        colour: str = theme.INK,
        bold: bool = False,
        align: str = "left",
        lines: int = 1,
        smallest: float | None = None,
        **kwargs: Any,
    ) -> None:
        self._wanted, self._lines, self._smallest = font, lines, smallest if smallest is not None else font
        self._whole, self._cut = text, ""
        if kwargs.setdefault("size_hint_y", None) is None:
            kwargs.setdefault("height", round(font * LINE * lines))
        super().__init__(
            text=text,
            font_size=font,
            bold=bold,
            halign=align,
            valign="middle",
            shorten=lines == 1,
            shorten_from="right",
            **kwargs,
        )
        self.paint(colour)
        self._fit_soon = Clock.create_trigger(self._fit, -1)  # once, after layout has given it its size
        self.bind(size=self._fit_soon, text=self._said)

    def paint(self, colour: str) -> None:
        self.color = self.disabled_color = rgba(colour)

    def _said(self, *_: object) -> None:
        if self.text != self._cut:
            self._whole = self.text
            self._fit_soon()

    def _fit(self, *_: object) -> None:
        self.text_size = self.size
        if self._lines == 1:
            self.font_size = self._single()
            return
        font = self._wanted
        while font > self._smallest and not self._fits(self._whole, font):
            font -= 1
        words = self._whole.split(" ")
        shown = self._whole
        while len(words) > 1 and not self._fits(shown, font):
            words.pop()
            shown = " ".join(words).rstrip(" ,;") + "…"
        self._cut = shown
        self.font_size, self.text = font, shown

    def _single(self) -> float:
        font = self._wanted
        if font > self._smallest:
            needed = text_width(self.text, font, self.bold) + 1
            font = max(self._smallest, int(font * min(1, self.width / needed)))
            while font > self._smallest and text_width(self.text, font, self.bold) > self.width - 2:
                font -= 1  # glyphs do not scale quite evenly
        return font

    def _fits(self, text: str, font: float) -> bool:
        widest = max((text_width(word, font, self.bold) for word in text.split()), default=0)
        if widest > self.width:
            return False
        label = Measure(text=text, font_size=font, bold=self.bold, text_size=(self.width, None))
        label.resolve_font_name()
        _, height = label.render()  # measures only
        return height <= min(self.height, font * LINE * self._lines) + 2


class Panel(BoxLayout):
    """A box with a ground of its own, rounded, with or without a border."""

    def __init__(
        self,
        ground: str | None = theme.SURFACE,
        radius: float | list[float] = theme.RADIUS,
        border: str | None = None,
        bleed: float = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._bleed = bleed  # how far the ground runs out of the window, where a panel touches its edge
        self._radius = radius if isinstance(radius, list) else [radius]
        with self.canvas.before:
            self._ground_colour = Color(*_or_none(ground))
            self._ground = SmoothRoundedRectangle(radius=self._radius)
            self._border_colour = Color(*_or_none(border))
            self._border = SmoothLine(width=1.2)
        self.bind(pos=self._place, size=self._place)

    def paint(self, ground: str | None, border: str | None = None) -> None:
        self._ground_colour.rgba = _or_none(ground)
        self._border_colour.rgba = _or_none(border)

    def _place(self, *_: object) -> None:
        self._ground.pos = self.x, self.y - self._bleed
        self._ground.size = self.width + self._bleed, self.height + 2 * self._bleed
        if len(self._radius) == 1 and self.width > 2 and self.height > 2:
            inner = (self.x + 0.6, self.y + 0.6, self.width - 1.2, self.height - 1.2)
            self._border.rounded_rectangle = (*inner, self._radius[0])


class Tappable(ButtonBehavior, Panel):
    """Something a finger can hit. `armed` is False for a moment where a tap could be meant for what was there
    before; `find` and `touch` of ui.finger know widgets by `automation_id`."""

    automation_id = StringProperty("")
    armed = BooleanProperty(True)

    def __init__(self, automation_id: str, on_tap: Callable[[], None], style: str = "plain", **kwargs: Any) -> None:
        self._style = style
        super().__init__(**kwargs)
        self.automation_id = automation_id
        self._on_tap = on_tap
        self.bind(state=self._dress, disabled=self._dress)
        self._dress()

    def on_release(self) -> None:
        if self.armed:
            self._on_tap()

    def restyle(self, style: str) -> None:
        self._style = style
        self._dress()

    def _dress(self, *_: object) -> None:
        ground, pressed, text, border = STYLES[self._style]
        if self.disabled:
            ground, text, border = None if ground is None else theme.DISABLED, theme.ON_DISABLED, None
        self.paint(pressed if self.state == "down" else ground, border)
        self.dress_content(text)

    def dress_content(self, colour: str) -> None:
        """Give the content the text colour of the state."""


class PushButton(Tappable):
    """Words to tap, with an icon before them where it helps; an icon alone when `words` is None."""

    def __init__(
        self,
        automation_id: str,
        words: str | None,
        on_tap: Callable[[], None],
        style: str = "plain",
        icon: str = "",
        font: float = theme.BODY,
        bold: bool = True,
        **kwargs: Any,
    ) -> None:
        if kwargs.setdefault("size_hint_y", None) is None:
            kwargs.setdefault("height", theme.TARGET)
        self._label = Text(words or "", font, bold=bold, align="center", smallest=theme.SMALL - 2, size_hint_y=1)
        self._icon_name = icon
        self._icon = Icon(icon, font * 1.3) if icon else None
        super().__init__(automation_id, on_tap, style, padding=(theme.S, 0), spacing=theme.S, **kwargs)
        if words is None:
            self.add_widget(Centred(self._icon))
        else:
            if self._icon:
                self._label.size_hint_x = None
                self.add_widget(Widget())
                self.add_widget(Centred(self._icon, size_hint_x=None, width=self._icon.width))
                self.bind(width=self._hug)
                self._label.bind(text=self._hug)
            self.add_widget(self._label)
            if self._icon:
                self.add_widget(Widget())

    def say(self, words: str) -> None:
        self._label.text = words

    def dress_content(self, colour: str) -> None:
        self._label.paint(colour)
        if self._icon:
            self._icon.set(self._icon_name, colour)

    def _hug(self, *_: object) -> None:
        room = self.width - self._icon.width - 4 * theme.S
        self._label.width = max(1, min(room, text_width(self._label.text, self._label._wanted, True) + 4))


class Centred(AnchorLayout):
    """A widget of fixed size in the middle of the room it gets."""

    def __init__(self, child: Widget, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.add_widget(child)


class Strip(Panel):
    """A message over the whole width: icon and text in the colours of its tone; takes no room while empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(size_hint_y=None, height=0, padding=(theme.M, 0), spacing=theme.M, **kwargs)
        self._icon = Icon("", 30)
        self._text = Text("", theme.SMALL + 1, lines=2, smallest=theme.SMALL - 2, size_hint_y=1)
        self.add_widget(Centred(self._icon, size_hint_x=None, width=30))
        self.add_widget(self._text)
        self.show(None)

    def show(self, banner: Banner | None, height: float = 60) -> None:
        self.height = height if banner else 0
        self.opacity = 1 if banner else 0
        if banner:
            ground, text = TONES[banner.tone]
            self.paint(ground)
            self._icon.set(banner.icon, text)
            self._text.paint(text)
            self._text.text = banner.text


class Picture(Widget):
    """A product's picture with rounded corners; a quiet basket where there is none."""

    def __init__(self, pictures: Pictures, sku: str, radius: float = theme.RADIUS_S, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._pictures, self._sku, self._radius = pictures, sku, radius
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
        texture = self._pictures.texture(self._sku, width, height)
        with self.canvas:
            if texture is None:
                Color(*rgba(theme.SUNKEN))
                SmoothRoundedRectangle(pos=self.pos, size=self.size, radius=[self._radius])
                draw_icon("basket", self.center, min(width, height) * 0.5, theme.INK_PENDING, 0.55)
            else:
                Color(1, 1, 1, self._opacity)
                SmoothRoundedRectangle(pos=self.pos, size=self.size, radius=[self._radius], texture=texture)


class Scroll(ScrollView):
    """A list that a finger pushes up and down."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            do_scroll_x=False,
            bar_width=6,
            bar_margin=2,
            bar_color=rgba(theme.INK_SOFT, 0.5),
            bar_inactive_color=rgba(theme.INK_SOFT, 0.22),
            scroll_type=["bars", "content"],
            scroll_distance=14,
            scroll_timeout=120,
            **kwargs,
        )


class Column(BoxLayout):
    """Widgets under each other, as high as they need."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(orientation="vertical", size_hint_y=None, **kwargs)
        self.bind(minimum_height=self.setter("height"))


class Gap(Widget):
    """Room of a fixed height."""

    def __init__(self, height: float, **kwargs: Any) -> None:
        super().__init__(size_hint_y=None, height=height, **kwargs)


class Spring(Widget):
    """Takes the room that is left."""


def text_width(text: str, font: float, bold: bool = False) -> float:
    """Pixels that a line of text takes."""
    return Measure(font_size=font, bold=bold).get_extents(text)[0] if text else 0


def _or_none(colour: str | None) -> tuple[float, float, float, float]:
    return rgba(colour) if colour else (0, 0, 0, 0)
