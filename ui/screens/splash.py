"""The first moment: the store's name where the welcome will have it, while the cart comes up."""

from typing import Any

from ui import theme
from ui.boxes import Sides, Spring, Stack
from ui.lettering import Text
from ui.screens.emblem import Emblem
from ui.theme import Look


class Splash(Sides):
    def __init__(self, look: Look, store_name: str, words: str, **kwargs: Any) -> None:
        super().__init__(look, padding=look.lg, spacing=look.lg, **kwargs)
        self.add_widget(Emblem(look, store_name))
        side = Stack(look)
        for part in (Spring(), Text(look, words, "title", theme.INK_SOFT, lines=2), Spring()):
            side.add_widget(part)
        self.add_widget(side)
