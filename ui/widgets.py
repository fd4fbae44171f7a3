"""The few parts that all screens are made of: boxes, panels, things to tap, pictures, lists.

Each takes the Look first; boxes put their children in reading order, from the right where the language runs so.
"""

from collections.abc import Callable
from math import hypot
from typing import TYPE_CHECKING, Any

from kivy.graphics import BorderImage, Color, Rectangle, SmoothRoundedRectangle
from kivy.graphics.scissor_instructions import ScissorPop, ScissorPush
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from ui import theme
from ui.icons import Icon, icon_texture
from ui.lettering import Text, width_of
from ui.rounding import ground_texture
from ui.theme import Look, rgba
from ui.tones import Tone

if TYPE_CHECKING:
    from ui.pictures import Pictures
    from ui.presenting.parts import Banner

STYLES = {
    "primary": (theme.ACCENT, theme.ACCENT_PRESSED, theme.ON_ACCENT, None),
    "plain": (theme.SURFACE, theme.PRESSED, theme.INK, theme.HAIRLINE),
    "key": (theme.SURFACE, theme.PRESSED, theme.INK, theme.HAIRLINE),
    "chosen": (theme.ACCENT_SOFT, theme.ACCENT_SOFT, theme.ACCENT, theme.ACCENT),
    "quiet": (None, theme.PRESSED, theme.INK_SOFT, None),
    "row": (theme.SURFACE, theme.PRESSED, theme.INK, None),
    "newest": (theme.ACCENT_SOFT, theme.PRESSED, theme.INK, theme.ACCENT),
    "pending": (None, theme.PRESSED, theme.INK_PENDING, theme.HAIRLINE),
    "on_accent": (theme.ACCENT_PRESSED, theme.ACCENT, theme.ON_ACCENT, theme.ON_ACCENT_SOFT),
}
"""Ground, ground while pressed, text, border."""

SLIP = 24  # pixels by which a finger rolls while it taps: 5 mm

TONES = {
    Tone.INFO: (theme.INFO, theme.ON_INFO),
    Tone.WARN: (theme.WARN, theme.ON_WARN),
    Tone.GOOD: (theme.ACCENT_SOFT, theme.ACCENT),
    Tone.REFUSED: (theme.REFUSED, theme.ON_REFUSED),
}


class Box(BoxLayout):
    """Children beside or under each other, in reading order."""

    def __init__(self, look: Look, **kwargs: Any) -> None:
        self.look, self.mirrored = look, look.rtl
        super().__init__(**kwargs)

    def do_layout(self, *args: Any) -> None:
        super().do_layout(*args)
        if self.mirrored:
            mirror(self)


class Stack(Box):
    """Children under each other."""

    def __init__(self, look: Look, **kwargs: Any) -> None:
        super().__init__(look, orientation="vertical", **kwargs)


class Sides(Box):
    """The two sides of a screen, work beside sums; one under the other on a screen that stands upright.

    For the left hand they change places: what is tapped is then on the left.
    """

    def __init__(self, look: Look, **kwargs: Any) -> None:
        super().__init__(look, orientation="vertical" if look.portrait else "horizontal", **kwargs)
        self.mirrored = not look.portrait and look.rtl != look.left_handed


class Grid(GridLayout):
    """Rows of equal cells, in reading order; keys of a keyboard stay where every keyboard has them."""

    def __init__(self, look: Look, keyboard: bool = False, **kwargs: Any) -> None:
        self.mirrored = look.rtl and not keyboard
        super().__init__(spacing=look.s, **kwargs)

    def do_layout(self, *args: Any) -> None:
        super().do_layout(*args)
        if self.mirrored:
            mirror(self)


