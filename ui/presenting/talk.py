"""What just happened, in one strip: a notice, a call for staff, or what changed, with the way to take it back."""

from dataclasses import dataclass

from cart.core.news import Change
from cart.core.view import CartView
from ui.formats import grams
from ui.messages import notice
from ui.presenting.parts import Banner
from ui.tones import Tone
from ui.words import row_of, say


@dataclass(frozen=True, slots=True)
class Talk:
    """`undo` is empty where nothing can be taken back."""

    banner: Banner
    undo: str


def talk(view: CartView, lang: str) -> Talk | None:
    """The most pressing thing to say; None when all is quiet."""
    undo = say(lang, "common.undo") if view.can_undo else ""
    if view.notice:
        return Talk(Banner(notice(view.notice, lang), Tone.WARN, "info"), undo)
    if view.withheld:
        names = ", ".join(line.name for line in view.withheld)
        return Talk(Banner(say(lang, "shop.withheld", name=names), Tone.REFUSED, "person"), undo)
    if view.calls:
        call = view.calls[-1]
        row = "coming" if call.coming else row_of(call.reason.value)
        return Talk(Banner(say(lang, f"call.{row}"), Tone.INFO, "person"), undo)
    if view.news:
        text = "\n".join(said(change, lang) for change in view.news[:2])
        return Talk(Banner(text, Tone.GOOD, "check"), undo)
    return Talk(Banner(say(lang, "shop.ready"), Tone.GOOD, "check"), undo) if undo else None


def said(change: Change, lang: str) -> str:
    """What changed, in words."""
    text = say(lang, f"news.{row_of(change.kind.value)}", name=change.name, weight=grams(change.weight / 10, lang))
    return say(lang, "news.several", n=change.quantity, what=text) if change.quantity > 1 else text
