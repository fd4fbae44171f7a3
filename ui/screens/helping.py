"""Help, and once staff are called their way in: they come to a question as to any other screen."""

from typing import Any

from kivy.clock import Clock

from ui.boxes import Box
from ui.buttons import PushButton
from ui.edges import Edges, Tap

ARM_S = 0.35  # the second tap of a double tap on Help must not open the staff's door


class HelpOrStaff(Box):
    """One button: `help` until `staff` has words."""

    def __init__(self, edges: Edges, icon: bool = True) -> None:
        look = edges.look
        self._help = PushButton(
            look, "help", "", lambda: edges.tap(Tap.HELP), icon="help" if icon else "", font="small", lines=2
        )
        self._staff = PushButton(
            look, "staff", "", edges.open_staff, icon="lock" if icon and look.scale >= 1 else "", font="small", lines=2
        )
        super().__init__(look, size_hint_y=None, height=self._help.height)
        self.add_widget(self._help)
        self._arming: Any = None

    def say(self, help: str, staff: str) -> None:
        self._help.say(help)
        self._staff.say(staff)
        wanted, other = (self._staff, self._help) if staff else (self._help, self._staff)
        if wanted.parent is not None:
            return
        self.remove_widget(other)
        self.add_widget(wanted)
        wanted.armed = False
        if self._arming is not None:
            self._arming.cancel()
        self._arming = Clock.schedule_once(lambda _dt: setattr(wanted, "armed", True), ARM_S)
