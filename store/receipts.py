"""Receipts as text and HTML, with the evidence of every line, from a trip's facts and its catalogue alone."""

import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from jinja2 import Environment, PackageLoader

from cart.core.basket import EMPTY, Basket, apply
from cart.core.catalog import Catalog
from cart.core.facts import Fact, ItemAdded, ItemRemoved, QuestionAnswered, QuestionAsked
from cart.core.line import Impossible
from cart.core.pricing import Bill, bill_of
from cart.core.receipt_code import receipt_code
from cart.core.units import Money
from store.receipt_code import drawn_code
from store.wording import ANSWERED_BY, QUESTIONS, RULES, Shop, Words

WIDTH = 42

WEIGHING_NOTE = "Demonstration: this scale is not approved for trade."


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the shopper and what became of it."""

    words: str
    options: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Happening:
    """One change of a line and why the cart believed it; crops are names of evidence files."""

    what: str
    amount: str
    at: str
    rule: str
    weight: str
    pictures: tuple[tuple[str, str], ...]
    posterior: tuple[tuple[str, str], ...]
    code: str
    crops: tuple[str, ...]
    questions: tuple[Question, ...]


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
    questions = _Questions(facts, words)
    wall = basket.started.wall if basket.started else 0
    moments = _moments(facts, wall)
    lines: dict[int, ReceiptLine] = {}
    for fact, moment in zip(facts, moments, strict=True):
        match fact.body:
            case ItemAdded() | ItemRemoved() as body:
                at = "" if moment is None else words.moment(moment, "HH:mm:ss")
                happening = _happening(body, at, words, questions.of_step(body.why.step))
                if isinstance(body, ItemAdded):
                    quantity = left[body.line].quantity if body.line in left else 0
                    price = left[body.line].price if body.line in left else Money(0)
                    lines[body.line] = _line(body, quantity, price, happening, words)
                elif body.line in lines:
                    line = lines[body.line]
                    lines[body.line] = replace(line, history=(*line.history, happening))
    bill = bill_of(basket, catalog)
    ended = basket.finished.wall if basket.finished else 0
    if basket.started and basket.started.weigh_to_price == "demo":
        notes = (*notes, WEIGHING_NOTE)
    notes = (*notes, *(f"Not sold: {line.quantity} x {words.name(line.sku)}." for line in basket.withheld))
    return Receipt(
        shop=shop.name,
        trip=facts[0].trip if facts else "",
        number=f"{number:06d}" if number is not None else "",
        code=receipt_code(facts[0].trip, shop.receipts_at) if facts else "",
        started=words.moment(wall),
        ended=words.moment(ended) if ended else "",
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
        added=tuple(
            (words.tax_rate(tax.name, tax.ppm), words.money(tax.tax)) for tax in bill.taxes if bill.added and tax.ppm
        ),
    )


def text(receipt: Receipt) -> str:
    """The receipt as plain text, 42 columns wide."""
    rule = "-" * WIDTH
    rows = [receipt.shop.upper().center(WIDTH).rstrip(), ""]
    rows += [_two("Receipt", receipt.number)] if receipt.number else []
    rows += [_two("Date", receipt.ended or receipt.started), _two("Trip", receipt.trip), rule]
    for line in receipt.lines:
        if line.quantity:
            rows += _two_wrapped(line.name, line.amount)
            rows += [f"  {line.detail}"] if line.detail else []
            rows += [row for what, amount in line.extras for row in _two_wrapped(f"  {what}", amount)]
    rows += [rule]
    rows += [_two("Subtotal", receipt.subtotal)] if receipt.subtotal else []
    rows += [_two(f"{rate} {receipt.tax}", amount) for rate, amount in receipt.added]
    rows += [_two(f"TOTAL ({_items(receipt.items)})", receipt.total), ""]
    rows += [row for what, amount in receipt.saved for row in _two_wrapped(what, amount)]
    rows += [_two(f"incl. {rate} {receipt.tax} of {gross}", tax) for rate, gross, tax in receipt.taxes]
    rows += ["", *(row for note in receipt.notes for row in textwrap.wrap(note, WIDTH))] if receipt.notes else []
    rows += ["", *textwrap.wrap(f"Proof {receipt.head}", WIDTH)] if receipt.head else []
    return "\n".join(rows) + "\n"


def html(receipt: Receipt, picture: Callable[[str], str | None] = lambda _: None) -> str:
    """The receipt as a page that needs no other file; `picture` gives the address (or data URI) of a crop."""
    return environment().get_template("receipt.html").render(receipt=receipt, picture=picture)


def environment() -> Environment:
    """The store's page templates."""
    made = Environment(
        loader=PackageLoader("store.console"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(items=_items, qr=drawn_code)
    return made


class _Questions:
    """The questions of a trip with their answers, by the weight step that they were about."""

    def __init__(self, facts: tuple[Fact, ...], words: Words) -> None:
        answers = {fact.body.question: fact.body for fact in facts if isinstance(fact.body, QuestionAnswered)}
        asked = [fact.body for fact in facts if isinstance(fact.body, QuestionAsked)]
        self._by_step = [(body.step, _question(body, answers.get(body.question), words)) for body in asked]
        lines = (fact.body for fact in facts if isinstance(fact.body, ItemAdded | ItemRemoved))
        self._explained = {body.why.step for body in lines}

    def of_step(self, step: int) -> tuple[Question, ...]:
        return tuple(question for its_step, question in self._by_step if its_step == step)

    def of_no_line(self) -> tuple[Question, ...]:
        return tuple(question for step, question in self._by_step if step not in self._explained)


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


def _line(added: ItemAdded, quantity: int, price: Money, happening: Happening, words: Words) -> ReceiptLine:
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
        rate=words.rate(added.tax_permille),
        history=(happening,),
    )


def _extras(line: int, bill: Bill, words: Words) -> tuple[tuple[str, str], ...]:
    offs = [(off.name, words.money(Money(-off.amount))) for off in bill.offs if off.line == line]
    deposits = [(_times(each.name, each.count), words.money(each.price)) for each in bill.deposits if each.line == line]
    return (*offs, *deposits)


def _times(name: str, count: int) -> str:
    return f"{count} × {name}" if count > 1 else name


def _saved(bill: Bill, words: Words) -> tuple[tuple[str, str], ...]:
    rows = [(f"You saved: {name}", words.money(amount)) for _, name, amount in bill.by_promotion]
    return (*rows, *([("You saved altogether", words.money(bill.saved))] if len(rows) > 1 else []))


def _happening(body: ItemAdded | ItemRemoved, at: str, words: Words, questions: tuple[Question, ...]) -> Happening:
    added = isinstance(body, ItemAdded)
    return Happening(
        what=f"{body.quantity} put in" if added else f"{body.quantity} taken out",
        amount=words.money(body.price if added else Money(-body.price)),
        at=at,
        rule=RULES[body.why.rule],
        weight=words.weight(body.why),
        pictures=words.shares(body.why.pictures),
        posterior=words.shares(body.why.posterior),
        code=body.why.code,
        crops=body.why.crops,
        questions=questions,
    )


def _question(asked: QuestionAsked, answered: QuestionAnswered | None, words: Words) -> Question:
    if answered is None:
        answer = "not answered"
    else:
        what = words.name(answered.sku) if answered.sku else "not for sale"
        answer = f"{what} (by {ANSWERED_BY.get(answered.by, answered.by)})"
    return Question(QUESTIONS[asked.kind], tuple(words.name(sku) for sku in asked.options), answer)


def _items(count: int) -> str:
    return f"{count} item" if count == 1 else f"{count} items"


def _two(left: str, right: str) -> str:
    return left[: WIDTH - len(right) - 1].ljust(WIDTH - len(right)) + right


def _two_wrapped(left: str, right: str) -> list[str]:
    rows = textwrap.wrap(left, WIDTH - len(right) - 1) or [""]
    return [_two(rows[0], right), *(f"  {row}"[:WIDTH] for row in rows[1:])]
