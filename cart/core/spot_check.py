"""Spot checks that nobody can steer, and that single nobody out.

Whether: the cart draws 64 bits for every trip, by HMAC-SHA256 of the trip's id with a secret that only the cart
knows (`cart.lots`), before anybody has touched it. A trip is drawn if they are below the rate: the same rate for
everyone, whoever shops and whatever was answered.

What: one thing of up to 3 lines, two of up to 8, three of more. Every line has a share of 1000, and one more for
each permille by which the cart itself was unsure of it (1000 less the best posterior), so a doubtful line is up to
twice as likely to be looked at as a sure one, and no line is certain to be, or not to be. Lines are taken one after
the other by these shares, with bits that follow from the trip's.
"""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from cart.core.calling import call, close
from cart.core.line import Line
from cart.core.shopper_facts import CallReason
from cart.core.staff_facts import SpotCheckAsked, SpotChecked, SpotCheckEnded, SpotExtra
from cart.core.state import State, Turn
from cart.core.units import Sku

LOT_BITS = 64
ONE, TWO = 3, 8  # lines up to which one, and two, things are looked at


def is_drawn(lot: int, rate_permille: int) -> bool:
    """Whether a trip with these bits is checked: exactly `rate_permille` of a thousand equal parts."""
    return lot >= 0 and lot * 1000 < rate_permille << LOT_BITS


def how_many(lines: int) -> int:
    return min(lines, 1 if lines <= ONE else 2 if lines <= TWO else 3)


def share(line: Line) -> int:
    """The line's share in the draw: 1000 for a sure one, 2000 for one that nothing spoke for."""
    return 2000 - max((p for sku, p in line.why.posterior if sku == line.sku), default=1000)


def chosen(lot: int, lines: Sequence[Line]) -> tuple[int, ...]:
    """The numbers of the lines that are looked at."""
    left, taken = list(lines), list[int]()
    for turn in range(how_many(len(lines))):
        bits = int.from_bytes(sha256(f"{lot}:{turn}".encode()).digest()[:8], "big")
        place = bits * sum(share(line) for line in left) >> LOT_BITS
        for line in left:
            place -= share(line)
            if place < 0:
                taken.append(line.line)
                left.remove(line)
                break
    return tuple(sorted(taken))


def ask_before_exit(turn: Turn) -> None:
    """On the way out: call staff for the check if the trip is drawn, once, and again only if all of it has left."""
    state = turn.state
    check = state.basket.check
    if not is_drawn(state.lot, state.rules.spot_check_permille) or not state.basket.lines:
        return
    there = {line.line for line in state.basket.lines}
    if check is None or (check.open and not there & set(check.lines)):
        turn.say(SpotCheckAsked(chosen(state.lot, state.basket.lines)))
        call(turn, CallReason.CHECK)


def holds(state: State) -> bool:
    """Whether the trip waits at the exit for a check."""
    check = state.basket.check
    return check is not None and check.open


def give_up(turn: Turn) -> None:
    """Nobody came in time: the trip ends as if it had not been drawn, and counts as an intervention."""
    if holds(turn.state):
        turn.say(SpotCheckEnded(made=False))
        close(turn, CallReason.CHECK, "nobody came")
        turn.state = replace(turn.state, interventions=turn.state.interventions + 1)


def look(turn: Turn, line: str, found: bool) -> str:
    """One thing was looked for; why not, if it could not be noted."""
    check = turn.state.basket.check
    if check is None or not check.open or line not in {str(number) for number in check.lines}:
        return "no such line"
    turn.say(SpotChecked(int(line), found))
    return ""


def extra(turn: Turn, sku: str) -> str:
    """Something that is not on the bill lies in the basket."""
    if not holds(turn.state):
        return "no such line"
    if sku and Sku(sku) not in turn.state.catalog:
        return "no such product"
    turn.say(SpotExtra(Sku(sku)))
    return ""


def end(turn: Turn) -> str:
    """Every thing that is still in the basket was looked at: the check is over."""
    check = turn.state.basket.check
    if check is None or not check.open:
        return "no such line"
    there = {line.line for line in turn.state.basket.lines}
    if any(line in there and line not in dict(check.found) for line in check.lines):
        return "not looked at yet"
    turn.say(SpotCheckEnded(made=True))
    close(turn, CallReason.CHECK, "staff")
    return ""
