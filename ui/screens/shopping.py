"""The shopping list: ticked off as things go in."""

from collections.abc import Callable

from ui import theme
from ui.boxes import Box, Centred, Column, Panel, Spring, Stack
from ui.buttons import PushButton
from ui.edges import Edges, Tap
from ui.icons import Icon
from ui.lettering import Text
from ui.presenting.sheets import Entry, Shopping
from ui.screens.sheet import Sheet
from ui.widgets import Scroll


class ShoppingSheet(Sheet):
    def __init__(self, edges: Edges, find: Callable[[], None], on_close: Callable[[], None]) -> None:
        super().__init__(edges, on_close)
        look = self.look
        self._left = Text(look, "", "body", theme.INK_SOFT)
        self._scroll = Scroll(look)
        left, right = (look.m, 2) if look.rtl else (2, look.m)
        self._column = Column(look, spacing=look.s, padding=(left, 2, right, 2))
        self._column.mirrored = False
        self._scroll.add_widget(self._column)
        self._empty = Text(look, "", "title", bold=True, align="center", lines=2)
        self._empty_hint = Text(look, "", "body", theme.INK_SOFT, align="center", lines=3)
        self._none = Stack(look)
        for part in (Spring(), self._empty, self._empty_hint, Spring()):
            self._none.add_widget(part)
        self._add = PushButton(look, "list:add", "", find, "primary", "plus", font="small")
        self._clear = PushButton(look, "list:clear", "", lambda: edges.tap(Tap.LIST_CLEAR), font="small")
        self._clear.size_hint_x = 0.5
        actions = Box(look, spacing=look.m, size_hint_y=None, height=self._add.height)
        actions.add_widget(self._add)
        actions.add_widget(self._clear)
        self._holder = Stack(look)
        for part in (self._left, self._holder, actions):
            self.body.add_widget(part)
        self._shown: Shopping | None = None

    def draw(self, model: Shopping) -> None:
        if model == self._shown:
            return
        self._shown = model
        self.title.said, self._left.said = model.title, model.left
        self._empty.said, self._empty_hint.said = model.empty, model.empty_hint
        self._add.say(model.words["add"])
        self._clear.say(model.words["clear"])
        self._clear.disabled = not model.entries
        self._holder.clear_widgets()
        self._holder.add_widget(self._scroll if model.entries else self._none)
        self._column.clear_widgets()
        for entry in model.entries:
            self._column.add_widget(self._row(entry, model.words["remove"]))

    def _row(self, entry: Entry, remove: str) -> Panel:
        look = self.look
        row = Panel(
            look,
            theme.ACCENT_SOFT if entry.done else theme.SURFACE,
            border=theme.ACCENT if entry.done else None,
            size_hint_y=None,
            padding=look.s,
            spacing=look.m,
        )
        side = look.px(36)
        tick = Icon(look, "check" if entry.done else "basket", side, theme.ACCENT if entry.done else theme.INK_SOFT)
        words = Column(look)
        words.add_widget(Text(look, entry.name, "body", bold=not entry.done, lines=2, data=not entry.counted))
        words.add_widget(Text(look, entry.detail, "small", theme.INK_SOFT))
        drop = PushButton(
            look,
            f"list:remove:{entry.entry}",
            remove,
            lambda: self.edges.tap(Tap.LIST_REMOVE, entry.entry),
            font="small",
            lines=2,
            size_hint_x=None,
            width=look.px(170),
        )
        for part in (
            Centred(tick, size_hint_x=None, width=side),
            Centred(words),
            Centred(drop, size_hint_x=None, width=drop.width),
        ):
            row.add_widget(part)
        row.height = drop.height + 2 * look.s
        words.bind(height=lambda _words, height: setattr(row, "height", max(height, drop.height) + 2 * look.s))
        return row
