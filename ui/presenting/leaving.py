"""The way out: in the exit lane, and the receipt."""

from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal

from cart.core.shopper_facts import CallReason
from cart.core.view import CartView, ReceiptView
from ui.formats import grams, moment, money, percent
from ui.presenting.parts import Banner, Row, banner, besides, called, items, note, rows
from ui.presenting.shop import doubt
from ui.tones import Tone
from ui.words import say


@dataclass(frozen=True, slots=True)
class Checkout:
    charged: str
    rows: tuple[Row, ...]
    total: str
    total_label: str
    doubt: str  # why the total may still change; empty: it will not
    items: str
    besides: tuple[str, ...]
    go: str  # empty while there is doubt
    hint: str
    answer: str  # the way to the questions that are still open; empty: none is
    note: str
    banner: Banner | None


@dataclass(frozen=True, slots=True)
class AgeCheck:
    """Staff have to look first; `withheld` has to be handed back."""

    title: str
    hint: str
    heading: str
    rows: tuple[Row, ...]
    staff: str


@dataclass(frozen=True, slots=True)
class Receipt:
    title: str
    rows: tuple[Row, ...]
    total: str
    total_label: str
    taxes: tuple[str, ...]
    unsold: tuple[str, ...]  # what was in the basket and is not on the bill
    number: str
    trip: str
    when: str
    stored: bool
    stored_text: str
    note: str
    done: str
    empty: str
    scan: str
    code: str  # what the QR says


def checkout(view: CartView, lang: str) -> Checkout:
    return Checkout(
        charged=say(lang, "checkout.charged"),
        rows=tuple(reversed(rows(view.lines, view.currency, lang))),
        total=money(view.total, view.currency, lang),
        total_label=say(lang, "common.total"),
        items=items(view.items, lang),
        besides=besides(view, lang),
        doubt=doubt(view, lang),
        go="" if doubt(view, lang) else say(lang, "checkout.go"),
        hint=_way_out(view, lang),
        answer=say(lang, "checkout.answer") if view.open_questions else "",
        note=note(view, lang),
        banner=_scale_known(view, lang) or banner(view, lang),
    )


def _way_out(view: CartView, lang: str) -> str:
    if view.open_questions:
        return say(lang, "checkout.open", n=view.open_questions)
    return say(lang, "checkout.undecided" if view.undecided else "checkout.hint")


def _scale_known(view: CartView, lang: str) -> Banner | None:
    """Staff were called because the scale was away; the shopper goes on."""
    called = any(call.reason is CallReason.SCALE for call in view.calls)
    return Banner(say(lang, "call.scale"), Tone.INFO, "scale") if called else None


def age_check(view: CartView, lang: str) -> AgeCheck:
    waiting = tuple(line for line in view.lines if line.waits)
    title, hint = say(lang, "age.title"), ""
    if view.age is not None and not view.age.refused:
        hint = say(lang, "age.hint", years=view.age.years)
    elif view.withheld:
        title, hint = say(lang, "age.hand_back"), say(lang, "age.refused")
    return AgeCheck(
        title=title,
        hint=hint,
        heading=say(lang, "age.waits"),
        rows=rows((*view.withheld, *waiting), view.currency, lang),
        staff=say(lang, "welcome.staff"),
    )


def receipt(view: CartView, paper: ReceiptView, lang: str, zone: tzinfo | None) -> Receipt:
    return Receipt(
        title=say(lang, "receipt.thanks"),
        rows=rows(paper.lines, view.currency, lang),
        total=money(paper.total, view.currency, lang),
        total_label=say(lang, "common.total"),
        taxes=_sums(view, paper, lang),
        unsold=_unsold(paper, lang),
        number=_number(paper, lang),
        trip=say(lang, "receipt.trip", id=short_id(paper.trip)),
        when=moment(paper.wall, lang, zone),
        stored=paper.stored,
        stored_text=say(lang, "receipt.stored" if paper.stored else "receipt.not_stored"),
        note=note(view, lang),
        done=say(lang, "receipt.done"),
        empty=say(lang, "receipt.empty"),
        scan=say(lang, "receipt.scan") if paper.code.startswith("http") else "",
        code=paper.code,
    )


def short_id(trip: str) -> str:
    """The last six letters and digits of a trip's id: what people read out to each other."""
    return "".join(c for c in trip if c.isalnum())[-6:].upper()


def _number(paper: ReceiptView, lang: str) -> str:
    """The store's number; until it has answered, the receipt is provisional."""
    if paper.number:
        return say(lang, "receipt.number", number=f"{paper.number:06d}")
    return "" if paper.stored else say(lang, "receipt.provisional")


def _unsold(paper: ReceiptView, lang: str) -> tuple[str, ...]:
    withheld = (say(lang, "receipt.not_sold", name=called(line.name)) for line in paper.withheld)
    dropped = (say(lang, "receipt.not_charged", weight=grams(delta / 10, lang)) for delta in paper.dropped)
    return (*withheld, *dropped)


def _sums(view: CartView, paper: ReceiptView, lang: str) -> tuple[str, ...]:
    """What was saved, what came on top, and the tax that the prices hold."""
    saved = sum(amount for _, _, amount in paper.saved)
    spared = [say(lang, "common.spared", amount=money(saved, view.currency, lang))] if saved else []
    added = [
        say(lang, "receipt.tax_added", name=name, rate=_rate(ppm, lang)) + f": {money(tax, view.currency, lang)}"
        for name, ppm, tax in paper.added
        if ppm
    ]
    within = [
        say(
            lang,
            "receipt.tax_named" if name else "receipt.tax",
            name=name,
            rate=_rate(ppm, lang),
            gross=money(gross, view.currency, lang),
        )
        + f": {money(tax, view.currency, lang)}"
        for name, ppm, gross, tax in paper.within
    ]
    return (*spared, *added, *within)


def _rate(ppm: int, lang: str) -> str:
    return percent(Decimal(ppm).scaleb(-4), lang)
