"""The list of lines that shop, checkout and receipt share: rows are kept while their lines stay."""

from collections.abc import Callable
from typing import Any

from ui import theme
from ui.lettering import Text, width_of
from ui.pictures import Pictures
from ui.presenting.parts import Row
from ui.theme import Look
from ui.widgets import Centred, Column, Picture, Scroll, Tappable

PICTURE = 64
WIDEST_PRICE = 190


class LineRow(Tappable):
    """Picture, name with its details below, price at the end; a tap asks why the line is there."""

    def __init__(self, look: Look, pictures: Pictures, row: Row, on_tap: Callable[[int], None] | None) -> None:
        self._row: Row | None = None
        super().__init__(
            look,
            f"line:{row.line}" if on_tap and row.line else "",
            lambda: on_tap(row.line) if on_tap and row.line else None,
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

    def _grow(self, *_: object) -> None:
        self.height = max(self.look.target, max(self._words.height, self.look.px(PICTURE)) + 2 * self.look.s)

    def show(self, row: Row, newest: str) -> None:
        if row == self._row:
            return
        self._row = row
        self._picture.show(row.sku, 0.45 if row.pending else 1.0)
        self._name.bold = self._price.bold = not row.pending
        self._name.said, self._price.said = row.name, row.price
        self._price.width = min(width_of(self._price, row.price), self.look.px(WIDEST_PRICE)) if row.price else 0
        details = row.details
        if row.newest and newest:
            details = ("  ·  ".join((newest, *details)),) if len(details) < 2 else (newest, *details)
        self._details.clear_widgets()
        for each in details:
            self._details.add_widget(Text(self.look, each, "small", lines=2))
        self.restyle("pending" if row.pending else "newest" if row.newest else "row")

    def dress_content(self, colour: str) -> None:
        if self._row is None:
            return
        for text in (self._name, self._price):
            text.paint(colour)
        for text in self._details.children:
            text.paint(theme.INK_PENDING if self._row.pending else theme.INK_SOFT)


class Lines(Scroll):
    """A scrolling list of rows; a new line at the top brings the list back to its top."""

    def __init__(
        self, look: Look, pictures: Pictures, on_tap: Callable[[int], None] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(look, **kwargs)
        self._look, self._pictures, self._on_tap = look, pictures, on_tap
        gutter = look.m
        left, right = (gutter, 2) if look.rtl else (2, gutter)
        self._column = Column(look, spacing=look.s, padding=(left, 2, right, 2))
        self._column.mirrored = False  # one column; its gutter is at the scroll bar's side already
        whole = Column(look)
        whole.add_widget(self._column)
        self._below = Column(look, padding=(look.m, look.s))
        whole.add_widget(self._below)
        self.add_widget(whole)
        self._rows: dict[str, LineRow] = {}

    def show(self, rows: tuple[Row, ...], newest: str = "", below: tuple[str, ...] = ()) -> None:
        """`below` are sums that stand under the rows."""
        self._below.clear_widgets()
        for each in below:
            self._below.add_widget(Text(self._look, each, "small", theme.INK_SOFT, lines=2))
        keys = [row.key for row in rows]
        if keys != list(self._rows):
            kept = {
                row.key: self._rows.get(row.key) or LineRow(self._look, self._pictures, row, self._on_tap)
                for row in rows
            }
            if keys[:1] != list(self._rows)[:1]:
                self.scroll_y = 1
            self._column.clear_widgets()
            for widget in kept.values():
                self._column.add_widget(widget)
            self._rows = kept
        for row in rows:
            self._rows[row.key].show(row, newest)
