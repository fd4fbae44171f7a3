"""What several screens say: a banner, rows of lines, cards of products, and the note under the total."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from cart.core.news import Change, ChangeKind
from cart.core.units import Money
from cart.core.view import CartView, LineView, OptionView, Screen
from ui.formats import moment, money, per_unit, weighed
from ui.messages import DAMAGED, FULL, PRICES_OLD, TROUBLE, Message, problem
from ui.tones import Tone
from ui.words import apart, say

_UNITS = re.compile(r"(\d) (g|kg|ml|cl|l|%)(?!\w)")  # a number and its unit stay on one line
BETWEEN = "  ·  "


@dataclass(frozen=True, slots=True)
class Banner:
    text: str
    tone: Tone
    icon: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list or of the receipt. `key` stays the same while the line stays the same."""

    key: str
    sku: str
    name: str
    details: tuple[str, ...]  # one line each
    price: str
    pending: bool = False
    newest: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    sku: str
    name: str
    price: str


def banner(view: CartView, lang: str) -> Banner | None:
    """The most important of the troubles, in words; None when all is well."""
    worst = _worst(view)
    if worst is PRICES_OLD:
        return Banner(f"{prices(view, lang)}\n{worst.text(lang)}", worst.tone, worst.icon)
    return _said(worst, lang) if worst else None


def trouble(view: CartView, lang: str) -> Banner | None:
    """The same for staff: why, without what it means for the shopper."""
    worst = _worst(view)
    if worst is None:
        return None
    return Banner(prices(view, lang) if worst is PRICES_OLD else say(lang, worst.rows[0]), worst.tone, worst.icon)


def _worst(view: CartView) -> Message | None:
    if view.full:
        return FULL
    told = [TROUBLE[condition] for condition in view.trouble]
    told += [PRICES_OLD] if view.prices_old else []
    # Shoppers can do nothing about it; staff see it when the cart stands idle.
    told += [DAMAGED] if view.damaged and view.screen in (Screen.WELCOME, Screen.STAFF, Screen.STAFF_PAGE) else []
    return max(told, key=lambda message: message.priority, default=None)


def prices(view: CartView, lang: str) -> str:
    """How old the prices are: when the store last said that there are no newer ones."""
    if not view.prices_at:
        return say(lang, "prices.never")
    return say(lang, "prices.at", when=moment(view.prices_at, lang, None))


def answer_problem(condition: str, lang: str) -> Banner | None:
    """Why the shopper's last answer could not be used."""
    return Banner(problem(condition, lang), Tone.WARN, "info") if condition else None


def rows(lines: tuple[LineView, ...], currency: str, lang: str, news: tuple[Change, ...] = ()) -> tuple[Row, ...]:
    """The lines as rows; what the last news added is marked."""
    new = _added(lines, news)
    return tuple(
        _row(line, f"pending:{line.sku}:{i}" if line.pending else f"line:{line.line}", currency, lang, i in new)
        for i, line in enumerate(lines)
    )


def _added(lines: tuple[LineView, ...], news: tuple[Change, ...]) -> set[int]:
    """The places of the lines that the last news added: of a product's lines, the last ones."""
    added = Counter(change.sku for change in news if change.kind in (ChangeKind.ADDED, ChangeKind.ANSWERED))
    found = set()
    for place in reversed(range(len(lines))):
        line = lines[place]
        if not line.pending and added[line.sku] > 0:
            added[line.sku] -= 1
            found.add(place)
    return found


def called(name: str) -> str:
    """A product's name, with its numbers and their units on one line."""
    return _UNITS.sub("\\1\u00a0\\2", name)


@lru_cache(maxsize=2048)  # a new line leaves all others as they are, and to write an amount takes a millisecond
def _row(line: LineView, key: str, currency: str, lang: str, newest: bool) -> Row:
    return Row(
        key=key,
        sku=line.sku,
        name=called(line.name),
        details=_details(line, currency, lang),
        price=money(_to_pay(line), currency, lang) if line.price or not line.pending else "",
        pending=line.pending,
        newest=newest,
        line=0 if line.pending else line.line,
    )


def card(option: OptionView, currency: str, lang: str) -> Card:
    by_weight = option.unit_price > 0
    price = money(option.price, currency, lang)
    if by_weight:
        price = per_unit(option.unit_price, currency, lang, option.unit)
    return Card(option.sku, called(option.name), price)


def items(n: int, lang: str) -> str:
    return say(lang, "common.items", n=n)


def besides(view: CartView, lang: str) -> tuple[str, ...]:
    """What the total already counts besides the prices on the shelf."""
    saved = say(lang, "common.spared", amount=money(view.saved, view.currency, lang)) if view.saved else ""
    tax = say(lang, "common.with_tax", amount=money(view.tax_added, view.currency, lang)) if view.tax_added else ""
    return tuple(part for part in (saved, tax) if part)


def note(view: CartView, lang: str) -> str:
    return say(lang, "common.demo") if view.weigh_to_price == "demo" else ""


def _said(message: Message, lang: str) -> Banner:
    return Banner(message.text(lang), message.tone, message.icon)


def _to_pay(line: LineView) -> int:
    """What a line comes to: so the lines on the screen add up to the total."""
    return line.price - sum(amount for _, amount in line.offs) + line.deposit


def _details(line: LineView, currency: str, lang: str) -> tuple[str, ...]:
    """How the price comes about, a line for each part of it."""
    if line.pending:
        return (say(lang, "shop.pending"),)
    parts = [say(lang, "shop.waits_age")] if line.waits else []
    if line.net and line.unit_price:
        parts.append(f"{weighed(line.net, line.unit, lang)} × {per_unit(line.unit_price, currency, lang, line.unit)}")
    elif line.quantity > 1 and line.price % line.quantity == 0:
        parts.append(f"{line.quantity} × {money(line.price // line.quantity, currency, lang)}")
    elif line.quantity > 1:
        parts.append(say(lang, "common.pieces", n=line.quantity))
    parts += [f"{apart(lang, name)} {apart(lang, money(Money(-amount), currency, lang))}" for name, amount in line.offs]
    if line.deposit:
        parts.append(say(lang, "common.deposit", amount=money(line.deposit, currency, lang)))
    return tuple(parts)