class Panel(Box):
    """A box with a ground of its own, rounded, with or without a border."""

    def __init__(
        self,
        look: Look,
        ground: str | None = theme.SURFACE,
        radius: float | None = None,
        border: str | None = None,
        bleed: float = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(look, **kwargs)
        self._bleed = bleed  # how far the ground runs out of the window, where a panel touches its edge
        self._radius = look.radius("m") if radius is None else radius
        self._ground = BorderImage()
        self._border: str | None = None
        self.ground: str | None = None
        self.paint(ground, border)
        self.bind(pos=self._place, size=self._place)

    def paint(self, ground: str | None, border: str | None = None) -> None:
        """What has no colour is not drawn at all: in software a transparent ground costs more than a coloured one."""
        if (ground, border) == (self.ground, self._border):
            return
        self.ground, self._border = ground, border
        self.canvas.before.clear()
        if ground or border:
            self.canvas.before.add(Color(1, 1, 1, 1))
            self.canvas.before.add(self._ground)
            self._place()

    def _place(self, *_: object) -> None:
        if not (self.ground or self._border):
            return
        width, height = self.width + 2 * self._bleed, self.height + 2 * self._bleed
        radius = int(max(1, min(self._radius, width / 2, height / 2)))
        self._ground.texture = ground_texture(radius, self.ground, self._border)
        self._ground.border = (max(radius, 3),) * 4
        self._ground.pos = self.x - self._bleed, self.y - self._bleed
        self._ground.size = width, height


class Tappable(ButtonBehavior, Panel):
    """Something a finger can hit. `armed` is False for a moment where a tap could be meant for what was there
    before; `find` and `touch` of ui.finger know widgets by `automation_id`."""

    automation_id = StringProperty("")
    armed = BooleanProperty(True)

    def __init__(
        self, look: Look, automation_id: str, on_tap: Callable[[], None], style: str = "plain", **kwargs: Any
    ) -> None:
        self._style = style
        super().__init__(look=look, **kwargs)
        self.automation_id = automation_id
        self._on_tap = on_tap
        self.bind(state=self._dress, disabled=self._dress)
        self._dress()

    def on_touch_up(self, touch: Any) -> bool:
        """A finger that stayed where it came down has tapped, even where the page moved away under it."""
        if touch.grab_current is self:
            wide, high = self.look.size
            slipped = hypot((touch.sx - touch.osx) * wide, (touch.sy - touch.osy) * high)
            self.always_release = slipped < self.look.px(SLIP)
        return bool(super().on_touch_up(touch))

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
        self.paint(pressed if self.state == "down" and not self.disabled else ground, border)
        self.dress_content(text)

    def dress_content(self, colour: str) -> None:
        """Give the content the text colour of the state."""


class PushButton(Tappable):
    """Words to tap, with an icon before them where it helps; an icon alone when `words` is None."""

    def __init__(
        self,
        look: Look,
        automation_id: str,
        words: str | None,
        on_tap: Callable[[], None],
        style: str = "plain",
        icon: str = "",
        font: str = "body",
        lines: int = 1,
        **kwargs: Any,
    ) -> None:
        if kwargs.setdefault("size_hint_y", None) is None:
            kwargs.setdefault("height", max(look.target, Text.room(look, font, lines) + look.s))
        self._label = Text(look, words or "", font, bold=True, align="center", lines=lines, size_hint_y=1)
        self._icon_name = icon
        self._icon = Icon(look, icon, look.font(font) * 1.2) if icon else None
        super().__init__(look, automation_id, on_tap, style, padding=(look.s, 0), spacing=look.s, **kwargs)
        if words is None:
            self.add_widget(Centred(self._icon))
            return
        if self._icon:
            self._label.size_hint_x = None
            self.add_widget(Widget())
            self.add_widget(Centred(self._icon, size_hint_x=None, width=self._icon.width))
            self.bind(width=self._hug)
            self._label.bind(said=self._hug)
        self.add_widget(self._label)
        if self._icon:
            self.add_widget(Widget())
            self._hug()

    def say(self, words: str) -> None:
        self._label.said = words

    def dress_content(self, colour: str) -> None:
        self._label.paint(colour)
        if self._icon:
            self._icon.set(self._icon_name, colour)

    def wide(self) -> float:
        """How wide the button is when its words stand on one line."""
        icon = self._icon.width + self.look.s if self._icon else 0
        return width_of(self._label, self._label.said) + icon + 5 * self.look.s + 4

    def _hug(self, *_: object) -> None:
        room = self.width - self._icon.width - 5 * self.look.s - 2
        widest = max((width_of(self._label, part) for part in self._label.said.split("\n")), default=0)
        self._label.width = max(1, min(room, widest))


class Centred(AnchorLayout):
    """A widget of fixed size in the middle of the room it gets."""

    def __init__(self, child: Widget, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.add_widget(child)


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


class Column(Stack):
    """Widgets under each other, as high as they need."""

    def __init__(self, look: Look, **kwargs: Any) -> None:
        super().__init__(look, size_hint_y=None, height=0, **kwargs)
        self.bind(minimum_height=self.setter("height"))


class Gap(Widget):
    """Room of a fixed height."""

    def __init__(self, height: float, **kwargs: Any) -> None:
        super().__init__(size_hint_y=None, height=height, **kwargs)


class Spring(Widget):
    """Takes the room that is left."""


def mirror(box: Any) -> None:
    """Turn the order of children round, from left to right into from right to left."""
    for child in box.children:
        child.x = box.x + box.right - child.right
