"""Each language by its own name, for who cannot read the others."""

from ui.boxes import Grid
from ui.buttons import PushButton
from ui.edges import Edges
from ui.lettering import Text


class Languages(Grid):
    def __init__(self, edges: Edges, columns: int, style: str) -> None:
        look = edges.look
        columns = min(columns, 3) if look.portrait else columns  # the mark of the chosen one needs its room
        rows = -(-len(edges.languages) // columns)
        high = max(look.target, Text.room(look, "small"))
        super().__init__(look, cols=columns, size_hint_y=None, height=rows * high + (rows - 1) * look.s)
        for lang, name in edges.languages:
            self.add_widget(
                PushButton(
                    look,
                    f"language:{lang}",
                    name,
                    lambda lang=lang: edges.choose_language(lang),
                    "chosen" if lang == edges.lang else style,
                    font="small",
                    size_hint_y=1,
                )
            )
