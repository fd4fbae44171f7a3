"""Help, and once staff are called their way in: they come to a question as to any other screen."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty

from ui.buttons import PushButton
from ui.edges import Tap

ARM_S = 0.35  # the second tap of a double tap on Help must not open the staff's door


class HelpOrStaff(PushButton):
    """One button: `help` until `staff` has words."""

    edges = ObjectProperty()
    help = StringProperty("")
    staff = StringProperty("")
    icons = BooleanProperty(True)

    def __init__(self, **kwargs: Any) -> None:
        self._arming: Any = None
        super().__init__(automation_id="help", font="small", lines=2, **kwargs)
        for name in ("help", "staff", "icons"):
            self.fbind(name, self._say)
        self.fbind("automation_id", self._rest)
        self._rest()

    def _say(self, *_: object) -> None:
        self.automation_id, self.words = ("staff", self.staff) if self.staff else ("help", self.help)
        icon = ("lock" if self.look.scale >= 1 else "") if self.staff else "help"
        self.icon = icon if self.icons else ""

    def _rest(self, *_: object) -> None:
        self.armed = False
        if self._arming is not None:
            self._arming.cancel()
        self._arming = Clock.schedule_once(lambda _dt: setattr(self, "armed", True), ARM_S)

    def on_tap(self) -> None:
        if self.staff:
            self.edges.open_staff()
        else:
            self.edges.tap(Tap.HELP)
