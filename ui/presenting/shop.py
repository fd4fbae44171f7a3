"""Shop: the running list and the total."""

from dataclasses import dataclass, field

from cart.core.view import CartView
from ui.formats import grams, money
from ui.presenting.parts import Banner, Row, banner, besides, items, note, rows
from ui.words import say


@dataclass(frozen=True, slots=True)
class Shop:
    title: str
    rows: tuple[Row, ...]
    total: str
    items: str
    besides: tuple[str, ...]
    looking: bool
    status: str
    banner: Banner | None
    note: str
    empty: str
    empty_hint: str
    words: dict[str, str] = field(default_factory=dict)


def shop(view: CartView, lang: str) -> Shop:
    return Shop(
        title=say(lang, "shop.title"),
        rows=tuple(reversed(rows(view.lines, view.currency, lang, mark_newest=True))),
        total=money(view.total, view.currency, lang),
        items=items(view.items, lang),
        besides=besides(view, lang),
        looking=view.touched,
        status=_status(view, lang),
        banner=banner(view, lang),
        note=note(view, lang),
        empty=say(lang, "shop.empty"),
        empty_hint=say(lang, "shop.empty_hint"),
        words={
            "total": say(lang, "common.total"),
            "help": say(lang, "common.help"),
            "menu": say(lang, "shop.menu"),
            "newest": say(lang, "shop.newest"),
        },
    )


def _status(view: CartView, lang: str) -> str:
    """Something is going on from the first touch; what it will weigh is known before it has come to rest."""
    if not view.touched:
        return say(lang, "shop.ready")
    if view.provisional is None:
        return say(lang, "shop.looking")
    more = "more" if view.provisional > 0 else "less"
    return say(lang, f"shop.{more}", weight=grams(abs(view.provisional), lang))
