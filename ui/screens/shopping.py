"""The shopping list: ticked off as things go in."""

from collections.abc import Callable

from kivy.properties import ObjectProperty, StringProperty

from ui.boxes import Panel
from ui.edges import Edges, Tap
from ui.laid import Laid
from ui.presenting.sheets import Entry, Shopping
from ui.screens.sheet import Sheet


class EntryRow(Laid, Panel):
    entry = ObjectProperty()
    words = StringProperty("")

    __events__ = ("on_remove",)

    def on_remove(self) -> None:
        """It is not wanted any more."""


class ShoppingSheet(Sheet):
    def __init__(self, edges: Edges, model: Shopping, find: Callable[[], None], on_close: Callable[[], None]) -> None:
        self.find = find
        super().__init__(edges, model, on_close)

    def row(self, entry: Entry) -> EntryRow:
        made = EntryRow(self.look, entry=entry, words=self.model.words["remove"])
        made.fbind("on_remove", lambda _row: self.edges.tap(Tap.LIST_REMOVE, entry.entry))
        return made
