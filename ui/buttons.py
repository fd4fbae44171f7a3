"""What a finger can hit: its colours in each state, and a button of words and an icon."""

from math import hypot
from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, OptionProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior

from ui import theme
from ui.boxes import Panel, Spring
from ui.icons import Icon
from ui.lettering import Text, width_of
from ui.theme import Look

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


class Tappable(ButtonBehavior, Panel):
    """Something a finger can hit: `on_tap` says that it did. `armed` is False for a moment where a tap could be meant
    for what was there before; `find` and `touch` of ui.finger know widgets by `automation_id`."""

    automation_id = StringProperty("")
    armed = BooleanProperty(True)
    style = OptionProperty("plain", options=tuple(STYLES))

    __events__ = ("on_tap",)

    def __init__(self, look: Look | None = None, **kwargs: Any) -> None:
        super().__init__(look=look, **kwargs)
        for name in ("state", "disabled", "style"):
            self.fbind(name, self._dress)
        self._dress()

    def on_tap(self) -> None:
        """A finger has tapped it."""

    def on_touch_up(self, touch: Any) -> bool:
        """A finger that stayed where it came down has tapped, even where the page moved away under it."""
        if touch.grab_current is self:
            wide, high = self.look.size
            slipped = hypot((touch.sx - touch.osx) * wide, (touch.sy - touch.osy) * high)
            self.always_release = slipped < self.look.px(SLIP)
        return bool(super().on_touch_up(touch))

    def on_release(self) -> None:
        if self.armed:
            self.dispatch("on_tap")

    def _dress(self, *_: object) -> None:
        ground, pressed, text, border = STYLES[self.style]
        if self.disabled:
            ground, text, border = None if ground is None else theme.DISABLED, theme.ON_DISABLED, None
        self.ground, self.border = pressed if self.state == "down" and not self.disabled else ground, border
        self.dress_content(text)

    def dress_content(self, colour: str) -> None:
        """Give the content the text colour of the state."""


class PushButton(Tappable):
    """Words to tap, with an icon before them where it helps; an icon alone where there are no words (None)."""

    words = StringProperty("", allownone=True)
    icon = StringProperty("")
    font = StringProperty("body")
    lines = NumericProperty(1)

    def __init__(self, look: Look | None = None, **kwargs: Any) -> None:
        self._high = self.height  # what nobody has wished, so that it follows type and lines
        self._label = Text(bold=True, align="center", size_hint_y=1)
        self._icon: Icon | None = None
        super().__init__(look, **{"size_hint_y": None} | kwargs)
        for name in ("words", "icon", "font", "lines", "style"):
            self.fbind(name, self._lay)
        self.fbind("width", self._hug)
        self._lay()

    def fit(self, look: Look) -> None:
        super().fit(look)
        self.padding = look.s, 0
        self._lay()

    def _lay(self, *_: object) -> None:
        """Icon and words beside each other; what is chosen bears a mark, for who does not see its tint."""
        look, label = self.look, self._label
        if look is None or self.canvas is None:
            return
        label.said, label.font, label.lines = self.words or "", self.font, self.lines
        marked = self.style == "chosen" and not self.icon
        name = "check" if marked else self.icon
        self.spacing = 0 if self.words is None else look.xs if marked else look.s
        if bool(name) != bool(self._icon) or not self.children:
            self.clear_widgets()
            self._icon = Icon() if name else None
            label.size_hint_x = None if name else 1
            parts = (self._icon, label) if self.words is not None else (self._icon,)
            for part in (Spring(), *parts, Spring()) if name else parts[1:]:
                self.add_widget(part)
            self._dress()
        if self._icon is not None:
            self._icon.name, self._icon.side = name, look.font(self.font) * (0.9 if marked else 1.2)
        if self.size_hint_y is None and self.height == self._high:
            self.height = self._high = max(look.target, Text.room(look, self.font, self.lines) + look.s)
        self._hug()

    def dress_content(self, colour: str) -> None:
        self._label.colour = colour
        if self._icon is not None:
            self._icon.colour = colour

    def wide(self) -> float:
        """How wide the button is when its words stand on one line."""
        icon = self._icon.width + self.look.s if self._icon else 0
        return width_of(self._label, self._label.said) + icon + 5 * self.look.s + 4

    def _hug(self, *_: object) -> None:
        if self._icon is None or self.words is None:
            return
        room = self.width - self._icon.width - 2 * self.look.s - 3 * self.spacing - 2
        widest = max((width_of(self._label, part) for part in self._label.said.split("\n")), default=0)
        self._label.width = max(1, min(room, widest))
