"""The store's book of trips: takes in facts once and for all, judges finished trips, numbers receipts."""

import json
import time
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cart.core import chain
from cart.core.catalog import Catalog
from cart.core.encoding import Undecodable, decode, fact_bytes
from cart.core.facts import Fact, TripStarted
from store.audit import TripState, audit
from store.catalogs import catalog_of
from store.database import Database
from store.schema import CartRow, CounterRow, FactRow, ParkedRow, TripRow


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


@dataclass(frozen=True, slots=True)
class StoredTrip:
    """A trip as its pages show it."""

    row: TripRow
    facts: tuple[Fact, ...]
    catalog: Catalog | None


class Contradiction(ValueError):
    """A batch that cannot be true, with the sentence that says why."""


class StoreLedger:
    def __init__(self, database: Database) -> None:
        self._database = database

    def receive(self, trip: str, plain: Any) -> Booked | Gap | Parked:
        """Book the facts of a batch that are new; the same batch again gets the same answer."""
        try:
            batch: Batch = decode(plain, Batch)
            _in_order(trip, batch)
            with self._database.write() as session:
                return _book(session, trip, batch)
        except (Undecodable, Contradiction) as wrong:
            self._park(trip, plain, str(wrong))
            return Parked(str(wrong))

    def hear(self, cart: str, said: Any) -> None:
        """Note that a cart is alive."""
        with self._database.write() as session:
            session.merge(CartRow(cart=cart, seen=_now(), said=json.dumps(said, ensure_ascii=False)))

    def trips(self, newest: int = 200) -> list[TripRow]:
        with self._database.read() as session:
            rows = select(TripRow).order_by(TripRow.arrived.desc(), TripRow.trip.desc()).limit(newest)
            return list(session.scalars(rows))

    def trip(self, trip: str) -> StoredTrip | None:
        with self._database.read() as session:
            row = session.get(TripRow, trip)
            if row is None:
                return None
            return StoredTrip(row, _facts(session, trip), catalog_of(session, row.catalog))

    def parked(self) -> list[ParkedRow]:
        with self._database.read() as session:
            return list(session.scalars(select(ParkedRow).order_by(ParkedRow.arrived.desc()).limit(50)))

    def carts(self) -> list[CartRow]:
        with self._database.read() as session:
            return list(session.scalars(select(CartRow).order_by(CartRow.cart)))

    def _park(self, trip: str, plain: Any, reason: str) -> None:
        body = json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()
        digest = sha256(trip.encode() + b"\n" + body).hexdigest()
        with self._database.write() as session:
            if session.get(ParkedRow, digest) is None:
                row = ParkedRow(digest=digest, trip=trip, arrived=_now(), reason=reason, body=body)
                session.add(row)


def _in_order(trip: str, batch: Batch) -> None:
    if not batch.facts:
        raise Contradiction(f"a batch for trip {trip} holds no facts")
    begin = batch.facts[0].seq
    for seq, fact in enumerate(batch.facts, start=max(begin, 1)):
        if fact.trip != trip:
            raise Contradiction(f"a fact of trip {fact.trip} was sent as one of trip {trip}")
        if fact.seq != seq:
            raise Contradiction(f"fact {fact.seq} of trip {trip} stands where fact {seq} belongs")


def _book(session: Session, trip: str, batch: Batch) -> Booked | Gap:
    row = session.get(TripRow, trip)
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
        row = TripRow(trip=trip, cart=batch.cart, arrived=_now(), last_seq=0, head="", state="open")
        session.add(row)
        session.flush()
    session.add_all(fresh)
    session.flush()
    row.last_seq, row.head = fresh[-1].seq, fresh[-1].head
    _judge(session, row)
    return Booked(acked=row.last_seq)


def _continue_chain(session: Session, trip: str, head: str, last: int, batch: Batch) -> tuple[str, list[FactRow]]:
    """The chain's hash after the batch, and rows for those of its facts that are new."""
    known = {
        stored.seq: stored
        for stored in session.scalars(select(FactRow).where(FactRow.trip == trip, FactRow.seq >= batch.facts[0].seq))
    }
    fresh = []
    for fact in batch.facts:
        body = fact_bytes(fact)
        if fact.seq <= last:
            if known[fact.seq].body != body:
                raise Contradiction(f"fact {fact.seq} of trip {trip} is stored already, with other contents")
            continue
        head = chain.link(head, fact)
        fresh.append(FactRow(trip=trip, seq=fact.seq, body=body, head=head))
    return head if fresh else known[batch.facts[-1].seq].head, fresh


def _judge(session: Session, row: TripRow) -> None:
    """Bring the trip's summary up to date; a trip in review stays there with its first reason."""
    facts = _facts(session, row.trip)
    if isinstance(started := facts[0].body, TripStarted):
        row.catalog, row.currency, row.started = started.catalog, started.currency, started.wall
    verdict = audit(facts, catalog_of(session, row.catalog))
    basket = verdict.basket
    row.items, row.total, row.questions = basket.items, basket.total, basket.asked
    if row.state == TripState.REVIEW.value:
        return
    row.state, row.reason = verdict.state.value, verdict.reason
    if verdict.state is TripState.CLOSED and row.receipt is None:
        row.receipt = _next_number(session, "receipt")


def _facts(session: Session, trip: str) -> tuple[Fact, ...]:
    bodies = session.scalars(select(FactRow.body).where(FactRow.trip == trip).order_by(FactRow.seq))
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
