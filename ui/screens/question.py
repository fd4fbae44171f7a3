"""The question "Which one is it?": up to four picture cards; none of them; it is mine."""

from typing import Any

from kivy.clock import Clock

from ui import theme
from ui.boxes import Box, Centred, Column, Grid, Stack
from ui.buttons import PushButton, Tappable
from ui.edges import Edges, Tap
from ui.lettering import Text, width_of
from ui.pictures import Pictures
from ui.presenting.parts import BETWEEN, Card
from ui.presenting.question import Name, Question
from ui.screens.helping import ARM_S, HelpOrStaff
from ui.theme import Look
from ui.widgets import Picture, Strip

WIDEST = 300
SUMS, SUMS_UPRIGHT = 300, 200
SHORT = 30  # letters of a name that stands on two lines of a card


class Guard:
    """Lets one answer through for each question, and none in its first moments: a second tap was meant for the last.

    After an answer the screen waits for the cart's next view; if none comes the shopper may try again.
    """

    RETRY_S = 1.5

    def __init__(self, edges: Edges) -> None:
        self._edges = edges
        self._tappables: list[Tappable] = []
        self._key, self._question = "", 0
        self._again: Any = None

    def guard(self, *tappables: Tappable) -> None:
        self._tappables = list(tappables)

    def asked(self, key: str, question: int) -> None:
        """Question number `question` is on the screen; a new one is armed after a moment."""
        self._question = question
        if key != self._key:
            self._key = key
            self._rest(ARM_S)

    def gone(self) -> None:
        self._key = ""

    def send(self, tap: Tap, arg: str = "") -> None:
        self._edges.tap(tap, arg, self._question)
        self._rest(self.RETRY_S)

    def _rest(self, seconds: float) -> None:
        if self._again is not None:
            self._again.cancel()
        self._arm(False)
        self._again = Clock.schedule_once(lambda _dt: self._arm(True), seconds)

    def _arm(self, armed: bool) -> None:
        for tappable in self._tappables:
            tappable.armed = armed


class QuestionHeader(Box):
    """The question, what was felt and what comes after it; the total so far, and why it may still change."""

    def __init__(self, look: Look, **kwargs: Any) -> None:
        super().__init__(look, size_hint_y=None, spacing=look.m, **kwargs)
        words = Stack(look)
        lines = 2 if look.portrait else 1
        self._title = Text(look, "", "title", bold=True, lines=lines)
        self._felt = Text(look, "", "small", theme.INK_SOFT, lines=lines)
        words.add_widget(self._title)
        words.add_widget(self._felt)
        self._waiting = Text(look, "", "small", theme.INK_SOFT, lines=lines)
        words.add_widget(self._waiting)
        self.add_widget(words)
        sums = Stack(look, size_hint_x=None, width=look.px(SUMS_UPRIGHT if look.portrait else SUMS))
        # Beside the total, or above it where the screen is narrow.
        across, high = (1, None) if look.portrait else (None, 1)
        self._label = Text(look, "", "small", theme.INK_SOFT, align="end", size_hint_y=high)
        self._total = Text(
            look, "", "title", theme.ACCENT, bold=True, align="end", size_hint_x=across, size_hint_y=high
        )
        beside = Box(look, size_hint_y=None, height=Text.room(look, "title"), spacing=look.m)
        sum_ = Column(look) if look.portrait else beside
        sum_.add_widget(self._label)
        sum_.add_widget(self._total)
        self._doubt = Text(look, "", "small", theme.ON_WARN, bold=True, align="end", lines=2)
        sums.add_widget(sum_)
        sums.add_widget(self._doubt)
        self.add_widget(sums)
        for stack in (words, sums):
            stack.bind(minimum_height=self._grow)
        self._stacks = words, sums

    def draw(self, model: Question | Name) -> None:
        felt, waiting = model.felt, model.waiting
        if self.look.small and self.look.larger_text:  # the keys need the height
            felt, waiting = BETWEEN.join(part for part in (felt, waiting) if part), ""
        self._title.said, self._felt.said, self._waiting.said = model.title, felt, waiting
        self._label.said, self._total.said, self._doubt.said = model.total_label, model.total, model.doubt
        if not self.look.portrait:
            self._total.width = width_of(self._total, model.total)

    def _grow(self, *_: object) -> None:
        self.height = max(stack.minimum_height for stack in self._stacks)


class PictureCard(Tappable):
    """One possible answer: its picture, name and price."""

    def __init__(self, look: Look, pictures: Pictures, card: Card, lines: int, on_tap: Any) -> None:
        super().__init__(look, f"answer:{card.sku}", on_tap, orientation="vertical", padding=look.s, spacing=look.xs)
        high = Text.room(look, "small", lines)  # the same for all, so that pictures can be compared
        self.add_widget(Picture(look, pictures, card.sku))
        self.add_widget(Text(look, card.name, "small", bold=True, lines=lines, align="center", data=True, height=high))
        self.add_widget(Text(look, card.price, "lead", theme.ACCENT, bold=True, align="center"))


class QuestionScreen(Stack):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        look = edges.look
        super().__init__(look, padding=(look.lg, look.m), spacing=look.m, **kwargs)
        self._edges, self._guard = edges, Guard(edges)
        self._header = QuestionHeader(look)
        self._banner = Strip(look)
        self._cards = Grid(look, cols=4, size_hint_x=None)
        self._room = Centred(self._cards)
        self._room.bind(width=self._fill)
        self._none = PushButton(
            look, "none", "", lambda: self._guard.send(Tap.NONE_OF_THESE), icon="cross", font="small", lines=2
        )
        self._mine = PushButton(
            look, "mine", "", lambda: self._guard.send(Tap.NOT_FOR_SALE), icon="bag", font="small", lines=2
        )
        self._answers = Grid(look, cols=2 if look.portrait else 3, size_hint_y=None)
        self._answers.bind(minimum_height=self._answers.setter("height"))
        self._answers.add_widget(self._none)
        self._help = HelpOrStaff(edges)
        self._answers.add_widget(self._help)
        for part in (self._header, self._banner, self._room, self._answers):
            self.add_widget(part)
        self._shown: tuple[str, tuple[Card, ...]] | None = None

    def draw(self, model: Question) -> None:
        self._header.draw(model)
        self._banner.show(model.banner)
        self._none.say(model.none)
        self._mine.say(model.mine)
        self._help.say(model.help, model.staff)
        if bool(model.mine) != (self._mine in self._answers.children):
            if model.mine:
                self._answers.add_widget(self._mine, index=1)
            else:
                self._answers.remove_widget(self._mine)
        if (model.key, model.cards) != self._shown:
            self._shown = (model.key, model.cards)
            self._deal(model.cards)
        self._guard.asked(model.key, model.question)

    def leave(self) -> None:
        self._guard.gone()

    def _deal(self, cards: tuple[Card, ...]) -> None:
        self._cards.clear_widgets()
        count = max(1, len(cards))
        self._cards.cols = min(count, 2) if self.look.portrait else count
        self._fill()
        lines = 2 if all(len(card.name) <= SHORT for card in cards) else 3
        tappables = [
            PictureCard(
                self.look, self._edges.pictures, card, lines, lambda sku=card.sku: self._guard.send(Tap.ANSWER, sku)
            )
            for card in cards
        ]
        for tappable in tappables:
            self._cards.add_widget(tappable)
        self._guard.guard(*tappables, self._none, self._mine)

    def _fill(self, *_: object) -> None:
        columns = self._cards.cols
        widest = self.look.px(WIDEST) * columns + (columns - 1) * self.look.s
        self._cards.width = min(self._room.width, widest)
