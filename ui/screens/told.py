"""One thing to say, large, with the code that goes with it."""

from typing import Any

from ui import theme
from ui.edges import Edges, Tap
from ui.icons import Icon
from ui.lettering import Text
from ui.presenting.told import Told
from ui.screens.code import Code
from ui.widgets import Box, Centred, Gap, Panel, PushButton, Spring, Strip


class ToldScreen(Panel):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        look = edges.look
        super().__init__(look, theme.INFO, 0, orientation="vertical", padding=look.lg, spacing=look.s, **kwargs)
        side = look.px(110)
        self._banner = Strip(look)
        self._icon = Icon(look, "", side, theme.ON_INFO)
        self._code = Code()
        self._middle = Centred(self._icon, size_hint_y=None, height=side)
        self._title = Text(look, "", "display", theme.ON_INFO, bold=True, align="center", lines=3)
        self._hint = Text(look, "", "lead", theme.ON_INFO, align="center", lines=4)
        self._detail = Text(look, "", "small", theme.ON_INFO, align="center", lines=3, data=True)
        self._done = PushButton(look, "done", "", lambda: edges.tap(Tap.DONE), "primary", font="lead")
        self._staff = PushButton(look, "staff", "", edges.open_staff, icon="lock", font="small")
        self._staff.size_hint_x = 0.4
        self._last = Box(look, spacing=look.m, size_hint_y=None, height=max(self._done.height, self._staff.height))
        self._spring, self._spring_below = Spring(), Spring()
        for part in (self._banner, self._spring, self._middle, Gap(look.s), self._title, self._hint, self._detail):
            self.add_widget(part)
        for part in (self._spring_below, self._last):
            self.add_widget(part)

    def draw(self, model: Told) -> None:
        self._banner.show(model.banner)
        self._title.said, self._hint.said, self._detail.said = model.title, model.hint, model.detail
        self._icon.set(model.icon, theme.ON_INFO)
        self._code.show(model.code)
        shown = self._code if model.code else self._icon
        self._middle.clear_widgets()
        self._middle.add_widget(shown)
        self._middle.size_hint_y = 3 if model.code else None
        self._middle.height = self.look.px(110)
        self._done.say(model.done)
        self._staff.say(model.staff)
        self._last.clear_widgets()
        for button in ((self._done,) if model.done else ()) + (self._staff,):
            self._last.add_widget(button)
