"""Receipt: what was bought, what it came to, whether the store has it, and its code for the phone."""

from typing import Any

from kivy.uix.boxlayout import BoxLayout

from ui import theme
from ui.boxes import Box, Centred, Gap, Panel, Sides, Stack
from ui.buttons import PushButton
from ui.edges import Edges, Tap
from ui.icons import Icon
from ui.lettering import Text
from ui.presenting.leaving import Receipt
from ui.screens.code import Code
from ui.screens.lines import Lines
from ui.screens.shop import Heading
from ui.theme import Look

SIDE = 380
CODE = 240  # on a narrow screen; on a wide one the code takes the room that is left


class ReceiptScreen(Sides):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        look = edges.look
        super().__init__(look, **kwargs)
        left = Stack(look, padding=(look.lg, look.s, look.lg, look.m), spacing=look.s)
        self._header = Heading(look)
        self._body = BoxLayout()
        self._lines = Lines(look, edges.pictures)
        self._empty = Text(look, "", "lead", theme.INK_SOFT, align="center", size_hint_y=1, lines=2)
        left.add_widget(self._header)
        left.add_widget(self._body)
        self.add_widget(left)
        self.add_widget(self._sums(look, edges))

    def _sums(self, look: Look, edges: Edges) -> Panel:
        side = Panel(
            look,
            theme.SURFACE,
            look.radius("l"),
            orientation="vertical",
            size_hint=(1, None) if look.portrait else (None, 1),
            width=look.px(SIDE),
            padding=look.m,
        )
        if look.portrait:
            side.bind(minimum_height=side.setter("height"))
        self._label = Text(look, "", "small", theme.INK_SOFT)
        self._total = Text(look, "", "total", theme.INK, bold=True)
        self._code = Code(size_hint_y=None, height=look.px(CODE)) if look.portrait else Code()
        self._icon = Icon(look, "cloud", look.px(28), theme.ACCENT)
        self._stored = Text(look, "", "small", lines=2)
        self._number = Text(look, "", "small", bold=True)
        self._trip = Text(look, "", "small", theme.INK_SOFT)
        self._note = Text(look, "", "small", theme.INK_SOFT, lines=2)
        self._scan = Text(look, "", "small", theme.INK_SOFT, align="center", lines=2)
        stored = Box(look, size_hint_y=None, spacing=look.s)
        self._stored.bind(height=stored.setter("height"))
        stored.add_widget(Centred(self._icon, size_hint_x=None, width=self._icon.width))
        stored.add_widget(self._stored)
        self._done = PushButton(look, "done", "", lambda: edges.tap(Tap.DONE), "primary", font="lead")
        sums = (self._label, self._total, self._code, self._scan, Gap(look.s))
        for part in (*sums, stored, self._number, self._trip, self._note, Gap(look.s), self._done):
            side.add_widget(part)
        return side

    def draw(self, model: Receipt) -> None:
        self._header.say(model.title, model.when)
        self._lines.show(model.rows, below=(*model.taxes, *model.unsold))
        self._empty.said = model.empty
        wanted = self._lines if model.rows or model.unsold else self._empty
        if wanted not in self._body.children:
            self._body.clear_widgets()
            self._body.add_widget(wanted)
        self._label.said, self._total.said = model.total_label, model.total
        self._code.show(model.code)
        self._scan.said = model.scan
        self._number.said = model.number
        self._stored.said, self._trip.said, self._note.said = model.stored_text, model.trip, model.note
        ink = theme.ACCENT if model.stored else theme.INK_SOFT
        self._icon.set("check" if model.stored else "cloud", ink)
        self._stored.paint(ink)
        self._done.say(model.done)
