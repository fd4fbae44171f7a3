"""What the screens of a question share: its head, and the guard over its answers."""

from typing import Any

from kivy.clock import Clock

from ui.boxes import Stack
from ui.buttons import Tappable
from ui.edges import Edges, Tap
from ui.laid import Page
from ui.presenting.parts import BETWEEN
from ui.presenting.question import Name, Question
from ui.screens.helping import ARM_S


class Guard:
    """Lets one answer through for each question, and none in its first moments: a second tap was meant for the last.

    After an answer the screen waits for the cart's next view; if none comes the shopper may try again.
    """

    RETRY_S = 1.5

    def __init__(self, edges: Edges) -> None:
        self._edges = edges
        self._tappables: list[Tappable] = []
        self._key, self._question = "", 0
        self._again: Any = None

    def guard(self, *tappables: Tappable) -> None:
        self._tappables = list(tappables)

    def asked(self, key: str, question: int) -> None:
        """Question number `question` is on the screen; a new one is armed after a moment."""
        self._question = question
        if key != self._key:
            self._key = key
            self._rest(ARM_S)

    def gone(self) -> None:
        self._key = ""

    def send(self, tap: Tap, arg: str = "") -> None:
        self._edges.tap(tap, arg, self._question)
        self._rest(self.RETRY_S)

    def _rest(self, seconds: float) -> None:
        if self._again is not None:
            self._again.cancel()
        self._arm(False)
        self._again = Clock.schedule_once(lambda _dt: self._arm(True), seconds)

    def _arm(self, armed: bool) -> None:
        for tappable in self._tappables:
            tappable.armed = armed


class Asking(Page, Stack):
    def __init__(self, edges: Edges, model: Question | Name) -> None:
        self.guard = Guard(edges)
        super().__init__(edges, model)

    def beneath(self, felt: str, waiting: str) -> tuple[str, str]:
        """What was felt, and what comes after; on one line where the keys need the height."""
        if self.look.small and self.look.larger_text:
            return BETWEEN.join(part for part in (felt, waiting) if part), ""
        return felt, waiting

    def leave(self) -> None:
        self.guard.gone()
