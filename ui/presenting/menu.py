"""The menu: what may be chosen now."""

from dataclasses import dataclass

from cart.core.shopper_view import Member
from cart.core.view import CartView
from ui.words import say

_ICONS = {
    "search": "search",
    "list": "list",
    "offers": "tag",
    "budget": "purse",
    "own": "bag",
    "member": "person",
    "type": "barcode",
    "settings": "sliders",
    "staff": "lock",
    "cancel": "cross",
}


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    words: str
    icon: str


@dataclass(frozen=True, slots=True)
class Menu:
    title: str
    choices: tuple[Choice, ...]


def menu(view: CartView, lang: str) -> Menu:
    """Cancelling is offered while the basket is empty: with goods in it the way out is to put them back."""
    hidden = {"cancel"} if view.lines else set()
    if view.member is not Member.GUEST:
        hidden.add("member")
    choices = tuple(
        Choice(name, say(lang, f"menu.{name}"), icon) for name, icon in _ICONS.items() if name not in hidden
    )
    return Menu(say(lang, "menu.title"), choices)
