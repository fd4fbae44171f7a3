"""Codes that are believed and wait for their weight: grey lines, which cost nothing and may vanish."""

from dataclasses import replace

from cart.core.catalog import Product
from cart.core.facts import CodeDropped, CodePending
from cart.core.state import Turn
from cart.core.units import Sku


def pend(turn: Turn, product: Product, code: str) -> None:
    """Wait for the weight of a product whose code is believed."""
    if all(sku != product.sku for sku, _ in turn.state.pending_since):
        turn.say(CodePending(product.sku, code))
        turn.state = replace(turn.state, pending_since=(*turn.state.pending_since, (product.sku, turn.t)))


def drop_stale_codes(turn: Turn) -> None:
    """Forget pending codes that no weight followed."""
    for sku, since in turn.state.pending_since:
        if turn.t - since > turn.state.rules.code_pending_s and not turn.state.awaited:
            drop_code(turn, sku)


def drop_code(turn: Turn, sku: Sku) -> None:
    """Forget a pending code."""
    turn.say(CodeDropped(sku))
    kept = tuple(item for item in turn.state.pending_since if item[0] != sku)
    turn.state = replace(turn.state, pending_since=kept)
