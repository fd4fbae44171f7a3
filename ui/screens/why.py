"""Why is this line here: the pictures that the cart took, and what it made of weight, pictures and code."""

from collections.abc import Callable

from ui import theme
from ui.boxes import Box, Column, Gap, Panel, Stack
from ui.edges import Edges
from ui.lettering import Text
from ui.presenting.why import Why
from ui.screens.sheet import Sheet
from ui.widgets import Picture, Scroll

CROPS = 2


class WhySheet(Sheet):
    def __init__(self, edges: Edges, on_close: Callable[[], None]) -> None:
        super().__init__(edges, on_close)
        self._shown: Why | None = None

    def draw(self, model: Why) -> None:
        if model == self._shown:
            return
        self._shown = model
        look = self.look
        self.title.said = model.title
        self.body.clear_widgets()
        self.body.orientation = "vertical" if look.portrait else "horizontal"
        self.body.spacing = look.lg
        line = Panel(
            look,
            theme.SURFACE,
            orientation="vertical",
            padding=look.m,
            size_hint=(1, 0.7) if look.portrait else (0.7, 1),
        )
        pictures = Box(look, spacing=look.s)
        pictures.add_widget(Picture(look, self.edges.pictures, model.sku))
        for crop in model.crops[:CROPS]:
            pictures.add_widget(Picture(look, self.edges.crops, crop))
        line.add_widget(pictures)
        line.add_widget(Gap(look.s))
        line.add_widget(Text(look, model.name, "lead", bold=True, lines=2, data=True))
        line.add_widget(Text(look, model.price, "title", theme.ACCENT, bold=True))
        line.add_widget(Text(look, model.rule, "small", theme.INK_SOFT, lines=2))
        scroll = Scroll(look)
        column = Column(look, spacing=look.xs)
        for part in model.parts:
            column.add_widget(Text(look, part.label, "small", theme.INK_SOFT))
            for said in part.lines:
                column.add_widget(Text(look, said, "body", bold=True, lines=2, data=True))
            column.add_widget(Gap(look.s))
        scroll.add_widget(column)
        words = Stack(look, spacing=look.s)
        words.add_widget(scroll)
        words.add_widget(Text(look, model.wrong, "small", theme.INK_SOFT, lines=3))
        self.body.add_widget(line)
        self.body.add_widget(words)
