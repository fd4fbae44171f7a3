"""What the welcome says; its words alone can be said before anything else is loaded."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.words import say

if TYPE_CHECKING:
    from ui.presenting.parts import Banner
    from ui.presenting.talk import Talk


@dataclass(frozen=True, slots=True)
class Welcome:
    title: str
    hint: str
    start: str
    note: str
    words: dict[str, str]
    inviting: bool = True  # False: the cart is broken, and another one is the better choice
    banner: "Banner | None" = None
    talk: "Talk | None" = None


def greeting(lang: str, demo: bool) -> Welcome:
    """A welcome by a cart of which nothing is known but whether it weighs for show."""
    return Welcome(
        say(lang, "welcome.title"),
        say(lang, "welcome.hint"),
        say(lang, "welcome.start"),
        say(lang, "common.demo") if demo else "",
        {key: say(lang, f"welcome.{key}") for key in ("member", "own", "settings", "staff")},
    )
