"""At the exit, staff have to look first: somebody is coming, and nothing is wrong."""

from typing import Any

from ui.edges import Edges
from ui.presenting.leaving import AgeCheck
from ui.screens.staff_shown import Looked


class AgeScreen(Looked):
    def __init__(self, edges: Edges, **kwargs: Any) -> None:
        super().__init__(edges, "person", **kwargs)

    def draw(self, model: AgeCheck) -> None:
        self.say(model, model.hint)
