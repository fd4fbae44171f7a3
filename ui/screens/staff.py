"""Staff: calibrate the scale with a known weight, trim its corners, or check it."""

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from cart.core.view import CalibrationStage
from ui import theme
from ui.boxes import Panel, Stack, hold
from ui.buttons import PushButton
from ui.edges import StaffTap
from ui.laid import Laid, Page
from ui.lettering import Text
from ui.presenting.calibration import KNOWN_WEIGHTS, Staff

WANTED = {
    CalibrationStage.EMPTY_BASKET: ("verdict", "instruction", "spring", "zero"),
    CalibrationStage.PLACE_WEIGHT: ("instruction", "known", "weights", "spring", "placed"),
    CalibrationStage.CORNER: ("told", "plan", "spring", "measure"),
    CalibrationStage.PASSED: ("verdict", "instruction", "spring", "passed"),
    CalibrationStage.VERIFY: ("told", "known", "weights", "spring", "verify_now"),
    CalibrationStage.REFUSED: ("verdict", "instruction", "spring", "again_now"),
    CalibrationStage.SAVED: ("verdict", "instruction", "spring", "leave_now"),
    CalibrationStage.CHECKED: ("verdict", "instruction", "spring", "leave_now"),
    CalibrationStage.FAILED: ("verdict", "instruction", "spring", "again_now"),
}
"""What each stage needs; `told` is the verdict, or without one the instruction."""


class StaffScreen(Page, Stack):
    known = NumericProperty(KNOWN_WEIGHTS[1])

    def on_kv_post(self, _base: Any) -> None:
        if self.look.portrait:  # the title above, the ways under it
            title, *ways = (self.named[name] for name in ("title", "again", "home", "leave"))
            hold(self.ids.header, *ways)
            title.size_hint_y, title.height = None, title.room(self.look, "lead")
            self.add_widget(title, index=len(self.children))

    def draw(self, model: Staff) -> None:
        super().draw(model)
        names = [
            ("verdict" if model.verdict else "instruction") if name == "told" else name for name in WANTED[model.stage]
        ]
        if not model.verdict and model.stage is CalibrationStage.EMPTY_BASKET:
            names.remove("verdict")
        hold(self.ids.work, *(self.named[name] for name in names))

    def weight(self, weight: tuple[int, str]) -> PushButton:
        grams, words = weight
        style = "chosen" if grams == self.known else "plain"
        made = PushButton(automation_id=f"known:{grams}", words=words, style=style, font="small", size_hint_y=1)
        made.fbind("on_tap", lambda _button: setattr(self, "known", grams))
        self.fbind("known", lambda _screen, known: setattr(made, "style", "chosen" if grams == known else "plain"))
        return made

    def with_weight(self, tap: StaffTap) -> None:
        self.edges.staff(tap, str(self.known))


class Plan(Laid, Stack):
    """The basket from above, its front at the top: the corner that is wanted is named, and stands out."""

    wanted = ObjectProperty(None, allownone=True)
    name = StringProperty("")
    front = StringProperty("")

    def on_kv_post(self, _base: Any) -> None:
        if self.look.larger_text:  # large letters need its room, and the name says as much
            self.remove_widget(self.ids.front)

    def least(self) -> int:
        line = Text.room(self.look, "small")
        return 2 * line + self.look.s + (0 if self.look.larger_text else line + self.look.xs)


class Corner(Laid, Panel):
    name = StringProperty("")
    wanted = BooleanProperty(False)


class StepChip(Laid, Panel):
    """One of the three steps: a number, then a check mark; beside the others only the current one has room to say what
    it is, where the window stands upright."""

    number = NumericProperty(1)
    done = BooleanProperty(False)
    current = BooleanProperty(False)
    text = StringProperty("")

    def ink(self, done: bool, current: bool) -> str:
        return theme.ON_ACCENT if current else theme.ACCENT if done else theme.INK_SOFT

    def says(self, text: str, done: bool, current: bool) -> str:
        text = text if current or not self.look.portrait else ""
        return text if done else f"{self.number}   {text}"
