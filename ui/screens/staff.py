"""Staff: calibrate the scale with a known weight, trim its corners, or check it."""

from itertools import zip_longest
from typing import Any

from kivy.uix.widget import Widget

from cart.core.calibration import CORNERS
from cart.core.view import CalibrationStage
from ui import theme
from ui.boxes import Box, Centred, Column, Grid, Panel, Sides, Spring, Stack
from ui.buttons import PushButton
from ui.edges import Edges, StaffTap
from ui.icons import Icon
from ui.lettering import Text
from ui.presenting.calibration import KNOWN_WEIGHTS, Staff
from ui.screens.staff_curve import Curve
from ui.theme import Look
from ui.widgets import TONES, Scroll

NOTES = 3


class StaffScreen(Stack):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        look = edges.look
        super().__init__(look, padding=(look.lg, look.s), spacing=look.s, **kwargs)
        self._edges, self._history = edges, None
        self._known = KNOWN_WEIGHTS[1]
        self._arranged: tuple[CalibrationStage, bool] | None = None
        self._title = Text(look, "", "lead" if look.portrait else "title", bold=True, size_hint_y=1, lines=2)
        self._again = PushButton(look, "again", "", lambda: edges.staff(StaffTap.ENTER), font="small", lines=2)
        self._leave = PushButton(look, "leave", "", lambda: edges.staff(StaffTap.LEAVE), font="small")
        high = max(look.target, self._again.height)
        header = Box(look, size_hint_y=None, height=high, spacing=look.s)
        if look.portrait:  # the title above, the ways under it
            self._title.size_hint_y, self._title.height = None, Text.room(look, "lead")
            self.add_widget(self._title)
        else:
            header.add_widget(self._title)
        self._home = PushButton(look, "home", "", lambda: edges.staff(StaffTap.HOME), font="small", lines=2)
        for each in (self._again, self._home, self._leave):
            each.size_hint = (1 if look.portrait else 0.42, 1)
            header.add_widget(each)
        self.add_widget(header)
        self._steps = Box(look, spacing=look.s, size_hint_y=None, height=Text.room(look, "small") + look.s)
        self._chips = [_Chip(look, n) for n in (1, 2, 3)]
        for chip in self._chips:
            self._steps.add_widget(chip)
        self.add_widget(self._steps)
        body = Sides(look, spacing=look.m)
        body.add_widget(self._meter(look))
        body.add_widget(self._work(look, edges))
        self.add_widget(body)

    def _meter(self, look: Look) -> Panel:
        hints = (1, 0.85) if look.portrait else (0.8, 1)
        meter = Panel(look, theme.SURFACE, orientation="vertical", padding=look.m, size_hint=hints)
        self._scale = Text(look, "", "small", theme.INK_SOFT, data=True)
        self._reading = Text(look, "", "display", bold=True, size_hint_y=1)
        self._noise = Text(look, "", "small", theme.INK_SOFT)
        high = Text.room(look, "small") + look.s
        self._still = Panel(look, None, high / 2, size_hint_y=None, height=high, padding=(look.m, 0), spacing=look.s)
        self._still_icon = Icon(look, "check", look.px(24))
        self._still_text = Text(look, "", "small", bold=True, size_hint_y=1)
        self._still.add_widget(Centred(self._still_icon, size_hint_x=None, width=look.px(26)))
        self._still.add_widget(self._still_text)
        self._notes = [Text(look, "", "small", theme.INK_SOFT, lines=2) for _ in range(NOTES)]
        self._curve = Curve(look)
        self._past = PushButton(look, "history", "", self._show_past, font="small")
        high = max(Text.room(look, "display"), self._past.height)
        reading = Box(look, size_hint_y=None, height=high, spacing=look.s)
        reading.add_widget(self._reading)
        reading.add_widget(Centred(self._past, size_hint_x=0.6))
        notes = Column(look)
        for note in self._notes:
            notes.add_widget(note)
        scroll = Scroll(look)  # where letters are large and the window is low, they are pushed up
        scroll.add_widget(notes)
        self._curve.size_hint_y = 0.8
        for part in (self._scale, reading, self._noise, self._still, self._curve, scroll):
            meter.add_widget(part)
        return meter

    def _show_past(self) -> None:
        if self._history is not None:
            self._edges.lay_over(self._history)

    def _work(self, look: Look, edges: Edges) -> Panel:
        within = look.s if look.larger_text else look.m
        work = Panel(look, theme.SURFACE, orientation="vertical", padding=within, spacing=look.s)
        self._verdict = Panel(look, None, orientation="vertical", size_hint_y=None, padding=(look.m, look.s))
        self._verdict.bind(minimum_height=self._verdict.setter("height"))
        self._verdict_word = Text(look, "", "lead", bold=True)
        self._verdict_detail = Text(look, "", "small", lines=4)
        self._verdict.add_widget(self._verdict_word)
        self._verdict.add_widget(self._verdict_detail)
        self._instruction = Text(look, "", "small", lines=5)
        self._known_label = Text(look, "", "small", theme.INK_SOFT)
        self._choices = {
            weight: PushButton(
                look, f"known:{weight}", "", lambda weight=weight: self._choose(weight), font="small", size_hint_y=1
            )
            for weight in KNOWN_WEIGHTS
        }
        self._weights = Grid(look, cols=4, size_hint_y=None, height=look.target)
        for choice in self._choices.values():
            self._weights.add_widget(choice)

        def button(name: str, tap: StaffTap, style: str = "primary", weight: bool = False) -> PushButton:
            def act() -> None:
                edges.staff(tap, str(self._known)) if weight else edges.staff(tap)

            return PushButton(look, name, "", act, style, font="small", lines=2)

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
        self._plan = _Plan(look)
        self._box = work
        self._choose(self._known)
        return work

    def _choose(self, weight: int) -> None:
        self._known = weight
        for each, choice in self._choices.items():
            choice.restyle("chosen" if each == weight else "plain")

    def draw(self, model: Staff) -> None:
        words = model.words
        self._curve.show(model.curve)
        self._history = model.history
        self._past.say(model.history.open)
        self._title.said, self._scale.said = model.title, model.scale
        self._reading.said, self._noise.said = model.reading, model.noise
        self._still_text.said = model.still_text
        ground, ink = (theme.ACCENT_SOFT, theme.ACCENT) if model.still else (theme.WARN, theme.ON_WARN)
        self._still.paint(ground)
        self._still_text.paint(ink)
        self._still_icon.set("check" if model.still else "scale", ink)
        for chip, step in zip(self._chips, model.steps, strict=True):
            chip.show(step.text, step.done, step.current)
        for button in (self._again, self._again_now):
            button.say(words["again"])
        self._home.say(words["home"])
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
        self._plan.show(model.corner, model.corner_name, words["front"])
        for note, text in zip_longest(self._notes, model.notes[:NOTES], fillvalue=""):
            note.said = text
        self._known_label.said = words["known"]
        for weight, text in model.weights:
            self._choices[weight].say(text)
        self._instruction.said = model.instruction
        self._show_verdict(model)
        self._arrange(model)

    def _show_verdict(self, model: Staff) -> None:
        ground, ink = TONES[model.verdict_tone]
        self._verdict.paint(ground)
        self._verdict_word.said, self._verdict_detail.said = model.verdict, model.verdict_detail
        self._verdict_word.paint(ink)
        self._verdict_detail.paint(ink)

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
                self._box.add_widget(_row(self.look, part) if isinstance(part, tuple) else part)


