"""Checkout: in the exit lane there is nothing to do but walk; what will be charged is beside it."""

from typing import Any

from kivy.uix.widget import Widget

from ui import theme
from ui.boxes import Centred, Column, Gap, Panel, Sides, Spring, Stack
from ui.buttons import PushButton
from ui.edges import Edges, Tap
from ui.icons import Icon
from ui.lettering import Text
from ui.presenting.leaving import Checkout
from ui.screens.lines import Lines, say_each
from ui.screens.shop import Doubt
from ui.widgets import Strip

RING = 100


class CheckoutScreen(Sides):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        look = edges.look
        super().__init__(look, **kwargs)
        left = Stack(look, padding=(look.lg, look.s, look.lg, look.m), spacing=look.s)
        self._charged = Text(look, "", "title", bold=True)
        self._banner = Strip(look)
        self._lines = Lines(look, edges.pictures, lambda line: edges.tap(Tap.WHY, str(line)))
        for part in (self._charged, self._banner, self._lines):
            left.add_widget(part)
        panel = Panel(look, theme.ACCENT, look.radius("l"), orientation="vertical", padding=look.m)
        if not look.portrait:
            panel.size_hint_x = 0.72
        ring = Panel(look, theme.ON_ACCENT, look.px(RING) / 2, size_hint=(None, None), size=(look.px(RING),) * 2)
        self._mark = Icon(look, "check", look.px(60), theme.ACCENT)
        ring.add_widget(Centred(self._mark))
        self._go = Text(look, "", "display", theme.ON_ACCENT, bold=True, align="center", lines=2)
        self._hint = Text(look, "", "small", theme.ON_ACCENT_SOFT, align="center", lines=6)
        self._label = Text(look, "", "lead", theme.ON_ACCENT_SOFT, align="center")
        self._total = Text(look, "", "total", theme.ON_ACCENT, bold=True, align="center")
        self._doubt = Doubt(look)
        self._answer = PushButton(look, "answer", "", lambda: edges.tap(Tap.QUESTIONS), "on_accent", "help", lines=2)
        self._way = Column(look)
        self._items = Text(look, "", "small", theme.ON_ACCENT, align="center")
        self._besides = Column(look)
        self._note = Text(look, "", "small", theme.ON_ACCENT_SOFT, align="center")
        self._ring = Centred(ring, size_hint_y=None, height=look.px(RING))
        self._above = Column(look)
        for part in (Spring(), self._above, Gap(look.s), self._go):
            panel.add_widget(part)
        sums = (self._label, self._total, self._doubt, self._items, self._besides, self._note)
        for part in (self._hint, self._way, Spring(), *sums):
            panel.add_widget(part)
        self.add_widget(left)
        self.add_widget(panel)

    def draw(self, model: Checkout) -> None:
        self._charged.said = model.charged
        self._banner.show(model.banner)
        self._lines.show(model.rows)
        self._go.said, self._hint.said = model.go, model.hint
        self._mark.set("eye" if model.doubt else "check", theme.ACCENT)
        self._doubt.show(model.doubt)
        self._answer.say(model.answer)
        _hold(self._way, self._answer if model.answer else None)
        _hold(self._above, None if model.answer else self._ring)
        self._label.said, self._total.said = model.total_label, model.total
        self._items.said, self._note.said = model.items, model.note
        say_each(self._besides, model.besides, self._beside)

    def _beside(self) -> Text:
        return Text(self.look, "", "small", theme.ON_ACCENT_SOFT, align="center")


def _hold(room: Column, wanted: Widget | None) -> None:
    """Let `room` hold this widget, or nothing."""
    if room.children[:] != [wanted]:
        room.clear_widgets()
        if wanted is not None:
            room.add_widget(wanted)
