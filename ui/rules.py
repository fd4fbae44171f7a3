"""What every screen has to keep, whatever it shows: contrast, size of text and of targets, nothing cut off.

`broken(root, look)` walks the widgets that are on the screen; a rule that is broken is one sentence.
"""

from collections.abc import Iterator
from typing import Any

from kivy.uix.boxlayout import BoxLayout
from kivy.uix.scrollview import ScrollView

from ui import theme
from ui.boxes import Panel
from ui.buttons import Tappable
from ui.icons import Icon
from ui.lettering import Text
from ui.theme import Look

SLACK = 2  # pixels: sizes are rounded


def broken(root: Any, look: Look) -> list[str]:
    """Every broken rule of what `root` shows."""
    return list(_walk(root, look, theme.PAPER, False))


def _walk(widget: Any, look: Look, ground: str, scrolled: bool) -> Iterator[str]:
    if not widget.opacity or (widget.disabled and not isinstance(widget, Text | Tappable)):
        return
    if isinstance(widget, Panel) and widget.ground:
        ground = widget.ground
    if isinstance(widget, Text) and widget.said:
        yield from _text(widget, look, ground, scrolled)
    if isinstance(widget, Tappable) and widget.automation_id:
        yield from _target(widget, look, scrolled)
    if isinstance(widget, BoxLayout) and widget.children:
        yield from _box(widget)
    for child in widget.children:
        yield from _walk(child, look, ground, scrolled or isinstance(widget, ScrollView))


def _text(text: Text, look: Look, ground: str, scrolled: bool) -> Iterator[str]:
    name = repr(text.said[:40])
    contrast = theme.contrast(text.colour, ground)
    if contrast < theme.READABLE:
        yield f"{name}: contrast {contrast:.1f}"
    if text.font_size < look.smallest:
        yield f"{name}: {text.font_size:.0f} px high, {look.smallest} px wanted"
    if text.clipped and not text.data:
        yield f"{name}: cut off"
    wide, high = text.texture_size
    if wide > text.width + SLACK or high > text.height + SLACK:
        yield f"{name}: {wide}x{high} px in {text.width:.0f}x{text.height:.0f} px"
    if not scrolled:
        yield from _inside(text, look, name)


def _target(target: Tappable, look: Look, scrolled: bool) -> Iterator[str]:
    name = target.automation_id
    within = target.walk(restrict=True)
    if target.style == "chosen" and not any(isinstance(part, Icon) and part.name and part.opacity for part in within):
        yield f"{name}: chosen, and only its colour says so"
    if min(target.size) < theme.FINGER - 0.5:
        yield f"{name}: {target.width:.0f}x{target.height:.0f} px, too small for a finger"
    if not scrolled:
        yield from _inside(target, look, name)


def _inside(widget: Any, look: Look, name: str) -> Iterator[str]:
    x, y = widget.to_window(*widget.pos)
    if x < -SLACK or y < -SLACK or x + widget.width > look.size[0] + SLACK or y + widget.height > look.size[1] + SLACK:
        yield f"{name}: out of the window at {x:.0f}, {y:.0f}"


def _box(box: BoxLayout) -> Iterator[str]:
    """What a box holds must fit into it: otherwise it covers its neighbours."""
    along = box.orientation == "vertical"
    needed, room = (box.minimum_height, box.height) if along else (box.minimum_width, box.width)
    if needed > room + SLACK:
        held = [text.said[:20] for text in box.walk() if isinstance(text, Text) and text.said][:3]
        yield f"{type(box).__name__} of {held}: {needed:.0f} px in {room:.0f} px"
