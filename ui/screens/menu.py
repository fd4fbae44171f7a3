"""The menu: everything that a shopper may want beside putting things in, in one place."""

from collections.abc import Callable

from ui.boxes import Grid
from ui.buttons import PushButton
from ui.edges import Edges
from ui.presenting.menu import Menu
from ui.screens.sheet import Sheet


class MenuSheet(Sheet):
    def __init__(self, edges: Edges, choose: Callable[[str], None], on_close: Callable[[], None]) -> None:
        super().__init__(edges, on_close)
        self._choose = choose
        self._grid = Grid(self.look, cols=2 if self.look.portrait else 3)
        self.body.add_widget(self._grid)
        self._shown: Menu | None = None

    def draw(self, model: Menu) -> None:
        if model == self._shown:
            return
        self._shown = model
        self.title.said = model.title
        self._grid.clear_widgets()
        for choice in model.choices:
            self._grid.add_widget(
                PushButton(
                    self.look,
                    f"menu:{choice.name}",
                    choice.words,
                    lambda name=choice.name: self._choose(name),
                    icon=choice.icon,
                    font="body",
                    lines=2,
                    size_hint_y=1,
                )
            )
