"""The question after which nothing fits: show the barcode, type the number, or pick from the list."""

from typing import Any

from kivy.uix.gridlayout import GridLayout

from ui import theme
from ui.boxes import Box, Centred, Column, Sides, Stack
from ui.buttons import PushButton, Tappable
from ui.edges import Edges, Tap
from ui.icons import Icon
from ui.lettering import Text
from ui.pictures import Pictures
from ui.presenting.letters import alphabets
from ui.presenting.parts import Card
from ui.presenting.question import MATCHES, Name, search
from ui.screens.helping import HelpOrStaff
from ui.screens.pad import Pad
from ui.screens.preview import BarcodeHint
from ui.screens.question import Guard, QuestionHeader
from ui.theme import Look
from ui.widgets import Picture, Scroll

PICTURE = 72


class NameScreen(Stack):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        look = edges.look
        super().__init__(look, padding=(look.lg, look.s), spacing=look.s, **kwargs)
        self._edges, self._guard = edges, Guard(edges)
        self._model: Name | None = None
        self._header = QuestionHeader(look)
        self.add_widget(self._header)
        body = Sides(look, spacing=look.m)
        self._pad = Pad(look, self._type_code, self._seek, self._make_room)
        self._side = side = Stack(look, spacing=look.s)
        self._hint = BarcodeHint(look, edges.latest_frame)
        self._list = ProductList(look, edges.pictures, lambda sku: self._guard.send(Tap.SEARCHED, sku))
        # On a small panel large letters need the room of the icons.
        icons = not (look.larger_text and look.small)
        self._mine = PushButton(
            look,
            "mine",
            "",
            lambda: self._guard.send(Tap.NOT_FOR_SALE),
            icon="bag" if icons else "",
            font="small",
            lines=2,
        )
        self._help = HelpOrStaff(edges, icons)
        answers = Box(look, spacing=look.s, size_hint_y=None, height=self._mine.height)
        answers.add_widget(self._mine)
        answers.add_widget(self._help)
        for part in (self._hint, self._list, answers):
            side.add_widget(part)
        for part in (side, self._pad):
            body.add_widget(part)
        self.add_widget(body)
        self._key = ""

    def draw(self, model: Name) -> None:
        before, self._model = self._model, model
        self._header.draw(model)
        self._hint.show(model.hint, model.banner)
        self._mine.say(model.mine)
        self._help.say(model.help, model.staff)
        self._pad.words(model.words)
        if model.key != self._key:
            self._key = model.key
            self._pad.clear()
        if before is None or before.products != model.products or before.words != model.words:
            self._pad.offer(alphabets(card.name for card in model.products))
            self._seek(self._pad.word)
        self._hint.watch(self._hint.parent is not None)
        self._guard.asked(model.key, model.question)

    def leave(self) -> None:
        self._hint.watch(False)
        self._guard.gone()
        self._key = ""

    def _make_room(self, numbers: bool) -> None:
        """On a small panel, whoever types a name needs the list more than the camera."""
        if not self.look.small:
            return
        self._hint.watch(numbers)
        if numbers:
            self._side.add_widget(self._hint, index=len(self._side.children))
        else:
            self._side.remove_widget(self._hint)

    def _type_code(self, code: str) -> None:
        if code:
            self._guard.send(Tap.TYPED, code)
            self._pad.forget_code()

    def _seek(self, typed: str) -> None:
        if self._model is None:
            return
        found, following = search(self._model.products, typed)
        self._pad.allow(following)
        self._list.show(found[:MATCHES], self._model.words["no_match"])
        self._guard.guard(*self._list.cards, self._mine, self._pad.enter)


class ProductCard(Tappable):
    """A product to pick; `icon` says what a tap does where it is not simply choosing."""

    def __init__(self, look: Look, pictures: Pictures, on_tap: Any, icon: str = "", prefix: str = "pick") -> None:
        self._prefix = prefix
        super().__init__(look, "", on_tap, padding=(look.s, look.xs), spacing=look.s, size_hint_y=None)
        side = look.px(PICTURE)
        self._picture = Picture(look, pictures, "", size_hint=(None, None), size=(side, side))
        self.add_widget(Centred(self._picture, size_hint_x=None, width=side))
        words = Column(look)
        words.bind(height=self._grow)
        self._name = Text(look, "", "small", bold=True, lines=2, data=True)
        self._price = Text(look, "", "small", theme.ACCENT, lines=3)
        words.add_widget(self._name)
        words.add_widget(self._price)
        self.add_widget(Centred(words))
        self._grow(words, 0)
        if icon:
            wide = look.px(32)
            self.add_widget(Centred(Icon(look, icon, wide, theme.ACCENT), size_hint_x=None, width=wide))

    def _grow(self, _words: Column, height: float) -> None:
        self.height = max(self.look.target, max(height, self.look.px(PICTURE)) + 2 * self.look.xs)

    def show(self, card: Card) -> None:
        self.automation_id = f"{self._prefix}:{card.sku}"
        self._picture.show(card.sku)
        self._name.said, self._price.said = card.name, card.price


class ProductList(Scroll):
    """Products that can be picked."""

    def __init__(self, look: Look, pictures: Pictures, on_pick: Any, icon: str = "", prefix: str = "pick") -> None:
        super().__init__(look)
        self._look, self._pictures, self._on_pick = look, pictures, on_pick
        self._icon, self._prefix = icon, prefix
        gutter = (look.m, 2, 2, 2) if look.rtl else (2, 2, look.m, 2)
        self._grid = GridLayout(cols=1, spacing=look.s, size_hint_y=None, padding=gutter)
        self._grid.bind(minimum_height=self._grid.setter("height"))
        self._nothing = Text(look, "", "body", theme.INK_SOFT, align="center", lines=3)
        self.add_widget(self._grid)
        self.cards: list[ProductCard] = []
        self._skus: list[str] = []

    def show(self, found: tuple[Card, ...], nothing: str) -> None:
        self._skus = [card.sku for card in found]
        while len(self.cards) < len(found):
            place = len(self.cards)
            self.cards.append(
                ProductCard(
                    self._look,
                    self._pictures,
                    lambda place=place: self._on_pick(self._skus[place]),
                    self._icon,
                    self._prefix,
                )
            )
        self._grid.clear_widgets()
        for tappable, card in zip(self.cards, found, strict=False):
            tappable.show(card)
            self._grid.add_widget(tappable)
        if not found:
            self._nothing.said = nothing
            self._grid.add_widget(self._nothing)
        self.scroll_y = 1
