"""What staff's pages share: the head with its ways out, buttons that do deeds, notes, and the questions before."""

from typing import Any

from kivy.properties import ObjectProperty

from ui.boxes import Box, Dealing, Panel, Row
from ui.buttons import PushButton
from ui.edges import Edges
from ui.laid import Laid
from ui.lettering import Text
from ui.presenting.staff_parts import Deed, Head, Note
from ui.screens.overlays import Overlay
from ui.widgets import TONES, Scroll


def do(edges: Edges, deed: Deed) -> None:
    """Send the tap, or ask or let pick first."""
    over = deed.ask or deed.pick
    if over is not None:
        edges.lay_over(over)
    elif deed.tap is not None:
        edges.staff(deed.tap, deed.arg)


def deed_button(edges: Edges, deed: Deed, **kwargs: Any) -> PushButton:
    """Of small type in two lines, unless something else is wished."""
    look = edges.look
    return PushButton(
        look,
        **{
            "automation_id": deed.name,
            "words": deed.words,
            "style": deed.style,
            "icon": "" if look.larger_text and look.portrait else deed.icon,  # large letters need its room
            "font": "small",
            "lines": 2,
            "disabled": deed.off,
            "on_tap": lambda _button: do(edges, deed),
        }
        | kwargs,
    )


class Deeds(Dealing, Row):
    """Deeds beside each other, the usual one at the end."""

    edges = ObjectProperty()

    def make(self, deed: Deed) -> PushButton:
        return deed_button(self.edges, deed)


class Ways(Dealing, Box):
    """Out of a page: as wide as their words."""

    edges = ObjectProperty()

    def make(self, deed: Deed) -> PushButton:
        way = deed_button(self.edges, deed, lines=1)
        way.size_hint, way.width = (None, 1), max(self.look.px(170), way.wide())
        return way


class StaffHead(Laid, Box):
    """Title and who is there, or in their place why the last tap did nothing; beside them the way out."""

    edges = ObjectProperty()
    head = ObjectProperty(Head("", "", None, ()), rebind=True)

    def least(self) -> int:
        return Text.room(self.look, "lead") + Text.room(self.look, "small")


class NoteRow(Laid, Panel):
    """A line with an icon."""

    note = ObjectProperty()
    ink = ""

    def __init__(self, *args: Any, note: Note) -> None:
        self.ink = TONES[note.tone][1]
        super().__init__(*args, note=note)


class Notes(Laid, Scroll):
    """As many as there are."""

    notes = ObjectProperty(())

    def row(self, note: Note) -> NoteRow:
        return NoteRow(self.look, note=note)


class AskDialog(Overlay):
    """A question before something that cannot be taken back."""

    def answer(self, deed: Deed | None) -> PushButton:
        """A button for the deed; without one, for leaving everything as it is."""
        if deed is None:
            plain = any(each.style == "primary" for each in self.model.deeds)
            deed = Deed("ask:no", self.model.no, style="plain" if plain else "primary")
        return deed_button(self.edges, deed, font="body", icon="", on_tap=lambda _button: self._do(deed))

    def _do(self, deed: Deed) -> None:
        self.on_close()
        do(self.edges, deed)
