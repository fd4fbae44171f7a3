"""The list of lines that shop, checkout and receipt share: rows are there for what is in sight, however long it is."""

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from statistics import median
from typing import Any

from kivy.clock import Clock
from kivy.graphics import PopMatrix, PushMatrix, Translate
from kivy.uix.relativelayout import RelativeLayout
from kivy.uix.widget import Widget

from ui import theme
from ui.boxes import Centred, Column
from ui.buttons import Tappable
from ui.lettering import Text, width_of
from ui.pictures import Pictures
from ui.presenting.parts import Row
from ui.theme import Look
from ui.widgets import Picture, Scroll

PICTURE = 64
WIDEST_PRICE = 190
RIM = 2  # pixels around the rows: the border of the newest one is smooth


class LineRow(Tappable):
    """Picture, name with its details below, price at the end; a tap asks why the line is there."""

    def __init__(self, look: Look, pictures: Pictures, row: Row, on_tap: Callable[[int], None] | None) -> None:
        self._row: Row | None = None
        self._tapped = on_tap
        super().__init__(
            look,
            "",
            self._ask,
            "row",
            size_hint_y=None,
            padding=(look.s, look.s, look.m, look.s),
            spacing=look.m,
        )
        side = look.px(PICTURE)
        self._picture = Picture(look, pictures, row.sku, size_hint=(None, None), size=(side, side))
        self._words = Column(look)
        self._name = Text(look, "", "lead", bold=True, lines=2, data=True)
        self._details = Column(look)
        self._words.add_widget(self._name)
        self._words.add_widget(self._details)
        self._words.bind(height=self._grow)
        self._price = Text(look, "", "lead", bold=True, align="end", size_hint_x=None, size_hint_y=1)
        for part in (Centred(self._picture, size_hint_x=None, width=side), Centred(self._words), self._price):
            self.add_widget(part)
        self._grow()

    @property
    def key(self) -> str:
        return self._row.key if self._row else ""

    def _grow(self, *_: object) -> None:
        self.height = max(self.look.target, max(self._words.height, self.look.px(PICTURE)) + 2 * self.look.s)

    def show(self, row: Row, newest: str) -> None:
        if row == self._row:
            return
        self._row = row
        self.automation_id = f"line:{row.line}" if self._tapped and row.line else ""
        self._picture.show(row.sku, 0.45 if row.pending else 1.0)
        self._name.bold = self._price.bold = not row.pending
        self._name.said, self._price.said = row.name, row.price
        self._price.width = min(width_of(self._price, row.price), self.look.px(WIDEST_PRICE)) if row.price else 0
        details = row.details
        if row.newest and newest:
            details = ("  ·  ".join((newest, *details)),) if len(details) < 2 else (newest, *details)
        say_each(self._details, details, lambda: Text(self.look, "", "small", lines=2))
        self.restyle("pending" if row.pending else "newest" if row.newest else "row")

    def _ask(self) -> None:
        if self._tapped and self._row and self._row.line:
            self._tapped(self._row.line)

    def dress_content(self, colour: str) -> None:
        if self._row is None:
            return
        for text in (self._name, self._price):
            text.paint(colour)
        for text in self._details.children:
            text.paint(theme.INK_PENDING if self._row.pending else theme.INK_SOFT)


def say_each(column: Column, said: tuple[str, ...], make: Callable[[], Text]) -> None:
    """Let a column say one text after the other; texts that are there already are kept."""
    for spare in column.children[: max(0, len(column.children) - len(said))]:
        column.remove_widget(spare)
    while len(column.children) < len(said):
        column.add_widget(make())
    for text, words in zip(reversed(column.children), said, strict=True):
        text.said = words


class Held(RelativeLayout):
    """Holds a row in coordinates of its own: to move it moves one number, not every word and picture in it."""

    def __init__(self, row: LineRow) -> None:
        super().__init__(size_hint=(None, None), height=row.height)
        self._place = Translate(0, 0)
        self.canvas.before.add(PushMatrix())
        self.canvas.before.add(self._place)
        self.canvas.after.add(PopMatrix())
        self.row = row
        self.add_widget(row)
        row.bind(height=self.setter("height"))
        self.bind(pos=self._move)

    def _move(self, *_: object) -> None:
        self._place.xy = self.pos


