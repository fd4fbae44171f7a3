"""The boxes that screens are made of: children in reading order, from the right where the language runs so."""

from collections.abc import Callable, Iterable
from typing import Any

from kivy.clock import Clock
from kivy.graphics import BorderImage, Color
from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from ui import theme
from ui.rounding import ground_texture
from ui.theme import Look


class Fitted:
    """Fits a look: the one that it is made with, or that of the widget which it is put into first.

    It stays the same for life, as another look makes other widgets; so it is no property, and what a rule computes of
    it is not bound to anything.
    """

    look: Look | None = None

    def __init__(self, look: Look | None = None, **kwargs: Any) -> None:
        if look is not None:
            self.fit(look)
        super().__init__(**kwargs)

    def fit(self, look: Look) -> None:
        """Take the look, and from it what nobody has wished otherwise."""
        self.look = look
        for child in self.children:
            _hand_down(look, child)

    def add_widget(self, widget: Widget, *args: Any, **kwargs: Any) -> None:
        _hand_down(self.look, widget)
        super().add_widget(widget, *args, **kwargs)


def _hand_down(look: Look | None, widget: Widget) -> None:
    if look is not None and isinstance(widget, Fitted) and widget.look is None:
        widget.fit(look)


class Box(Fitted, BoxLayout):
    """Children beside or under each other, in reading order."""

    mirrored = False

    def fit(self, look: Look) -> None:
        super().fit(look)
        self.mirrored = look.rtl

    def do_layout(self, *args: Any) -> None:
        super().do_layout(*args)
        if self.mirrored:
            mirror(self)


class Stack(Box):
    """Children under each other."""

    def __init__(self, look: Look | None = None, **kwargs: Any) -> None:
        super().__init__(look, orientation="vertical", **kwargs)


class Sides(Box):
    """The two sides of a screen, work beside sums; one under the other on a screen that stands upright.

    For the left hand they change places: what is tapped is then on the left.
    """

    def fit(self, look: Look) -> None:
        super().fit(look)
        self.orientation = "vertical" if look.portrait else "horizontal"
        self.mirrored = not look.portrait and look.rtl != look.left_handed


class Grid(Fitted, GridLayout):
    """Rows of equal cells, in reading order."""

    mirrored = False

    def fit(self, look: Look) -> None:
        super().fit(look)
        self.mirrored, self.spacing = look.rtl, look.s

    def do_layout(self, *args: Any) -> None:
        super().do_layout(*args)
        if self.mirrored:
            mirror(self)


class Keyboard(Grid):
    """Keys stay where every keyboard has them."""

    def fit(self, look: Look) -> None:
        super().fit(look)
        self.mirrored = False


class Panel(Box):
    """A box with a ground of its own, rounded, with or without a border.

    What has no colour is not drawn at all: in software a transparent ground costs more than a coloured one.
    """

    ground = StringProperty(theme.SURFACE, allownone=True)
    border = StringProperty(None, allownone=True)
    radius = NumericProperty(0)

    def __init__(self, look: Look | None = None, **kwargs: Any) -> None:
        super().__init__(look, **kwargs)
        self._tint, self._image = Color(1, 1, 1, 1, group="ground"), BorderImage(group="ground")
        draw_soon = Clock.create_trigger(self._draw, -1)  # once, whatever of it has changed
        self.bind(pos=draw_soon, size=draw_soon, ground=draw_soon, border=draw_soon, radius=draw_soon)
        draw_soon()

    def fit(self, look: Look) -> None:
        super().fit(look)
        self.radius = look.radius("m")

    def _draw(self, _dt: float) -> None:
        self.canvas.before.remove_group("ground")
        if not (self.ground or self.border):
            return
        radius = int(max(1, min(self.radius, self.width / 2, self.height / 2)))
        self._image.texture = ground_texture(radius, self.ground, self.border)
        self._image.border = (max(radius, 3),) * 4
        self._image.pos, self._image.size = self.pos, self.size
        for part in (self._tint, self._image):
            self.canvas.before.add(part)


class Centred(Fitted, AnchorLayout):
    """A widget of fixed size in the middle of the room it gets."""


class OneOf(Fitted, AnchorLayout):
    """Of what it is given one is there, the `shown` one, or none."""

    shown = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: Any) -> None:
        self._given: list[Widget] = []  # who is not there would be forgotten
        super().__init__(**kwargs)

    def add_widget(self, widget: Widget, *args: Any, **kwargs: Any) -> None:
        _hand_down(self.look, widget)
        self._given.append(widget)

    def on_shown(self, _box: Widget, shown: Widget | None) -> None:
        self.clear_widgets()
        if shown is not None:
            super().add_widget(shown)


class Column(Stack):
    """Widgets under each other, as high as they need."""

    def __init__(self, look: Look | None = None, **kwargs: Any) -> None:
        super().__init__(look, size_hint_y=None, height=0, **kwargs)
        self.bind(minimum_height=self.setter("height"))


class Row(Box):
    """Widgets beside each other, as high as the highest needs."""

    def __init__(self, look: Look | None = None, **kwargs: Any) -> None:
        super().__init__(look, size_hint_y=None, height=0, **kwargs)
        self.bind(minimum_height=self.setter("height"))


class Gap(Fitted, Widget):
    """A little room of a fixed height."""

    def fit(self, look: Look) -> None:
        super().fit(look)
        self.size_hint_y, self.height = None, look.s


class Dealing(Fitted):
    """Holds one widget for each of its `items`, as `make` makes it; all are made anew when others are wanted."""

    items = ObjectProperty(())
    make: Callable[[Any], Widget] | None = None

    def on_items(self, _box: Widget, items: Iterable[Any]) -> None:
        self.clear_widgets()
        for item in items:
            self.add_widget(self.make(item))


class Tiles(Dealing, Grid):
    """Beside and below each other."""


class Rows(Dealing, Column):
    """Below each other, as high as they need."""


class Chain(Dealing, Box):
    """Beside each other."""


class Pushed(Column):
    """What a finger pushes in a Scroll: the bar has a side of its own."""

    def fit(self, look: Look) -> None:
        super().fit(look)
        left, right = (look.m, 2) if look.rtl else (2, look.m)
        self.padding, self.spacing, self.mirrored = (left, 2, right, 2), look.s, False


class PushedRows(Dealing, Pushed):
    """As many as there are."""


class Spring(Widget):
    """Takes the room that is left."""


def mirror(box: Any) -> None:
    """Turn the order of children round, from left to right into from right to left."""
    for child in box.children:
        child.x = box.x + box.right - child.right


def hold(box: Any, *wanted: Widget) -> None:
    """Let a box hold these, in reading order; who holds them already is left as it is."""
    if [*reversed(box.children)] != [*wanted]:
        box.clear_widgets()
        for widget in wanted:
            box.add_widget(widget)
