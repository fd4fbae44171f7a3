"""A receipt as plain text and as a page."""

import textwrap
from collections.abc import Callable

from jinja2 import Environment, PackageLoader

from store.receipt_code import drawn_code, printed_code
from store.receipts import Receipt

WIDTH = 42


def text(receipt: Receipt) -> str:
    """The receipt as plain text, 42 columns wide."""
    rule = "-" * WIDTH
    rows = [receipt.shop.upper().center(WIDTH).rstrip(), ""]
    rows += [_two("Receipt", receipt.number)] if receipt.number else []
    rows += [_two("Date", receipt.ended or receipt.started or "not known"), _two("Trip", receipt.trip), rule]
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
    rows += [*printed_code(receipt.code, WIDTH), *textwrap.wrap(receipt.code, WIDTH)] if receipt.code else []
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


def _items(count: int) -> str:
    return f"{count} item" if count == 1 else f"{count} items"


def _two(left: str, right: str) -> str:
    return left[: WIDTH - len(right) - 1].ljust(WIDTH - len(right)) + right


def _two_wrapped(left: str, right: str) -> list[str]:
    rows = textwrap.wrap(left, WIDTH - len(right) - 1) or [""]
    return [_two(rows[0], right), *(f"  {row}"[:WIDTH] for row in rows[1:])]
