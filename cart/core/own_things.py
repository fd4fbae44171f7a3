"""Own bag and coat: while the shopper says so, what goes in is no sale, and it may leave again.

A thing that is certainly one of the shop's is asked about all the same: the shopper can still say that it is
their own, and then it stands in the ledger as an answer.
"""

from dataclasses import replace

from cart.core.facts import StepIgnored
from cart.core.shopper_facts import OWN
from cart.core.starting import start
from cart.core.state import Awaited, OwnTime, Turn
from cart.core.units import Seconds, decigrams
from cart.core.weighing import WeightStep


def begin(turn: Turn) -> None:
    """From now on, for a while, what goes in is the shopper's own; without a trip one begins."""
    level = turn.state.weighing.level
    start(turn, level.counts if level else None)
    if turn.state.trip:
        turn.state = replace(turn.state, own=OwnTime(turn.t, _until(turn)))


def end(turn: Turn) -> None:
    """The shopper has put everything in."""
    if turn.state.own is not None and turn.state.own.until > turn.t:
        turn.state = replace(turn.state, own=replace(turn.state.own, until=turn.t))


def covers(turn: Turn, step: WeightStep) -> bool:
    """Whether something was put in while the shopper said that it is their own."""
    own = turn.state.own
    return own is not None and own.since <= step.t1 and step.t0 <= own.until


def keep(turn: Turn, awaited: Awaited) -> None:
    """It is the shopper's own; there may be more of it."""
    turn.say(StepIgnored(awaited.number, OWN, decigrams(awaited.step.delta)))
    own = turn.state.own
    if own is not None and own.until > turn.t:
        turn.state = replace(turn.state, own=replace(own, until=_until(turn)))


def _until(turn: Turn) -> Seconds:
    return Seconds(turn.t + turn.state.rules.own_s)
