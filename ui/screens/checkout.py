"""Checkout: in the exit lane there is nothing to do but walk."""

from typing import Any

from kivy.uix.widget import Widget

from ui import theme
from ui.edges import Edges
from ui.icons import Icon
from ui.presenter import Checkout
from ui.widgets import Centred, Gap, Panel, Strip, Text


class CheckoutScreen(Panel):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        super().__init__(theme.ACCENT, 0, bleed=4, orientation="vertical", padding=(theme.XL, theme.L), **kwargs)
        self._banner = Strip()
        ring = Panel(theme.ON_ACCENT, 56, size_hint=(None, None), size=(112, 112))
        ring.add_widget(Centred(Icon("check", 70, theme.ACCENT)))
        self._go = Text("", theme.DISPLAY, theme.ON_ACCENT, bold=True, align="center", smallest=28)
        self._hint = Text("", theme.LEAD, theme.ON_ACCENT_SOFT, align="center")
        self._label = Text("", theme.LEAD, theme.ON_ACCENT_SOFT, align="center")
        self._total = Text("", theme.HUGE, theme.ON_ACCENT, bold=True, align="center", smallest=56)
        self._items = Text("", theme.LEAD, theme.ON_ACCENT, align="center")
        self._note = Text("", theme.SMALL, theme.ON_ACCENT_SOFT, align="center")
        self.add_widget(self._banner)
        self.add_widget(Widget())
        self.add_widget(Centred(ring, size_hint_y=None, height=112))
        self.add_widget(Gap(theme.M))
        self.add_widget(self._go)
        self.add_widget(self._hint)
        self.add_widget(Widget(size_hint_y=0.6))
        for part in (self._label, self._total, self._items):
            self.add_widget(part)
        self.add_widget(Widget())
        self.add_widget(self._note)

    def draw(self, model: Checkout) -> None:
        self._banner.show(model.banner, 58)
        self._go.text, self._hint.text = model.go, model.hint
        self._label.text, self._total.text = model.total_label, model.total
        self._items.text, self._note.text = model.items, model.note
