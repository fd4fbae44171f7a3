"""Staff: calibrate the scale with a known weight, trim its corners, or check it."""

from itertools import zip_longest
from typing import Any

from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from cart.core.calibration import CORNERS
from cart.core.view import CalibrationStage
from ui import theme
from ui.edges import Edges, StaffTap
from ui.icons import Icon
from ui.presenter import KNOWN_WEIGHTS, Staff
from ui.widgets import TONES, Centred, Panel, PushButton, Spring, Text

NOTES = 3


class StaffScreen(BoxLayout):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        super().__init__(
            orientation="vertical", padding=(theme.L, theme.M, theme.L, theme.L), spacing=theme.M, **kwargs
        )
        self._known = KNOWN_WEIGHTS[1]
        self._arranged: tuple[CalibrationStage, bool] | None = None
        header = BoxLayout(size_hint_y=None, height=theme.TARGET, spacing=theme.M)
        words = BoxLayout(orientation="vertical")
        self._title = Text("", theme.TITLE, bold=True, size_hint_y=1.2)
        self._scale = Text("", theme.SMALL, theme.INK_SOFT, size_hint_y=0.8)
        words.add_widget(self._title)
        words.add_widget(self._scale)
        self._again = PushButton("again", "", lambda: edges.staff(StaffTap.ENTER), size_hint_x=None, width=190)
        self._leave = PushButton("leave", "", lambda: edges.staff(StaffTap.LEAVE), size_hint_x=None, width=190)
        for part in (words, self._again, self._leave):
            header.add_widget(part)
        self.add_widget(header)
        self._steps = BoxLayout(spacing=theme.S, size_hint_y=None, height=48)
        self._chips = [_Chip(n) for n in (1, 2, 3)]
        for chip in self._chips:
            self._steps.add_widget(chip)
        self.add_widget(self._steps)
        body = BoxLayout(spacing=theme.M)
        body.add_widget(self._meter())
        body.add_widget(self._work(edges))
        self.add_widget(body)

    def _meter(self) -> Panel:
        meter = Panel(theme.SURFACE, orientation="vertical", padding=theme.L, size_hint_x=0.85)
        self._label = Text("", theme.LEAD, theme.INK_SOFT)
        self._reading = Text("", theme.TOTAL, bold=True, smallest=32, height=92)
        self._noise = Text("", theme.BODY, theme.INK_SOFT)
        self._still = Panel(None, 22, size_hint=(None, None), size=(150, 44), padding=(theme.M, 0), spacing=theme.S)
        self._still_icon = Icon("check", 22)
        self._still_text = Text("", theme.BODY - 1, bold=True, size_hint_y=1)
        self._still.add_widget(Centred(self._still_icon, size_hint_x=None, width=24))
        self._still.add_widget(self._still_text)
        self._notes = [Text("", theme.SMALL, theme.INK_SOFT, smallest=15) for _ in range(NOTES)]
        for part in (self._label, self._reading, self._noise, Widget(), self._still, Widget(), *self._notes):
            meter.add_widget(part)
        return meter

    def _work(self, edges: Edges) -> Panel:
        work = Panel(theme.SURFACE, orientation="vertical", padding=theme.L, spacing=theme.M)
        self._verdict = Panel(None, theme.RADIUS, orientation="vertical", size_hint_y=None, padding=(theme.M, theme.S))
        self._verdict_word = Text("", theme.TITLE, bold=True)
        self._verdict_detail = Text("", theme.BODY - 1, lines=3, smallest=15, height=72)
        self._verdict.add_widget(self._verdict_word)
        self._verdict.add_widget(self._verdict_detail)
        self._instruction = Text("", theme.LEAD, lines=3, smallest=theme.SMALL, height=96)
        self._known_label = Text("", theme.SMALL, theme.INK_SOFT)
        self._weights = GridLayout(cols=4, spacing=theme.S, size_hint_y=None, height=theme.TARGET)
        self._choices = {
            weight: PushButton(f"known:{weight}", "", lambda weight=weight: self._choose(weight), font=theme.SMALL)
            for weight in KNOWN_WEIGHTS
        }
        for choice in self._choices.values():
            self._weights.add_widget(choice)

        def button(name: str, tap: StaffTap, style: str = "primary", weight: bool = False) -> PushButton:
            def act() -> None:
                edges.staff(tap, str(self._known)) if weight else edges.staff(tap)

            return PushButton(name, "", act, style, font=theme.LEAD, height=80)

        self._zero = button("zero", StaffTap.ZERO)
        self._span = button("span", StaffTap.SPAN, weight=True)
        self._check = button("check", StaffTap.CHECK, "plain", weight=True)
        self._corners = button("corners", StaffTap.CORNER, "plain")
        self._measure = button("measure", StaffTap.CORNER)
        self._verify = button("verify", StaffTap.VERIFY, "plain")
        self._verify_now = button("verify:now", StaffTap.VERIFY, weight=True)
        self._save = button("save", StaffTap.SAVE)
        self._again_now = button("again:now", StaffTap.ENTER)
        self._leave_now = button("leave:now", StaffTap.LEAVE)
        self._plan = _Plan()
        self._box = work
        self._choose(self._known)
        return work

    def _choose(self, weight: int) -> None:
        self._known = weight
        for each, choice in self._choices.items():
            choice.restyle("chosen" if each == weight else "plain")

    def draw(self, model: Staff) -> None:
        words = model.words
        self._title.text, self._scale.text, self._label.text = model.title, model.scale, words["reading"]
        self._reading.text, self._noise.text = model.reading, model.noise
        self._still_text.text = model.still_text
        ground, ink = (theme.ACCENT_SOFT, theme.ACCENT) if model.still else (theme.WARN, theme.ON_WARN)
        self._still.paint(ground)
        self._still_text.paint(ink)
        self._still_icon.set("check" if model.still else "scale", ink)
        for chip, step in zip(self._chips, model.steps, strict=True):
            chip.show(step.text, step.done, step.current)
        for button in (self._again, self._again_now):
            button.say(words["again"])
        for button in (self._leave, self._leave_now):
            button.say(words["leave"])
        self._zero.say(words["zero"])
        self._span.say(words["span"])
        self._check.say(words["check"])
        self._corners.say(words["corners"])
        self._measure.say(words["measure"])
        for button in (self._verify, self._verify_now):
            button.say(words["verify"])
            button.disabled = not model.can_verify
        self._save.say(words["save"])
        self._zero.disabled, self._span.disabled = not model.can_zero, not model.can_span
        self._check.disabled = not model.can_check
        self._corners.disabled = self._measure.disabled = not model.can_corner
        self._save.disabled = not model.can_save
        self._plan.show(model.corner, words["front"])
        for note, text in zip_longest(self._notes, model.notes[:NOTES], fillvalue=""):
            note.text = text
        self._known_label.text = words["known"]
        for weight, text in model.weights:
            self._choices[weight].say(text)
        self._instruction.text = model.instruction
        self._show_verdict(model)
        self._arrange(model)

    def _show_verdict(self, model: Staff) -> None:
        ground, ink = TONES[model.verdict_tone]
        self._verdict.paint(ground)
        self._verdict_word.text, self._verdict_detail.text = model.verdict, model.verdict_detail
        self._verdict_word.paint(ink)
        self._verdict_detail.paint(ink)
        self._verdict_detail.height = 76 if len(model.verdict_detail) > 40 else 28 if model.verdict_detail else 0
        self._verdict.height = self._verdict_word.height + self._verdict_detail.height + 2 * theme.S

    def _arrange(self, model: Staff) -> None:
        """Only what this stage needs."""
        told = self._verdict if model.verdict else self._instruction
        doubt = (self._verdict,) if model.verdict else ()
        weights = (self._known_label, self._weights, Spring())
        wanted: dict[CalibrationStage, tuple[Widget | tuple[Widget, ...], ...]] = {
            CalibrationStage.EMPTY_BASKET: (*doubt, self._instruction, Spring(), self._zero),
            CalibrationStage.PLACE_WEIGHT: (self._instruction, *weights, (self._check, self._span)),
            CalibrationStage.CORNER: (told, self._plan, Spring(), self._measure),
            CalibrationStage.PASSED: (
                self._verdict,
                self._instruction,
                Spring(),
                (self._corners, self._verify, self._save),
            ),
            CalibrationStage.VERIFY: (told, *weights, self._verify_now),
            CalibrationStage.REFUSED: (self._verdict, self._instruction, Spring(), self._again_now),
            CalibrationStage.SAVED: (self._verdict, self._instruction, Spring(), self._leave_now),
            CalibrationStage.CHECKED: (self._verdict, self._instruction, Spring(), self._leave_now),
            CalibrationStage.FAILED: (self._verdict, self._instruction, Spring(), self._again_now),
        }
        arranged = (model.stage, bool(model.verdict))
        if self._arranged != arranged:
            self._arranged = arranged
            self._box.clear_widgets()
            for part in wanted[model.stage]:
                self._box.add_widget(_row(part) if isinstance(part, tuple) else part)


