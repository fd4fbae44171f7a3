"""At the exit, staff have to look first: somebody is coming, and nothing is wrong."""

from ui.presenting.leaving import AgeCheck
from ui.screens.staff_shown import Looked


class AgeScreen(Looked):
    icon = "person"

    def text(self, model: AgeCheck) -> str:
        return model.hint

    def help_words(self, model: AgeCheck) -> str:
        return ""
