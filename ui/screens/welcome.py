"""Welcome: the store's name, what to do first, and a small door for staff."""

from typing import Any

from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from ui import theme
from ui.edges import Edges, Tap
from ui.icons import Icon
from ui.presenter import Welcome
from ui.widgets import Centred, Gap, Panel, PushButton, Strip, Text


class WelcomeScreen(BoxLayout):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        super().__init__(padding=theme.L, spacing=theme.XL, **kwargs)
        emblem = Panel(
            theme.ACCENT, theme.RADIUS_L, orientation="vertical", padding=theme.L, size_hint_x=None, width=340
        )
        emblem.add_widget(Widget())
        emblem.add_widget(Centred(Icon("basket", 180, theme.ON_ACCENT), size_hint_y=None, height=190))
        name = Text(edges.store_name, 38, theme.ON_ACCENT, bold=True, align="center", lines=2, smallest=22)
        emblem.add_widget(name)
        emblem.add_widget(Widget())
        self.add_widget(emblem)

        side = BoxLayout(orientation="vertical")
        top = BoxLayout(size_hint_y=None, height=theme.TARGET, spacing=theme.M)
        self._banner = Strip()
        top.add_widget(Centred(self._banner, anchor_y="center"))
        top.add_widget(
            PushButton("staff", "", edges.open_staff, "quiet", icon="lock", size_hint_x=None, width=theme.TARGET)
        )
        side.add_widget(top)
        side.add_widget(Widget())
        self._welcome = Text("", theme.DISPLAY, bold=True, lines=3, smallest=30, height=124)
        side.add_widget(self._welcome)
        side.add_widget(Gap(theme.M))
        self._hint = Text("", theme.BODY, theme.INK_SOFT, lines=2, smallest=theme.SMALL)
        side.add_widget(self._hint)
        side.add_widget(Gap(theme.L))
        self._start = PushButton("start", "", lambda: edges.tap(Tap.START), "primary", font=theme.TITLE, height=92)
        side.add_widget(self._start)
        side.add_widget(Widget(size_hint_y=0.7))
        self._note = Text("", theme.SMALL, theme.INK_SOFT)
        side.add_widget(self._note)
        self.add_widget(side)

    def draw(self, model: Welcome) -> None:
        self._banner.show(model.banner)
        self._welcome.text = model.welcome
        self._hint.text = model.hint
        self._start.say(model.start)
        self._note.text = model.note
