"""The ledger's tables, and how a trip is read from them: its chain checked from the first fact to the last."""

import json
from hashlib import sha256
from typing import Any

import apsw

from cart.core.chain import first, link
from cart.core.encoding import Undecodable, decode
from cart.core.facts import Fact

SCHEMA = """
CREATE TABLE IF NOT EXISTS fact (
    trip TEXT NOT NULL, seq INTEGER NOT NULL, body BLOB NOT NULL, hash TEXT NOT NULL,
    PRIMARY KEY (trip, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS trip (
    trip TEXT PRIMARY KEY, opened INTEGER NOT NULL, over INTEGER NOT NULL DEFAULT 0,
    last INTEGER NOT NULL, acked INTEGER NOT NULL DEFAULT 0, receipt INTEGER NOT NULL DEFAULT 0,
    ended INTEGER NOT NULL DEFAULT 0
) STRICT;
"""
_LATER = ("receipt", "ended")
"""Columns of `trip` that an older program did not know."""


class LedgerDamaged(Exception):
    """What is on disk is not what was written; the message names the trip and the fact."""


class TripDamaged(LedgerDamaged):
    """The chain of one trip does not hold; the other trips may be whole."""


class LedgerFull(Exception):
    """The disk took no more; nothing of the last facts was written."""


def make_tables(db: apsw.Connection) -> None:
    """The tables of a ledger; those of an older program get what came later."""
    db.execute(SCHEMA)
    there = {name for (name,) in db.execute("SELECT name FROM pragma_table_info('trip')")}
    for column in _LATER:
        if column not in there:
            db.execute(f"ALTER TABLE trip ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0")


def rows(db: apsw.Connection, sql: str, *values: str | int) -> list[tuple[Any, ...]]:
    """What a query finds; raises LedgerDamaged."""
    try:
        return db.execute(sql, values).fetchall()
    except (apsw.NotADBError, apsw.CorruptError, UnicodeDecodeError) as error:
        raise LedgerDamaged(f"what is on disk cannot be read: {error}") from error


def chained(db: apsw.Connection, trip: str) -> tuple[list[Fact], list[str]]:
    """A trip's facts and the chain's hash after each; raises TripDamaged, naming the fact."""
    if not isinstance(trip, str):
        raise LedgerDamaged("a trip has no name")
    head, facts, heads = first(trip), list[Fact](), list[str]()
    # Asked first: between the two, the writer may add facts.
    last = rows(db, "SELECT last FROM trip WHERE trip = ?", trip)
    found = rows(db, "SELECT seq, body, hash FROM fact WHERE trip = ? ORDER BY seq", trip)
    for number, (seq, body, kept) in enumerate(found, start=1):
        fact = decoded(trip, seq, body)
        head = link(head, fact)
        if (fact.trip, fact.seq) != (trip, seq) or seq != number or head != kept:
            raise TripDamaged(f"trip {trip}: fact {number} is not the one that was written")
        facts.append(fact)
        heads.append(head)
    if last and len(facts) < last[0][0]:
        raise TripDamaged(f"trip {trip}: of {last[0][0]} facts, only {len(facts)} are there")
    return facts, heads


def decoded(trip: str, seq: int, body: bytes) -> Fact:
    """A stored fact; raises TripDamaged."""
    try:
        fact: Fact = decode(json.loads(body), Fact)
    except (Undecodable, ValueError, TypeError) as error:
        raise TripDamaged(f"trip {trip}: fact {seq} cannot be read: {error}") from error
    return fact


def check_bytes(db: apsw.Connection, trip: str) -> None:
    """Check a trip's chain by its bytes alone, which is quick; raises TripDamaged, naming the fact."""
    head = first(trip)
    last = rows(db, "SELECT last FROM trip WHERE trip = ?", trip)[0][0]
    found = rows(db, "SELECT seq, body, hash FROM fact WHERE trip = ? ORDER BY seq", trip)
    for number, (seq, body, kept) in enumerate(found, start=1):
        head = sha256(head.encode("ascii") + bytes(body)).hexdigest()
        if seq != number or head != kept:
            raise TripDamaged(f"trip {trip}: fact {number} is not the one that was written")
    if len(found) < last:
        raise TripDamaged(f"trip {trip}: of {last} facts, only {len(found)} are there")
