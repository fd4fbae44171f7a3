"""Welcome: the store's name, the languages, what to do first, and a small door for staff."""

from typing import Any

from ui import theme
from ui.boxes import Box, Sides, Spring, Stack
from ui.buttons import PushButton
from ui.edges import Edges, Tap
from ui.lettering import Text
from ui.presenting.greeting import Welcome
from ui.screens.emblem import Emblem
from ui.screens.languages import Languages
from ui.widgets import Strip


class WelcomeScreen(Sides):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        look = edges.look
        super().__init__(look, padding=look.lg, spacing=look.lg, **kwargs)
        emblem = Emblem(look, edges.store_name)
        emblem.add_widget(Languages(edges, 3 if look.portrait else 2, "on_accent"))
        self.add_widget(emblem)

        side = Stack(look, spacing=look.s)
        self._tight = look.larger_text and not look.portrait
        self._banner = Strip(look)
        self._title = Text(look, "", "display", bold=True, lines=3)
        self._hint = Text(look, "", "body", theme.INK_SOFT, lines=2)
        self._start = PushButton(
            look,
            "start",
            "",
            lambda: edges.tap(Tap.START),
            "primary",
            font="title",
            height=max(look.target, look.px(80)),
        )
        self._note = Text(look, "", "small", theme.INK_SOFT, lines=2)
        self._staff = PushButton(look, "staff", "", edges.open_staff, "quiet", "lock", font="small")
        last = Box(look, spacing=look.m, size_hint_y=None, height=self._staff.height)
        last.add_widget(self._staff)
        self._talk = Strip(look)
        self._others = {
            "member": PushButton(
                look, "member", "", lambda: edges.open_sheet("member"), icon="person", font="small", lines=2
            ),
            "own": PushButton(look, "own", "", lambda: edges.tap(Tap.OWN_THINGS), icon="bag", font="small", lines=2),
        }
        self._settings = PushButton(
            look, "settings", "", lambda: edges.open_sheet("settings"), "quiet", "sliders", font="small"
        )
        last.add_widget(self._settings, index=1)
        others = Box(look, spacing=look.m, size_hint_y=None, height=self._others["own"].height)
        for other in self._others.values():
            others.add_widget(other)
        for part in (
            self._banner,
            self._talk,
            Spring(),
            self._title,
            self._hint,
            self._start,
            others,
            Spring(),
        ):
            side.add_widget(part)
        side.add_widget(self._note)
        side.add_widget(last)
        self.add_widget(side)

    def draw(self, model: Welcome) -> None:
        self._banner.show(model.banner)
        told = model.banner is not None or model.talk is not None  # what is the matter needs the room
        self._title.said = "" if told and self._tight and model.inviting else model.title
        self._hint.said = "" if told or (self._tight and self.look.small) else model.hint
        self._start.say(model.start)
        self._start.restyle("primary" if model.inviting else "plain")
        self._note.said = model.note
        self._talk.show(model.talk.banner if model.talk else None)
        for name, other in self._others.items():
            other.say(model.words[name])
        self._settings.say(model.words["settings"])
        self._staff.say(model.words["staff"])
