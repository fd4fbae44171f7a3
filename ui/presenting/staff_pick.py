"""A product that staff look for, and how many of it there are."""

from dataclasses import dataclass

from cart.core.view import CartView
from ui.presenting.parts import Card, card
from ui.words import say


@dataclass(frozen=True, slots=True)
class Picking:
    title: str
    cards: tuple[Card, ...]
    words: dict[str, str]
    same: str
    lang: str

    def pieces(self, n: int) -> str:
        """How many; none at all stands for as many as it weighs."""
        return say(self.lang, "common.pieces", n=n) if n else say(self.lang, "pick.by_weight")


def picking(view: CartView, lang: str) -> Picking:
    return Picking(say(lang, "pick.title"), cards_of(view, lang), key_words(lang), say(lang, "pick.same"), lang)


def cards_of(view: CartView, lang: str) -> tuple[Card, ...]:
    return tuple(card(option, view.currency, lang) for option in view.products)


def key_words(lang: str) -> dict[str, str]:
    """What stands on the keys."""
    words = ("type_number", "type_name", "keys_number", "keys_name", "no_match")
    return {key: say(lang, f"question.{key}") for key in words} | {"ok": say(lang, "common.ok")}
