"""A finger for simulated shoppers: finds what is really on the screen and touches it there.

Every function must be called in Kivy's thread.
"""

from typing import Any

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.input.motionevent import MotionEvent
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

HOLD_S = 0.08  # how long a person's tap stays down


class Fingertip(MotionEvent):
    """One touch at a place of the window, in pixels from the bottom left."""

    def __init__(self, x: float, y: float) -> None:
        place = {"x": x / max(1, Window.width - 1), "y": y / max(1, Window.height - 1)}
        super().__init__("finger", 1, place, is_touch=True, type_id="touch")
        self.profile = ["pos"]

    def depack(self, args: dict[str, float]) -> None:
        self.sx, self.sy = args["x"], args["y"]
        super().depack(args)


def find(root: Widget, automation_id: str) -> tuple[float, float] | None:
    """The middle of the widget with this id; None if it is not there, off, hidden, or covered."""
    for widget in root.walk():
        if getattr(widget, "automation_id", "") == automation_id:
            x, y = widget.to_window(*widget.center)
            if _on_top(root, x, y) is widget and _live(widget):
                return x, y
    return None


def touch(x: float, y: float, hold_s: float = HOLD_S) -> bool:
    """Put a finger down here in the window and lift it `hold_s` later; False if nothing can be tapped."""
    if not Window.children or not _live(_on_top(Window.children[0], x, y)):
        return False
    finger = Fingertip(x, y)
    EventLoop.post_dispatch_input("begin", finger)

    def lift(_dt: float) -> None:
        finger.update_time_end()
        EventLoop.post_dispatch_input("end", finger)

    Clock.schedule_once(lift, hold_s)
    return True


def press(root: Widget, automation_id: str, hold_s: float = HOLD_S) -> bool:
    """Touch the widget with this id; False if it cannot be touched now."""
    place = find(root, automation_id)
    return place is not None and touch(*place, hold_s)


def _live(widget: Any) -> bool:
    return widget is not None and not widget.disabled and widget.armed


def _on_top(widget: Widget, x: float, y: float) -> Widget | None:
    """The tappable widget that a touch at this place of the window would reach."""
    if isinstance(widget, ScrollView) and not widget.collide_point(*widget.parent.to_widget(x, y)):
        return None  # what is scrolled out of the frame cannot be touched
    for child in widget.children:  # topmost first
        found = _on_top(child, x, y)
        if found is not None or getattr(child, "blocks", False):
            return found
    if hasattr(widget, "automation_id") and widget.collide_point(*widget.to_widget(x, y)):
        return widget
    return None
