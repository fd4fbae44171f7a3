"""The shopper's side of the screen: what it shows, and a finger that really touches it."""

import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Event
from typing import Any

from cart.core.view import CartView
from cart.screen import Window

ANSWER_S = 5.0
TRY_S = 3.0
BETWEEN_S = 0.12
GLANCE_S = 0.2


class WindowClosed(Exception):
    """The cart's window went away under the finger; one sentence."""


class Touchscreen:
    """For a thread beside Kivy's: every touch is done in Kivy's thread, where the window lives."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._gone = Event()

    @property
    def view(self) -> CartView:
        """What the cart shows; raises WindowClosed when its window is no more."""
        self.look()
        view = self._window.view
        if view is None:
            raise RuntimeError("the cart has not shown anything yet")
        return view

    def look(self) -> None:
        """Raise WindowClosed when the window is no more."""
        if self._gone.is_set():
            raise WindowClosed("the cart's window was closed before the trip was over")

    def gone(self) -> None:
        """Hear that the window was closed: whoever looks or touches from now on finds nothing."""
        self._gone.set()

    def press(self, automation_id: str) -> bool:
        """Touch a button as soon as it is there; False when it does not come."""
        from ui import finger

        deadline = time.monotonic() + TRY_S
        while time.monotonic() < deadline:
            self.look()
            if self._in_kivy(lambda: finger.press(self._window.app.root, automation_id)):
                time.sleep(BETWEEN_S)
                return True
            time.sleep(0.05)
        return False

    def close(self) -> None:
        """Close the window."""
        self._in_kivy(self._window.app.stop)

    def _in_kivy(self, act: Callable[[], Any]) -> Any:
        from kivy.clock import Clock

        answers: SimpleQueue[Any] = SimpleQueue()
        Clock.schedule_once(lambda _dt: answers.put(act()))
        deadline = time.monotonic() + ANSWER_S
        while time.monotonic() < deadline and not self._gone.is_set():
            try:
                return answers.get(timeout=GLANCE_S)
            except Empty:
                continue
        return False
