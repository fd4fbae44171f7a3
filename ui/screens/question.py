"""The question "Which one is it?": up to four picture cards; none of them; it is mine."""

from kivy.properties import NumericProperty, ObjectProperty

from ui.boxes import hold
from ui.buttons import Tappable
from ui.edges import Tap
from ui.laid import Laid
from ui.presenting.parts import Card
from ui.presenting.question import Question
from ui.screens.asking import Asking

SHORT = 30  # letters of a name that stands on two lines of a card


class PictureCard(Laid, Tappable):
    """One possible answer: its picture, name and price."""

    card = ObjectProperty()
    pictures = ObjectProperty()
    lines = NumericProperty(2)


class QuestionScreen(Asking):
    def draw(self, model: Question) -> None:
        super().draw(model)
        none, mine, help_ = (self.named[name] for name in ("none", "mine", "help"))
        hold(self.ids.answers, *((none, mine, help_) if model.mine else (none, help_)))
        self.guard.guard(*self.ids.cards.children, none, mine)
        self.guard.asked(model.key, model.question)

    def columns(self, cards: tuple[Card, ...]) -> int:
        count = max(1, len(cards))
        return min(count, 2) if self.look.portrait else count

    def card(self, card: Card) -> PictureCard:
        lines = 2 if all(len(each.name) <= SHORT for each in self.model.cards) else 3
        made = PictureCard(self.look, card=card, pictures=self.edges.pictures, lines=lines)
        made.fbind("on_tap", lambda _card: self.guard.send(Tap.ANSWER, card.sku))
        return made
