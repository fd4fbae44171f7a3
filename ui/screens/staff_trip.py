"""Staff beside a shopper: what waits for them, the bill whose lines can be looked at, and the ways to end."""

from collections.abc import Callable
from typing import Any

from kivy.uix.boxlayout import BoxLayout

from ui import theme
from ui.boxes import Box, Centred, Column, Grid, Panel, Sides, Spring, Stack
from ui.edges import Edges, StaffTap
from ui.icons import Icon
from ui.lettering import Text
from ui.presenting.staff_trip import StaffTrip, StaffWhy, Task
from ui.screens.lines import LineRow
from ui.screens.staff_parts import DeedRow, StaffHead, deed_button
from ui.screens.why import WhySheet
from ui.widgets import TONES, Scroll, Strip

PANEL = 320
WIDE = 3  # deeds beside each other in a task
BESIDE = 160  # a deed beside its words, where there are only one or two


class StaffTripScreen(Sides):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        look = edges.look
        super().__init__(look, **kwargs)
        left = Stack(look, padding=(look.lg, look.s, look.lg, look.m), spacing=look.s)
        self._head = StaffHead(edges)
        self._banner = Strip(look)
        self._basket = _Basket(edges)
        self._none = Text(look, "", "lead", theme.INK_SOFT, align="center", lines=5, size_hint_y=1)
        self._body = BoxLayout()
        left.add_widget(self._head)
        left.add_widget(self._banner)
        left.add_widget(self._body)
        self.add_widget(left)
        panel = Panel(
            look,
            theme.SURFACE,
            look.radius("l"),
            orientation="vertical",
            size_hint=(1, None) if look.portrait else (None, 1),
            width=look.px(PANEL),
            padding=look.m,
            spacing=look.s,
        )
        self._label = Text(look, "", "small", theme.INK_SOFT)
        self._total = Text(look, "", "display", bold=True)
        self._items = Text(look, "", "small", theme.INK_SOFT)
        self._ends = Grid(look, cols=2 if look.portrait else 1, size_hint_y=None)
        self._ends.bind(minimum_height=self._ends.setter("height"))
        if look.portrait:
            panel.bind(minimum_height=panel.setter("height"))
        for part in (self._label, self._total, self._items):
            panel.add_widget(part)
        if not look.portrait:
            panel.add_widget(Spring())
        panel.add_widget(self._ends)
        self.add_widget(panel)
        self._edges = edges
        self._shown: StaffTrip | None = None

    def draw(self, model: StaffTrip) -> None:
        before, self._shown = self._shown, model
        if before == model:
            return
        self._head.show(model.head)
        self._banner.show(model.banner)
        self._basket.show(model)
        self._none.said = model.none
        wanted = self._none if model.none else self._basket
        if wanted not in self._body.children:
            self._body.clear_widgets()
            self._body.add_widget(wanted)
        self._label.said = model.label if model.total else ""
        self._total.said, self._items.said = model.total, model.items
        if before is None or before.ends != model.ends:
            self._ends.clear_widgets()
            for deed in model.ends:
                self._ends.add_widget(deed_button(self._edges, deed, lines=1))


class _Basket(Scroll):
    """Tasks first, then the lines: a tap on one shows why it is there and what can be done about it."""

    def __init__(self, edges: Edges) -> None:
        look = edges.look
        super().__init__(look)
        self._edges = edges
        left, right = (look.m, 2) if look.rtl else (2, look.m)
        self._column = Column(look, spacing=look.s, padding=(left, 2, right, 2))
        self._column.mirrored = False
        self.add_widget(self._column)
        self._tasks: dict[str, _TaskPanel] = {}
        self._rows: dict[str, LineRow] = {}

    def show(self, model: StaffTrip) -> None:
        self._tasks = {task.key: self._task(task) for task in model.tasks}
        self._rows = {row.key: self._rows.get(row.key) or self._row(row) for row in model.rows}
        if [*self._tasks.values(), *self._rows.values()] != list(reversed(self._column.children)):
            self._column.clear_widgets()
            for widget in (*self._tasks.values(), *self._rows.values()):
                self._column.add_widget(widget)
        for row in model.rows:
            self._rows[row.key].show(row, "")

    def _task(self, task: Task) -> "_TaskPanel":
        kept = self._tasks.get(task.key)
        return kept if kept is not None and kept.task == task else _TaskPanel(self._edges, task)

    def _row(self, row: Any) -> LineRow:
        look_at = self._edges.staff
        return LineRow(self._edges.look, self._edges.pictures, row, lambda line: look_at(StaffTap.LOOK_AT, str(line)))


class _TaskPanel(Panel):
    def __init__(self, edges: Edges, task: Task) -> None:
        look = edges.look
        ground, ink = TONES[task.tone]
        super().__init__(
            look, ground, orientation="vertical", size_hint_y=None, padding=(look.m, look.s), spacing=look.s
        )
        self.task = task
        beside = len(task.deeds) <= 2 and not look.portrait
        said = Box(look, spacing=look.m, size_hint_y=None)
        side = look.px(28)
        said.add_widget(Centred(Icon(look, task.icon, side, ink), size_hint_x=None, width=side))
        words = Column(look)
        words.add_widget(Text(look, task.text, "small", ink, bold=True, lines=6, data=True))
        said.add_widget(Centred(words))
        buttons = [deed_button(edges, deed, lines=3) for deed in task.deeds]
        least = max(button.height for button in buttons) if beside and buttons else 0
        words.bind(height=lambda _words, high: setattr(said, "height", max(high, least, side)))
        said.height = max(least, side)
        self.add_widget(said)
        if beside:
            for button in buttons:
                button.size_hint_x, button.width = None, look.px(BESIDE)
                said.add_widget(Centred(button, size_hint_x=None, width=button.width))
        elif buttons:
            few = min(len(buttons), 2 if look.portrait or look.larger_text else WIDE)
            grid = Grid(look, cols=2 if len(buttons) == 4 else few, size_hint_y=None)
            grid.bind(minimum_height=grid.setter("height"))
            for button in buttons:
                grid.add_widget(button)
            self.add_widget(grid)
        self.bind(minimum_height=self.setter("height"))


class StaffWhySheet(WhySheet):
    """The evidence of a line, and below it what staff can do about the line."""

    def __init__(self, edges: Edges, on_close: Callable[[], None]) -> None:
        super().__init__(edges, on_close)
        self._deeds = DeedRow(edges)
        self.body.parent.add_widget(self._deeds)

    def draw(self, model: StaffWhy) -> None:
        super().draw(model.why)
        self._deeds.show(model.deeds)
