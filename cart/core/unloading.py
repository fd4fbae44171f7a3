"""Whose hand is in the basket while the last receipt is still on the screen: who paid and unloads, or who comes next?

Unloading makes the basket lighter, and what was lifted out may be put back. A new trip begins with something that
is not among it, and that weighs enough to be on sale.
"""

from dataclasses import replace

from cart.core.catalog import Catalog
from cart.core.deciding import BACK_S
from cart.core.likelihood import SIGMAS
from cart.core.state import Turn
from cart.core.weighing import WeightStep

ALIKE_G = 6.0  # what is put back may differ by this much on cells whose corners nobody trimmed
CORNERS = 0.009  # share by which the same thing may weigh otherwise on another spot: 4 g of a kilogram, both ways


def begins_trip(turn: Turn, step: WeightStep) -> bool:
    """Whether a step outside a trip is a shopper who begins to put things in."""
    state = turn.state
    if state.receipt is None or step.delta <= 0:
        lifted = (*state.lifted, (step.delta, turn.t)) if state.receipt and step.delta < 0 else ()
        turn.state = replace(state, lifted=lifted)
        return step.delta > 0
    out = tuple((delta, t) for delta, t in state.lifted if step.t1 - t <= BACK_S)
    within = max(ALIKE_G, CORNERS * step.delta)
    back = next((each for each in out if abs(each[0] + step.delta) <= within), None)
    if back is None:
        return step.delta >= _lightest(state.catalog)
    left = list(out)
    left.remove(back)
    turn.state = replace(state, lifted=tuple(left))
    return False


def _lightest(catalog: Catalog) -> float:
    """What the lightest product weighs at least, in grams."""
    weights = [product.weight for product in catalog.products]
    return min((weight.mean - SIGMAS * weight.sd for weight in weights), default=0) / 10
