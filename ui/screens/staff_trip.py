"""Staff beside a shopper: what waits for them, the bill whose lines can be looked at, and the ways to end."""

from typing import Any

from kivy.properties import ObjectProperty

from ui.boxes import Panel, Sides, hold
from ui.buttons import PushButton
from ui.edges import StaffTap
from ui.laid import Laid, Page
from ui.presenting.staff_parts import Deed
from ui.presenting.staff_trip import StaffTrip, StaffWhy, Task
from ui.presenting.why import Why
from ui.screens.lines import LineRow
from ui.screens.staff_parts import deed_button
from ui.screens.why import WhySheet

WIDE = 3  # deeds beside each other in a task
BESIDE = 160  # a deed beside its words, where there are only one or two


class StaffTripScreen(Page, Sides):
    """The basket: tasks first, then the lines: a tap on one shows why it is there and what can be done about it."""

    def __init__(self, *args: Any) -> None:
        self._tasks: dict[str, TaskPanel] = {}
        self._rows: dict[str, LineRow] = {}
        super().__init__(*args)

    def draw(self, model: StaffTrip) -> None:
        super().draw(model)
        self._tasks = {task.key: self._task(task) for task in model.tasks}
        self._rows = {row.key: self._rows.get(row.key) or self._row() for row in model.rows}
        for row in model.rows:
            self._rows[row.key].show(row, "")
        hold(self.ids.column, *self._tasks.values(), *self._rows.values())

    def deed(self, deed: Deed) -> PushButton:
        return deed_button(self.edges, deed, lines=1)

    def _task(self, task: Task) -> "TaskPanel":
        kept = self._tasks.get(task.key)
        return kept if kept is not None and kept.task == task else TaskPanel(self.look, edges=self.edges, task=task)

    def _row(self) -> LineRow:
        look_at = self.edges.staff
        return LineRow(self.look, self.edges.pictures, lambda line: look_at(StaffTap.LOOK_AT, str(line)))


class TaskPanel(Laid, Panel):
    """What waits for staff: one or two deeds stand beside its words, others below them."""

    edges = ObjectProperty()
    task = ObjectProperty()

    def on_kv_post(self, _base: Any) -> None:
        for place in (self.ids.beside, self.ids.below):
            if not place.items:
                place.parent.remove_widget(place)

    def beside(self, task: Task) -> bool:
        return len(task.deeds) <= 2 and not self.look.portrait

    def columns(self, task: Task) -> int:
        few = min(len(task.deeds), 2 if self.look.portrait or self.look.larger_text else WIDE)
        return 2 if len(task.deeds) == 4 else max(1, few)

    def deed(self, deed: Deed) -> PushButton:
        return deed_button(self.edges, deed, lines=3)

    def deed_beside(self, deed: Deed) -> PushButton:
        return deed_button(
            self.edges, deed, lines=3, size_hint_x=None, width=self.look.px(BESIDE), pos_hint={"center_y": 0.5}
        )


class StaffWhySheet(WhySheet):
    """The evidence of a line, and below it what staff can do about the line."""

    def why(self, model: StaffWhy) -> Why:
        return model.why
