"""The state of a trip rebuilt from its facts alone, after a crash."""

from collections.abc import Sequence
from dataclasses import replace

from cart.core.basket import fold
from cart.core.calibration import Calibration
from cart.core.catalog import Catalog
from cart.core.exit import ExitLane
from cart.core.facts import (
    CodePending,
    ExitCrossed,
    ExitLeft,
    Fact,
    ItemRemoved,
    LevelHeld,
    QuestionAnswered,
    StepIgnored,
    StepSettled,
    TripFinished,
)
from cart.core.handover import NoHandover, opened
from cart.core.inputs import Sighting
from cart.core.pricing import bill_of
from cart.core.receipt import receipt_of
from cart.core.shopper_facts import AnswerTakenBack
from cart.core.staff_facts import HandedOver
from cart.core.staff_work import Handed
from cart.core.state import Awaited, State
from cart.core.taking_back import without_last
from cart.core.units import Grams, Seconds
from cart.core.weighing import Level, Shape, Weighing, WeightStep, resume, resume_head

SHOWN_MS = 600_000
"""So long after a hand-over its code comes back to the screen after a restart."""


def rebuild(start: State, facts: Sequence[Fact]) -> State:
    """The state of a trip from its facts, which must not be empty; `start.now` is the cart's clock.

    Steps in flight go on without pictures.
    """
    basket = fold(facts)
    last = facts[-1]
    catalog = start.catalog.at(basket.started.wall) if basket.started else start.catalog
    bill = bill_of(basket, catalog)
    state = replace(start, trip=last.trip, seq=last.seq, basket=basket, bill=bill, catalog=catalog)
    state = replace(state, choices=basket.wishes.choices)
    for fact in facts:
        state = _recall(state, fact)
    awaited = tuple(
        Awaited(s.step, _step(s, state.calibration), Sighting(Seconds(0.0), s.step, nothing=1.0))
        for s in basket.undecided
    )
    still = {pending.sku for pending in basket.pending}
    since = {sku: t for sku, t in state.pending_since if sku in still}
    return replace(state, awaited=awaited, pending_since=tuple(since.items()))


def _recall(state: State, fact: Fact) -> State:
    # After a power cut the clock begins anew: a wait that began before it begins now.
    t = Seconds(min(fact.t_ms / 1000, state.now))
    match fact.body:
        case LevelHeld(counts=counts):
            return replace(state, weighing=_resumed(state, counts), held=True)
        case StepSettled() as settled:
            return replace(state, weighing=_resumed(state, settled.counts), steps=settled.step)
        case CodePending(sku=sku):
            return replace(state, pending_since=(*state.pending_since, (sku, t)))
        case ItemRemoved(sku=sku, quantity=1, why=why):
            return replace(state, taken=(*state.taken[-3:], (sku, Grams(-why.delta / 10), t)))
        case StepIgnored(delta=delta) if delta < 0:
            return replace(state, interventions=state.interventions + 1)
        case AnswerTakenBack(gone=gone, interventions=interventions):
            taken = without_last(state.taken, gone)
            return replace(state, taken=taken, interventions=state.interventions - interventions)
        case QuestionAnswered(by="exit"):
            return replace(state, interventions=state.interventions + 1)
        case ExitCrossed():
            return replace(state, lane=ExitLane(crossed=True, spent=t), crossed_at=t)
        case ExitLeft():
            return replace(state, lane=ExitLane(spent=t), crossed_at=None)
    return state


def _resumed(state: State, counts: tuple[int, ...]) -> Weighing:
    if state.calibration is not None and len(state.calibration.zero) == len(counts):
        return resume(counts, state.calibration)
    return resume_head(counts) if len(counts) == 1 else Weighing()


def _step(settled: StepSettled, calibration: Calibration | None) -> WeightStep:
    grams = calibration.grams(settled.counts) if calibration else Grams(0.0)
    return WeightStep(
        Seconds(settled.t0_ms / 1000),
        Seconds(settled.t1_ms / 1000),
        Grams(settled.delta / 10),
        Grams(settled.sigma / 10),
        Level(settled.counts, grams),
        settled.spot,
        settled.parts,
        Shape(settled.shape),
    )


def receipt_again(start: State, facts: Sequence[Fact], catalog: Catalog, acked: tuple[int, int]) -> State:
    """The cart with the receipt of its last trip, if that ended a moment ago; `start.wall` is the time of day.

    `catalog` is the one that the trip began with, `acked` up to which fact the store has the trip, and the number that
    it gave the receipt. Nobody saw what was lifted out before or meanwhile, so whatever comes in begins a trip: goods
    of the next shopper uncharged would be worse than a trip that is emptied again.
    """
    last = facts[-1] if facts else None
    if last is None or not isinstance(last.body, TripFinished):
        return start
    age = start.wall - last.body.wall
    if not 0 <= age <= 1000 * start.rules.receipt_s:
        return start
    basket = fold(facts)
    catalog = catalog.at(basket.started.wall) if basket.started else catalog
    receipt = receipt_of(last.trip, basket, catalog, bill_of(basket, catalog), last.body, start.rules.receipts_at)
    upto, number = acked
    return replace(
        start,
        receipt=replace(receipt, stored=upto >= last.seq, number=number),
        receipt_at=Seconds(start.now - age / 1000),
        receipt_seq=last.seq,
        choices=basket.wishes.choices,
    )


def still_shown(facts: Sequence[Fact], wall: int) -> Handed | None:
    """The code of a trip that ended by it a moment ago: a restart takes it off the screen before it was read.

    Shown in vain it does no harm, because its basket is granted to one cart, once.
    """
    last = facts[-1] if facts else None
    if last is None or not isinstance(last.body, HandedOver) or not 0 <= wall - last.body.wall <= SHOWN_MS:
        return None
    try:
        total = opened(last.body.text)[0].total
    except NoHandover:
        return None
    return Handed(last.trip, last.body.to, last.body.text, total)
