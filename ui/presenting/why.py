"""Why is this line here: weight, pictures, code, and what was made of them, in words."""

from dataclasses import dataclass
from decimal import Decimal

from cart.core.shopper_view import EvidenceView
from cart.core.view import CartView
from ui.formats import grams, money, percent
from ui.words import row_of, say

SHOWN = 3  # of the products that it could have been


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of evidence: what it is called, and what it says, a line each."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    title: str
    name: str
    price: str
    rule: str
    sku: str
    crops: tuple[str, ...]
    parts: tuple[Part, ...]
    wrong: str


def why(view: CartView, evidence: EvidenceView, lang: str) -> Why:
    felt = say(
        lang,
        "why.felt",
        delta=grams(evidence.delta / 10, lang),
        sigma=grams(max(1.0, evidence.sigma / 10), lang),
    )
    parts = [Part(say(lang, "why.weight"), (felt,))]
    if evidence.code:
        parts.append(Part(say(lang, "why.code"), (evidence.code,)))
    for row, likely in (("pictures", evidence.pictures), ("together", evidence.together)):
        if likely:
            lines = tuple(
                say(lang, "why.likely", name=name, percent=percent(Decimal(permille) / 10, lang, "0"))
                for _, name, permille in likely[:SHOWN]
            )
            parts.append(Part(say(lang, f"why.{row}"), lines))
    name = evidence.name
    if evidence.quantity > 1:
        name = say(lang, "news.several", n=evidence.quantity, what=name)
    return Why(
        title=say(lang, "why.title"),
        name=name,
        price=money(evidence.price, view.currency, lang),
        rule=say(lang, f"rule.{row_of(evidence.rule.value)}"),
        sku=evidence.sku,
        crops=evidence.crops,
        parts=tuple(parts),
        wrong=say(lang, "why.wrong"),
    )
