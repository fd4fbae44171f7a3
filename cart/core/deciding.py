"""From a settled step and its pictures to facts: a line, a removal, a question, or no sale."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from cart.core import own_things
from cart.core.catalog import Catalog, Product
from cart.core.deciding_removed import decide_removed
from cart.core.facts import Kind, Rule, StepIgnored
from cart.core.inputs import Source
from cart.core.labels.reading import as_package, label_of, pieces_of
from cart.core.matching import PRIOR_BACK, PRIOR_MOVED, Ambiguous, Certain, Piece, Unknown, added
from cart.core.state import Awaited, Turn, sellable
from cart.core.units import Decigrams, Sku, decigrams
from cart.core.verdicts import MOST_OPTIONS, ask, charge, evidence, rule_of
from cart.core.weighing import Shape

BACK_S = 20.0  # what was taken out longer ago is as likely as anything else


def decide_ready(turn: Turn) -> None:
    """Decide the steps whose pictures are there, or are waited for no longer, in the order they came."""
    while turn.state.awaited:
        first = turn.state.awaited[0]
        if not _looked_at(turn, first) or not _decide(turn, first):
            return


def _looked_at(turn: Turn, awaited: Awaited) -> bool:
    late = turn.t - awaited.step.t1 > turn.state.rules.look_wait_s
    return awaited.sighting is not None or late or turn.state.is_down(Source.CAMERA)


def _decide(turn: Turn, awaited: Awaited) -> bool:
    """Decide the first step; False when it is better to wait for what the hand does next."""
    if awaited.step.delta > 0:
        turn.state = replace(turn.state, awaited=turn.state.awaited[1:])
        _decide_added(turn, awaited)
        return True
    return decide_removed(turn, awaited, partial(_looked_at, turn))


def _decide_added(turn: Turn, awaited: Awaited) -> None:
    state = turn.state
    if _leaned(awaited):
        turn.say(StepIgnored(awaited.number, "a hand leans on the basket", decigrams(awaited.step.delta)))
        return
    own = own_things.covers(turn, awaited.step)
    codes = {pending.sku: pending.code for pending in state.basket.pending}
    packages = _labelled(state.catalog, codes)
    catalog = _on_sale(state.catalog, state.rules.weigh_to_price, packages)
    taken = [
        # Back before it was even decided that it had left: it never left the hand.
        (sku, grams, PRIOR_MOVED if awaited.step.t0 <= t else PRIOR_BACK)
        for sku, grams, t in state.taken
        if awaited.step.t1 - t <= BACK_S
    ]
    match added(awaited.step, awaited.sighting, codes, catalog, state.rules.costs, taken):
        case Certain(posterior=posterior) if own:
            options = [sku for sku, _ in posterior][:MOST_OPTIONS]
            ask(turn, Kind.WHICH_ADDED, options, evidence(awaited, Rule.SHOPPER, posterior))
        case Ambiguous() | Unknown() if own:
            own_things.keep(turn, awaited)
        case Certain(best=best, posterior=posterior) if any(
            piece.sku in packages and piece.quantity > 1 for piece in best.pieces
        ):
            # A label is on one package: it says nothing of the others that came with it.
            ask(turn, Kind.NAME_ADDED, [sku for sku, _ in posterior], evidence(awaited, Rule.SHOPPER, posterior))
        case Certain(best=best, posterior=posterior):
            for piece, share in zip(best.pieces, _shares(catalog, best.pieces, awaited), strict=True):
                code = codes.get(piece.sku, "")
                why = evidence(awaited, rule_of(awaited, piece.sku, code), posterior, code)
                product = state.catalog[piece.sku]
                pieces = piece.quantity * pieces_of(product, label_of(code, product, state.catalog))
                charge(turn, product, pieces, replace(why, delta=share))
        case Ambiguous(options=options, posterior=posterior):
            ask(turn, Kind.WHICH_ADDED, options, evidence(awaited, Rule.SHOPPER, posterior))
        case Unknown(guesses=guesses, posterior=posterior):
            ask(turn, Kind.NAME_ADDED, guesses, evidence(awaited, Rule.SHOPPER, posterior))


def _labelled(catalog: Catalog, codes: Mapping[Sku, str]) -> dict[Sku, Product]:
    """The products of the pending codes whose labels say more than which product it is, each as that one package."""
    shown = {sku: label_of(code, catalog[sku], catalog) for sku, code in codes.items() if sku in catalog}
    return {sku: as_package(catalog[sku], label) for sku, label in shown.items() if label is not None}


def _on_sale(catalog: Catalog, weigh_to_price: str, packages: Mapping[Sku, Product]) -> Catalog:
    """What a step may be: what the cart may price, and labelled packages, which the shop weighed."""
    on_sale = sellable(catalog, weigh_to_price)
    if not packages:
        return on_sale
    others = (product for product in on_sale.products if product.sku not in packages)
    return replace(on_sale, products=(*others, *packages.values()))


def _leaned(awaited: Awaited) -> bool:
    """Whether the weight came slowly and the pictures show nothing new: no thing was put in."""
    seen = awaited.sighting
    unchanged = seen is not None and seen.changes == 0 and seen.nothing == 1.0
    return unchanged and awaited.step.shape is Shape.RAMP


def _shares(catalog: Catalog, pieces: Sequence[Piece], awaited: Awaited) -> list[Decigrams]:
    """What each part of a step weighs: its mean, and the same share of what is left over."""
    whole = decigrams(awaited.step.delta)
    if len(pieces) == 1:
        return [whole]
    means = [catalog[piece.sku].weight.mean * piece.quantity for piece in pieces]
    shares = [Decigrams(whole * mean // max(1, sum(means))) for mean in means]
    return [Decigrams(whole - sum(shares[1:])), *shares[1:]]
