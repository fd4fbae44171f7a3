"""Shop: the lines, newest on top, and the running total in a panel of its own."""

from typing import Any

from kivy.properties import ObjectProperty, StringProperty

from ui.boxes import Box, Panel, Sides, hold
from ui.edges import Tap
from ui.laid import Laid, Page
from ui.presenting.shop import Shop
from ui.presenting.talk import Talk


class ShopScreen(Page, Sides):
    def draw(self, model: Shop) -> None:
        super().draw(model)
        self.ids.lines.rows = model.rows

    def help(self) -> None:
        self.edges.tap(Tap.HELP_CANCEL if self.model.helped else Tap.HELP)


class Heading(Laid, Box):
    """A screen's title, and what belongs beside it."""

    title = StringProperty("")
    beside = StringProperty("")


class TalkStrip(Laid, Box):
    """What just happened, and the way to take it back."""

    talk = ObjectProperty(None, allownone=True, rebind=True)

    __events__ = ("on_undo",)

    def on_undo(self) -> None:
        """It is to be taken back."""

    def on_kv_post(self, _base: Any) -> None:
        self.on_talk(self, self.talk)

    def on_talk(self, _strip: Box, talk: Talk | None) -> None:
        strip, undo = self.named["strip"], self.named["undo"]
        hold(self, *((strip, undo) if talk and talk.undo else (strip,)))


class Doubt(Laid, Panel):
    """Why the total is not the last word yet; no room while it is."""

    doubt = StringProperty("")
