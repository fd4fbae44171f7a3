"""The store's name in the store's colour: the one part that the first moment and the welcome share."""

from typing import Any

from ui import theme
from ui.boxes import Centred, Panel, Spring
from ui.icons import Icon
from ui.lettering import Text
from ui.theme import Look

EMBLEM = 356


class Emblem(Panel):
    def __init__(self, look: Look, store_name: str, **kwargs: Any) -> None:
        super().__init__(
            look,
            theme.ACCENT,
            look.radius("l"),
            orientation="vertical",
            padding=look.m,
            spacing=look.s,
            size_hint=(1, None) if look.portrait else (None, 1),
            height=look.px(414),
            width=look.px(EMBLEM),
            **kwargs,
        )
        icon = look.px(80 if look.portrait else 96)
        self.add_widget(Spring())
        self.add_widget(Centred(Icon(look, "basket", icon, theme.ON_ACCENT), size_hint_y=None, height=icon))
        self.add_widget(Text(look, store_name, "title", theme.ON_ACCENT, bold=True, align="center", lines=2, data=True))
        self.add_widget(Spring())
