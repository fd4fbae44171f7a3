"""Shop: the lines, newest on top, and the running total in a panel of its own."""

from collections.abc import Callable
from typing import Any

from kivy.uix.boxlayout import BoxLayout

from ui import theme
from ui.boxes import Box, Centred, Column, Gap, Panel, Sides, Spring, Stack
from ui.buttons import PushButton
from ui.edges import Edges, Tap
from ui.icons import Icon
from ui.lettering import Text
from ui.presenting.shop import Shop
from ui.presenting.talk import Talk
from ui.screens.lines import Lines, say_each
from ui.theme import Look
from ui.widgets import Strip

PANEL = 344


class ShopScreen(Sides):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        look = edges.look
        super().__init__(look, **kwargs)
        left = Stack(look, padding=(look.lg, look.s, look.lg, look.m), spacing=look.s)
        self._header = Heading(look)
        self._banner = Strip(look)
        self._body = BoxLayout()
        self._talk = TalkStrip(look, lambda: edges.tap(Tap.UNDO))
        self._lines = Lines(look, edges.pictures, lambda line: edges.tap(Tap.WHY, str(line)))
        self._empty = _Empty(look)
        for part in (self._header, self._banner, self._talk, self._body):
            left.add_widget(part)
        self.add_widget(left)
        self._panel = TotalPanel(look, edges)
        self.add_widget(self._panel)
        self._store = edges.store_name

    def draw(self, model: Shop) -> None:
        self._header.say(model.title, model.beside or self._store)
        self._banner.show(model.banner)
        self._talk.show(model.talk)
        self._lines.show(model.rows, model.words["newest"])
        self._empty.show(model.empty, model.empty_hint)
        wanted = self._lines if model.rows else self._empty
        if wanted not in self._body.children:
            self._body.clear_widgets()
            self._body.add_widget(wanted)
        self._panel.draw(model)


