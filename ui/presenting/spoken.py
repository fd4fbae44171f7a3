"""What is read aloud: what changed, then the total; or the question that is asked."""

from cart.core.view import CartView, Screen
from ui.formats import money
from ui.presenting.talk import said
from ui.words import row_of, say


def spoken(before: CartView | None, view: CartView, lang: str) -> str:
    """The sentence for the step from one view to the next; empty when nothing is to be said."""
    asked = view.question if view.screen is Screen.QUESTION else None
    if asked is not None:
        known = before.question if before else None
        return "" if known and known.question == asked.question else say(lang, f"question.{row_of(asked.kind.value)}")
    if not view.news or (before is not None and before.news == view.news):
        return ""
    total = f"{say(lang, 'common.total')}: {money(view.total, view.currency, lang)}"
    return ". ".join((*(said(change, lang) for change in view.news), total))
