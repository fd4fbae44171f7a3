"""The ledger: facts on disk before anything is shown, hash-chained per trip, never rewritten.

One connection writes and checkpoints, with synchronous=FULL: in 500 simulated power cuts FULL lost nothing,
NORMAL lost acknowledged rows in 360, and two writing connections can corrupt a WAL in SQLite before 3.51.3.
apsw brings a newer SQLite of its own.
"""

import json
import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import apsw

from cart.core.chain import first, link
from cart.core.encoding import Undecodable, decode, fact_bytes
from cart.core.facts import Fact, ItemAdded, ItemRemoved, QuestionAsked, TripCancelled, TripFinished

log = logging.getLogger(__name__)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS fact (
    trip TEXT NOT NULL, seq INTEGER NOT NULL, body BLOB NOT NULL, hash TEXT NOT NULL,
    PRIMARY KEY (trip, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS trip (
    trip TEXT PRIMARY KEY, opened INTEGER NOT NULL, over INTEGER NOT NULL DEFAULT 0,
    last INTEGER NOT NULL, acked INTEGER NOT NULL DEFAULT 0
) STRICT;
"""
_GIVEN_UP = 2  # in `over`: neither finished nor cancelled
_REFUSED = (apsw.FullError, apsw.IOError, apsw.ReadOnlyError, apsw.CantOpenError)


class LedgerDamaged(Exception):
    """What is on disk is not what was written; the message names the trip and the fact."""


class TripDamaged(LedgerDamaged):
    """The chain of one trip does not hold; the other trips may be whole."""


class LedgerFull(Exception):
    """The disk took no more; nothing of the last facts was written."""


class Ledger:
    """The cart's one writer. Not for several threads."""

    def __init__(self, path: Path, vfs: str | None = None) -> None:
        """Open or create; raises LedgerDamaged when the file is no ledger or SQLite finds it corrupt.

        An open trip whose chain does not hold is given up: it stays on disk and is not gone on with.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = apsw.Connection(str(path), vfs=vfs)
        try:
            self._db.set_busy_timeout(5000)
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "mmap_size = 0"):
                self._db.execute(f"PRAGMA {pragma}")
            self._db.execute(_SCHEMA)
            self._heads = {trip: head for trip, _, head in self._open_trips()}
        except (apsw.NotADBError, apsw.CorruptError, LedgerDamaged) as error:
            # Closed now: a later close would delete the WAL of the ledger that takes this one's place.
            self._db.close()
            raise LedgerDamaged(f"{path.name} is damaged or no ledger: {error}") from error

    def append(self, facts: Sequence[Fact], acked: tuple[str, int] | None = None) -> None:
        """Write facts in one transaction; when this returns they survive a power cut.

        `acked` is a trip of which the store has the facts up to a number. Raises LedgerFull when the disk
        refuses; the ledger is then as it was.
        """
        if not facts and acked is None:
            return
        heads = dict(self._heads)
        try:
            self._db.execute("BEGIN IMMEDIATE")
            for fact in facts:
                head = link(heads.get(fact.trip) or first(fact.trip), fact)
                self._insert(fact, head)
                heads[fact.trip] = head
            if acked is not None:
                trip, seq = acked
                self._db.execute("UPDATE trip SET acked = max(acked, ?) WHERE trip = ?", (seq, trip))
            self._db.execute("COMMIT")
        except _REFUSED as error:
            raise LedgerFull(f"the disk takes no more facts: {error}") from error
        finally:
            # A full disk ends the transaction by itself, anything else leaves it open.
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
        self._heads = heads

    def facts(self, trip: str) -> list[Fact]:
        """All facts of a trip, their chain checked; raises LedgerDamaged."""
        return _chained(self._db, trip)[0]

    def trips(self) -> list[str]:
        """Every trip, oldest first."""
        return [row[0] for row in _rows(self._db, "SELECT trip FROM trip ORDER BY opened, trip")]

    def running(self) -> list[Fact]:
        """The facts of the trip that is not over; empty when there is none."""
        trips = self._open_trips()
        return trips[-1][1] if trips else []

    def close(self) -> None:
        self._db.close()

    def _insert(self, fact: Fact, head: str) -> None:
        self._db.execute(
            "INSERT INTO trip (trip, opened, last) VALUES (?, (SELECT count(*) FROM trip), ?) "
            "ON CONFLICT (trip) DO UPDATE SET last = excluded.last",
            (fact.trip, fact.seq),
        )
        self._db.execute(
            "INSERT INTO fact (trip, seq, body, hash) VALUES (?, ?, ?, ?)",
            (fact.trip, fact.seq, fact_bytes(fact), head),
        )
        if isinstance(fact.body, TripFinished | TripCancelled):
            self._db.execute("UPDATE trip SET over = 1 WHERE trip = ?", (fact.trip,))

    def _open_trips(self) -> list[tuple[str, list[Fact], str]]:
        whole = []
        for (trip,) in _rows(self._db, "SELECT trip FROM trip WHERE over = 0 ORDER BY opened"):
            try:
                whole.append((trip, *_chained(self._db, trip)))
            except TripDamaged as damage:
                log.error("%s. The trip is given up; its facts stay in the ledger.", damage)
                with suppress(*_REFUSED):  # with a full disk it is found, and said, again
                    self._db.execute("UPDATE trip SET over = ? WHERE trip = ?", (_GIVEN_UP, trip))
        return whole


class LedgerReader:
    """A second, query-only look at the ledger, for sync and for explaining; used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._unsendable: set[str] = set()
        # A WAL is read through its index file, so even a reader opens for writing.
        self._db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
        self._db.set_busy_timeout(5000)
        for pragma in ("query_only = 1", "wal_autocheckpoint = 0", "mmap_size = 0"):
            self._db.execute(f"PRAGMA {pragma}")

    def unsent(self) -> list[tuple[str, list[Fact], str]]:
        """What the store lacks, oldest trip first: trip, its facts after the acknowledged one, chain head."""
        rows = _rows(self._db, "SELECT trip, acked FROM trip WHERE acked < last ORDER BY opened")
        batches = []
        for trip, acked in rows:
            try:
                facts, head = _chained(self._db, trip)
            except LedgerDamaged as damage:  # one bad trip must not keep the others from the store
                if trip not in self._unsendable:
                    log.error("%s: it is not sent", damage)
                    self._unsendable.add(trip)
                continue
            batches.append((trip, [fact for fact in facts if fact.seq > acked], head))
        return batches

    def trips(self) -> list[str]:
        """Every trip, oldest first."""
        return [row[0] for row in _rows(self._db, "SELECT trip FROM trip ORDER BY opened, trip")]

    def since(self, trip: str, seq: int) -> tuple[list[Fact], str]:
        """A trip's facts from `seq` on, and the chain's head after the last."""
        facts, head = _chained(self._db, trip)
        return [fact for fact in facts if fact.seq >= seq], head

    def facts(self, trip: str) -> list[Fact]:
        """All facts of a trip; raises LedgerDamaged when the chain does not hold."""
        return _chained(self._db, trip)[0]

    def unsent_evidence(self) -> list[str]:
        """Hashes of the files that unsent facts name."""
        facts = [fact for _, batch, _ in self.unsent() for fact in batch]
        return list(dict.fromkeys(crop for fact in facts for crop in _crops(fact)))

    def close(self) -> None:
        self._db.close()


def _rows(db: apsw.Connection, sql: str, *values: str) -> list[tuple[Any, ...]]:
    try:
        return db.execute(sql, values).fetchall()
    except (apsw.NotADBError, apsw.CorruptError) as error:
        raise LedgerDamaged(f"what is on disk cannot be read: {error}") from error


def _crops(fact: Fact) -> tuple[str, ...]:
    return fact.body.why.crops if isinstance(fact.body, ItemAdded | ItemRemoved | QuestionAsked) else ()


def _chained(db: apsw.Connection, trip: str) -> tuple[list[Fact], str]:
    if not isinstance(trip, str):
        raise LedgerDamaged("a trip has no name")
    head, facts = first(trip), []
    # Asked first: between the two, the writer may add facts.
    last = _rows(db, "SELECT last FROM trip WHERE trip = ?", trip)
    rows = _rows(db, "SELECT seq, body, hash FROM fact WHERE trip = ? ORDER BY seq", trip)
    for number, (seq, body, kept) in enumerate(rows, start=1):
        fact = _decoded(trip, seq, body)
        head = link(head, fact)
        if (fact.trip, fact.seq) != (trip, seq) or seq != number or head != kept:
            raise TripDamaged(f"trip {trip}: fact {number} is not the one that was written")
        facts.append(fact)
    if last and len(facts) < last[0][0]:
        raise TripDamaged(f"trip {trip}: of {last[0][0]} facts, only {len(facts)} are there")
    return facts, head


def _decoded(trip: str, seq: int, body: bytes) -> Fact:
    try:
        fact: Fact = decode(json.loads(body), Fact)
    except (Undecodable, ValueError, TypeError) as error:
        raise TripDamaged(f"trip {trip}: fact {seq} cannot be read: {error}") from error
    return fact
