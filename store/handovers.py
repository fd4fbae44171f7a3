"""Baskets that go on elsewhere: granted to one cart, taken once, and sold on exactly one side.

A grant comes before the goods move, so that two carts cannot begin with one basket. What was really taken is in the
facts of the trip that goes on: they are checked against the grant and against what was handed over, in whichever order
the facts of the two trips come.
"""

import time
from dataclasses import dataclass

from sqlalchemy.orm import Mapped, Session, mapped_column

from cart.core.facts import Fact
from cart.core.handover import Handover, NoHandover, opened
from cart.core.sentences import Sentence
from cart.core.staff_facts import BasketTaken, HandedOver
from store.audit import TripState
from store.schema import Base, TripRow

TO_CART = "cart"


class HandoverRow(Base):
    """A basket that was handed over, the cart that may go on with it (one at most), and the trip that did."""

    __tablename__ = "handovers"

    trip: Mapped[str] = mapped_column(primary_key=True)
    cart: Mapped[str]
    claimed_by: Mapped[str] = mapped_column(default="")
    claimed: Mapped[int] = mapped_column(default=0)
    taken_by: Mapped[str] = mapped_column(default="")
    taken_total: Mapped[int] = mapped_column(default=0)


class NotGranted(Exception):
    """The basket is not for this cart; one sentence for staff."""


def claim(session: Session, handover: Handover, cart: str, last: Fact | None) -> None:
    """Grant a basket to a cart; asked again it is the same. `last` is its trip's newest fact. Raises NotGranted."""
    trip = session.get(TripRow, handover.trip)
    if trip is not None and trip.state in (TripState.CLOSED.value, TripState.CANCELLED.value):
        raise NotGranted(Sentence.BASKET_SOLD.of())
    if last is not None and isinstance(last.body, HandedOver) and last.body.to != TO_CART:
        raise NotGranted(Sentence.BASKET_TO_TILL.of())
    row = session.get(HandoverRow, handover.trip, with_for_update=True)
    if row is None:
        row = HandoverRow(trip=handover.trip, cart=handover.cart, claimed_by="", taken_by="")
        session.add(row)
    if row.claimed_by not in ("", cart):
        raise NotGranted(Sentence.BASKET_TAKEN.of(cart=row.claimed_by))
    if row.taken_by:
        raise NotGranted(Sentence.BASKET_GONE_ON.of())
    row.claimed_by, row.claimed = cart, time.time_ns() // 1_000_000


def release(session: Session, trip: str, cart: str) -> None:
    """The cart does not go on with it after all; a basket that was taken stays where it is."""
    row = session.get(HandoverRow, trip, with_for_update=True)
    if row is not None and row.claimed_by == cart and not row.taken_by:
        row.claimed_by = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """A row of the baskets as booking sees it."""

    trip: str
    claimed_by: str
    taken_by: str
    taken_total: int


def wrong_taking(
    taken: BasketTaken, trip: str, cart: str, grant: Grant | None, source: TripState | None, last: Fact | None
) -> str:
    """What is wrong with a trip that goes on with a basket; empty when all is well.

    `source` and `last` are the state and the newest fact of the trip that it came from, as far as the store has it.
    """
    where = f"the basket of trip {taken.trip}"
    if grant is None or not grant.claimed_by:
        return f"{where} was taken, but never granted"
    if grant.claimed_by != cart:
        return f"{where} was granted to cart {grant.claimed_by}"
    if grant.taken_by not in ("", trip):
        return f"{where} goes on in trip {grant.taken_by} already"
    if source in (TripState.CLOSED, TripState.CANCELLED):
        return f"{where} was sold or given up there"
    return _other_than(taken, where, last)


def wrong_leaving(facts: tuple[Fact, ...], state: TripState, grant: Grant | None) -> str:
    """What is wrong with the end of a trip whose basket was taken by another one; empty when all is well."""
    if grant is None or not grant.taken_by or state is TripState.OPEN:
        return ""
    if state is not TripState.HANDED:
        return f"its basket goes on in trip {grant.taken_by}, and was not handed over: it would be sold twice"
    last = facts[-1].body
    handover = _handed(last) if isinstance(last, HandedOver) else None
    if handover is None or last.to != TO_CART or handover.total != grant.taken_total:
        return f"its basket goes on in trip {grant.taken_by}, and is not what was handed over"
    return ""


def _other_than(taken: BasketTaken, where: str, last: Fact | None) -> str:
    if last is None or not isinstance(last.body, HandedOver):
        return ""  # the facts of that trip are still on their way
    handover = _handed(last.body)
    if handover is None or last.body.to != TO_CART:
        return f"{where} was handed over to the till"
    said = (taken.lines, taken.total, taken.expected)
    if said != (len(handover.lines), handover.total, handover.weight):
        gave = f"with {len(handover.lines)} lines for {handover.total}"
        return f"{where} was handed over {gave}, and taken with {taken.lines} for {taken.total}"
    return ""


def _handed(body: HandedOver) -> Handover | None:
    try:
        return opened(body.text)[0]
    except NoHandover:
        return None
