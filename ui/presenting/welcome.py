"""Welcome: one tap to start."""

from dataclasses import dataclass

from cart.core.view import CartView
from ui.presenting.parts import Banner, banner, note
from ui.presenting.talk import Talk, talk
from ui.words import say


@dataclass(frozen=True, slots=True)
class Welcome:
    title: str
    hint: str
    start: str
    banner: Banner | None
    talk: Talk | None
    note: str
    words: dict[str, str]


def welcome(view: CartView, lang: str) -> Welcome:
    return Welcome(
        say(lang, "welcome.title"),
        say(lang, "welcome.hint"),
        say(lang, "welcome.start"),
        banner(view, lang),
        talk(view, lang) if view.notice else None,
        note(view, lang),
        {key: say(lang, f"welcome.{key}") for key in ("member", "own", "settings", "staff")},
    )
