"""Devices and peers that the cart loses and finds again: in a trip it is a fact."""

from dataclasses import replace

from cart.core import staffing
from cart.core.facts import SourceFound, SourceLost
from cart.core.inputs import Reason, Source, SourceUp
from cart.core.state import Turn


def lose(turn: Turn, source: Source, reason: Reason) -> None:
    """A source is away; told again it is the same."""
    if source is Source.SCALE:
        turn.state = replace(turn.state, record=None, recent=())  # who comes up next may be another scale
    if turn.state.is_down(source):
        return
    turn.state = replace(turn.state, down=(*turn.state.down, (source, reason)))
    if turn.state.trip:
        turn.say(SourceLost(source, reason))


def find(turn: Turn, up: SourceUp) -> None:
    """A source is there; another scale than before begins anew."""
    if up.source is Source.SCALE and up.detail != turn.state.scale:
        turn.state = replace(turn.state, scale=up.detail, doubt="")
        staffing.swap(turn)
    if not turn.state.is_down(up.source):
        return
    turn.state = replace(turn.state, down=tuple(d for d in turn.state.down if d[0] is not up.source))
    if turn.state.trip:
        turn.say(SourceFound(up.source))
