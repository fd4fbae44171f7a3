"""Each language by its own name, for who cannot read the others."""

from typing import Any

from kivy.properties import ObjectProperty

from ui.boxes import Grid
from ui.buttons import PushButton
from ui.lettering import Text


class Languages(Grid):
    edges = ObjectProperty()
    style = "plain"

    def on_kv_post(self, _base: Any) -> None:
        look = self.look
        self.cols = min(self.cols, 3) if look.portrait else self.cols  # the mark of the chosen one needs its room
        rows = -(-len(self.edges.languages) // self.cols)
        high = max(look.target, Text.room(look, "small"))
        self.size_hint_y, self.height = None, rows * high + (rows - 1) * look.s
        for lang, name in self.edges.languages:
            self.add_widget(
                PushButton(
                    automation_id=f"language:{lang}",
                    words=name,
                    style="chosen" if lang == self.edges.lang else self.style,
                    font="small",
                    size_hint_y=1,
                    on_tap=lambda _button, lang=lang: self.edges.choose_language(lang),
                )
            )