def _row(buttons: tuple[Widget, ...]) -> BoxLayout:
    row = BoxLayout(spacing=theme.S, size_hint_y=None, height=80)
    for button in buttons:
        if button.parent is not None:
            button.parent.remove_widget(button)
        row.add_widget(button)
    return row


class _Plan(GridLayout):
    """The basket from above, its front at the top: the corner that is wanted stands out."""

    def __init__(self) -> None:
        super().__init__(cols=2, spacing=theme.S, size_hint=(None, None), size=(240, 104), pos_hint={"center_x": 0.5})
        self._corners = [Panel(theme.SUNKEN, theme.RADIUS_S) for _ in CORNERS]
        self._words = [Text("", theme.SMALL, align="center", size_hint_y=1) for _ in CORNERS]
        for corner, word in zip(self._corners, self._words, strict=True):
            corner.add_widget(word)
            self.add_widget(corner)

    def show(self, wanted: int | None, front: str) -> None:
        for number, (corner, word) in enumerate(zip(self._corners, self._words, strict=True)):
            corner.paint(theme.ACCENT if number == wanted else theme.SUNKEN)
            word.text = front if number < 2 else ""
            word.paint(theme.ON_ACCENT if number == wanted else theme.INK_SOFT)


class _Chip(Panel):
    """One of the three steps: a number, then a check mark."""

    def __init__(self, number: int) -> None:
        super().__init__(theme.SUNKEN, 24, padding=(theme.M, 0), spacing=theme.S)
        self._number = number
        self._icon = Icon("", 22, theme.ACCENT)
        self._box = Centred(self._icon, size_hint_x=None, width=0)
        self._text = Text("", theme.SMALL, size_hint_y=1)
        self.add_widget(self._box)
        self.add_widget(self._text)

    def show(self, text: str, done: bool, current: bool) -> None:
        ground, ink = theme.SUNKEN, theme.INK_SOFT
        if current:
            ground, ink = theme.ACCENT, theme.ON_ACCENT
        elif done:
            ground, ink = theme.ACCENT_SOFT, theme.ACCENT
        self.paint(ground)
        self._text.text = text if done else f"{self._number}   {text}"
        self._text.bold = current
        self._text.paint(ink)
        self._icon.set("check" if done else "", ink)
        self._box.width = 26 if done else 0
