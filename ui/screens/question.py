"""The question "Which one is it?": up to four picture cards; none of them; it is mine."""

from typing import Any

from kivy.clock import Clock
from kivy.uix.boxlayout import BoxLayout

from ui import theme
from ui.edges import Edges, Tap
from ui.pictures import Pictures
from ui.presenter import Card, Name, Question
from ui.widgets import Centred, Picture, PushButton, Strip, Tappable, Text

ARM_S = 0.35  # a second tap on the last question must not answer the next one
CARD = (262, 340)  # widest and highest card
CARDS_WIDTH = 976


class Guard:
    """Lets one answer through for each question, and none in its first moments.

    After an answer the screen waits for the cart's next view; if none comes the shopper may try again.
    """

    RETRY_S = 1.5

    def __init__(self, edges: Edges) -> None:
        self._edges = edges
        self._tappables: list[Tappable] = []
        self._key = ""
        self._again: Any = None

    def guard(self, *tappables: Tappable) -> None:
        self._tappables = list(tappables)

    def asked(self, key: str) -> None:
        """A question is on the screen; a new one is armed after a moment."""
        if key != self._key:
            self._key = key
            self._rest(ARM_S)

    def gone(self) -> None:
        self._key = ""

    def send(self, tap: Tap, arg: str = "") -> None:
        self._edges.tap(tap, arg)
        self._rest(self.RETRY_S)

    def _rest(self, seconds: float) -> None:
        if self._again is not None:
            self._again.cancel()
        self._arm(False)
        self._again = Clock.schedule_once(lambda _dt: self._arm(True), seconds)

    def _arm(self, armed: bool) -> None:
        for tappable in self._tappables:
            tappable.armed = armed


class QuestionHeader(BoxLayout):
    """The question, what was felt, and the total so far."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(size_hint_y=None, height=theme.HEADER + 4, **kwargs)
        words = BoxLayout(orientation="vertical")
        self._title = Text("", theme.TITLE + 2, bold=True, size_hint_y=1.2)
        self._felt = Text("", theme.BODY - 1, theme.INK_SOFT, size_hint_y=0.8)
        words.add_widget(self._title)
        words.add_widget(self._felt)
        self.add_widget(words)
        sums = BoxLayout(orientation="vertical", size_hint_x=None, width=240)
        self._label = Text("", theme.SMALL, theme.INK_SOFT, align="right", size_hint_y=0.8)
        self._total = Text("", theme.TITLE + 2, theme.ACCENT, bold=True, align="right", size_hint_y=1.2, smallest=20)
        sums.add_widget(self._total)
        sums.add_widget(self._label)
        self.add_widget(sums)

    def draw(self, model: Question | Name) -> None:
        self._title.text = model.title
        self._felt.text = "  ·  ".join(part for part in (model.felt, model.waiting) if part)
        self._label.text, self._total.text = model.total_label, model.total


class PictureCard(Tappable):
    """One possible answer: its picture, name and price."""

    def __init__(self, pictures: Pictures, card: Card, width: float, on_tap: Any) -> None:
        super().__init__(
            f"answer:{card.sku}",
            on_tap,
            orientation="vertical",
            padding=(12, 12, 12, 10),
            spacing=theme.S,
            size_hint_x=None,
            width=width,
        )
        self.add_widget(Picture(pictures, card.sku, theme.RADIUS_S))
        self.add_widget(Text(card.name, theme.BODY, bold=True, lines=3, smallest=17, align="center", height=58))
        self.add_widget(Text(card.price, theme.LEAD, theme.ACCENT, bold=True, align="center"))


class QuestionScreen(BoxLayout):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        super().__init__(
            orientation="vertical", padding=(theme.L, theme.M, theme.L, theme.L), spacing=theme.M, **kwargs
        )
        self._edges, self._guard = edges, Guard(edges)
        self._header = QuestionHeader()
        self._banner = Strip()
        self._cards = BoxLayout(spacing=theme.M, size_hint_x=None)
        self._cards.bind(minimum_width=self._cards.setter("width"))
        self._none = PushButton("none", "", lambda: self._guard.send(Tap.NONE_OF_THESE), height=72, icon="cross")
        self._mine = PushButton("mine", "", lambda: self._guard.send(Tap.NOT_FOR_SALE), height=72, icon="bag")
        self._answers = answers = BoxLayout(spacing=theme.M, size_hint_y=None, height=72)
        answers.add_widget(self._none)
        for part in (self._header, self._banner, Centred(self._cards), answers):
            self.add_widget(part)
        self._shown: tuple[str, tuple[Card, ...]] | None = None

    def draw(self, model: Question) -> None:
        self._header.draw(model)
        self._banner.show(model.banner, 58)
        self._none.say(model.none)
        self._mine.say(model.mine)
        if bool(model.mine) != (self._mine in self._answers.children):
            if model.mine:
                self._answers.add_widget(self._mine)
            else:
                self._answers.remove_widget(self._mine)
        if (model.key, model.cards) != self._shown:
            self._shown = (model.key, model.cards)
            self._deal(model.cards)
        self._guard.asked(model.key)

    def leave(self) -> None:
        self._guard.gone()

    def _deal(self, cards: tuple[Card, ...]) -> None:
        self._cards.clear_widgets()
        count = max(1, len(cards))
        width = min(CARD[0] + 40 if count < 4 else CARD[0], (CARDS_WIDTH - (count - 1) * theme.M) / count)
        tappables = [
            PictureCard(self._edges.pictures, card, width, lambda sku=card.sku: self._guard.send(Tap.ANSWER, sku))
            for card in cards
        ]
        for tappable in tappables:
            self._cards.add_widget(tappable)
        self._guard.guard(*tappables, self._none, self._mine)
