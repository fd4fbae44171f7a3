"""What was calibrated and checked at this scale before, newest first."""

from collections.abc import Callable

from ui import theme
from ui.edges import Edges
from ui.lettering import Text
from ui.presenting.calibration import History
from ui.screens.sheet import Sheet
from ui.screens.staff_parts import Notes


class HistorySheet(Sheet):
    def __init__(self, edges: Edges, history: History, on_close: Callable[[], None]) -> None:
        super().__init__(edges, on_close)
        self.title.said = history.title
        notes = Notes(self.look)
        notes.show(history.notes)
        empty = Text(self.look, history.empty, "lead", theme.INK_SOFT, align="center", size_hint_y=1)
        self.body.add_widget(notes if history.notes else empty)