class Lines(Scroll):
    """A scrolling list of rows; a new line at the top brings the list back to its top.

    Rows are drawn for what is in sight and a screen's height around it: what went out of there draws what comes in.
    Places are counted from the list's lower end, so that a new line on top leaves all others where they are; rows that
    are not drawn yet count as high as those that are.
    """

    def __init__(
        self, look: Look, pictures: Pictures, on_tap: Callable[[int], None] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(look, **kwargs)
        self._look, self._pictures, self._on_tap = look, pictures, on_tap
        self._left, self._right = (look.m, RIM) if look.rtl else (RIM, look.m)  # the scroll bar has a side of its own
        self._gap = look.s
        self._below = Column(look, padding=(look.m, look.s))
        self._whole = Widget(size_hint_y=None, height=0)
        self._whole.add_widget(self._below)
        self.add_widget(self._whole)
        self._all: tuple[Row, ...] = ()
        self._newest = ""
        self._rows: dict[str, Held] = {}
        self._spare: list[Held] = []
        self._heights: dict[str, int] = {}
        self._fill_soon = Clock.create_trigger(self._fill, -1)
        self.bind(scroll_y=self._fill_soon, height=self._fill_soon)
        self._whole.bind(width=self._fill_soon)
        self._below.bind(height=self._fill_soon)

    def show(self, rows: tuple[Row, ...], newest: str = "", below: tuple[str, ...] = ()) -> None:
        """`below` are sums that stand under the rows."""
        say_each(self._below, below, lambda: Text(self._look, "", "small", theme.INK_SOFT, lines=2))
        if [row.key for row in rows[:1]] != [row.key for row in self._all[:1]]:
            self.scroll_y = 1
        self._all, self._newest = rows, newest
        keys = {row.key for row in rows}
        self._heights = {key: height for key, height in self._heights.items() if key in keys}
        self._fill()

    def _fill(self, *_: object) -> None:
        """Draw the rows around what is in sight, each in its place."""
        ends = self._ends()
        high = ends[-1] if ends else 0
        first, last = self._in_sight(ends)
        wanted = self._all[first:last]
        for key in self._rows.keys() - {row.key for row in wanted}:
            gone = self._rows.pop(key)
            self._whole.remove_widget(gone)
            self._spare.append(gone)
        self._whole.height = high + self._below.height
        self._below.width = self._whole.width
        for row, end in zip(wanted, ends[first:last], strict=True):
            held = self._rows.get(row.key)
            if held is None:
                held = self._rows[row.key] = self._another(row)
                self._whole.add_widget(held)
                if row.key not in self._heights:  # as high as what it drew last, until its words say otherwise
                    self._heights[row.key] = int(held.height)
                    self._fill_soon()
            held.width = self._whole.width - self._left - self._right
            held.pos = self._left, self._whole.height - end
            held.row.show(row, self._newest)

    def _ends(self) -> list[int]:
        """Where each row ends, in pixels from the top."""
        usual = round(self._look.px(PICTURE) + 2 * self._look.s)
        if self._heights:
            usual = int(median(self._heights.values()))
        heights = [self._heights.get(row.key, usual) for row in self._all]
        return [end - self._gap for end in accumulate((high + self._gap for high in heights), initial=RIM)][1:]

    def _in_sight(self, ends: list[int]) -> tuple[int, int]:
        """From which row to before which."""
        if not ends:
            return 0, 0
        page = max(self.height, self._look.size[1] / 2)
        top = (1 - min(1, max(0, self.scroll_y))) * max(0, ends[-1] + self._below.height - self.height)
        return bisect_right(ends, top - page / 2), min(len(ends), bisect_right(ends, top + 1.5 * page) + 1)

    def _another(self, row: Row) -> Held:
        if self._spare:
            return self._spare.pop()
        made = LineRow(self._look, self._pictures, row, self._on_tap)
        made.bind(height=self._measured)
        return Held(made)

    def _measured(self, widget: LineRow, height: float) -> None:
        if widget.key in self._rows and self._heights.get(widget.key) != height:
            self._heights[widget.key] = int(height)
            self._fill_soon()
