"""Signing in, and the shopper's own bag and coat."""

from collections.abc import Callable
from typing import Any

from kivy.properties import BooleanProperty, StringProperty

from ui.edges import Edges, Tap
from ui.presenting.sheets import SignIn
from ui.screens.pad import LONGEST_CODE
from ui.screens.sheet import Sheet


class SignInSheet(Sheet):
    """A code typed; a card shown to the camera is seen by itself."""

    code = StringProperty("")
    waits = BooleanProperty(False)  # for an answer to it

    def __init__(self, edges: Edges, model: SignIn, on_close: Callable[[], None]) -> None:
        self._sent = False  # the next digit begins another code
        super().__init__(edges, model, on_close)

    def on_kv_post(self, _base: Any) -> None:
        self.ids.hint.watch(True)

    def draw(self, model: SignIn) -> None:
        super().draw(model)
        self.waits = model.asking

    def close(self) -> None:
        self.ids.hint.watch(False)

    def put(self, digit: str) -> None:
        before = "" if self._sent and digit else self.code
        self.code = (before + digit)[:LONGEST_CODE] if digit else before[:-1]
        self._sent = False

    def send(self) -> None:
        self._sent = self.waits = True
        self.edges.tap(Tap.SIGN_IN, self.code)


class OwnSheet(Sheet):
    """What goes in while this is open belongs to the shopper."""
