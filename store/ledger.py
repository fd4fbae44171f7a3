"""The store's book of trips: takes facts in once and for all, and tells what it knows of trips and carts."""

import json
import re
import time
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cart.core.catalog import Catalog
from cart.core.encoding import Undecodable, decode
from cart.core.facts import Fact
from cart.core.receipt_code import trip_of
from store.audit import TripState
from store.batch import Batch, Booked, Contradiction, Gap, Parked, check_order
from store.booked import facts_of
from store.booking import Page
from store.database import Database
from store.memory import Memory
from store.plain import Unkeepable, check_plain, sayable
from store.schema import CartRow, ParkedRow, TripRow
from store.writer import Writer

SHORTEST = 6  # letters of a trip's name that may be enough


@dataclass(frozen=True, slots=True)
class StoredTrip:
    """A trip as its pages show it."""

    row: TripRow
    facts: tuple[Fact, ...]
    catalog: Catalog | None


@dataclass(frozen=True, slots=True)
class NotOurs:
    """A batch that is signed by one cart and speaks for another."""

    reason: str


Outcome = Booked | Gap | Parked | NotOurs


class StoreLedger:
    def __init__(self, database: Database) -> None:
        self._database, memory = database, Memory()
        self._catalogs = memory.catalogs
        self._writer = Writer(database, memory)

    def receive(self, trip: str, plain: Any, signer: str) -> "Future[Outcome]":
        """Book the facts of a batch that are new, on disk when the future is done; the same batch again gets the same
        answer."""
        return self._writer.submit(partial(_receive, trip, plain, signer), trip)

    def close(self) -> None:
        self._writer.close()

    def positions(self, trips: list[str], cart: str) -> dict[str, int]:
        """Up to which fact the store has these trips of a cart."""
        with self._database.read() as session:
            rows = select(TripRow.trip, TripRow.last_seq).where(TripRow.trip.in_(trips), TripRow.cart == cart)
            there = {trip: last for trip, last in session.execute(rows)}
        return {trip: there.get(trip, 0) for trip in trips}

    def open_trips(self, cart: str) -> list[str]:
        """The cart's trips that are not over, newest first."""
        with self._database.read() as session:
            rows = select(TripRow.trip).where(TripRow.cart == cart, TripRow.state == TripState.OPEN.value)
            return list(session.scalars(rows.order_by(TripRow.arrived.desc(), TripRow.trip)))

    def hear(self, cart: str, said: Any) -> "Future[None]":
        """Note that a cart is alive."""
        row = CartRow(cart=cart, seen=_now(), said=json.dumps(said, ensure_ascii=False))

        def note(page: Page) -> None:
            page.session.merge(row)

        return self._writer.submit(note)

    def expect(self, version: str) -> None:
        """Read a catalogue before the first trip that is priced by it waits for that."""
        with self._database.read() as session:
            self._catalogs.get(session, version)

    def trips(self, newest: int = 200) -> list[TripRow]:
        with self._database.read() as session:
            rows = select(TripRow).order_by(TripRow.arrived.desc(), TripRow.trip.desc()).limit(newest)
            return list(session.scalars(rows))

    def trip(self, trip: str) -> StoredTrip | None:
        with self._database.read() as session:
            row = session.get(TripRow, trip)
            if row is None:
                return None
            return StoredTrip(row, facts_of(session, trip), self._catalogs.get(session, row.catalog))

    def find(self, code: str) -> str | None:
        """The trip of a receipt's number, of its code, or of the end of the trip's name, as carts show it."""
        named = trip_of(code)
        number = int(named) if re.fullmatch(r"[0-9]{1,15}", named) else -1
        with self._database.read() as session:
            exact = select(TripRow.trip).where(or_(TripRow.trip == named, TripRow.receipt == number))
            found = list(session.scalars(exact.limit(2)))
            if not found and len(named) >= SHORTEST:
                ends = TripRow.trip.endswith(named.lower(), autoescape=True)
                found = list(session.scalars(select(TripRow.trip).where(ends).limit(2)))
        return found[0] if len(found) == 1 else None

    def parked(self) -> list[ParkedRow]:
        with self._database.read() as session:
            return list(session.scalars(select(ParkedRow).order_by(ParkedRow.arrived.desc()).limit(50)))

    def carts(self) -> list[CartRow]:
        with self._database.read() as session:
            return list(session.scalars(select(CartRow).order_by(CartRow.cart)))


def _receive(trip: str, plain: Any, signer: str, page: Page) -> Outcome:
    """A batch that contradicts leaves nothing behind but its record, and spoils no other of its transaction."""
    try:
        batch: Batch = decode(plain, Batch)
        if batch.cart != signer:
            return NotOurs(sayable(f"The facts are of cart {batch.cart} and signed by cart {signer}."))
        check_order(trip, batch)
        return page.book(trip, batch)
    except (Undecodable, Contradiction, Unkeepable, UnicodeEncodeError) as wrong:
        return Parked(_park(page.session, trip, plain, sayable(str(wrong))))


def _park(session: Session, trip: str, plain: Any, reason: str) -> str:
    """Put a record aside for people to look at, if it can be kept at all; what to tell the cart."""
    try:
        check_plain(plain)
    except Unkeepable as wrong:
        return str(wrong)
    body = json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()
    digest = sha256(trip.encode() + b"\n" + body).hexdigest()
    if session.get(ParkedRow, digest) is None:
        session.add(ParkedRow(digest=digest, trip=trip, arrived=_now(), reason=reason, body=body))
        session.flush()
    return reason


def _now() -> int:
    return time.time_ns() // 1_000_000