class Heading(Box):
    """A screen's title, and what belongs beside it."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, size_hint_y=None, height=max(look.px(56), Text.room(look, "title")), spacing=look.m)
        self._title = Text(look, "", "title", bold=True, size_hint_y=1)
        self._beside = Text(look, "", "small", theme.INK_SOFT, align="end", size_hint_y=1, data=True)
        self.add_widget(self._title)
        self.add_widget(self._beside)

    def say(self, title: str, beside: str) -> None:
        self._title.said, self._beside.said = title, beside


class TotalPanel(Panel):
    """The running total: the one thing on the screen that is read from a step away."""

    def __init__(self, look: Look, edges: Edges) -> None:
        super().__init__(
            look,
            theme.ACCENT,
            look.radius("l"),
            orientation="horizontal" if look.portrait else "vertical",
            size_hint=(1, None) if look.portrait else (None, 1),
            width=look.px(PANEL),
            height=look.px(270),
            padding=look.m,
            spacing=look.s,
        )
        self._looking = Panel(look, None, size_hint_y=None, height=look.px(52), padding=(look.s, 0), spacing=look.s)
        self._eye = Icon(look, "eye", look.px(28), theme.ON_ACCENT)
        self._status = Text(look, "", "small", theme.ON_ACCENT, size_hint_y=1, lines=1)
        self._looking.add_widget(Centred(self._eye, size_hint_x=None, width=look.px(30)))
        self._looking.add_widget(self._status)
        self._label = Text(look, "", "lead", theme.ON_ACCENT_SOFT)
        self._total = Text(look, "", "total", theme.ON_ACCENT, bold=True)
        self._items = Text(look, "", "small", theme.ON_ACCENT)
        self._besides = Column(look)
        self._doubt = Doubt(look)
        sums = Stack(look)
        for part in (self._looking, Spring(), self._label, self._total, self._doubt, self._items, self._besides):
            sums.add_widget(part)
        for part in (Spring(),):
            sums.add_widget(part)
        self._helped = False
        self._help = PushButton(
            look,
            "help",
            "",
            lambda: edges.tap(Tap.HELP_CANCEL if self._helped else Tap.HELP),
            "on_accent",
            "help",
            lines=2,
        )
        self._menu = PushButton(look, "menu", "", edges.open_menu, "on_accent", "menu")
        if look.portrait:
            sums.bind(minimum_height=self._grow)
        buttons = Column(look, spacing=look.s) if not look.portrait else Stack(look, spacing=look.s, size_hint_x=0.6)
        if look.portrait:
            buttons.add_widget(Spring())
        buttons.add_widget(self._help)
        buttons.add_widget(self._menu)
        self.add_widget(sums)
        self.add_widget(buttons)

    def _grow(self, _sums: Stack, needed: float) -> None:
        self.height = max(self.look.px(270), needed + 2 * self.look.m)

    def draw(self, model: Shop) -> None:
        self._label.said = model.words["total"]
        self._total.said, self._items.said = model.total, model.items
        say_each(self._besides, model.besides, lambda: Text(self.look, "", "small", theme.ON_ACCENT_SOFT))
        self._menu.say(model.words["menu"])
        self._help.say(model.words["help"])
        self._helped = model.helped
        self._doubt.show(model.doubt)
        self._status.said = model.status
        ink = theme.ACCENT if model.looking else theme.ON_ACCENT_SOFT
        self._looking.paint(theme.ACCENT_SOFT if model.looking else theme.ACCENT_PRESSED)
        self._status.paint(ink)
        self._status.bold = model.looking
        self._eye.set("eye" if model.looking else "check" if model.weighs else "scale", ink)


class TalkStrip(Box):
    """What just happened, and the way to take it back."""

    def __init__(self, look: Look, on_undo: Callable[[], None]) -> None:
        super().__init__(look, size_hint_y=None, height=0, spacing=look.s)
        self._strip = Strip(look, pos_hint={"center_y": 0.5})
        self._undo = PushButton(
            look, "undo", "", on_undo, icon="undo", font="small", size_hint_x=None, pos_hint={"center_y": 0.5}
        )
        self.add_widget(self._strip)
        self._strip.bind(height=self._grow)

    def show(self, talk: Talk | None) -> None:
        self._strip.show(talk.banner if talk else None)
        wanted = bool(talk and talk.undo)
        if wanted != (self._undo in self.children):
            self.add_widget(self._undo) if wanted else self.remove_widget(self._undo)
        if talk and talk.undo:
            self._undo.say(talk.undo)
            self._undo.width = self._undo.wide()
        self._grow()

    def _grow(self, *_: object) -> None:
        self.height = max(self._strip.height, self._undo.height if self._undo in self.children else 0)


class Doubt(Panel):
    """Why the total is not the last word yet; no room while it is."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, None, size_hint_y=None, height=0, padding=(look.s, look.xs), spacing=look.s)
        self._text = Text(look, "", "small", theme.ON_WARN, bold=True, lines=2, pos_hint={"center_y": 0.5})
        self._text.bind(height=self._grow)
        side = look.px(30)
        self.add_widget(Centred(Icon(look, "help", side, theme.ON_WARN), size_hint_x=None, width=side))
        self.add_widget(self._text)
        self.opacity = 0

    def _grow(self, *_: object) -> None:
        self.height = self._text.height + 2 * self.look.xs if self._text.said else 0

    def show(self, doubt: str) -> None:
        self._text.said = doubt
        self.opacity = 1 if doubt else 0
        self.paint(theme.WARN if doubt else None)
        self._grow()


class _Empty(Stack):
    """What stands in the list's place before the first line."""

    def __init__(self, look: Look, **kwargs: Any) -> None:
        super().__init__(look, padding=(look.m, 0), **kwargs)
        self._text = Text(look, "", "title", bold=True, align="center", lines=2)
        self._hint = Text(look, "", "body", theme.INK_SOFT, align="center", lines=4)
        icon = look.px(110)
        for part in (Spring(), Centred(Icon(look, "basket", icon, theme.ACCENT), size_hint_y=None, height=icon)):
            self.add_widget(part)
        for part in (self._text, Gap(look.s), self._hint, Spring()):
            self.add_widget(part)

    def show(self, text: str, hint: str) -> None:
        self._text.said, self._hint.said = text, hint
