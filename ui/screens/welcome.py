"""Welcome: the store's name, the languages, what to do first, and a small door for staff."""

from ui.boxes import Sides
from ui.laid import Page
from ui.presenting.greeting import Welcome


class WelcomeScreen(Page, Sides):
    def title(self, model: Welcome) -> str:
        return "" if _told(model) and self._tight and model.inviting else model.title

    def hint(self, model: Welcome) -> str:
        return "" if _told(model) or (self._tight and self.look.small) else model.hint

    @property
    def _tight(self) -> bool:
        return self.look.larger_text and not self.look.portrait


def _told(model: Welcome) -> bool:
    """Something is the matter, which needs the room."""
    return model.banner is not None or model.talk is not None
