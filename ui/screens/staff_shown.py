"""What shoppers see while staff are at work: a spot check, a basket's code, a cart that rests."""

from typing import Any

from ui import theme
from ui.boxes import Box, Centred, Gap, Panel, Sides, Spring, Stack
from ui.buttons import PushButton
from ui.edges import Edges, Tap
from ui.icons import Icon
from ui.lettering import Text
from ui.presenting.leaving import AgeCheck
from ui.presenting.staff_parts import Deed
from ui.presenting.staff_shown import HandedOver, SafeMode, SpotCheck
from ui.screens.code import Code
from ui.screens.lines import Lines
from ui.screens.staff_parts import do
from ui.theme import Look


def staff_button(edges: Edges) -> PushButton:
    """The way in for staff, small and quiet, where there is no other."""
    button = PushButton(edges.look, "staff", "", edges.open_staff, "quiet", "lock", font="small")
    button.size_hint_x, button.width = None, edges.look.px(220)
    return button


def message(look: Look, icon: str) -> tuple[Panel, Text, Text]:
    """A panel that says one thing large, with the reason below."""
    panel = Panel(look, theme.INFO, look.radius("l"), orientation="vertical", padding=look.lg)
    side = look.px(110)
    title = Text(look, "", "display", theme.ON_INFO, bold=True, align="center", lines=2)
    text = Text(look, "", "body", theme.ON_INFO, align="center", lines=5)
    for part in (Spring(), Centred(Icon(look, icon, side, theme.ON_INFO), size_hint_y=None, height=side)):
        panel.add_widget(part)
    for part in (Gap(look.m), title, Gap(look.s), text, Spring()):
        panel.add_widget(part)
    return panel, title, text


class Looked(Sides):
    """What staff look at, line by line, and beside it what it is about."""

    def __init__(self, edges: Edges, icon: str, **kwargs: Any) -> None:
        look = edges.look
        super().__init__(look, **kwargs)
        left = Stack(look, padding=(look.lg, look.s, look.lg, look.m), spacing=look.s)
        self._heading = Text(look, "", "title", bold=True, lines=2)
        self._lines = Lines(look, edges.pictures)
        self._staff = staff_button(edges)
        self.ways = Box(look, size_hint_y=None, height=self._staff.height, spacing=look.s)
        self.ways.add_widget(self._staff)
        for part in (self._heading, self._lines, self.ways):
            left.add_widget(part)
        panel, self._title, self._text = message(look, icon)
        self.add_widget(left)
        self.add_widget(panel)

    def say(self, model: AgeCheck | SpotCheck, text: str) -> None:
        self._heading.said = model.heading
        self._lines.show(model.rows)
        self._title.said, self._text.said = model.title, text
        self._staff.say(model.staff)


class SpotCheckScreen(Looked):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        super().__init__(edges, "eye", **kwargs)
        self._helped = False
        self._help = PushButton(
            edges.look,
            "help",
            "",
            lambda: edges.tap(Tap.HELP_CANCEL if self._helped else Tap.HELP),
            icon="help",
            font="small",
            lines=2,
        )
        self.ways.height = max(self.ways.height, self._help.height)
        self.ways.add_widget(self._help)

    def draw(self, model: SpotCheck) -> None:
        self.say(model, model.text)
        self._helped = model.helped
        self._help.say(model.help)


class HandedOverScreen(Sides):
    """The code as large as the window allows: it holds the whole basket."""

    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        look = edges.look
        super().__init__(look, padding=look.m, spacing=look.lg, **kwargs)
        self._edges = edges
        side = min(look.size) - 2 * look.m
        self._code = Code(size_hint=(None, None), size=(side, side))
        self.add_widget(Centred(self._code, size_hint=(1, None) if look.portrait else (None, 1), size=(side, side)))
        words = Stack(look, spacing=look.s)
        self._title = Text(look, "", "title", bold=True, lines=3)
        self._text = Text(look, "", "body", theme.INK_SOFT, lines=5)
        self._label = Text(look, "", "small", theme.INK_SOFT)
        self._total = Text(look, "", "display", bold=True)
        self._staff = staff_button(edges)
        self._deed: Deed | None = None
        self._read = PushButton(look, "handed", "", self._put_away, "primary", "check", font="body", lines=2)
        self._out = Box(look, size_hint_y=None, height=self._read.height)
        for part in (self._title, self._text, Gap(look.m), self._label, self._total, Spring(), self._out):
            words.add_widget(part)
        self.add_widget(words)

    def draw(self, model: HandedOver) -> None:
        self._deed = model.read
        self._code.show(model.code)
        self._title.said, self._text.said = model.title, model.text
        self._label.said, self._total.said = model.label, model.total
        self._staff.say(model.staff)
        if model.read is not None:
            self._read.say(model.read.words)
        wanted = self._staff if model.read is None else self._read
        if wanted not in self._out.children:
            self._out.clear_widgets()
            self._out.add_widget(wanted)

    def _put_away(self) -> None:
        if self._deed is not None:
            do(self._edges, self._deed)


class SafeModeScreen(Stack):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        look = edges.look
        super().__init__(look, padding=look.lg, spacing=look.s, **kwargs)
        panel, self._title, self._text = message(look, "basket")
        self._why = Text(look, "", "small", theme.INK_SOFT, align="center", lines=4, data=True)
        self._staff = staff_button(edges)
        for part in (panel, self._why, self._staff):
            self.add_widget(part)

    def draw(self, model: SafeMode) -> None:
        self._title.said, self._text.said, self._why.said = model.title, model.text, model.why
        self._staff.say(model.staff)
