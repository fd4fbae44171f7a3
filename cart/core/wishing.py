"""What the shopper asks of the cart besides goods: language and layout, a budget, a shopping list."""

import re
from dataclasses import replace

from cart.core.notices import tell
from cart.core.shopper_facts import BudgetSet, Choice, ChoiceMade, ListEntryAdded, ListEntryDropped
from cart.core.state import Turn
from cart.core.taps import Tap
from cart.core.units import Money, Sku
from cart.core.wishes import Choices

MOST_ENTRIES = 60
LONGEST_NAME = 40
CHOICES = {
    Tap.LANGUAGE: Choice.LANGUAGE,
    Tap.LEFT_HANDED: Choice.LEFT_HANDED,
    Tap.LARGER_TEXT: Choice.LARGER_TEXT,
    Tap.QUIET: Choice.QUIET,
    Tap.SPOKEN: Choice.SPOKEN,
}


def choose(turn: Turn, choice: Choice, value: str) -> None:
    """Set how the screen speaks; in a trip it is a fact, so that a restart keeps it and the receipt knows it."""
    if choice is Choice.LANGUAGE and not re.fullmatch("[a-z]{2}", value):
        tell(turn, "language unknown")
        return
    choices = turn.state.choices.having(choice, value)
    if choices == turn.state.choices:
        return
    turn.state = replace(turn.state, choices=choices, chosen_at=turn.t)
    if turn.state.trip:
        turn.say(ChoiceMade(choice, value if choice is Choice.LANGUAGE or value == "on" else "off"))


def forget(turn: Turn) -> None:
    """Choices that no trip followed are the last person's, not the next one's."""
    state = turn.state
    if state.trip or state.receipt is not None or state.choices == Choices():
        return
    if turn.t - state.chosen_at > state.rules.receipt_s:
        turn.state = replace(state, choices=Choices())


def set_budget(turn: Turn, text: str) -> None:
    """A budget in minor units; empty or nought: none."""
    if not turn.state.trip:
        return
    if not re.fullmatch("[0-9]{0,9}", text):
        tell(turn, "budget unreadable")
        return
    amount = Money(int(text or "0"))
    if amount != turn.state.basket.wishes.budget:
        turn.say(BudgetSet(amount))


def add_to_list(turn: Turn, text: str) -> None:
    """Put a product, by its sku, or anything by its name on the shopping list."""
    if not turn.state.trip:
        return
    product = turn.state.catalog.get(Sku(text))
    name = product.name if product is not None else " ".join(text.split())[:LONGEST_NAME]
    if name and not put_on_list(turn, name, product.sku if product is not None else Sku("")):
        full = len(turn.state.basket.wishes.entries) >= MOST_ENTRIES
        tell(turn, "list full" if full else "on the list already")


def put_on_list(turn: Turn, name: str, sku: Sku, quantity: int = 1) -> bool:
    """Add an entry; False when it stands there already, or there is no room for it."""
    wishes = turn.state.basket.wishes
    name = " ".join(name.split())[:LONGEST_NAME]
    same = any(
        each.sku == sku if sku or each.sku else each.name.casefold() == name.casefold() for each in wishes.entries
    )
    if same or not name or len(wishes.entries) >= MOST_ENTRIES:
        return False
    turn.say(ListEntryAdded(wishes.listed + 1, name, sku, max(1, min(99, quantity))))
    return True


def drop_from_list(turn: Turn, number: str) -> None:
    """Take one entry off the list; empty: all of them."""
    for each in turn.state.basket.wishes.entries:
        if number in ("", str(each.entry)):
            turn.say(ListEntryDropped(each.entry))
