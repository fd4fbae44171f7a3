"""Questions: which one is it, or, where nothing fits, what is it called."""

from collections.abc import Iterable
from dataclasses import dataclass

from cart.core.facts import Kind
from cart.core.view import CartView, QuestionView
from ui.formats import grams, money
from ui.presenting.letters import folded
from ui.presenting.parts import Banner, Card, answer_problem, banner, card
from ui.presenting.shop import doubt
from ui.presenting.talk import talk
from ui.tones import Tone
from ui.words import row_of, say

MATCHES = 40  # cards in the search list; more letters find the others


@dataclass(frozen=True, slots=True)
class Question:
    """A question with picture cards. `key` changes whenever the shopper may answer anew.

    `mine` is empty where it is no answer: something taken out was in the basket, so it was bought.
    """

    key: str
    title: str
    felt: str
    cards: tuple[Card, ...]
    none: str
    mine: str
    waiting: str
    total: str
    total_label: str
    doubt: str
    banner: Banner | None
    help: str
    staff: str  # in the place of help once staff are called
    question: int


@dataclass(frozen=True, slots=True)
class Name:
    """The question after which nothing fits: barcode, number, or the list."""

    key: str
    title: str
    felt: str
    hint: str
    mine: str
    waiting: str
    total: str
    total_label: str
    doubt: str
    banner: Banner | None
    products: tuple[Card, ...]
    words: dict[str, str]
    help: str
    staff: str  # in the place of help once staff are called
    question: int


def question(view: CartView, asked: QuestionView, lang: str) -> Question:
    removed = asked.kind is Kind.WHICH_REMOVED
    return Question(
        key=_key(asked),
        title=say(lang, f"question.{row_of(asked.kind.value)}"),
        felt=_felt(asked, lang),
        cards=tuple(card(option, view.currency, lang) for option in asked.options[:4]),
        none=say(lang, "question.none"),
        mine="" if removed else say(lang, "question.mine"),
        waiting=_waiting(asked.waiting, lang),
        total=money(view.total, view.currency, lang),
        total_label=say(lang, "common.total"),
        doubt=doubt(view, lang),
        banner=answer_problem(asked.problem, lang) or _talk(view, lang) or _lane(view, lang) or banner(view, lang),
        help=say(lang, "common.help"),
        staff=say(lang, "welcome.staff") if view.calls else "",
        question=asked.question,
    )


def name(view: CartView, asked: QuestionView, lang: str) -> Name:
    words = ("type_number", "type_name", "keys_number", "keys_name", "no_match")
    return Name(
        key=_key(asked),
        title=say(lang, f"question.{row_of(asked.kind.value)}"),
        felt=_felt(asked, lang),
        hint=say(lang, "question.hint"),
        mine=say(lang, "question.mine"),
        waiting=_waiting(asked.waiting, lang),
        total=money(view.total, view.currency, lang),
        total_label=say(lang, "common.total"),
        doubt=doubt(view, lang),
        banner=answer_problem(asked.problem, lang) or _talk(view, lang) or _lane(view, lang) or banner(view, lang),
        help=say(lang, "common.help"),
        staff=say(lang, "welcome.staff") if view.calls else "",
        question=asked.question,
        products=tuple(card(option, view.currency, lang) for option in view.products),
        words={key: say(lang, f"question.{key}") for key in words} | {"ok": say(lang, "common.ok")},
    )


def search(cards: Iterable[Card], typed: str) -> tuple[tuple[Card, ...], frozenset[str]]:
    """The products with a word that begins with `typed`, by name, and the letters that can follow."""
    wanted = folded(typed)[0]
    found, following = [], set()
    for each in cards:
        called, words = folded(each.name)
        starts = [i for i in words if called.startswith(wanted, i)]
        if starts:
            found.append((starts[0] != 0, called, each))
            following |= {called[i + len(wanted)] for i in starts if i + len(wanted) < len(called)}
    found.sort(key=lambda entry: entry[:2])
    return tuple(each for _, _, each in found), frozenset(following)


def _talk(view: CartView, lang: str) -> Banner | None:
    """A notice, or that staff are coming; what changed before is no part of this question."""
    if not (view.notice or view.calls):
        return None
    told = talk(view, lang)
    return told.banner if told else None


def _lane(view: CartView, lang: str) -> Banner | None:
    """In the exit lane nobody has to answer."""
    if not view.leaving:
        return None
    return Banner(say(lang, "checkout.open", n=view.open_questions), Tone.INFO, "help")


def _key(asked: QuestionView) -> str:
    return f"{asked.question}:{asked.kind.value}:{asked.problem}"


def _felt(asked: QuestionView, lang: str) -> str:
    return say(lang, f"felt.{row_of(asked.kind.value)}", weight=grams(abs(asked.delta) / 10, lang))


def _waiting(n: int, lang: str) -> str:
    return "" if n == 0 else say(lang, "question.waiting", n=n)
