"""The boxes that screens are made of: children in reading order, from the right where the language runs so."""

from typing import Any

from kivy.graphics import BorderImage, Color
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from ui import theme
from ui.rounding import ground_texture
from ui.theme import Look


class Box(BoxLayout):
    """Children beside or under each other, in reading order."""

    def __init__(self, look: Look, **kwargs: Any) -> None:
        self.look, self.mirrored = look, look.rtl
        super().__init__(**kwargs)

    def do_layout(self, *args: Any) -> None:
        super().do_layout(*args)
        if self.mirrored:
            mirror(self)


class Stack(Box):
    """Children under each other."""

    def __init__(self, look: Look, **kwargs: Any) -> None:
        super().__init__(look, orientation="vertical", **kwargs)


class Sides(Box):
    """The two sides of a screen, work beside sums; one under the other on a screen that stands upright.

    For the left hand they change places: what is tapped is then on the left.
    """

    def __init__(self, look: Look, **kwargs: Any) -> None:
        super().__init__(look, orientation="vertical" if look.portrait else "horizontal", **kwargs)
        self.mirrored = not look.portrait and look.rtl != look.left_handed


class Grid(GridLayout):
    """Rows of equal cells, in reading order; keys of a keyboard stay where every keyboard has them."""

    def __init__(self, look: Look, keyboard: bool = False, **kwargs: Any) -> None:
        self.mirrored = look.rtl and not keyboard
        super().__init__(spacing=look.s, **kwargs)

    def do_layout(self, *args: Any) -> None:
        super().do_layout(*args)
        if self.mirrored:
            mirror(self)


class Panel(Box):
    """A box with a ground of its own, rounded, with or without a border."""

    def __init__(
        self,
        look: Look,
        ground: str | None = theme.SURFACE,
        radius: float | None = None,
        border: str | None = None,
        bleed: float = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(look, **kwargs)
        self._bleed = bleed  # how far the ground runs out of the window, where a panel touches its edge
        self._radius = look.radius("m") if radius is None else radius
        self._ground = BorderImage()
        self._border: str | None = None
        self.ground: str | None = None
        self.paint(ground, border)
        self.bind(pos=self._place, size=self._place)

    def paint(self, ground: str | None, border: str | None = None) -> None:
        """What has no colour is not drawn at all: in software a transparent ground costs more than a coloured one."""
        if (ground, border) == (self.ground, self._border):
            return
        self.ground, self._border = ground, border
        self.canvas.before.clear()
        if ground or border:
            self.canvas.before.add(Color(1, 1, 1, 1))
            self.canvas.before.add(self._ground)
            self._place()

    def _place(self, *_: object) -> None:
        if not (self.ground or self._border):
            return
        width, height = self.width + 2 * self._bleed, self.height + 2 * self._bleed
        radius = int(max(1, min(self._radius, width / 2, height / 2)))
        self._ground.texture = ground_texture(radius, self.ground, self._border)
        self._ground.border = (max(radius, 3),) * 4
        self._ground.pos = self.x - self._bleed, self.y - self._bleed
        self._ground.size = width, height


class Centred(AnchorLayout):
    """A widget of fixed size in the middle of the room it gets."""

    def __init__(self, child: Widget, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.add_widget(child)


class Column(Stack):
    """Widgets under each other, as high as they need."""

    def __init__(self, look: Look, **kwargs: Any) -> None:
        super().__init__(look, size_hint_y=None, height=0, **kwargs)
        self.bind(minimum_height=self.setter("height"))


class Gap(Widget):
    """Room of a fixed height."""

    def __init__(self, height: float, **kwargs: Any) -> None:
        super().__init__(size_hint_y=None, height=height, **kwargs)


class Spring(Widget):
    """Takes the room that is left."""


def mirror(box: Any) -> None:
    """Turn the order of children round, from left to right into from right to left."""
    for child in box.children:
        child.x = box.x + box.right - child.right
