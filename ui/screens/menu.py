"""The menu: everything that a shopper may want beside putting things in, in one place."""

from collections.abc import Callable

from ui import theme
from ui.lettering import Text
from ui.presenting.menu import Menu
from ui.screens.overlays import Overlay
from ui.theme import Look
from ui.widgets import Box, Grid, Panel, PushButton


class MenuSheet(Overlay):
    def __init__(self, look: Look, model: Menu, choose: Callable[[str], None], on_close: Callable[[], None]) -> None:
        super().__init__()
        columns = 2
        high = max(look.target, Text.room(look, "body", 2))
        rows = -(-len(model.entries) // columns)
        head = Box(look, spacing=look.m, size_hint_y=None, height=high)
        head.add_widget(Text(look, model.title, "title", bold=True, size_hint_y=1))
        close = PushButton(look, "menu:close", model.close, on_close, icon="cross", font="small", size_hint=(0.5, 1))
        head.add_widget(close)
        grid = Grid(look, cols=columns)
        for entry in model.entries:
            grid.add_widget(
                PushButton(
                    look,
                    f"menu:{entry.name}",
                    entry.words,
                    lambda name=entry.name: choose(name),
                    icon=entry.icon,
                    lines=2,
                    size_hint_y=1,
                )
            )
        box = Panel(
            look,
            theme.PAPER,
            look.radius("l"),
            orientation="vertical",
            size_hint=(None, None),
            width=min(look.size[0] - 2 * look.m, look.px(880)),
            height=(rows + 1) * high + rows * look.s + 2 * look.lg,
            padding=look.lg,
            spacing=look.s,
        )
        box.add_widget(head)
        box.add_widget(grid)
        self.add_widget(box)
