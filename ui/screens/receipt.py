"""Receipt: what was bought, what it came to, and whether the store has it."""

from typing import Any

from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from ui import theme
from ui.edges import Edges, Tap
from ui.icons import Icon
from ui.presenter import Receipt
from ui.screens.lines import GUTTER, Lines
from ui.widgets import Centred, Column, Gap, Panel, PushButton, Text

SIDE = 344


class ReceiptScreen(BoxLayout):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        left = BoxLayout(orientation="vertical", padding=(theme.L, theme.S, theme.L, theme.M), spacing=theme.S)
        header = BoxLayout(size_hint_y=None, height=theme.TARGET, spacing=theme.M)
        self._title = Text("", theme.TITLE, bold=True, size_hint_y=1)
        self._when = Text("", theme.SMALL, theme.INK_SOFT, align="right", size_hint_y=1)
        header.add_widget(self._title)
        header.add_widget(self._when)
        left.add_widget(header)
        self._body = FloatLayout()
        self._lines = Lines(edges.pictures, pos_hint={"x": 0, "y": 0}, size_hint_x=None)
        self._body.bind(width=self._widen)
        self._empty = Text("", theme.LEAD, theme.INK_SOFT, align="center", size_hint_y=1, pos_hint={"x": 0, "y": 0})
        left.add_widget(self._body)
        self.add_widget(left)
        self.add_widget(self._sums(edges))

    def _sums(self, edges: Edges) -> Panel:
        side = Panel(
            theme.SURFACE,
            [theme.RADIUS_L, 0, 0, theme.RADIUS_L],
            bleed=4,
            orientation="vertical",
            size_hint_x=None,
            width=SIDE,
            padding=(theme.L, theme.L, theme.L, theme.L),
        )
        self._thanks = Text("", theme.TITLE, theme.ACCENT, bold=True)
        self._label = Text("", theme.LEAD, theme.INK_SOFT)
        self._total = Text("", theme.TOTAL - 8, theme.INK, bold=True, smallest=30, height=76)
        self._taxes = Column(spacing=theme.XS)
        self._stored_icon = Icon("cloud", 28, theme.ACCENT)
        self._stored = Text("", theme.SMALL, size_hint_y=1, lines=2)
        stored = BoxLayout(size_hint_y=None, height=48, spacing=theme.S)
        stored.add_widget(Centred(self._stored_icon, size_hint_x=None, width=30))
        stored.add_widget(self._stored)
        self._trip = Text("", theme.SMALL, theme.INK_SOFT)
        self._note = Text("", theme.SMALL, theme.INK_SOFT)
        self._done = PushButton("done", "", lambda: edges.tap(Tap.DONE), "primary", font=theme.LEAD, height=80)
        for part in (self._thanks, Gap(theme.L), self._label, self._total, self._taxes, Widget()):
            side.add_widget(part)
        for part in (stored, self._trip, self._note, Gap(theme.M), self._done):
            side.add_widget(part)
        return side

    def _widen(self, _body: Widget, width: float) -> None:
        self._lines.width = width + GUTTER

    def draw(self, model: Receipt) -> None:
        self._title.text, self._when.text = model.heading, model.when
        self._lines.show(model.rows)
        self._empty.text = model.empty
        wanted = self._lines if model.rows else self._empty
        if wanted not in self._body.children:
            self._body.clear_widgets()
            self._body.add_widget(wanted)
        self._thanks.text, self._label.text, self._total.text = model.title, model.total_label, model.total
        self._taxes.clear_widgets()
        for tax in model.taxes:
            self._taxes.add_widget(Text(tax, theme.SMALL - 1, theme.INK_SOFT, smallest=13))
        self._stored.text, self._trip.text, self._note.text = model.stored_text, model.trip, model.note
        ink = theme.ACCENT if model.stored else theme.INK_SOFT
        self._stored_icon.set("check" if model.stored else "cloud", ink)
        self._stored.paint(ink)
        self._done.say(model.done)
