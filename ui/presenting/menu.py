"""The menu: what may be chosen now."""

from dataclasses import dataclass

from cart.core.view import CartView
from ui.words import say


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    words: str
    icon: str


@dataclass(frozen=True, slots=True)
class Menu:
    title: str
    entries: tuple[Entry, ...]
    close: str


def menu(view: CartView, lang: str) -> Menu:
    """Cancelling is offered while the basket is empty: with goods in it the way out is to put them back."""
    wanted = (("cancel", "cross"),) if not view.lines else ()
    entries = tuple(Entry(name, say(lang, f"menu.{name}"), icon) for name, icon in wanted)
    return Menu(say(lang, "menu.title"), entries, say(lang, "common.close"))
