"""What lies over a screen for a moment: the PIN pad for staff, and the question before cancelling."""

from collections.abc import Callable
from math import ceil
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.widget import Widget

from ui import theme
from ui.boxes import Box, Centred, Gap, Panel, Sides, Spring, Stack
from ui.buttons import PushButton
from ui.edges import Door
from ui.icons import Icon
from ui.lettering import Text
from ui.screens.pad import small_pad
from ui.theme import Look, rgba
from ui.words import say

FORGOTTEN_S = 20.0  # a pad that nobody uses goes away by itself


class Overlay(AnchorLayout):
    """Darkens the screen and keeps touches from it."""

    blocks = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        with self.canvas.before:
            Color(*rgba(theme.SHADE, theme.SHADE_OPACITY))
            self._shade = Rectangle()
        self.bind(pos=self._place, size=self._place)

    def close(self) -> None:
        """It goes away: whatever ticks in it stops."""

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True

    def _place(self, *_: object) -> None:
        self._shade.pos, self._shade.size = self.pos, self.size


def dialog(look: Look, width: int, *parts: Widget) -> Panel:
    """A box as high as its parts, one below the other, and `width` wide where the window is wide enough."""
    box = Panel(
        look,
        theme.SURFACE,
        look.radius("l"),
        orientation="vertical",
        size_hint=(None, None),
        width=min(look.size[0] - 2 * look.m, look.px(width)),
        padding=look.lg,
    )
    box.bind(minimum_height=box.setter("height"))
    for part in parts:
        box.add_widget(part)
    return box


class CancelDialog(Overlay):
    def __init__(self, look: Look, lang: str, on_yes: Callable[[], None], on_no: Callable[[], None]) -> None:
        super().__init__()
        ask = Text(look, say(lang, "cancel.ask"), "title", bold=True, lines=2)
        hint = Text(look, say(lang, "cancel.hint"), "body", theme.INK_SOFT, lines=3)
        yes = PushButton(look, "cancel:yes", say(lang, "cancel.yes"), on_yes, lines=2)
        no = PushButton(look, "cancel:no", say(lang, "cancel.no"), on_no, "primary", lines=2)
        answers = Box(look, spacing=look.m, size_hint_y=None, height=yes.height)
        answers.add_widget(yes)
        answers.add_widget(no)
        self.add_widget(dialog(look, 640, ask, Gap(look.m), hint, Gap(look.m), answers))


class PinPad(Overlay):
    """Digits for staff. The PIN goes to the gate and nowhere else."""

    def __init__(
        self, look: Look, lang: str, gate: Door, on_open: Callable[[], None], on_close: Callable[[], None]
    ) -> None:
        super().__init__()
        self._lang, self._gate, self._open, self._close = lang, gate, on_open, on_close
        self._pin = ""
        self._wrong = False
        enter = PushButton(look, "key:ok", say(lang, "common.ok"), self._try, "primary", font="lead", size_hint_y=1)
        keys = small_pad(look, self._put, enter)
        self._keys = list(keys.children)
        words = Stack(look, spacing=look.s)
        if look.portrait:
            words.size_hint_y, words.height = None, look.px(330)
        head = Box(look, size_hint_y=None, height=Text.room(look, "lead"), spacing=look.s)
        head.add_widget(Centred(Icon(look, "lock", look.px(32), theme.ACCENT), size_hint_x=None, width=look.px(36)))
        head.add_widget(Text(look, say(lang, "pin.title"), "lead", bold=True, size_hint_y=1))
        field = Panel(look, theme.SUNKEN, look.radius("s"), size_hint_y=None, height=look.px(60))
        self._dots = Text(look, "", "title", bold=True, align="center", size_hint_y=1)
        field.add_widget(self._dots)
        self._message = Text(look, "", "small", lines=3)
        back = PushButton(look, "pin:back", say(lang, "common.back"), on_close)
        for part in (head, field, self._message, Spring(), back):
            words.add_widget(part)
        sides = Sides(look, spacing=look.lg)
        sides.add_widget(words)
        sides.add_widget(Centred(keys, size_hint=(None, None), size=keys.size) if look.portrait else keys)
        high = keys.height + (words.height + look.lg if look.portrait else 0)
        box = Panel(
            look,
            theme.SURFACE,
            look.radius("l"),
            size_hint=(None, None),
            width=min(look.size[0] - 2 * look.m, keys.width + look.px(0 if look.portrait else 420) + 2 * look.lg),
            height=high + 2 * look.lg,
            padding=look.lg,
        )
        box.add_widget(sides)
        self.add_widget(box)
        self._idle = 0.0
        self._beat = Clock.schedule_interval(self._tick, 0.25)
        self._show()

    def close(self) -> None:
        self._beat.cancel()
        self._pin = ""

    def _put(self, digit: str) -> None:
        self._idle, self._wrong = 0.0, False
        self._pin = (self._pin + digit)[:12] if digit else self._pin[:-1]
        self._show()

    def _try(self) -> None:
        self._idle = 0.0
        pin, self._pin = self._pin, ""
        if pin and self._gate.opens(pin):
            self._open()
            return
        self._wrong = bool(pin)
        self._show()

    def _tick(self, seconds: float) -> None:
        self._idle += seconds
        if self._idle > FORGOTTEN_S and not self._gate.wait_s():
            self._close()
        else:
            self._show()

    def _show(self) -> None:
        wait = self._gate.wait_s()
        self._dots.said = "•" * len(self._pin)
        for key in self._keys:
            key.disabled = wait > 0
        if self._gate.locked:
            self._message.said = say(self._lang, "pin.wait", n=ceil(wait))
            self._message.paint(theme.ON_WARN)
        elif wait > 0:
            self._message.said = say(self._lang, "pin.wrong_wait", n=ceil(wait))
            self._message.paint(theme.ON_REFUSED)
        elif self._wrong:
            self._message.said = say(self._lang, "pin.wrong")
            self._message.paint(theme.ON_REFUSED)
        else:
            self._message.said = say(self._lang, "pin.badge" if self._gate.badges else "pin.hint")
            self._message.paint(theme.INK_SOFT)
