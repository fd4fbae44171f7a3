"""Books facts: each once and for all, in order, judged with what was there; totals move with new rows only."""

import json
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cart.core import chain
from cart.core.basket import EMPTY
from cart.core.encoding import decode, fact_bytes
from cart.core.facts import Fact, TripStarted
from store.audit import TripState, audit
from store.memory import Memory
from store.plain import LARGEST_NUMBER
from store.schema import CounterRow, FactRow, TripRow

RANK = {TripState.OPEN: 0, TripState.CANCELLED: 1, TripState.CLOSED: 1, TripState.REVIEW: 2}
"""A trip's state only rises: nothing that comes late or again opens a trip that is over."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What a cart sends: facts in a row, and the chain's hash after the last of them."""

    cart: str
    facts: tuple[Fact, ...]
    head: str


@dataclass(frozen=True, slots=True)
class Booked:
    acked: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Facts are missing before those that came: the cart is to send from `expected` on."""

    expected: int


@dataclass(frozen=True, slots=True)
class Parked:
    reason: str


class Contradiction(ValueError):
    """A batch that cannot be true, with the sentence that says why."""


def check_order(trip: str, batch: Batch) -> None:
    """Raises Contradiction unless these are facts of the trip, one after the other."""
    if not batch.facts:
        raise Contradiction(f"a batch for trip {trip} holds no facts")
    begin = batch.facts[0].seq
    for seq, fact in enumerate(batch.facts, start=max(begin, 1)):
        if fact.trip != trip:
            raise Contradiction(f"a fact of trip {fact.trip} was sent as one of trip {trip}")
        if fact.seq != seq:
            raise Contradiction(f"fact {fact.seq} of trip {trip} stands where fact {seq} belongs")


def book(session: Session, trip: str, batch: Batch, memory: Memory) -> Booked | Gap:
    """Book what is new of a batch; raises Contradiction, and then nothing of it may stay."""
    row = session.get(TripRow, trip, with_for_update=True)
    last = row.last_seq if row else 0
    if batch.facts[0].seq > last + 1:
        return Gap(expected=last + 1)
    if row and row.cart != batch.cart:
        raise Contradiction(f"trip {trip} belongs to cart {row.cart}, not to {batch.cart}")
    head, fresh = _continue_chain(session, trip, row.head if row else chain.first(trip), last, batch)
    if head != batch.head:
        raise Contradiction(
            f"after fact {batch.facts[-1].seq} of trip {trip} the chain's hash should be {head}, "
            f"the cart says {batch.head}"
        )
    if not fresh:
        return Booked(acked=last)
    if row is None:
        row = TripRow(trip=trip, cart=batch.cart, arrived=_now(), last_seq=0, head="", state=TripState.OPEN.value)
        session.add(row)
        session.flush()
    if _insert(session, fresh) == len(fresh):  # nothing moves unless every row was new
        _judge(session, row, batch.facts, fresh, memory)
        return Booked(acked=row.last_seq)
    raise Contradiction(f"facts of trip {trip} were booked under other numbers")


def _insert(session: Session, fresh: list[dict[str, Any]]) -> int:
    """How many of the rows were inserted; those that are there already stay as they are."""
    dialects = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    insert = dialects[session.get_bind().dialect.name]
    return session.connection().execute(insert(FactRow.__table__).on_conflict_do_nothing(), fresh).rowcount


def _continue_chain(
    session: Session, trip: str, head: str, last: int, batch: Batch
) -> tuple[str, list[dict[str, Any]]]:
    """The chain's hash after the batch, and rows for those of its facts that are new."""
    known = {}
    if batch.facts[0].seq <= last:
        rows = select(FactRow).where(FactRow.trip == trip, FactRow.seq >= batch.facts[0].seq)
        known = {stored.seq: stored for stored in session.scalars(rows)}
    fresh = []
    for fact in batch.facts:
        body = fact_bytes(fact)
        if fact.seq <= last:
            if known[fact.seq].body != body:
                raise Contradiction(f"fact {fact.seq} of trip {trip} is stored already, with other contents")
            continue
        head = chain.link_bytes(head, body)
        number = str(chain.fact_id(trip, fact.seq))
        fresh.append({"trip": trip, "seq": fact.seq, "body": body, "head": head, "id": number})
    return head if fresh else known[batch.facts[-1].seq].head, fresh


def _judge(
    session: Session, row: TripRow, batch: tuple[Fact, ...], inserted: list[dict[str, Any]], memory: Memory
) -> None:
    """Bring the trip's summary up to date; its state never goes back, and a review keeps its first reason."""
    facts = batch[-len(inserted) :]
    since = memory.basket(row.head)
    if since is None and facts[0].seq > 1:
        facts = (*facts_of(session, row.trip, facts[0].seq - 1), *facts)
    row.last_seq, row.head = inserted[-1]["seq"], inserted[-1]["head"]
    if isinstance(started := facts[0].body, TripStarted):
        row.catalog, row.currency, row.started = started.catalog, started.currency, started.wall
    verdict = audit(facts, memory.catalog(session, row.catalog), since or EMPTY)
    basket = verdict.basket
    row.items, row.total, row.questions = basket.items, verdict.total, basket.asked
    if RANK[verdict.state] > RANK[TripState(row.state)]:
        row.state, row.reason = verdict.state.value, verdict.reason
        if verdict.state is TripState.CLOSED and row.receipt is None:
            row.receipt = _next_number(session, "receipt")
    if row.state == TripState.OPEN.value:
        memory.keep(row.head, basket)


def facts_of(session: Session, trip: str, upto: int = LARGEST_NUMBER) -> tuple[Fact, ...]:
    rows = select(FactRow.body).where(FactRow.trip == trip, FactRow.seq <= upto)
    bodies = session.scalars(rows.order_by(FactRow.seq))
    return tuple(decode(json.loads(body), Fact) for body in bodies)


def _next_number(session: Session, name: str) -> int:
    counter = session.get(CounterRow, name, with_for_update=True)
    if counter is None:
        counter = CounterRow(name=name, value=0)
        session.add(counter)
    counter.value += 1
    return counter.value


def _now() -> int:
    return time.time_ns() // 1_000_000
