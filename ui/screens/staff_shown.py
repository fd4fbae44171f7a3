"""What shoppers see while staff are at work: a spot check, a basket's code, a cart that rests."""

from kivy.properties import StringProperty

from ui.boxes import Panel, Sides, Stack, hold
from ui.buttons import PushButton
from ui.edges import Tap
from ui.laid import Laid, Page
from ui.presenting.leaving import AgeCheck
from ui.presenting.staff_shown import HandedOver, SpotCheck
from ui.screens.staff_parts import do


class StaffDoor(Laid, PushButton):
    """The way in for staff, small and quiet, where there is no other."""


class Message(Laid, Panel):
    """Says one thing large, with the reason below."""

    icon = StringProperty("")
    title = StringProperty("")
    text = StringProperty("")


class Looked(Page, Sides):
    """What staff look at, line by line, and beside it what it is about."""

    icon = ""

    def text(self, model: AgeCheck | SpotCheck) -> str:
        """What it is about."""
        raise NotImplementedError

    def help_words(self, model: AgeCheck | SpotCheck) -> str:
        """Of the way to help, where there is one."""
        raise NotImplementedError

    def help(self) -> None:
        self.edges.tap(Tap.HELP_CANCEL if self.model.helped else Tap.HELP)


class SpotCheckScreen(Looked):
    icon = "eye"

    def text(self, model: SpotCheck) -> str:
        return model.text

    def help_words(self, model: SpotCheck) -> str:
        return model.help


class HandedOverScreen(Page, Sides):
    """The code as large as the window allows: it holds the whole basket."""

    def draw(self, model: HandedOver) -> None:
        super().draw(model)
        hold(self.ids.out, self.named["read" if model.read else "staff"])

    def put_away(self) -> None:
        do(self.edges, self.model.read)


class SafeModeScreen(Page, Stack):
    """It does nothing but show."""
