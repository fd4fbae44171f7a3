"""The list of lines that shop, checkout and receipt share: rows are there for what is in sight, however long it is."""

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import Any

from kivy.clock import Clock

from ui import theme
from ui.lettering import Text, width_of
from ui.pictures import Pictures
from ui.presenting.parts import Row
from ui.theme import Look
from ui.widgets import Centred, Column, Gap, Picture, Scroll, Tappable

PICTURE = 64
WIDEST_PRICE = 190


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


class Lines(Scroll):
    """A scrolling list of rows; a new line at the top brings the list back to its top.

    Rows are drawn for what is in sight and a screen's height around it: what went out of there draws what comes in.
    Above and below them are gaps, as high as the rows that are not there (as the rows drawn so far, where unknown).
    """

    def __init__(
        self, look: Look, pictures: Pictures, on_tap: Callable[[int], None] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(look, **kwargs)
        self._look, self._pictures, self._on_tap = look, pictures, on_tap
        gutter = look.m
        left, right = (gutter, 2) if look.rtl else (2, gutter)
        self._column = Column(look, spacing=look.s, padding=(left, 2, right, 2))
        self._column.mirrored = False  # one column; its gutter is at the scroll bar's side already
        self._over, self._under = Gap(0), Gap(0)
        self._below = Column(look, padding=(look.m, look.s))
        self._whole = Column(look)
        for part in (self._over, self._column, self._under, self._below):
            self._whole.add_widget(part)
        self.add_widget(self._whole)
        self._all: tuple[Row, ...] = ()
        self._newest = ""
        self._rows: dict[str, LineRow] = {}
        self._spare: list[LineRow] = []
        self._heights: dict[str, float] = {}
        self._fill_soon = Clock.create_trigger(self._fill, -1)
        self.bind(scroll_y=self._fill_soon, height=self._fill_soon)

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
        """Draw the rows around what is in sight."""
        first, last, ends = self._in_sight()
        wanted = self._all[first:last]
        keys = [row.key for row in wanted]
        for key in self._rows.keys() - set(keys):
            self._spare.append(self._rows.pop(key))
        rows = {row.key: self._rows.get(row.key) or self._another(row) for row in wanted}
        if list(rows.values()) != self._column.children[::-1]:
            self._column.clear_widgets()
            for widget in rows.values():
                self._column.add_widget(widget)
        self._rows = rows
        for row in wanted:
            rows[row.key].show(row, self._newest)
        self._over.height = ends[first - 1] if first else 0
        self._under.height = ends[-1] - ends[last - 1] if last else 0

    def _in_sight(self) -> tuple[int, int, list[float]]:
        """From which row to before which, and where each row ends, in pixels from the top."""
        usual = self._look.px(PICTURE) + 2 * self._look.s
        if self._heights:
            usual = sum(self._heights.values()) / len(self._heights)
        ends = list(accumulate(self._heights.get(row.key, usual) + self._look.s for row in self._all))
        if not ends:
            return 0, 0, ends
        page = max(self.height, self._look.size[1] / 2)
        top = (1 - min(1, max(0, self.scroll_y))) * max(0, ends[-1] + self._below.height - self.height)
        return bisect_right(ends, top - page / 2), min(len(ends), bisect_right(ends, top + 1.5 * page) + 1), ends

    def _another(self, row: Row) -> LineRow:
        if self._spare:
            return self._spare.pop()
        made = LineRow(self._look, self._pictures, row, self._on_tap)
        made.bind(height=self._measured)
        return made

    def _measured(self, widget: LineRow, height: float) -> None:
        if widget.key in self._rows:
            self._heights[widget.key] = height
            self._fill_soon()
