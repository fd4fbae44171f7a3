"""The menu: everything that a shopper may want beside putting things in, in one place."""

from collections.abc import Callable

from ui.buttons import PushButton
from ui.edges import Edges
from ui.presenting.menu import Choice, Menu
from ui.screens.sheet import Sheet


class MenuSheet(Sheet):
    def __init__(self, edges: Edges, model: Menu, choose: Callable[[str], None], on_close: Callable[[], None]) -> None:
        self._choose = choose
        super().__init__(edges, model, on_close)

    def button(self, choice: Choice) -> PushButton:
        return PushButton(
            automation_id=f"menu:{choice.name}",
            words=choice.words,
            icon=choice.icon,
            lines=2,
            size_hint_y=1,
            on_tap=lambda _button: self._choose(choice.name),
        )
