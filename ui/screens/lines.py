"""The list of lines that shop, checkout and receipt share: rows are there for what is in sight, however long it is."""

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from statistics import median
from typing import Any

from kivy.clock import Clock
from kivy.graphics import PopMatrix, PushMatrix, Translate
from kivy.properties import ObjectProperty
from kivy.uix.relativelayout import RelativeLayout
from kivy.uix.widget import Widget

from ui import theme
from ui.boxes import Column
from ui.buttons import Tappable
from ui.lettering import Text, width_of
from ui.pictures import Pictures
from ui.presenting.parts import Row
from ui.theme import Look
from ui.widgets import Picture, Scroll, Texts

PICTURE = 64
WIDEST_PRICE = 190
RIM = 2  # pixels around the rows: the border of the newest one is smooth


class LineRow(Tappable):
    """Picture, name with its details below, price at the end; a tap asks why the line is there.

    Made and filled while lines arrive and the list is pushed, so without a rule: bindings would be most of the work.
    """

    def __init__(self, look: Look, pictures: Pictures, ask: Callable[[int], None] | None) -> None:
        self._row: Row | None = None
        self._ask = ask
        super().__init__(look, style="row", size_hint_y=None, padding=(look.s, look.s, look.m, look.s), spacing=look.m)
        side = look.px(PICTURE)
        centred = {"center_y": 0.5}
        self._picture = Picture(pictures=pictures, size_hint=(None, None), size=(side, side), pos_hint=centred)
        self._name = Text(font="lead", bold=True, lines=2, data=True)
        self._details = Texts(lines=2)
        self._words = Column(pos_hint=centred)
        self._words.add_widget(self._name)
        self._words.add_widget(self._details)
        self._words.bind(height=self._grow)
        self._price = Text(look, font="lead", bold=True, align="end", size_hint_x=None, size_hint_y=1)
        for part in (self._picture, self._words, self._price):
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
        self.automation_id = f"line:{row.line}" if self._ask and row.line else ""
        self._picture.sku, self._picture.strength = row.sku, 0.45 if row.pending else 1.0
        self._name.bold = self._price.bold = not row.pending
        self._name.said, self._price.said = row.name, row.price
        self._price.width = min(width_of(self._price, row.price), self.look.px(WIDEST_PRICE)) if row.price else 0
        details = row.details
        if row.newest and newest:
            details = ("  ·  ".join((newest, *details)),) if len(details) < 2 else (newest, *details)
        self._details.texts, self._details.colour = details, theme.INK_PENDING if row.pending else theme.INK_SOFT
        self.style = "pending" if row.pending else "newest" if row.newest else "row"

    def on_tap(self) -> None:
        if self._ask and self._row and self._row.line:
            self._ask(self._row.line)

    def dress_content(self, colour: str) -> None:
        if self._row is not None:
            self._name.colour = self._price.colour = colour


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

    pictures: Pictures | None = None
    ask: Callable[[int], None] | None = None  # why a line is there
    newest = ""  # said of the newest line
    rows = ObjectProperty(())
    below = ObjectProperty(())  # sums that stand under the rows

    def __init__(self, **kwargs: Any) -> None:
        self._below = Texts(colour=theme.INK_SOFT, lines=2)
        self._whole = Widget(size_hint_y=None, height=0)
        self._drawn: dict[str, Held] = {}
        self._spare: list[Held] = []
        self._heights: dict[str, int] = {}
        self._top = ""
        super().__init__(**kwargs)
        self._whole.add_widget(self._below)
        self.add_widget(self._whole)
        self._fill_soon = Clock.create_trigger(self._fill, -1)
        self.bind(scroll_y=self._fill_soon, height=self._fill_soon)
        self._whole.bind(width=self._fill_soon)
        self._below.bind(height=self._fill_soon)

    def fit(self, look: Look) -> None:
        super().fit(look)
        self._left, self._right = (look.m, RIM) if look.rtl else (RIM, look.m)  # the scroll bar has a side of its own
        self._gap = look.s
        self._below.fit(look)
        self._below.padding = look.m, look.s

    def on_below(self, _lines: Scroll, below: tuple[str, ...]) -> None:
        self._below.texts = below

    def on_rows(self, _lines: Scroll, rows: tuple[Row, ...]) -> None:
        top = rows[0].key if rows else ""
        if top != self._top:
            self._top, self.scroll_y = top, 1
        keys = {row.key for row in rows}
        self._heights = {key: height for key, height in self._heights.items() if key in keys}
        self._fill()

    def _fill(self, *_: object) -> None:
        """Draw the rows around what is in sight, each in its place."""
        ends = self._ends()
        high = ends[-1] if ends else 0
        first, last = self._in_sight(ends)
        wanted = self.rows[first:last]
        for key in self._drawn.keys() - {row.key for row in wanted}:
            gone = self._drawn.pop(key)
            self._whole.remove_widget(gone)
            self._spare.append(gone)
        self._whole.height = high + self._below.height
        self._below.width = self._whole.width
        for row, end in zip(wanted, ends[first:last], strict=True):
            held = self._drawn.get(row.key)
            if held is None:
                held = self._drawn[row.key] = self._another()
                self._whole.add_widget(held)
                if row.key not in self._heights:  # as high as what it drew last, until its words say otherwise
                    self._heights[row.key] = int(held.height)
                    self._fill_soon()
            held.width = self._whole.width - self._left - self._right
            held.pos = self._left, self._whole.height - end
            held.row.show(row, self.newest)

    def _ends(self) -> list[int]:
        """Where each row ends, in pixels from the top."""
        usual = round(self.look.px(PICTURE) + 2 * self.look.s)
        if self._heights:
            usual = int(median(self._heights.values()))
        heights = [self._heights.get(row.key, usual) for row in self.rows]
        return [end - self._gap for end in accumulate((high + self._gap for high in heights), initial=RIM)][1:]

    def _in_sight(self, ends: list[int]) -> tuple[int, int]:
        """From which row to before which."""
        if not ends:
            return 0, 0
        page = max(self.height, self.look.size[1] / 2)
        top = (1 - min(1, max(0, self.scroll_y))) * max(0, ends[-1] + self._below.height - self.height)
        return bisect_right(ends, top - page / 2), min(len(ends), bisect_right(ends, top + 1.5 * page) + 1)

    def _another(self) -> Held:
        if self._spare:
            return self._spare.pop()
        made = LineRow(self.look, self.pictures, self.ask)
        made.bind(height=self._measured)
        return Held(made)

    def _measured(self, widget: LineRow, height: float) -> None:
        if widget.key in self._drawn and self._heights.get(widget.key) != height:
            self._heights[widget.key] = int(height)
            self._fill_soon()
