"""At the exit, staff have to look first: somebody is coming, and nothing is wrong."""

from typing import Any

from ui import theme
from ui.edges import Edges
from ui.icons import Icon
from ui.lettering import Text
from ui.presenting.leaving import AgeCheck
from ui.screens.lines import Lines
from ui.screens.staff_shown import staff_button
from ui.widgets import Centred, Gap, Panel, Sides, Spring, Stack


class AgeScreen(Sides):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        look = edges.look
        super().__init__(look, **kwargs)
        left = Stack(look, padding=(look.lg, look.s, look.lg, look.m), spacing=look.s)
        self._heading = Text(look, "", "title", bold=True, lines=2)
        self._lines = Lines(look, edges.pictures)
        left.add_widget(self._heading)
        left.add_widget(self._lines)
        self._staff = staff_button(edges)
        left.add_widget(self._staff)
        panel = Panel(look, theme.INFO, look.radius("l"), orientation="vertical", padding=look.lg)
        side = look.px(110)
        self._title = Text(look, "", "display", theme.ON_INFO, bold=True, align="center", lines=2)
        self._hint = Text(look, "", "body", theme.ON_INFO, align="center", lines=5)
        for part in (Spring(), Centred(Icon(look, "person", side, theme.ON_INFO), size_hint_y=None, height=side)):
            panel.add_widget(part)
        for part in (Gap(look.m), self._title, Gap(look.s), self._hint, Spring()):
            panel.add_widget(part)
        self.add_widget(left)
        self.add_widget(panel)

    def draw(self, model: AgeCheck) -> None:
        self._heading.said = model.heading
        self._lines.show(model.rows)
        self._title.said, self._hint.said = model.title, model.hint
        self._staff.say(model.staff)
