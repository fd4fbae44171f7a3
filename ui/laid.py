"""Widgets that are laid out by the .kv beside their module: what stands where, how large and in which colours.

Python keeps what they do. What a rule computes of `look` and `edges` it computes once; what it takes from the model is
bound to it, and follows each new one. What may be long is handed over by `draw` instead: Kivy writes out whatever a
binding passes on, for a log that nobody reads.
"""

import sys
from functools import cache
from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import ObjectProperty

from ui import boxes, buttons, icons, lettering, widgets
from ui.boxes import Fitted
from ui.edges import Edges

COMMON = (boxes, buttons, icons, lettering, widgets)
"""Kivy knows the widgets of these once they are loaded: rules name them without an import."""


class Laid(Fitted):
    """Its file is read when the first of its class is made: in the screen's own thread, as Kivy's Builder needs it, and
    not before the screen is wanted."""

    def apply_class_lang_rules(self, *args: Any, **kwargs: Any) -> None:
        _read(type(self).__module__)
        super().apply_class_lang_rules(*args, **kwargs)
        # What a rule names stays, also while it is in no box.
        self.named = {name: widget.__self__ for name, widget in self.ids.items()}


class Page(Laid):
    """A screen, or what lies over one: it draws the newest model that it is given."""

    model = ObjectProperty(rebind=True)

    def __init__(self, edges: Edges, model: Any, **kwargs: Any) -> None:
        self.edges, self.model = edges, model
        super().__init__(edges.look, **kwargs)

    def draw(self, model: Any) -> None:
        """Show the newest model."""
        self.model = model

    def leave(self) -> None:
        """Another screen takes its place."""


@cache
def _read(module: str) -> None:
    """The rules beside a module, after those of what its classes derive from: of two rules the later one is right."""
    here = sys.modules[module]
    kinds = [each for each in vars(here).values() if isinstance(each, type) and each.__module__ == module]
    bases = [base for kind in kinds for base in reversed(kind.__mro__) if issubclass(base, Laid)]
    for base in dict.fromkeys(base.__module__ for base in bases):
        if base != module:
            _read(base)
    path = Path(here.__file__).with_suffix(".kv")
    if path.is_file():
        Builder.load_file(str(path), rulesonly=True)
