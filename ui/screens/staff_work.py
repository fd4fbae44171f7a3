"""A device at work: what to do next, how far it is, what the camera sees; the next step is the one large button."""

from typing import Any

from kivy.uix.widget import Widget

from ui import theme
from ui.boxes import Box, Centred, Panel, Sides, Stack
from ui.edges import Edges
from ui.icons import Icon
from ui.lettering import Text
from ui.presenting.staff_work import Work
from ui.screens.staff_live import Live
from ui.screens.staff_parts import DeedRow, Notes, StaffHead
from ui.theme import Look
from ui.widgets import Picture, Strip

CROP = 72
CROPS = 5
FEW = 4  # notes that stand beside a picture of the same width


class StaffWorkScreen(Stack):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        look = edges.look
        super().__init__(look, padding=(look.lg, look.s, look.lg, look.m), spacing=look.s, **kwargs)
        self._edges = edges
        self._head = StaffHead(edges)
        self._told = Strip(look)
        self._steps = _Steps(look)
        self._notes = Notes(look)
        self._crops = Box(look, spacing=look.s, size_hint_y=None, height=0)
        self._live = Live(look, edges.latest_frame)
        self._words = Stack(look, spacing=look.s)
        for part in (self._steps, self._crops, self._notes):
            self._words.add_widget(part)
        self._body = body = Sides(look, spacing=look.m)
        self._deeds = DeedRow(edges)
        for part in (self._head, self._told, body, self._deeds):
            self.add_widget(part)
        self._shown: Work | None = None

    def draw(self, model: Work) -> None:
        self._live.watch(model.live)
        before, self._shown = self._shown, model
        if before == model:
            return
        self._head.show(model.head)
        self._told.show(model.told)
        self._place(model)
        self._live.show(model.corners, model.no_picture)
        self._steps.show(model.steps)
        self._notes.show(model.notes)
        self._deeds.show(model.deeds)
        if before is None or before.crops != model.crops:
            self._show_crops(model.crops)

    def leave(self) -> None:
        self._live.watch(False)

    def _place(self, model: Work) -> None:
        """What there is to see takes the room of what there is not."""
        told = bool(model.steps or model.notes or model.crops)
        wanted = [part for part, there in ((self._live, model.live), (self._words, told)) if there]
        self._words.size_hint_x = 1.6 if len(model.notes) > FEW and not self.look.portrait else 1
        if wanted != list(reversed(self._body.children)):
            self._body.clear_widgets()
            for part in wanted:
                self._body.add_widget(part)

    def _show_crops(self, crops: tuple[str, ...]) -> None:
        """The last ones, as the camera saw them."""
        side = self.look.px(CROP)
        self._crops.clear_widgets()
        self._crops.height = side if crops else 0
        for crop in crops[-CROPS:]:
            self._crops.add_widget(
                Picture(self.look, self._edges.crops, crop, size_hint=(None, None), size=(side, side))
            )
        if crops:
            self._crops.add_widget(Widget())


class _Steps(Box):
    """Names of steps: done ones with a check mark, the current one dark."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, spacing=look.s, size_hint_y=None, height=0)

    def show(self, steps: tuple[tuple[str, bool, bool], ...]) -> None:
        look = self.look
        self.clear_widgets()
        self.height = Text.room(look, "small") + 2 * look.s if steps else 0
        for words, done, current in steps:
            ground = theme.ACCENT if current else theme.ACCENT_SOFT if done else theme.SUNKEN
            ink = theme.ON_ACCENT if current else theme.ACCENT if done else theme.INK_SOFT
            chip = Panel(look, ground, padding=(look.s, 0), spacing=look.xs)
            if done:
                side = look.px(24)
                chip.add_widget(Centred(Icon(look, "check", side, ink), size_hint_x=None, width=side))
            chip.add_widget(Text(look, words, "small", ink, bold=current, align="center", size_hint_y=1))
            self.add_widget(chip)
