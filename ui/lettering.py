"""Text on the screen: in the font of its script, broken, shrunk or shortened to the room that it has."""

from functools import lru_cache
from typing import Any

from kivy.clock import Clock
from kivy.core.text import Label as Measure
from kivy.core.text import LabelBase
from kivy.graphics import Color, Rectangle
from kivy.properties import BooleanProperty, NumericProperty, OptionProperty, StringProperty
from kivy.uix.label import Label

from ui import fonts, theme
from ui.boxes import Fitted
from ui.theme import Look, rgba
from ui.typeset import line_height, runs_from_right, script, visual, wrap

SLACK = 2  # pixels: Kivy measures a line slightly wider than its glyphs
ELLIPSIS = "…"


def register() -> None:
    """Make our fonts known to Kivy; a font that is not there is left out (its language is not offered)."""
    for name, (regular, bold) in fonts.FONTS.items():
        if (fonts.HERE / regular).is_file() and (fonts.HERE / bold).is_file():
            LabelBase.register(name, str(fonts.HERE / regular), fn_bold=str(fonts.HERE / bold))


class Text(Fitted, Label):
    """A text in `lines` lines at most: it shrinks down to the smallest type, then ends in an ellipsis.

    Without a size_hint_y it is as high as its lines, and takes no room while it says nothing; unless it does not hug
    them. `said` is what it says, `text` what is drawn of it. `clipped` is true where not all of it is; only what shops
    name themselves (`data`) may be.
    """

    said = StringProperty("")
    font = StringProperty("body")
    lines = NumericProperty(1)
    align = OptionProperty("start", options=("start", "center", "end"))
    colour = StringProperty(theme.INK)
    clipped = BooleanProperty(False)
    data = BooleanProperty(False)
    hugs = BooleanProperty(True)

    def __init__(self, look: Look | None = None, **kwargs: Any) -> None:
        self._from_right, self._line = False, 1.0
        self._as_set: tuple[Any, ...] = ()
        self._set_soon = Clock.create_trigger(self._set, -1)  # once, after layout has given it its size
        super().__init__(look, **{"size_hint_y": None, "height": 0} | kwargs)
        self.on_colour(self, self.colour)
        self._glyphs = Rectangle(size=(0, 0))
        self.canvas.add(Color(1, 1, 1, 1))
        self.canvas.add(self._glyphs)
        self.bind(texture=self._place, pos=self._place, size=self._place)
        for name in ("size", "said", "bold", "font", "lines", "align"):
            self.fbind(name, self._set_soon)
        self._set_soon()

    def fit(self, look: Look) -> None:
        super().fit(look)
        self._set_soon()

    def on_colour(self, _text: Label, colour: str) -> None:
        self.color = self.disabled_color = rgba(colour)

    @staticmethod
    def room(look: Look, font: str, lines: int = 1) -> int:
        """The height of so many lines."""
        return round(look.font(font) * look.line * lines)

    def _place(self, *_: object) -> None:
        """Put the glyphs on whole pixels: up and down in the middle, across where the alignment says."""
        texture = self.texture
        wide, high = texture.size if texture else (0, 0)
        spare = max(0, int(self.width) - wide)
        across = int({"left": 0, "center": spare / 2, "right": spare}.get(self.halign, 0))
        self._glyphs.texture, self._glyphs.size = texture, (wide, high)
        self._glyphs.pos = int(self.x) + across, int(self.y + (self.height - high) / 2)

    def _set(self, *_: object) -> None:
        look = self.look
        if look is None:
            return
        hugs = self.hugs and self.size_hint_y is None
        as_set = self.said, self.font, self.lines, self.align, self.bold, self.width, 0 if hugs else self.height
        if as_set == self._as_set:
            return
        self._as_set = as_set
        self._from_right = runs_from_right(self.said) if self.data else look.rtl
        self._line = line_height(script(self.said))
        self.font_name = family = _family(self.said)
        start, end = ("right", "left") if look.rtl else ("left", "right")
        self.halign = {"start": start, "end": end}.get(self.align, self.align)
        font = look.font(self.font)
        while True:
            set_in = self._lines_of(self.said, font, family)
            if set_in is not None or font <= look.smallest:
                break
            font = max(look.smallest, font - max(1, round(font / 24)))
        self.clipped = set_in is None
        lines = self._shortened(font, family) if set_in is None else set_in
        self.font_size = font
        if hugs:
            self.height = round(font * self._line * len(lines)) if self.said else 0
        self.text = "\n".join(visual(line, self._from_right) for line in lines)

    def _rows(self, font: float) -> int:
        """How many lines of this size fit; one in any case."""
        if self.hugs and self.size_hint_y is None:
            return self.lines
        return max(1, min(self.lines, int((self.height + 2) / (font * self._line))))

    def _shortened(self, font: float, family: str) -> list[str]:
        """As much as fits, with an ellipsis; of a single long word as many letters as fit."""
        whole, fits = self.said, ""
        low, high = 0, len(whole)
        while low < high:
            middle = (low + high + 1) // 2
            tried = whole[:middle].rstrip(" ,;·") + ELLIPSIS
            if self._lines_of(tried, font, family) is not None:
                low, fits = middle, tried
            else:
                high = middle - 1
        return self._lines_of(fits or ELLIPSIS, font, family) or [ELLIPSIS]

    def _lines_of(self, text: str, font: float, family: str) -> list[str] | None:
        """The text in lines of this size; None when it does not fit."""
        room = max(0, self.width - SLACK)

        def measure(line: str) -> float:
            return text_width(visual(line, self._from_right), font, self.bold, family)

        lines = wrap(text, room, measure)
        return lines if len(lines) <= self._rows(font) and all(measure(line) <= room for line in lines) else None


@lru_cache(maxsize=2048)
def text_width(drawn: str, font: float, bold: bool = False, family: str = "Roboto") -> float:
    """Pixels that a line of glyphs takes."""
    return Measure(font_size=font, bold=bold, font_name=family).get_extents(drawn)[0] if drawn else 0


def width_of(text: Text, said: str) -> float:
    """Pixels that `said` would take in the type of `text`, on one line."""
    return text_width(visual(said, text.look.rtl), text.look.font(text.font), text.bold, _family(said)) + 2 * SLACK


def _family(text: str) -> str:
    return {"latin": "Roboto"}.get(script(text), script(text))
