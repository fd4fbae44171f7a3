"""What lies over a screen for a moment: the PIN pad for staff, and the question before cancelling."""

from collections.abc import Callable
from math import ceil
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout

from ui import theme
from ui.edges import Door
from ui.icons import Icon
from ui.messages import say
from ui.theme import rgba
from ui.widgets import Centred, Gap, Panel, PushButton, Text

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

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True

    def _place(self, *_: object) -> None:
        self._shade.pos, self._shade.size = self.pos, self.size


class CancelDialog(Overlay):
    def __init__(self, lang: str, on_yes: Callable[[], None], on_no: Callable[[], None]) -> None:
        super().__init__()
        box = Panel(
            theme.SURFACE,
            theme.RADIUS_L,
            orientation="vertical",
            size_hint=(None, None),
            size=(600, 284),
            padding=theme.L + 4,
        )
        box.add_widget(Text(say(lang, "cancel_ask"), theme.TITLE, bold=True))
        box.add_widget(Gap(theme.S))
        box.add_widget(Text(say(lang, "cancel_hint"), theme.BODY, theme.INK_SOFT, lines=3, height=84))
        answers = BoxLayout(spacing=theme.M)
        answers.add_widget(PushButton("cancel:yes", say(lang, "cancel_yes"), on_yes, size_hint_y=1))
        answers.add_widget(PushButton("cancel:no", say(lang, "cancel_no"), on_no, "primary", size_hint_y=1))
        answers.size_hint_y, answers.height = None, 76
        box.add_widget(Gap(theme.M))
        box.add_widget(answers)
        self.add_widget(box)


class PinPad(Overlay):
    """Digits for staff. The PIN goes to the gate and nowhere else."""

    def __init__(self, lang: str, gate: Door, on_open: Callable[[], None], on_close: Callable[[], None]) -> None:
        super().__init__()
        self._lang, self._gate, self._open, self._close = lang, gate, on_open, on_close
        self._pin = ""
        self._wrong = False
        box = Panel(
            theme.SURFACE,
            theme.RADIUS_L,
            orientation="vertical",
            size_hint=(None, None),
            size=(400, 560),
            padding=theme.L,
            spacing=theme.S,
        )
        head = BoxLayout(size_hint_y=None, height=44, spacing=theme.S)
        head.add_widget(Centred(Icon("lock", 30, theme.ACCENT), size_hint_x=None, width=36))
        head.add_widget(Text(say(lang, "pin"), theme.LEAD + 2, bold=True, size_hint_y=1))
        box.add_widget(head)
        field = Panel(theme.SUNKEN, theme.RADIUS_S, size_hint_y=None, height=56)
        self._dots = Text("", theme.TITLE, bold=True, align="center", size_hint_y=1)
        field.add_widget(self._dots)
        box.add_widget(field)
        self._message = Text("", theme.SMALL, align="center", height=26)
        box.add_widget(self._message)
        self._keys: list[PushButton] = []
        grid = GridLayout(cols=3, spacing=theme.S)
        for name in ("1", "2", "3", "4", "5", "6", "7", "8", "9", "erase", "0", "ok"):
            grid.add_widget(self._key(name))
        box.add_widget(grid)
        box.add_widget(PushButton("pin:back", say(lang, "back"), on_close, "quiet", font=theme.BODY))
        self.add_widget(box)
        self._idle = 0.0
        self._beat = Clock.schedule_interval(self._tick, 0.25)
        self._show()

    def close(self) -> None:
        self._beat.cancel()
        self._pin = ""

    def _key(self, name: str) -> PushButton:
        if name == "ok":
            key = PushButton("key:ok", say(self._lang, "ok"), self._try, "primary", font=theme.LEAD, size_hint_y=1)
        elif name == "erase":
            key = PushButton(
                "key:erase", None, lambda: self._put(""), "plain", icon="erase", font=theme.LEAD, size_hint_y=1
            )
        else:
            key = PushButton(f"key:{name}", name, lambda: self._put(name), font=theme.LEAD + 2, size_hint_y=1)
        self._keys.append(key)
        return key

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
        self._dots.text = "•" * len(self._pin)
        for key in self._keys:
            key.disabled = wait > 0
        if wait > 0:
            self._message.text = say(self._lang, "pin_wait", n=ceil(wait))
            self._message.paint(theme.ON_WARN)
        elif self._wrong:
            self._message.text = say(self._lang, "pin_wrong")
            self._message.paint(theme.ON_REFUSED)
        else:
            self._message.text = say(self._lang, "pin_hint")
            self._message.paint(theme.INK_SOFT)
