"""The question after which nothing fits: show the barcode, type the number, or pick from the list."""

from ui.boxes import hold
from ui.edges import Edges, Tap
from ui.presenting.letters import alphabets
from ui.presenting.question import MATCHES, Name, search
from ui.screens.asking import Asking


class NameScreen(Asking):
    def __init__(self, edges: Edges, model: Name) -> None:
        self._key = ""
        self._drawn: Name | None = None
        super().__init__(edges, model)

    def draw(self, model: Name) -> None:
        before, self._drawn = self._drawn, model
        super().draw(model)
        pad = self.ids.pad
        if model.key != self._key:
            self._key = model.key
            pad.clear()
        if before is None or before.products != model.products or before.words != model.words:
            pad.offer(alphabets(card.name for card in model.products))
            self.seek(pad.word)
        self.make_room(pad.numbers)
        self.guard.asked(model.key, model.question)

    def leave(self) -> None:
        super().leave()
        self.ids.hint.watch(False)
        self._key = ""

    def make_room(self, numbers: bool) -> None:
        """On a small panel, whoever types a name needs the list more than the camera."""
        hint, products, answers = (self.named[name] for name in ("hint", "products", "answers"))
        there = numbers or not self.look.small
        hint.watch(there)
        hold(self.ids.side, *((hint, products, answers) if there else (products, answers)))

    def type_code(self, code: str) -> None:
        if code:
            self.guard.send(Tap.TYPED, code)
            self.ids.pad.code = ""

    def seek(self, typed: str) -> None:
        found, following = search(self.model.products, typed)
        self.ids.pad.allow(following)
        self.ids.products.show(found[:MATCHES], self.model.words["no_match"])
        self.guard.guard(*self.ids.products.cards, self.named["mine"], self.ids.pad.enter)
