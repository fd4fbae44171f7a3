"""A device at work: what to do next, how far it is, what the camera sees; the next step is the one large button."""

from typing import Any

from kivy.properties import BooleanProperty, StringProperty

from ui.boxes import Panel, Stack, hold
from ui.laid import Laid, Page
from ui.presenting.staff_work import Work
from ui.widgets import Picture

CROP = 72
CROPS = 5
FEW = 4  # notes that stand beside a picture of the same width


class StaffWorkScreen(Page, Stack):
    def draw(self, model: Work) -> None:
        super().draw(model)
        live, words = self.named["live"], self.named["words"]
        live.watch(model.live)
        told = bool(model.steps or model.notes or model.crops)
        # What there is to see takes the room of what there is not.
        hold(self.ids.body, *(part for part, there in ((live, model.live), (words, told)) if there))

    def leave(self) -> None:
        self.ids.live.watch(False)

    def wide(self, model: Work) -> float:
        """Of the words, beside a picture."""
        return 1.6 if len(model.notes) > FEW and not self.look.portrait else 1

    def crops(self, model: Work) -> tuple[str, ...]:
        """The last ones, as the camera saw them."""
        return model.crops[-CROPS:]

    def crop(self, name: str) -> Picture:
        side = self.look.px(CROP)
        return Picture(pictures=self.edges.crops, sku=name, size_hint=(None, None), size=(side, side))

    def step(self, step: tuple[str, bool, bool]) -> "Step":
        words, done, current = step
        return Step(self.look, words=words, done=done, current=current)


class Step(Laid, Panel):
    """The name of a step: a done one has a check mark, the current one is dark."""

    words = StringProperty("")
    done = BooleanProperty(False)
    current = BooleanProperty(False)

    def on_kv_post(self, _base: Any) -> None:
        if not self.done:
            self.remove_widget(self.ids.mark)
