"""Staff find a product: by number or by name, and say how many."""

from collections.abc import Callable
from typing import Any

from ui import theme
from ui.boxes import Box, Sides, Stack
from ui.buttons import PushButton
from ui.edges import Edges
from ui.lettering import Text
from ui.presenting.letters import alphabets
from ui.presenting.parts import Card
from ui.presenting.question import MATCHES, search
from ui.presenting.staff_parts import Pick
from ui.presenting.staff_pick import Picking
from ui.presenting.staff_work import Choosing
from ui.screens.name import ProductList
from ui.screens.pad import Pad
from ui.screens.sheet import Sheet
from ui.screens.staff_parts import StaffHead

MOST_PIECES = 99


class Finder(Sides):
    """Keys on one side, the products that fit on the other."""

    def __init__(self, edges: Edges, chosen: Callable[[str], None]) -> None:
        look = edges.look
        super().__init__(look, spacing=look.m)
        self._pad = Pad(look, chosen, self._seek)
        self._list = ProductList(look, edges.pictures, chosen)
        for part in (self._list, self._pad) if look.portrait else (self._pad, self._list):
            self.add_widget(part)
        self._cards: tuple[Card, ...] | None = None
        self._no_match = ""

    def show(self, cards: tuple[Card, ...], words: dict[str, str]) -> None:
        before, self._cards = self._cards, cards
        self._no_match = words["no_match"]
        self._pad.words(words)
        if before is None:
            self._pad.turn(False)
        if before != cards:
            self._pad.offer(alphabets(card.name for card in cards))
            self._seek(self._pad.word)

    def clear(self) -> None:
        self._pad.clear()
        self._pad.turn(False)

    def _seek(self, typed: str) -> None:
        found, following = search(self._cards or (), typed)
        self._pad.allow(following)
        self._list.show(found[:MATCHES], self._no_match)


class PickSheet(Sheet):
    """A product, and how many of it; the tap is sent with the choice."""

    def __init__(self, edges: Edges, pick: Pick, on_close: Callable[[], None]) -> None:
        super().__init__(edges, on_close)
        look = self.look
        self._pick, self._pieces = pick, pick.pieces
        self._finder = Finder(edges, self._chosen)
        if pick.pieces is not None:
            self._beside(self._number(look), 2.5)
        if pick.unknown:
            unknown = PushButton(look, "pick-unknown", pick.unknown, lambda: self._chosen(""), font="small", lines=2)
            self._beside(unknown, 1.0)
        self.body.add_widget(self._finder)
        self._model: Picking | None = None

    def _beside(self, part: Any, wide: float) -> None:
        """Beside the title, where the window is wide and low; under it where it stands upright."""
        if self.look.portrait:
            self.body.add_widget(part)
            return
        head = self.title.parent
        part.size_hint, part.height = (wide, 1), head.height
        head.add_widget(part, index=1)

    def draw(self, model: Picking) -> None:
        self._model = model
        self.title.said = model.title
        self._finder.show(model.cards, model.words)
        self._show_number()

    def _number(self, look: Any) -> Box:
        row = Box(look, spacing=look.s, size_hint_y=None, height=look.target)
        less = PushButton(look, "pick-less", "−", lambda: self._count(-1), font="lead", size_hint_y=1)
        more = PushButton(look, "pick-more", "+", lambda: self._count(1), font="lead", size_hint_y=1)
        self._said = Text(look, "", "small", theme.INK, bold=True, align="center", lines=2, size_hint_y=1)
        for key in (less, more):
            key.size_hint_x, key.width = None, look.target
        row.add_widget(less)
        row.add_widget(self._said)
        row.add_widget(more)
        if self._pick.same:
            self._same = PushButton(
                look, "pick-same", "", lambda: self._chosen(self._pick.same), font="small", lines=2, size_hint_y=1
            )
            self._same.size_hint_x = 1.2
            row.add_widget(self._same)
        return row

    def _count(self, by: int) -> None:
        least = 0 if self._pick.pieces == 0 else 1
        self._pieces = max(least, min(MOST_PIECES, (self._pieces or 0) + by))
        self._show_number()

    def _show_number(self) -> None:
        if self._model is None or self._pieces is None:
            return
        self._said.said = self._model.pieces(self._pieces)
        if self._pick.same:
            self._same.say(self._model.same)
            self._same.disabled = self._pieces == self._pick.pieces

    def _chosen(self, sku: str) -> None:
        pick, pieces = self._pick, self._pieces or 0
        self.on_close()
        self.edges.staff(pick.tap, pick.arg(sku, pieces))


class ChoosingScreen(Stack):
    """The page that asks for the product to teach."""

    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        look = edges.look
        super().__init__(look, padding=(look.lg, look.s, look.lg, look.m), spacing=look.s, **kwargs)
        self._edges = edges
        self._head = StaffHead(edges)
        self._finder = Finder(edges, self._chosen)
        self._pick: Pick | None = None
        self.add_widget(self._head)
        self.add_widget(self._finder)

    def draw(self, model: Choosing) -> None:
        self._pick = model.pick
        self._head.show(model.head)
        self._finder.show(model.cards, model.words)

    def leave(self) -> None:
        self._finder.clear()

    def _chosen(self, sku: str) -> None:
        if self._pick is not None:
            self._edges.staff(self._pick.tap, self._pick.arg(sku, 0))
