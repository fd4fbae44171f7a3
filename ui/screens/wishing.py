"""What the shopper wishes: a budget, how the screen looks; and the offers that hold."""

from collections.abc import Callable

from ui import theme
from ui.boxes import Box, Centred, Column, Grid, Panel, Sides, Spring, Stack
from ui.buttons import PushButton, Tappable
from ui.edges import Edges, Tap
from ui.icons import Icon
from ui.lettering import Text
from ui.presenting.sheets import Budget, Offers, Settings
from ui.screens.languages import Languages
from ui.screens.pad import small_pad
from ui.screens.sheet import Sheet
from ui.widgets import Scroll


class BudgetSheet(Sheet):
    def __init__(self, edges: Edges, on_close: Callable[[], None]) -> None:
        super().__init__(edges, on_close)
        look = self.look
        self._digits = ""
        self._model: Budget | None = None
        self._ok = PushButton(look, "key:ok", "", self._set, "primary", font="lead", size_hint_y=1)
        self._none = PushButton(look, "budget:none", "", lambda: self._send(""), font="small")
        self._hint = Text(look, "", "body", theme.INK_SOFT, lines=3)
        self._amount = Text(look, "", "display", bold=True)
        self._now = Text(look, "", "small", theme.INK_SOFT, lines=2)
        words = Stack(look, spacing=look.s)
        for part in (Spring(), self._hint, self._amount, self._now, Spring(), self._none):
            words.add_widget(part)
        keys = small_pad(look, self._put, self._ok)
        sides = Sides(look, spacing=look.lg)
        sides.add_widget(words)
        sides.add_widget(Centred(keys))
        self.body.add_widget(sides)

    def draw(self, model: Budget) -> None:
        self._model = model
        self.title.said, self._hint.said, self._now.said = model.title, model.hint, model.now
        self._amount.said = model.shown(self._digits)
        self._ok.say(model.ok)
        self._ok.disabled = not self._digits
        self._none.say(model.none)

    def _put(self, digit: str) -> None:
        if self._model is None:
            return
        longest = self._model.longest
        self._digits = (self._digits + digit).lstrip("0")[:longest] if digit else self._digits[:-1]
        self.draw(self._model)

    def _set(self) -> None:
        if self._model is not None:
            self._send(str(self._model.amount(self._digits)))

    def _send(self, amount: str) -> None:
        self.edges.tap(Tap.BUDGET, amount)
        self.on_close()


class OffersSheet(Sheet):
    def __init__(self, edges: Edges, on_close: Callable[[], None]) -> None:
        super().__init__(edges, on_close)
        self._scroll = Scroll(self.look)
        self._column = Column(self.look, spacing=self.look.s)
        self._scroll.add_widget(self._column)
        self.body.add_widget(self._scroll)
        self._shown: Offers | None = None

    def draw(self, model: Offers) -> None:
        if model == self._shown:
            return
        self._shown = model
        look = self.look
        self.title.said = model.title
        self._column.clear_widgets()
        for offer in model.offers:
            card = Panel(look, theme.SURFACE, orientation="vertical", size_hint_y=None, padding=look.m)
            card.bind(minimum_height=card.setter("height"))
            card.add_widget(Text(look, offer.name, "lead", bold=True, lines=2, data=True))
            card.add_widget(Text(look, offer.goods, "small", theme.INK_SOFT, lines=3, data=True))
            self._column.add_widget(card)
        if not model.offers:
            self._column.add_widget(Text(look, model.empty, "lead", theme.INK_SOFT, align="center", lines=3))


class SettingsSheet(Sheet):
    def __init__(self, edges: Edges, on_close: Callable[[], None]) -> None:
        super().__init__(edges, on_close)
        look = self.look
        self._language = Text(look, "", "small", theme.INK_SOFT)
        self._wishes = Grid(look, cols=1 if look.portrait else 2)
        self.body.add_widget(self._language)
        self.body.add_widget(Languages(edges, 4, "plain"))
        self.body.add_widget(self._wishes)
        self._shown: Settings | None = None

    def draw(self, model: Settings) -> None:
        if model == self._shown:
            return
        self._shown = model
        self.title.said, self._language.said = model.title, model.language
        self._wishes.clear_widgets()
        for wish in model.wishes:
            if wish.tap is Tap.SPOKEN and not self.edges.speaks:
                continue
            self._wishes.add_widget(
                _Switch(
                    self.edges,
                    wish.words,
                    wish.said,
                    wish.on,
                    f"wish:{wish.tap.value}",
                    lambda wish=wish: self.edges.tap(wish.tap, "off" if wish.on else "on"),
                )
            )


class _Switch(Tappable):
    """A wish with its state beside it, in a word and a mark."""

    def __init__(
        self, edges: Edges, words: str, state: str, on: bool, automation_id: str, on_tap: Callable[[], None]
    ) -> None:
        look = edges.look
        super().__init__(
            look, automation_id, on_tap, "chosen" if on else "plain", padding=(look.m, look.xs), spacing=look.s
        )
        ink = theme.ACCENT if on else theme.INK
        self.add_widget(Text(look, words, "small", ink, bold=True, lines=2, size_hint_y=1))
        mark = Box(look, size_hint_x=None, width=look.px(110), spacing=look.s)
        side = look.px(28)
        mark.add_widget(Centred(Icon(look, "check" if on else "", side, ink), size_hint_x=None, width=side))
        mark.add_widget(Text(look, state, "small", ink, size_hint_y=1))
        self.add_widget(mark)
