"""A sheet lies over the whole screen until it is closed: title, the way back, and what it is for."""

from collections.abc import Callable
from typing import Any

from ui import theme
from ui.boxes import Box, Panel, Stack
from ui.buttons import PushButton
from ui.edges import Edges
from ui.lettering import Text
from ui.screens.overlays import Overlay
from ui.words import say


class Sheet(Overlay):
    def __init__(self, edges: Edges, on_close: Callable[[], None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.edges, self.look, self.on_close = edges, edges.look, on_close
        look = edges.look
        page = Panel(look, theme.PAPER, 0, orientation="vertical", padding=(look.lg, look.s), spacing=look.s)
        close = PushButton(
            look,
            "sheet:close",
            say(edges.lang, "common.close"),
            on_close,
            icon="cross",
            font="small",
            size_hint=(None, None),
            width=look.px(230),
        )
        head = Box(look, size_hint_y=None, height=max(close.height, Text.room(look, "title")), spacing=look.m)
        self.title = Text(look, "", "title", bold=True, size_hint_y=1)
        head.add_widget(self.title)
        head.add_widget(close)
        self.body = Stack(look, spacing=look.s)
        page.add_widget(head)
        page.add_widget(self.body)
        self.add_widget(page)
