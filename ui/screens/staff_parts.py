"""What staff's pages share: the head with its ways out, buttons that do deeds, notes, and the questions before."""

from collections.abc import Callable, Iterable

from ui import theme
from ui.boxes import Box, Centred, Column, Gap, Panel, Stack
from ui.buttons import PushButton
from ui.edges import Edges
from ui.icons import Icon
from ui.lettering import Text
from ui.presenting.staff_parts import Ask, Deed, Head, Note
from ui.screens.overlays import Overlay, dialog
from ui.theme import Look
from ui.widgets import TONES, Scroll, Strip


def do(edges: Edges, deed: Deed) -> None:
    """Send the tap, or ask or let pick first."""
    over = deed.ask or deed.pick
    if over is not None:
        edges.lay_over(over)
    elif deed.tap is not None:
        edges.staff(deed.tap, deed.arg)


def deed_button(edges: Edges, deed: Deed, font: str = "small", lines: int = 2, **kwargs: object) -> PushButton:
    button = PushButton(
        edges.look,
        deed.name,
        deed.words,
        lambda: do(edges, deed),
        deed.style,
        "" if edges.look.larger_text and edges.look.portrait else deed.icon,  # large letters need its room
        font=font,
        lines=lines,
        **kwargs,
    )
    button.disabled = deed.off
    return button


class DeedRow(Box):
    """Deeds beside each other, or under each other where the window is narrow; the usual one at the end."""

    def __init__(self, edges: Edges, **kwargs: object) -> None:
        look = edges.look
        super().__init__(look, spacing=look.s, size_hint_y=None, height=0, **kwargs)
        self._edges = edges
        self._shown: tuple[Deed, ...] = ()

    def show(self, deeds: tuple[Deed, ...]) -> None:
        if deeds == self._shown:
            return
        self._shown = deeds
        self.clear_widgets()
        for deed in deeds:
            self.add_widget(deed_button(self._edges, deed))
        high = max((child.height for child in self.children), default=0)
        if self.orientation == "vertical":
            high = sum(child.height for child in self.children) + self.spacing * max(0, len(deeds) - 1)
        self.height = high


class StaffHead(Box):
    """Title and who is there, or in their place why the last tap did nothing; beside them the way out."""

    def __init__(self, edges: Edges) -> None:
        look = edges.look
        super().__init__(look, spacing=look.m, size_hint_y=None)
        self._least = max(look.target, Text.room(look, "lead") + Text.room(look, "small"))
        self.height = self._least
        self._edges = edges
        self._shown: Head | None = None
        words = Column(look)
        self._title = Text(look, "", "lead", bold=True, data=True)
        self._who = Text(look, "", "small", theme.INK_SOFT, data=True)
        words.add_widget(self._title)
        words.add_widget(self._who)
        self._words = Centred(words)
        self._problem = Strip(look, lines=3)
        self._problem.bind(height=self._grow)
        self._no = Centred(self._problem)
        self._ways = Box(look, spacing=look.s, size_hint_x=None, width=0)
        self.add_widget(self._words)
        self.add_widget(self._ways)

    def _grow(self, *_: object) -> None:
        self.height = max(self._least, self._problem.height if self._no.parent else 0)

    def show(self, head: Head) -> None:
        if head == self._shown:
            return
        before, self._shown = self._shown, head
        self._title.said, self._who.said = head.title, head.who
        self._problem.show(head.problem)
        wanted, other = (self._no, self._words) if head.problem else (self._words, self._no)
        if wanted.parent is None:
            self.remove_widget(other)
            self.add_widget(wanted, index=len(self.children))
        self._grow()
        if before is not None and before.ways == head.ways:
            return
        self._ways.clear_widgets()
        self._ways.width = 0
        for deed in head.ways:
            way = deed_button(self._edges, deed, lines=1)
            way.size_hint, way.width = (None, 1), max(self.look.px(170), way.wide())
            self._ways.add_widget(way)
            self._ways.width += way.width


class Notes(Scroll):
    """Lines with an icon each, as many as there are."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._look = look
        left, right = (look.m, 2) if look.rtl else (2, look.m)
        self._column = Column(look, spacing=look.s, padding=(left, 2, right, 2))
        self._column.mirrored = False
        self.add_widget(self._column)
        self._shown: tuple[Note, ...] | None = None

    def show(self, notes: tuple[Note, ...]) -> None:
        if notes == self._shown:
            return
        if self._shown is None or len(notes) < len(self._shown):
            self.scroll_y = 1
        self._shown = notes
        self._column.clear_widgets()
        for note in notes:
            self._column.add_widget(_row(self._look, note))


def _row(look: Look, note: Note) -> Panel:
    ground, ink = TONES[note.tone]
    row = Panel(look, ground, size_hint_y=None, padding=(look.m, look.s), spacing=look.m)
    side = look.px(28)
    row.add_widget(Centred(Icon(look, note.icon, side, ink), size_hint_x=None, width=side))
    words = Column(look)
    words.add_widget(Text(look, note.text, "small", ink, bold=True, lines=6, data=True))
    if note.detail:
        words.add_widget(Text(look, note.detail, "small", ink, lines=6, data=True))
    row.add_widget(Centred(words))

    def grow(_words: Column, high: float) -> None:
        row.height = max(high, side) + 2 * look.s

    words.bind(height=grow)
    grow(words, words.height)
    return row


class AskDialog(Overlay):
    """A question before something that cannot be taken back."""

    def __init__(self, edges: Edges, ask: Ask, on_close: Callable[[], None]) -> None:
        super().__init__()
        look = edges.look
        title = Text(look, ask.title, "title", bold=True, lines=3)
        hint = Text(look, ask.hint, "body", theme.INK_SOFT, lines=5)
        plain = any(deed.style == "primary" for deed in ask.deeds)
        no = PushButton(look, "ask:no", ask.no, on_close, "plain" if plain else "primary", lines=2)

        def answer(deed: Deed) -> None:
            on_close()
            do(edges, deed)

        buttons = [
            PushButton(look, deed.name, deed.words, lambda deed=deed: answer(deed), deed.style, lines=2)
            for deed in ask.deeds
        ]
        answers = _answers(look, [no, *buttons])
        self.add_widget(dialog(look, 760, title, Gap(look.m), hint, Gap(look.m), answers))


def _answers(look: Look, buttons: Iterable[PushButton]) -> Box:
    """Beside each other, or under each other on a window that stands upright."""
    buttons = list(buttons)
    kind = Stack if look.portrait else Box
    high = max(button.height for button in buttons)
    box = kind(look, spacing=look.m, size_hint_y=None, height=high)
    if look.portrait:
        box.height = len(buttons) * high + (len(buttons) - 1) * look.m
    for button in buttons:
        box.add_widget(button)
    return box
