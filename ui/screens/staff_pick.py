"""Staff find a product: by number or by name, and say how many."""

from collections.abc import Callable
from typing import Any

from kivy.properties import NumericProperty, ObjectProperty

from ui.boxes import Sides, Stack, hold
from ui.edges import Edges
from ui.laid import Laid, Page
from ui.presenting.letters import alphabets
from ui.presenting.parts import Card
from ui.presenting.question import MATCHES, search
from ui.presenting.staff_parts import Pick
from ui.presenting.staff_pick import Picking
from ui.presenting.staff_work import Choosing
from ui.screens.sheet import Sheet

MOST_PIECES = 99


class Finder(Laid, Sides):
    """Keys on one side, the products that fit on the other."""

    pictures = ObjectProperty()
    words = ObjectProperty()
    cards = ObjectProperty(())

    __events__ = ("on_pick",)

    def on_pick(self, sku: str) -> None:
        """A product is found, by its number or by its name."""

    def on_kv_post(self, _base: Any) -> None:
        pad, products = self.named["pad"], self.named["products"]
        hold(self, *((products, pad) if self.look.portrait else (pad, products)))
        pad.numbers = False

    def on_cards(self, _finder: Sides, cards: tuple[Card, ...]) -> None:
        self.ids.pad.offer(alphabets(card.name for card in cards))
        self.seek(self.ids.pad.word)

    def clear(self) -> None:
        self.ids.pad.clear()
        self.ids.pad.numbers = False

    def seek(self, typed: str) -> None:
        found, following = search(self.cards, typed)
        self.ids.pad.allow(following)
        self.ids.products.show(found[:MATCHES], self.words["no_match"])


class PickSheet(Sheet):
    """A product, and how many of it; the tap is sent with the choice."""

    pieces = NumericProperty(0)

    def __init__(self, edges: Edges, model: Picking, pick: Pick, on_close: Callable[[], None]) -> None:
        self.pick = pick
        self.pieces = pick.pieces or 0
        super().__init__(edges, model, on_close)

    def on_kv_post(self, _base: Any) -> None:
        """Number and button beside the title, where the window is wide and low; under it where it stands upright."""
        wanted = {"number": self.pick.pieces is not None, "unknown": bool(self.pick.unknown)}
        parts = [self.named[name] for name, there in wanted.items() if there]
        title, close, finder = (self.named[name] for name in ("title", "close", "finder"))
        hold(self.ids.body, *(parts if self.look.portrait else ()), finder)
        hold(self.ids.head, title, *(() if self.look.portrait else parts), close)
        if not self.pick.same:
            self.ids.number.remove_widget(self.ids.same)

    def draw(self, model: Picking) -> None:
        super().draw(model)
        self.ids.finder.cards = model.cards

    def count(self, by: int) -> None:
        least = 0 if self.pick.pieces == 0 else 1
        self.pieces = max(least, min(MOST_PIECES, self.pieces + by))

    def choose(self, sku: str) -> None:
        self.on_close()
        self.edges.staff(self.pick.tap, self.pick.arg(sku, self.pieces))


class ChoosingScreen(Page, Stack):
    """The page that asks for the product to teach."""

    def draw(self, model: Choosing) -> None:
        super().draw(model)
        self.ids.finder.cards = model.cards

    def leave(self) -> None:
        self.ids.finder.clear()

    def choose(self, sku: str) -> None:
        self.edges.staff(self.model.pick.tap, self.model.pick.arg(sku, 0))