def _row(look: Look, buttons: tuple[Widget, ...]) -> Box:
    row = Box(look, spacing=look.s, size_hint_y=None, height=max(button.height for button in buttons))
    for button in buttons:
        if button.parent is not None:
            button.parent.remove_widget(button)
        row.add_widget(button)
    return row


class _Plan(Stack):
    """The basket from above, its front at the top: the corner that is wanted is named, and stands out."""

    def __init__(self, look: Look) -> None:
        line = Text.room(look, "small")
        told = not look.larger_text  # large letters need its room, and the name says as much
        least = 2 * line + look.s + (line + look.xs if told else 0)
        super().__init__(look, spacing=look.xs, size_hint_y=3, size_hint_min_y=least)
        self._front = Text(look, "", "small", theme.INK_SOFT, align="center")
        self._basket = Grid(look, keyboard=True, cols=2)
        if told:
            self.add_widget(self._front)
        self.add_widget(self._basket)
        self._corners = [Panel(look, theme.SUNKEN, look.radius("s"), border=theme.HAIRLINE) for _ in CORNERS]
        self._words = [Text(look, "", "small", align="center", size_hint_y=1) for _ in CORNERS]
        for corner, word in zip(self._corners, self._words, strict=True):
            corner.add_widget(word)
            self._basket.add_widget(corner)

    def show(self, wanted: int | None, name: str, front: str) -> None:
        self._front.said = front
        for number, (corner, word) in enumerate(zip(self._corners, self._words, strict=True)):
            corner.paint(theme.ACCENT if number == wanted else theme.SUNKEN, theme.HAIRLINE)
            word.said = name if number == wanted else ""
            word.paint(theme.ON_ACCENT)


class _Chip(Panel):
    """One of the three steps: a number, then a check mark."""

    def __init__(self, look: Look, number: int) -> None:
        super().__init__(look, theme.SUNKEN, look.px(20), padding=(look.m, 0), spacing=look.s)
        self._number = number
        self._icon = Icon(look, "", look.px(24), theme.ACCENT)
        self._icon_box = Centred(self._icon, size_hint_x=None, width=0)
        self._text = Text(look, "", "small", size_hint_y=1)
        self.add_widget(self._icon_box)
        self.add_widget(self._text)

    def show(self, text: str, done: bool, current: bool) -> None:
        ground, ink = theme.SUNKEN, theme.INK_SOFT
        if current:
            ground, ink = theme.ACCENT, theme.ON_ACCENT
        elif done:
            ground, ink = theme.ACCENT_SOFT, theme.ACCENT
        self.paint(ground)
        if self.look.portrait:  # three names do not fit beside each other
            self.size_hint_x = 3 if current else 1
            text = text if current else ""
        self._text.said = text if done else f"{self._number}   {text}"
        self._text.bold = current
        self._text.paint(ink)
        self._icon.set("check" if done else "", ink)
        self._icon_box.width = self.look.px(26) if done else 0
