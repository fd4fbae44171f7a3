"""What a finger can hit: its colours in each state, and a button of words and an icon."""

from collections.abc import Callable
from math import hypot
from typing import Any

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.widget import Widget

from ui import theme
from ui.boxes import Centred, Panel
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

    @property
    def style(self) -> str:
        """One of STYLES."""
        return self._style

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
        self._bare, self._size, self._icon_name = words is None, look.font(font) * 1.2, icon
        self._icon: Icon | None = None
        self._shown = ""
        super().__init__(look, automation_id, on_tap, style, padding=(look.s, 0), spacing=look.s, **kwargs)
        self.bind(width=self._hug)
        self._label.bind(said=self._hug)
        self._lay()
        self._dress()

    def _lay(self) -> None:
        """Icon and words beside each other; what is chosen bears a mark, for who does not see its tint."""
        marked = self._style == "chosen" and not self._icon_name
        name = "check" if marked else self._icon_name
        self._icon = Icon(self.look, name, self._size * (0.75 if marked else 1)) if name else None
        self.spacing = self.look.xs if marked else self.look.s
        self._shown = name
        self.clear_widgets()
        if self._bare:
            self.add_widget(Centred(self._icon))
            return
        self._label.size_hint_x = None if self._icon else 1
        if self._icon:
            self.add_widget(Widget())
            self.add_widget(Centred(self._icon, size_hint_x=None, width=self._icon.width))
        self.add_widget(self._label)
        if self._icon:
            self.add_widget(Widget())
            self._hug()

    def restyle(self, style: str) -> None:
        changes = (style == "chosen") != (self._style == "chosen")
        self._style = style
        if changes:
            self._lay()
        self._dress()

    def say(self, words: str) -> None:
        self._label.said = words

    def dress_content(self, colour: str) -> None:
        self._label.paint(colour)
        if self._icon:
            self._icon.set(self._shown, colour)

    def wide(self) -> float:
        """How wide the button is when its words stand on one line."""
        icon = self._icon.width + self.look.s if self._icon else 0
        return width_of(self._label, self._label.said) + icon + 5 * self.look.s + 4

    def _hug(self, *_: object) -> None:
        if self._icon is None or self._bare:
            return
        room = self.width - self._icon.width - 2 * self.look.s - 3 * self.spacing - 2
        widest = max((width_of(self._label, part) for part in self._label.said.split("\n")), default=0)
        self._label.width = max(1, min(room, widest))
