"""What lies over a screen for a moment: the PIN pad for staff, and the question before cancelling."""

from collections.abc import Callable
from math import ceil
from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.anchorlayout import AnchorLayout

from ui import theme
from ui.edges import Door, Edges
from ui.laid import Page
from ui.words import say

FORGOTTEN_S = 20.0  # a pad that nobody uses goes away by itself
LONGEST_PIN = 12
WORDS = 420  # pixels at 1024x600


class Overlay(Page, AnchorLayout):
    """Darkens the screen and keeps touches from it."""

    blocks = True

    def __init__(self, edges: Edges, model: Any, on_close: Callable[[], None]) -> None:
        self.on_close = on_close
        super().__init__(edges, model)

    def close(self) -> None:
        """It goes away: whatever ticks in it stops."""

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True


class CancelDialog(Overlay):
    def __init__(self, edges: Edges, on_yes: Callable[[], None], on_close: Callable[[], None]) -> None:
        self.on_yes = on_yes
        super().__init__(edges, None, on_close)


class PinPad(Overlay):
    """Digits for staff. The PIN goes to the gate and nowhere else."""

    dots = StringProperty("")
    message = StringProperty("")
    ink = StringProperty(theme.INK_SOFT)
    waiting = BooleanProperty(False)

    def __init__(self, edges: Edges, gate: Door, on_open: Callable[[], None], on_close: Callable[[], None]) -> None:
        self._gate, self._open = gate, on_open
        self.beside = 0 if edges.look.portrait else WORDS  # beside the keys
        self._pin = ""
        self._wrong = False
        self._idle = 0.0
        super().__init__(edges, None, on_close)
        self._beat = Clock.schedule_interval(self._tick, 0.25)
        self._show()

    def close(self) -> None:
        self._beat.cancel()
        self._pin = ""

    def put(self, digit: str) -> None:
        self._idle, self._wrong = 0.0, False
        self._pin = (self._pin + digit)[:LONGEST_PIN] if digit else self._pin[:-1]
        self._show()

    def enter(self) -> None:
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
            self.on_close()
        else:
            self._show()

    def _show(self) -> None:
        wait = self._gate.wait_s()
        self.dots, self.waiting = "•" * len(self._pin), wait > 0
        if self._gate.locked:
            row, self.ink = "pin.wait", theme.ON_WARN
        elif wait > 0:
            row, self.ink = "pin.wrong_wait", theme.ON_REFUSED
        elif self._wrong:
            row, self.ink = "pin.wrong", theme.ON_REFUSED
        else:
            row, self.ink = "pin.badge" if self._gate.badges else "pin.hint", theme.INK_SOFT
        self.message = say(self.edges.lang, row, n=ceil(wait)) if wait > 0 else say(self.edges.lang, row)
