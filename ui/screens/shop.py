"""Shop: the lines, newest on top, and the running total in a panel of its own."""

from typing import Any

from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from ui import theme
from ui.edges import Edges
from ui.icons import Icon
from ui.presenter import Shop
from ui.screens.lines import GUTTER, Lines
from ui.widgets import Centred, Gap, Panel, PushButton, Strip, Text

PANEL = 344


class ShopScreen(BoxLayout):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        left = BoxLayout(orientation="vertical", padding=(theme.L, theme.S, theme.L, theme.M), spacing=theme.S)
        header = BoxLayout(size_hint_y=None, height=theme.TARGET, spacing=theme.M)
        self._title = Text("", theme.TITLE, bold=True, size_hint_y=1)
        header.add_widget(self._title)
        store = Text(edges.store_name, theme.BODY, theme.INK_SOFT, align="right", size_hint_y=1)
        header.add_widget(store)
        left.add_widget(header)
        self._banner = Strip()
        left.add_widget(self._banner)
        self._body = FloatLayout()
        self._lines = Lines(edges.pictures, pos_hint={"x": 0, "y": 0}, size_hint_x=None)
        self._body.bind(width=self._widen)
        self._empty = _Empty(pos_hint={"x": 0, "y": 0})
        left.add_widget(self._body)
        self.add_widget(left)
        self._panel = TotalPanel(edges)
        self.add_widget(self._panel)

    def _widen(self, _body: Widget, width: float) -> None:
        self._lines.width = width + GUTTER

    def draw(self, model: Shop) -> None:
        self._title.text = model.title
        self._banner.show(model.banner)
        self._lines.show(model.rows)
        self._empty.show(model.empty, model.empty_hint)
        wanted = self._lines if model.rows else self._empty
        if wanted not in self._body.children:
            self._body.clear_widgets()
            self._body.add_widget(wanted)
        self._panel.draw(model)


class TotalPanel(Panel):
    """The running total: the one thing on the screen that is read from a step away."""

    def __init__(self, edges: Edges) -> None:
        super().__init__(
            theme.ACCENT,
            [theme.RADIUS_L, 0, 0, theme.RADIUS_L],
            bleed=4,
            orientation="vertical",
            size_hint_x=None,
            width=PANEL,
            padding=(theme.L, theme.L, theme.L, theme.S),
        )
        self._status = Panel(None, 22, size_hint_y=None, height=44, padding=(theme.M, 0), spacing=theme.S)
        self._eye = Icon("eye", 26, theme.ON_ACCENT)
        self._status_text = Text("", theme.SMALL, theme.ON_ACCENT, size_hint_y=1, smallest=15)
        self._status.add_widget(Centred(self._eye, size_hint_x=None, width=28))
        self._status.add_widget(self._status_text)
        self._label = Text("", theme.LEAD, theme.ON_ACCENT_SOFT)
        self._total = Text("", theme.TOTAL, theme.ON_ACCENT, bold=True, smallest=30, height=84)
        self._items = Text("", theme.LEAD, theme.ON_ACCENT)
        self._note = Text("", theme.SMALL, theme.ON_ACCENT_SOFT, lines=2, height=50)
        self._cancel = PushButton("cancel", "", edges.ask_cancel, "on_accent", font=theme.SMALL)
        self.add_widget(self._status)
        self.add_widget(Widget(size_hint_y=0.8))
        for part in (self._label, self._total, self._items):
            self.add_widget(part)
        self.add_widget(Widget())
        self.add_widget(self._note)
        self.add_widget(Gap(theme.S))
        self.add_widget(self._cancel)

    def draw(self, model: Shop) -> None:
        self._label.text = model.words["total"]
        self._total.text, self._items.text, self._note.text = model.total, model.items, model.note
        self._cancel.say(model.words["cancel"])
        # With goods in the basket the way out is to put them back; a button that does nothing would only annoy.
        self._cancel.disabled = bool(model.rows)
        self._cancel.opacity = 0.0 if model.rows else 1.0
        self._status_text.text = model.status
        ink = theme.ACCENT if model.looking else theme.ON_ACCENT_SOFT
        self._status.paint(theme.ACCENT_SOFT if model.looking else theme.ACCENT_PRESSED)
        self._status_text.paint(ink)
        self._status_text.bold = model.looking
        self._eye.set("eye" if model.looking else "check", ink)


class _Empty(BoxLayout):
    """What stands in the list's place before the first line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(orientation="vertical", padding=(theme.XL, 0), **kwargs)
        self._text = Text("", theme.TITLE, bold=True, align="center")
        self._hint = Text("", theme.BODY, theme.INK_SOFT, align="center", lines=2)
        self.add_widget(Widget())
        self.add_widget(Centred(Icon("basket", 120, theme.ACCENT), size_hint_y=None, height=150))
        self.add_widget(self._text)
        self.add_widget(Gap(theme.S))
        self.add_widget(self._hint)
        self.add_widget(Widget(size_hint_y=1.4))

    def show(self, text: str, hint: str) -> None:
        self._text.text, self._hint.text = text, hint
