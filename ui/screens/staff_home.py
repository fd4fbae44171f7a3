"""Staff's first page: a tile for everything that this role may do here."""

from typing import Any

from ui.boxes import Grid, Stack
from ui.edges import Edges
from ui.presenting.staff_home import StaffHome
from ui.presenting.staff_parts import Deed
from ui.screens.staff_parts import StaffHead, deed_button
from ui.widgets import Strip


class StaffHomeScreen(Stack):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        look = edges.look
        super().__init__(look, padding=(look.lg, look.s, look.lg, look.m), spacing=look.m, **kwargs)
        self._edges = edges
        self._head = StaffHead(edges)
        self._banner = Strip(look)
        self._tiles = Grid(look, cols=2 if look.portrait else 3)
        for part in (self._head, self._banner, self._tiles):
            self.add_widget(part)
        self._shown: tuple[Deed, ...] = ()

    def draw(self, model: StaffHome) -> None:
        self._head.show(model.head)
        self._banner.show(model.banner)
        if model.tiles == self._shown:
            return
        self._shown = model.tiles
        self._tiles.clear_widgets()
        for tile in model.tiles:
            self._tiles.add_widget(deed_button(self._edges, tile, font="body", size_hint_y=1))
