"""The end of a trip: crossing the exit lane with no open question finishes it, without a tap.

With a question open, the screen asks again; after a minute the doubtful line is dropped and the trip closes
in the shopper's favour.
"""

from dataclasses import replace

from cart.core import age, calling, spot_check
from cart.core import exit as lanes
from cart.core.asking import close, may_have_gone, resolve_removal
from cart.core.basket import EMPTY
from cart.core.effects import DrawTrip, SendNow
from cart.core.exit import Passage
from cart.core.facts import (
    ExitArmed,
    ExitCrossed,
    ExitLeft,
    Kind,
    QuestionAsked,
    Rule,
    TripCancelled,
)
from cart.core.inputs import LaneSignal
from cart.core.pending_codes import drop_code
from cart.core.pricing import Bill, finished
from cart.core.receipt import DROPPED, receipt_of
from cart.core.rolling import rolls
from cart.core.shopper_facts import CallReason
from cart.core.state import Turn
from cart.core.wishes import Choices


def lane(turn: Turn, seen: LaneSignal) -> None:
    """Follow the cart through the exit lane. Without a trip nothing happens."""
    where, passage = lanes.signal(turn.state.lane, seen, rolls(turn.state.weighing, turn.t))
    turn.state = replace(turn.state, lane=where)
    if not turn.state.trip:
        if passage is Passage.CROSSED:
            turn.state = replace(turn.state, lane=lanes.over(where, turn.t))
        return
    match passage:
        case Passage.ARMED:
            turn.say(ExitArmed(seen.name))
            turn.state = replace(turn.state, answering=False)
            _call_to_exit(turn)
        case Passage.CROSSED:
            turn.say(ExitCrossed(seen.name))
            _call_to_exit(turn)
            turn.state = replace(turn.state, crossed_at=turn.t)
        case Passage.TURNED_BACK:
            turn.say(ExitLeft(seen.name))
            turn.state = replace(turn.state, crossed_at=None, answering=False)


def _call_to_exit(turn: Turn) -> None:
    """Call staff to whom only they can help: a trip that is drawn waits for them; one unfelt goes on all the same."""
    spot_check.ask_before_exit(turn)
    if turn.state.basket.unseen:
        calling.call(turn, CallReason.SCALE)


def pass_time(turn: Turn) -> None:
    """Let the lane, and the wait for an answer at the exit, run out."""
    where = lanes.pass_time(turn.state.lane, turn.t, rolls(turn.state.weighing, turn.t))
    turn.state = replace(turn.state, lane=where)
    crossed = turn.state.crossed_at
    if crossed is not None and turn.t - crossed > turn.state.rules.staff_wait_s:
        for question in turn.state.basket.questions:
            _drop(turn, question)
            turn.state = replace(turn.state, interventions=turn.state.interventions + 1)
        spot_check.give_up(turn)


def finish_if_done(turn: Turn) -> None:
    """Finish a trip that has crossed the lane and has nothing left to weigh or to ask."""
    state = turn.state
    if not state.trip or state.crossed_at is None or state.awaited or state.basket.questions:
        return
    if spot_check.holds(state):
        return
    if not age.settled(state) and turn.t - state.crossed_at <= state.rules.staff_wait_s:
        return
    # A hand may still put something in; a cart that rolls on never comes to rest.
    if state.weighing.onset is not None and turn.t - state.crossed_at <= state.rules.look_wait_s:
        return
    finish(turn)


def finish(turn: Turn) -> None:
    """End the trip with its receipt."""
    for pending in turn.state.basket.pending:
        drop_code(turn, pending.sku)
    age.withhold(turn)
    bill = turn.state.bill
    withheld = turn.state.basket.withheld
    last = finished(bill, turn.state.wall, turn.state.interventions + bool(withheld) + turn.state.basket.unseen)
    turn.say(last)
    state = turn.state
    receipt = receipt_of(state.trip, state.basket, state.catalog, bill, last, state.rules.receipts_at)
    turn.state = replace(turn.state, receipt=receipt, receipt_at=turn.t, receipt_seq=turn.state.seq)
    put_away(turn)


def cancel(turn: Turn) -> None:
    """End a trip that bought nothing; with lines in the basket there is nothing to cancel."""
    if turn.state.trip and not (turn.state.basket.contents or turn.state.basket.questions or turn.state.awaited):
        turn.say(TripCancelled(turn.state.wall))
        put_away(turn)


def put_away(turn: Turn) -> None:
    """The cart is nobody's again, and ready for the next trip."""
    turn.state = replace(
        turn.state,
        trip="",
        seq=0,
        basket=EMPTY,
        bill=Bill(),
        held=False,
        awaited=(),
        looks=(),
        pending_since=(),
        decided=(),
        taken=(),
        lane=lanes.over(turn.state.lane, turn.t),
        crossed_at=None,
        answering=False,
        interventions=0,
        problem="",
        news=(),
        notice="",
        own=None,
        asked=None,
        why=0,
        choices=turn.state.choices if turn.state.receipt is not None else Choices(),
        catalog=turn.state.next_catalog or turn.state.catalog,
        next_catalog=None,
    )
    turn.wish(DrawTrip())
    turn.wish(SendNow())


def _drop(turn: Turn, question: QuestionAsked) -> None:
    if question.kind is not Kind.WHICH_REMOVED:
        close(turn, question, "exit", DROPPED)
        return
    there = [line for line, _ in may_have_gone(turn, question)]
    if not there:
        close(turn, question, "exit", DROPPED)
        return
    dearest = max(there, key=lambda line: (line in turn.state.basket.lines, line.price))
    resolve_removal(turn, question, dearest.sku, Rule.WEIGHT, "exit")
