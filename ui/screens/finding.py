"""Find a product by its name, or type a number that stands on it."""

from collections.abc import Callable

from ui.boxes import Sides, Stack
from ui.edges import Edges, Tap
from ui.presenting.letters import alphabets
from ui.presenting.question import MATCHES, search
from ui.presenting.sheets import Search
from ui.screens.name import ProductList
from ui.screens.pad import Pad
from ui.screens.sheet import Sheet
from ui.widgets import Strip


class SearchSheet(Sheet):
    """A tap on a product puts it on the shopping list."""

    def __init__(self, edges: Edges, on_close: Callable[[], None], numbers: bool) -> None:
        super().__init__(edges, on_close)
        self._numbers = numbers
        self._model: Search | None = None
        self._pad = Pad(self.look, self._type, self._seek)
        self._banner = Strip(self.look)
        self._list = ProductList(self.look, edges.pictures, lambda sku: edges.tap(Tap.LIST_ADD, sku), "plus", "find")
        side = Stack(self.look, spacing=self.look.s)
        side.add_widget(self._banner)
        side.add_widget(self._list)
        sides = Sides(self.look, spacing=self.look.m)
        for part in (side, self._pad):
            sides.add_widget(part)
        self.body.add_widget(sides)

    def draw(self, model: Search) -> None:
        before, self._model = self._model, model
        self.title.said = model.title
        self._banner.show(model.banner)
        self._pad.words(model.words)
        if before is None:
            self._pad.turn(self._numbers)
        if before is None or before.products != model.products:
            self._pad.offer(alphabets(card.name for card in model.products))
            self._seek(self._pad.word)

    def _type(self, code: str) -> None:
        self.edges.tap(Tap.TYPED, code)
        self.on_close()

    def _seek(self, typed: str) -> None:
        if self._model is None:
            return
        found, following = search(self._model.products, typed)
        self._pad.allow(following)
        self._list.show(found[:MATCHES], self._model.words["no_match"])
