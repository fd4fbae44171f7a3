"""What the shopper wishes: a budget, how the screen looks; and the offers that hold."""

from kivy.properties import ObjectProperty, StringProperty

from ui.boxes import Panel
from ui.buttons import Tappable
from ui.edges import Tap
from ui.laid import Laid
from ui.presenting.sheets import Offer, Settings, Wish
from ui.screens.sheet import Sheet


class BudgetSheet(Sheet):
    digits = StringProperty("")

    def put(self, digit: str) -> None:
        self.digits = (self.digits + digit).lstrip("0")[: self.model.longest] if digit else self.digits[:-1]

    def send(self, amount: str) -> None:
        self.edges.tap(Tap.BUDGET, amount)
        self.on_close()


class OfferCard(Laid, Panel):
    offer = ObjectProperty()


class OffersSheet(Sheet):
    def card(self, offer: Offer) -> OfferCard:
        return OfferCard(self.look, offer=offer)


class Switch(Laid, Tappable):
    """A wish with its state beside it, in a word and a mark."""

    wish = ObjectProperty()


class SettingsSheet(Sheet):
    def wishes(self, model: Settings) -> tuple[Wish, ...]:
        return tuple(wish for wish in model.wishes if wish.tap is not Tap.SPOKEN or self.edges.speaks)

    def switch(self, wish: Wish) -> Switch:
        made = Switch(self.look, wish=wish)
        made.fbind("on_tap", lambda _switch: self.edges.tap(wish.tap, "off" if wish.on else "on"))
        return made
