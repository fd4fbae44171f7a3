"""What a decision does: a line is charged or taken off, a question is asked, each with the evidence for it."""

from collections.abc import Sequence
from dataclasses import replace

from cart.core.catalog import Product
from cart.core.facts import CodeDropped, Evidence, ItemAdded, ItemRemoved, Kind, QuestionAsked, Rule
from cart.core.labels.reading import label_of
from cart.core.line import Line
from cart.core.pieces import pieces_gone
from cart.core.pricing import charge_for, share_of, weighing_of
from cart.core.state import Awaited, Turn
from cart.core.units import Decigrams, Grams, Money, Sku, decigrams, permille

MOST_OPTIONS = 4  # that a screen offers at once
SHOWN = 50  # permille from which on the pictures speak for a product

Posterior = tuple[tuple[Sku, float], ...]


def evidence(awaited: Awaited, rule: Rule, posterior: Posterior, code: str = "") -> Evidence:
    """What speaks for a decision on a step, in the integers of facts."""
    seen = awaited.sighting
    return Evidence(
        rule,
        awaited.number,
        decigrams(awaited.step.delta),
        decigrams(awaited.step.sigma),
        tuple((sku, permille(p)) for sku, p in posterior),
        tuple((c.sku, permille(c.p)) for c in seen.candidates[:4]) if seen else (),
        seen.crops if seen else (),
        code,
    )


def rule_of(awaited: Awaited, sku: Sku, code: str = "") -> Rule:
    """What named the product beside its weight."""
    if code:
        return Rule.WEIGHT_AND_CODE
    seen = awaited.sighting.candidates if awaited.sighting else ()
    shown = any(candidate.sku == sku and permille(candidate.p) >= SHOWN for candidate in seen)
    return Rule.WEIGHT_AND_PICTURE if shown else Rule.WEIGHT


def charge(turn: Turn, product: Product, quantity: int, why: Evidence) -> None:
    """Put a product on the bill."""
    catalog = turn.state.catalog
    label = label_of(why.code, product, catalog)
    money = charge_for(product, quantity, why.delta, label, weighing_of(turn.state.basket, catalog))
    turn.say(
        ItemAdded(
            turn.state.basket.next_line,
            product.sku,
            quantity,
            money.price,
            product.tax_permille,
            why,
            money.unit_price,
            money.net,
        )
    )
    waiting = tuple(item for item in turn.state.pending_since if item[0] != product.sku)
    turn.state = replace(turn.state, pending_since=waiting, decided=(*turn.state.decided[-7:], (product.sku, turn.t)))


def take_off(turn: Turn, line: Line, quantity: int, why: Evidence) -> None:
    """Take pieces of a line off the bill: the last piece takes whatever is left of its price."""
    sold = line in turn.state.basket.lines
    price = share_of(line.price, quantity, line.quantity) if sold else Money(0)
    turn.say(ItemRemoved(line.line, line.sku, quantity, price, why))
    if any(pending.sku == line.sku for pending in turn.state.basket.pending):
        turn.say(CodeDropped(line.sku))  # it was read on the way out
    waiting = tuple(item for item in turn.state.pending_since if item[0] != line.sku)
    turn.state = replace(turn.state, pending_since=waiting, decided=(*turn.state.decided[-7:], (line.sku, turn.t)))
    if quantity == 1:
        gone = (line.sku, Grams(-why.delta / 10), turn.t)
        turn.state = replace(turn.state, taken=(*turn.state.taken[-3:], gone))


def ask(turn: Turn, kind: Kind, options: Sequence[Sku], why: Evidence) -> None:
    turn.say(QuestionAsked(turn.state.basket.asked + 1, kind, why.step, tuple(options), why))


def ask_removed(turn: Turn, likely: Sequence[Sku], why: Evidence) -> bool:
    """Ask which line left: a likely one, else any that weighs what left; False when all of them were offered."""
    state, gone = turn.state, Decigrams(-why.delta)
    offered = {sku for step, sku in state.basket.offered if step == why.step}
    may = [
        line.sku for line in reversed(state.basket.contents) if line.sku in state.catalog and pieces_gone(line, gone)
    ]
    left = [sku for sku in dict.fromkeys(may) if sku not in offered]
    options = [sku for sku in likely if sku in left] or left
    if options:
        ask(turn, Kind.WHICH_REMOVED, options[:MOST_OPTIONS], why)
    return bool(options)
