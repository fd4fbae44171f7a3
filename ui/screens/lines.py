"""The list of lines that the shop screen and the receipt share: rows are kept while their lines stay."""

from typing import Any

from kivy.uix.boxlayout import BoxLayout

from ui import theme
from ui.icons import Icon
from ui.pictures import Pictures
from ui.presenter import Row
from ui.widgets import Centred, Column, Panel, Picture, Scroll, Text

ROW = 80
PRICE_WIDTH = 132
GUTTER = 16  # beside the rows, for the scroll bar


class LineRow(Panel):
    """Picture, name with its detail below, price at the right."""

    def __init__(self, pictures: Pictures, row: Row, **kwargs: Any) -> None:
        super().__init__(
            None,
            size_hint_y=None,
            height=ROW,
            padding=(theme.M - 4, theme.S, theme.M, theme.S),
            spacing=theme.M,
            **kwargs,
        )
        self._picture = Picture(pictures, row.sku, size_hint=(None, None), size=(60, 60))
        words = BoxLayout(orientation="vertical", padding=(0, 2))
        self._name = Text("", theme.LEAD, bold=True, smallest=theme.SMALL, size_hint_y=1)
        below = BoxLayout(size_hint_y=0.85)
        self._waits = Icon("", 20, theme.INK_PENDING)
        self._wait_box = Centred(self._waits, anchor_x="left", size_hint_x=None, width=0)
        self._detail = Text("", theme.SMALL, theme.INK_SOFT, size_hint_y=1)
        below.add_widget(self._wait_box)
        below.add_widget(self._detail)
        words.add_widget(self._name)
        words.add_widget(below)
        self._price = Text(
            "",
            theme.LEAD,
            bold=True,
            align="right",
            size_hint_x=None,
            width=PRICE_WIDTH,
            size_hint_y=1,
            smallest=16,
        )
        self.add_widget(Centred(self._picture, size_hint_x=None, width=60))
        self.add_widget(words)
        self.add_widget(self._price)
        self._below, self._words = below, words
        self._shown: Row | None = None

    def show(self, row: Row) -> None:
        if row == self._shown:
            return
        self._shown = row
        self._picture.show(row.sku, 0.45 if row.pending else 1.0)
        self._name.text, self._detail.text, self._price.text = row.name, row.detail, row.price
        ink = theme.INK_PENDING if row.pending else theme.INK
        self._name.paint(ink)
        self._price.paint(ink)
        self._name.bold = self._price.bold = not row.pending
        self._detail.paint(theme.INK_PENDING if row.pending else theme.INK_SOFT)
        self._wait_box.width = 28 if row.pending else 0
        self._waits.set("scale" if row.pending else "", theme.INK_PENDING)
        if not row.detail and self._below in self._words.children:
            self._words.remove_widget(self._below)
        elif row.detail and self._below not in self._words.children:
            self._words.add_widget(self._below)
        if row.pending:
            self.paint(None, theme.HAIRLINE)
        elif row.newest:
            self.paint(theme.ACCENT_SOFT, theme.ACCENT)
        else:
            self.paint(theme.SURFACE)


class Lines(Scroll):
    """A scrolling list of rows; a new line at the top brings the list back to its top."""

    def __init__(self, pictures: Pictures, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._pictures = pictures
        self._column = Column(spacing=theme.S, padding=(1, 2, GUTTER, 2))
        self.add_widget(self._column)
        self._rows: dict[str, LineRow] = {}

    def show(self, rows: tuple[Row, ...]) -> None:
        keys = [row.key for row in rows]
        if keys != list(self._rows):
            kept = {row.key: self._rows.get(row.key) or LineRow(self._pictures, row) for row in rows}
            if keys[:1] != list(self._rows)[:1]:
                self.scroll_y = 1
            self._column.clear_widgets()
            for widget in kept.values():
                self._column.add_widget(widget)
            self._rows = kept
        for row in rows:
            self._rows[row.key].show(row)
