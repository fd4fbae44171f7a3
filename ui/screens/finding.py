"""Find a product by its name, or type a number that stands on it."""

from collections.abc import Callable

from ui.edges import Edges, Tap
from ui.presenting.letters import alphabets
from ui.presenting.question import MATCHES, search
from ui.presenting.sheets import Search
from ui.screens.sheet import Sheet


class SearchSheet(Sheet):
    """A tap on a product puts it on the shopping list."""

    def __init__(self, edges: Edges, model: Search, on_close: Callable[[], None], numbers: bool) -> None:
        self._products: object = None
        super().__init__(edges, model, on_close)
        self.ids.pad.numbers = numbers

    def draw(self, model: Search) -> None:
        super().draw(model)
        if model.products != self._products:
            self._products = model.products
            self.ids.pad.offer(alphabets(card.name for card in model.products))
            self.seek(self.ids.pad.word)

    def type_code(self, code: str) -> None:
        self.edges.tap(Tap.TYPED, code)
        self.on_close()

    def seek(self, typed: str) -> None:
        found, following = search(self.model.products, typed)
        self.ids.pad.allow(following)
        self.ids.products.show(found[:MATCHES], self.model.words["no_match"])
