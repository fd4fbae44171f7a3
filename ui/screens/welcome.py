"""Welcome: the store's name, the languages, what to do first, and a small door for staff."""

from typing import Any

from ui import theme
from ui.edges import Edges, Tap
from ui.icons import Icon
from ui.lettering import Text
from ui.presenting.welcome import Welcome
from ui.widgets import Box, Centred, Gap, Grid, Panel, PushButton, Sides, Spring, Stack, Strip

EMBLEM = 356


class WelcomeScreen(Sides):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        look = edges.look
        super().__init__(look, padding=look.lg, spacing=look.lg, **kwargs)
        emblem = Panel(
            look,
            theme.ACCENT,
            look.radius("l"),
            orientation="vertical",
            padding=look.m,
            spacing=look.s,
            size_hint=(1, 0.8) if look.portrait else (None, 1),
            width=look.px(EMBLEM),
        )
        icon = look.px(96)
        emblem.add_widget(Spring())
        emblem.add_widget(Centred(Icon(look, "basket", icon, theme.ON_ACCENT), size_hint_y=None, height=icon))
        name = Text(look, edges.store_name, "title", theme.ON_ACCENT, bold=True, align="center", lines=2, data=True)
        emblem.add_widget(name)
        emblem.add_widget(Spring())
        emblem.add_widget(_Languages(edges))
        self.add_widget(emblem)

        side = Stack(look, spacing=look.s)
        self._banner = Strip(look)
        self._title = Text(look, "", "display", bold=True, lines=3)
        self._hint = Text(look, "", "body", theme.INK_SOFT, lines=2)
        self._start = PushButton(
            look, "start", "", lambda: edges.tap(Tap.START), "primary", font="title", height=look.px(100)
        )
        self._note = Text(look, "", "small", theme.INK_SOFT, lines=2, size_hint_y=1)
        self._staff = PushButton(look, "staff", "", edges.open_staff, "quiet", "lock", font="small")
        last = Box(look, spacing=look.m, size_hint_y=None, height=self._staff.height)
        last.add_widget(self._note)
        last.add_widget(self._staff)
        self._staff.size_hint_x = 0.6
        for part in (self._banner, Spring(), self._title, Gap(look.s), self._hint, Gap(look.s), self._start, Spring()):
            side.add_widget(part)
        side.add_widget(last)
        self.add_widget(side)

    def draw(self, model: Welcome) -> None:
        self._banner.show(model.banner)
        self._title.said = model.title
        self._hint.said = model.hint
        self._start.say(model.start)
        self._note.said = model.note
        self._staff.say(model.words["staff"])


class _Languages(Grid):
    """Each language by its own name, for who cannot read the others."""

    def __init__(self, edges: Edges) -> None:
        look = edges.look
        columns = 4 if look.portrait else 2
        rows = -(-len(edges.languages) // columns)
        high = max(look.target, Text.room(look, "small"))
        super().__init__(look, cols=columns, size_hint_y=None, height=rows * high + (rows - 1) * look.s)
        for lang, name in edges.languages:
            style = "chosen" if lang == edges.lang else "on_accent"
            choose = PushButton(
                look,
                f"language:{lang}",
                name,
                lambda lang=lang: edges.choose_language(lang),
                style,
                font="small",
                size_hint_y=1,
            )
            self.add_widget(choose)
