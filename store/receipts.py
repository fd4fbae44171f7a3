"""Receipts with the evidence of every line, from a trip's facts and its catalogue alone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cart.core.basket import EMPTY, Basket, apply
from cart.core.catalog import Catalog
from cart.core.facts import Fact, ItemAdded, ItemRemoved
from cart.core.line import Impossible
from cart.core.pricing import Bill
from cart.core.receipt_code import receipt_code
from cart.core.tariff import TaxRate
from cart.core.units import Money
from store.charged import DISPUTED, charged, end_of, line_rates
from store.figures import Figures, figures
from store.happenings import Happening, Question, Questions, happening_of
from store.wording import Shop, Words

WEIGHING_NOTE = "Demonstration: this scale is not approved for trade."


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A line of the bill, or one that left it again: then `quantity` is 0.

    `amount` is that before offers; `extras` are what each offer took off it, and its deposit.
    """

    name: str
    quantity: int
    detail: str
    amount: str
    rate: str
    history: tuple[Happening, ...]
    extras: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """All words and figures of a receipt, ready to be set."""

    shop: str
    trip: str
    number: str
    started: str
    ended: str
    catalog: str
    lines: tuple[ReceiptLine, ...]
    total: str
    items: int
    taxes: tuple[tuple[str, str, str], ...]
    tax: str
    questions: tuple[Question, ...]
    head: str
    notes: tuple[str, ...]
    saved: tuple[tuple[str, str], ...] = ()  # what each offer took off, and all of them together, if several
    subtotal: str = ""  # before taxes that come on top
    added: tuple[tuple[str, str], ...] = ()
    code: str = ""  # what its QR code says
    figures: Figures | None = None  # the same for machines


def receipt(
    facts: Iterable[Fact],
    catalog: Catalog | None,
    shop: Shop,
    *,
    number: int | None = None,
    head: str = "",
) -> Receipt:
    """The receipt of a trip; `catalog` is the version that it was priced by, `head` its chain's last hash."""
    facts = tuple(facts)
    basket, notes = _basket(facts)
    words = Words(catalog, basket.started.currency if basket.started else "", shop)
    left = {line.line: line for line in basket.lines}
    questions = Questions(facts, words)
    wall = basket.started.wall if basket.started else 0
    moments = _moments(facts, wall)
    lines: dict[int, ReceiptLine] = {}
    for fact, moment in zip(facts, moments, strict=True):
        match fact.body:
            case ItemAdded() | ItemRemoved() as body:
                at = "" if moment is None else words.moment(moment, "HH:mm:ss")
                happening = happening_of(body, at, words, questions.of_step(body.why.step))
                if isinstance(body, ItemAdded):
                    quantity = left[body.line].quantity if body.line in left else 0
                    price = left[body.line].price if body.line in left else Money(0)
                    rates = line_rates(body.sku, body.tax_permille, basket, catalog)
                    lines[body.line] = _line(body, quantity, price, happening, words, rates)
                elif body.line in lines:
                    line = lines[body.line]
                    lines[body.line] = replace(line, history=(*line.history, happening))
    bill, disputed = charged(basket, facts, catalog)
    end = end_of(facts)
    if basket.started and basket.started.weigh_to_price == "demo":
        notes = (*notes, WEIGHING_NOTE)
    notes = (*notes, *((DISPUTED,) if disputed else ()))
    notes = (*notes, *(f"Not sold: {line.quantity} x {words.name(line.sku)}." for line in basket.withheld))
    return Receipt(
        shop=shop.name,
        trip=facts[0].trip if facts else "",
        number=f"{number:06d}" if number is not None else "",
        code=receipt_code(facts[0].trip, shop.receipts_at) if facts else "",
        started=words.moment(wall),
        ended=words.moment(end.wall) if end else "",
        catalog=basket.started.catalog if basket.started else "",
        lines=tuple(replace(line, extras=_extras(number, bill, words)) for number, line in lines.items()),
        total=words.money(bill.total),
        items=basket.items,
        taxes=tuple(
            (words.tax_rate(tax.name, tax.ppm), words.money(tax.base), words.money(tax.tax))
            for tax in (() if bill.added else bill.taxes)
        ),
        tax=shop.tax,
        questions=questions.of_no_line(),
        head=head,
        notes=notes,
        saved=_saved(bill, words),
        subtotal=words.money(Money(bill.total - bill.tax_added)) if bill.added else "",
        figures=figures(basket, bill, catalog, end.wall if end else None, number),
        added=tuple(
            (words.tax_rate(tax.name, tax.ppm), words.money(tax.tax)) for tax in bill.taxes if bill.added and tax.ppm
        ),
    )


def _moments(facts: tuple[Fact, ...], wall: int) -> list[int | None]:
    """The wall clock of each fact, in milliseconds.

    After a power cut the cart's own clock begins anew, and nothing says how long the cart was dark.
    """
    moments: list[int | None] = []
    origin = last = facts[0].t_ms if facts else 0
    for fact in facts:
        known = fact.t_ms >= last and (not moments or moments[-1] is not None)
        moments.append(wall + fact.t_ms - origin if known else None)
        last = fact.t_ms
    return moments


def _basket(facts: tuple[Fact, ...]) -> tuple[Basket, tuple[str, ...]]:
    basket = EMPTY
    try:
        for fact in facts:
            basket = apply(basket, fact)
    except Impossible as wrong:
        return basket, (f"The facts do not fit together: {wrong}.",)
    return basket, ()


def _line(
    added: ItemAdded, quantity: int, price: Money, happening: Happening, words: Words, rates: tuple[TaxRate, ...]
) -> ReceiptLine:
    detail = ""
    if added.net and quantity in (0, added.quantity):
        detail = words.weighed(added.sku, added.net, added.unit_price)
    elif quantity > 1:
        detail = f"{quantity} × {words.money(Money(price // quantity))}"
    return ReceiptLine(
        name=words.name(added.sku),
        quantity=quantity,
        detail=detail,
        amount=words.money(price),
        rate=" + ".join(words.tax_rate(rate.name, rate.ppm) for rate in rates) or words.tax_rate("", 0),
        history=(happening,),
    )


def _extras(line: int, bill: Bill, words: Words) -> tuple[tuple[str, str], ...]:
    offs = [(off.name, words.money(Money(-off.amount))) for off in bill.offs_on(line)]
    deposits = [(_times(each.name, each.count), words.money(each.price)) for each in bill.deposits_on(line)]
    return (*offs, *deposits)


def _times(name: str, count: int) -> str:
    return f"{count} × {name}" if count > 1 else name


def _saved(bill: Bill, words: Words) -> tuple[tuple[str, str], ...]:
    rows = [(f"You saved: {name}", words.money(amount)) for _, name, amount in bill.by_promotion]
    return (*rows, *([("You saved altogether", words.money(bill.saved))] if len(rows) > 1 else []))
