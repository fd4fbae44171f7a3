"""From a settled step and its pictures to facts: a line, a removal, a question, or no sale."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cart.core import own_things
from cart.core.catalog import Catalog, Product
from cart.core.facts import (
    CodeDropped,
    Evidence,
    ItemAdded,
    ItemRemoved,
    Kind,
    QuestionAnswered,
    QuestionAsked,
    Rule,
    StepIgnored,
)
from cart.core.inputs import Source
from cart.core.labels.reading import as_package, label_of
from cart.core.line import Line
from cart.core.matching import (
    PRIOR_BACK,
    PRIOR_MOVED,
    Ambiguous,
    Certain,
    Piece,
    Unknown,
    added,
    cancels,
    removed,
)
from cart.core.pieces import pieces_gone
from cart.core.pricing import charge_for, share_of, weighing_of
from cart.core.state import Awaited, Turn, sellable
from cart.core.units import Decigrams, Grams, Money, Sku, UnitPrice, decigrams, permille
from cart.core.weighing import Shape

HAND_S = 6.0  # a question about what left waits this long for the hand to leave the basket
BACK_S = 20.0  # what was taken out longer ago is as likely as anything else
MOST_OPTIONS = 4  # that a screen offers at once
SHOWN = 50  # permille from which on the pictures speak for a product

Posterior = tuple[tuple[Sku, float], ...]


def decide_ready(turn: Turn) -> None:
    """Decide the steps whose pictures are there, or are waited for no longer, in the order they came."""
    while turn.state.awaited:
        first = turn.state.awaited[0]
        if not _looked_at(turn, first) or not _decide(turn, first):
            return


def _looked_at(turn: Turn, awaited: Awaited) -> bool:
    late = turn.t - awaited.step.t1 > turn.state.rules.look_wait_s
    return awaited.sighting is not None or late or turn.state.is_down(Source.CAMERA)


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


def _decide(turn: Turn, awaited: Awaited) -> bool:
    """Decide the first step; False when it is better to wait for what the hand does next."""
    if awaited.step.delta > 0:
        turn.state = replace(turn.state, awaited=turn.state.awaited[1:])
        _decide_added(turn, awaited)
        return True
    return _decide_removed(turn, awaited)


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
            for piece, share in zip(best.pieces, _shares(turn, best.pieces, awaited), strict=True):
                code = codes.get(piece.sku, "")
                why = evidence(awaited, _rule(awaited, piece.sku, code), posterior, code)
                charge(turn, state.catalog[piece.sku], piece.quantity, replace(why, delta=share))
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


def _decide_removed(turn: Turn, awaited: Awaited) -> bool:
    state, later = turn.state, turn.state.awaited[1:]
    lines = (*state.basket.contents, *_unnamed(turn))
    match = removed(awaited.step, awaited.sighting, lines, state.rules.costs) if lines else None
    if match is not None and not isinstance(match, Certain):
        # The hand is still there: it may put down again what it lifted.
        if not later and state.weighing.onset is not None and turn.t - awaited.step.t1 <= HAND_S:
            return False
        if later and cancels(awaited.step, later[0].step):
            if not _looked_at(turn, later[0]):
                return False
            if _same_thing(turn, awaited, later[0], lines):
                turn.say(StepIgnored(awaited.number, "lifted"))
                turn.say(StepIgnored(later[0].number, "put down again"))
                turn.state = replace(turn.state, awaited=later[1:])
                return True
    turn.state = replace(state, awaited=later)
    match match:
        case None:
            turn.say(StepIgnored(awaited.number, "there was nothing in the basket to take out"))
        case Certain(best=best, posterior=posterior):
            for piece in best.pieces:
                why = evidence(awaited, _rule(awaited, piece.sku), posterior)
                _leave(turn, piece, awaited, why)
        case Ambiguous(options=likely, posterior=posterior) | Unknown(guesses=likely, posterior=posterior):
            if not ask_removed(turn, likely, evidence(awaited, Rule.SHOPPER, posterior)):
                turn.say(StepIgnored(awaited.number, "nothing in the basket weighs that much"))
    return True


def _same_thing(turn: Turn, gone: Awaited, back: Awaited, lines: Sequence[Line]) -> bool:
    """Whether what came back is what left, whichever line that is: by weight, pictures and codes."""
    state, weight = turn.state, Grams(-gone.step.delta)
    may = [line for line in lines if pieces_gone(line, decigrams(weight))]
    named = {line.sku for line in may if line.line > 0}
    shown = [pending.sku for pending in state.basket.pending]
    lifted = [(sku, weight, PRIOR_MOVED) for sku in sorted(named)]
    match = added(back.step, back.sighting, shown, state.catalog, state.rules.costs, lifted)
    doubt = 1 - sum(p for sku, p in match.posterior if sku in named)
    return doubt * state.rules.costs.wrong_charge <= state.rules.costs.question or (bool(may) and not named)


def _leave(turn: Turn, piece: Piece, awaited: Awaited, why: Evidence) -> None:
    basket = turn.state.basket
    if piece.line > 0:
        line = next(line for line in basket.contents if line.line == piece.line)
        take_off(turn, line, piece.quantity, why)
        return
    number = -piece.line
    for question in basket.questions:
        if question.step == number:
            turn.say(QuestionAnswered(question.question, "taken out again"))
            turn.state = replace(turn.state, problem="")
    turn.say(StepIgnored(awaited.number, "it was not on the bill", undoes=number))


def _unnamed(turn: Turn) -> list[Line]:
    """Things in the basket without a line: under question, or the shopper's own. Line: minus their step."""
    questions = [(q.step, q.why) for q in turn.state.basket.questions if q.kind is not Kind.WHICH_REMOVED]
    own = [(f.step, Evidence(Rule.SHOPPER, f.step, f.delta, Decigrams(0))) for f in turn.state.basket.foreign]
    return [
        Line(-step, Sku(f"?{step}"), 1, Money(0), 0, Decigrams(0), UnitPrice(0), why, why.delta)
        for step, why in (*questions, *own)
    ]


def _shares(turn: Turn, pieces: Sequence[Piece], awaited: Awaited) -> list[Decigrams]:
    """What each part of a step weighs: its mean, and the same share of what is left over."""
    whole = decigrams(awaited.step.delta)
    if len(pieces) == 1:
        return [whole]
    means = [turn.state.catalog[piece.sku].weight.mean * piece.quantity for piece in pieces]
    shares = [Decigrams(whole * mean // max(1, sum(means))) for mean in means]
    return [Decigrams(whole - sum(shares[1:])), *shares[1:]]


def _rule(awaited: Awaited, sku: Sku, code: str = "") -> Rule:
    if code:
        return Rule.WEIGHT_AND_CODE
    seen = awaited.sighting.candidates if awaited.sighting else ()
    shown = any(candidate.sku == sku and permille(candidate.p) >= SHOWN for candidate in seen)
    return Rule.WEIGHT_AND_PICTURE if shown else Rule.WEIGHT
