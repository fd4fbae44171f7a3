"""Shop: the running list and the total."""

from dataclasses import dataclass, field

from cart.core.inputs import Source
from cart.core.shopper_facts import CallReason
from cart.core.shopper_view import Member
from cart.core.view import CartView
from ui.formats import grams, money
from ui.presenting.parts import Banner, Row, banner, besides, items, note, rows
from ui.presenting.talk import Talk, talk
from ui.words import say


@dataclass(frozen=True, slots=True)
class Shop:
    """`doubt` says why the total may still change; empty: it will not."""

    title: str
    beside: str
    rows: tuple[Row, ...]
    total: str
    doubt: str
    items: str
    besides: tuple[str, ...]
    looking: bool
    status: str
    weighs: bool  # False: the scale is away, so that nothing put in shows up by itself
    banner: Banner | None
    talk: Talk | None
    helped: bool
    empty: str
    empty_hint: str
    words: dict[str, str] = field(default_factory=dict)


def shop(view: CartView, lang: str) -> Shop:
    helped = any(call.reason is CallReason.HELP for call in view.calls)
    return Shop(
        title=say(lang, "shop.title"),
        beside=note(view, lang) or _member(view, lang),
        rows=tuple(reversed(rows(view.lines, view.currency, lang, view.news))),
        total=money(view.total, view.currency, lang),
        doubt=doubt(view, lang),
        items=items(view.items, lang),
        besides=(*besides(view, lang), *budget_line(view, lang)),
        looking=view.touched,
        status=_status(view, lang),
        weighs=_weighs(view),
        banner=banner(view, lang),
        talk=talk(view, lang),
        helped=helped,
        empty=say(lang, "shop.empty"),
        empty_hint=say(lang, "shop.empty_hint"),
        words={
            "total": say(lang, "common.total"),
            "help": say(lang, "shop.no_help" if helped else "common.help"),
            "menu": say(lang, "shop.menu"),
            "newest": say(lang, "shop.newest"),
        },
    )


def doubt(view: CartView, lang: str) -> str:
    """Whether the total is the last word."""
    if view.open_questions:
        return say(lang, "shop.questions", n=view.open_questions)
    return say(lang, "shop.undecided") if view.undecided else ""


def budget_line(view: CartView, lang: str) -> tuple[str, ...]:
    if view.budget is None:
        return ()
    amount = money(abs(view.budget.left), view.currency, lang)
    whole = money(view.budget.amount, view.currency, lang)
    return (say(lang, "budget.over" if view.budget.left < 0 else "budget.left", amount=amount, budget=whole),)


def _member(view: CartView, lang: str) -> str:
    rows = {Member.GUEST: "", Member.ASKING: "shop.member_asking", Member.MEMBER: "shop.member"}
    row = rows[view.member]
    return say(lang, row) if row else ""


def _status(view: CartView, lang: str) -> str:
    """Something is going on from the first touch; what it will weigh is known before it has come to rest."""
    if not view.touched:
        return say(lang, "shop.ready" if _weighs(view) else "shop.unweighed")
    if view.provisional is None or view.choices.quiet:
        return say(lang, "shop.looking")
    more = "more" if view.provisional > 0 else "less"
    return say(lang, f"shop.{more}", weight=grams(abs(view.provisional), lang))


def _weighs(view: CartView) -> bool:
    return all(source is not Source.SCALE for source, _ in view.trouble)
