"""Products that can be picked from a list."""

from typing import Any

from kivy.properties import ObjectProperty, StringProperty

from ui.boxes import hold
from ui.buttons import Tappable
from ui.laid import Laid
from ui.presenting.parts import Card
from ui.widgets import Scroll


class ProductCard(Laid, Tappable):
    """`icon` says what a tap does where it is not simply choosing."""

    card = ObjectProperty(rebind=True)
    pictures = ObjectProperty()
    icon = StringProperty("")
    prefix = StringProperty("")

    def on_kv_post(self, _base: Any) -> None:
        if not self.icon:
            self.remove_widget(self.ids.mark)


class ProductList(Laid, Scroll):
    pictures = ObjectProperty()
    icon = StringProperty("")
    prefix = StringProperty("pick")
    nothing = StringProperty("")

    __events__ = ("on_pick",)

    def __init__(self, **kwargs: Any) -> None:
        self.cards: list[ProductCard] = []
        super().__init__(**kwargs)

    def on_pick(self, sku: str) -> None:
        """A finger has picked this product."""

    def show(self, found: tuple[Card, ...], nothing: str) -> None:
        for tappable, card in zip(self.cards, found, strict=False):
            tappable.card = card
        for card in found[len(self.cards) :]:
            tappable = ProductCard(self.look, card=card, pictures=self.pictures, icon=self.icon, prefix=self.prefix)
            tappable.fbind("on_tap", lambda tappable: self.dispatch("on_pick", tappable.card.sku))
            self.cards.append(tappable)
        self.nothing = "" if found else nothing
        hold(self.ids.column, *(self.cards[: len(found)] or (self.named["nothing"],)))
        self.scroll_y = 1
