"""The ledger's one writer: facts on disk before anything is shown, hash-chained per trip, never rewritten.

One connection writes and checkpoints, with synchronous=FULL: in 500 simulated power cuts FULL lost nothing,
NORMAL lost acknowledged rows in 360, and two writing connections can corrupt a WAL in SQLite before 3.51.3.
apsw brings a newer SQLite of its own.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import apsw

from cart.core.chain import first, link
from cart.core.encoding import fact_bytes
from cart.core.facts import Fact, TripCancelled, TripFinished
from cart.core.staff_facts import HandedOver
from cart.ledger.pruning import prunable
from cart.ledger.rows import (
    LedgerDamaged,
    LedgerFull,
    TripDamaged,
    chained,
    check_bytes,
    decoded,
    make_tables,
    rows,
)

log = logging.getLogger(__name__)

_GIVEN_UP = 2  # in `over`: neither finished nor cancelled
_REFUSED = (apsw.FullError, apsw.IOError, apsw.ReadOnlyError, apsw.CantOpenError)


class Ledger:
    """The cart's one writer. Not for several threads."""

    def __init__(self, path: Path, vfs: str | None = None) -> None:
        """Open or create, and check every trip; raises LedgerDamaged when the file is no ledger or is corrupt.

        Raises LedgerFull when the disk refuses: to read a ledger, SQLite writes beside it.
        An open trip whose chain does not hold is given up: it stays on disk and is not gone on with.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = apsw.Connection(str(path), vfs=vfs)
        try:
            self._db.set_busy_timeout(5000)
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "mmap_size = 0"):
                self._db.execute(f"PRAGMA {pragma}")
            make_tables(self._db)
            # Damage that only the next write would meet must not end the program again and again.
            said = rows(self._db, "PRAGMA quick_check(1)")
            if said != [("ok",)]:
                raise LedgerDamaged(str(said[0][0]))
            self.damaged = self._check_closed()
            self._heads = {trip: heads[-1] for trip, _, heads in self._open_trips() if heads}
        except (apsw.NotADBError, apsw.CorruptError, apsw.SQLError, LedgerDamaged) as error:
            # Closed now: a later close would delete the WAL of the ledger that takes this one's place.
            self._db.close()
            raise LedgerDamaged(f"{path.name} is damaged or no ledger: {error}") from error
        except (apsw.FullError, apsw.IOError, apsw.CantOpenError) as error:
            self._db.close()
            raise LedgerFull(f"the disk takes no more facts: {error}") from error

    def append(self, facts: Sequence[Fact], acked: tuple[str, int] | None = None, receipt: int = 0) -> None:
        """Write facts in one transaction; when this returns they survive a power cut.

        The facts are the outbox as well: what is not acknowledged is still to be sent. `acked` is a trip of which
        the store has the facts up to a number, and `receipt` the number that it gave it, 0 for none (yet).
        Raises LedgerFull when the disk refuses; the ledger is then as it was.
        """
        if not facts and acked is None:
            return
        heads = dict(self._heads)
        with self._transaction():
            for fact in facts:
                head = link(heads.get(fact.trip) or first(fact.trip), fact)
                self._insert(fact, head)
                heads[fact.trip] = head
            if acked is not None:
                trip, seq = acked
                # Never down, and never past what there is: an answer may be old, or wrong.
                sql = "UPDATE trip SET acked = min(last, max(acked, ?)), receipt = max(receipt, ?) WHERE trip = ?"
                self._db.execute(sql, (seq, receipt, trip))
        self._heads = heads

    def restore(self, facts: Sequence[Fact], acked: int) -> None:
        """Put a trip in the place of what is here of it: all its facts, of which the store has so many.

        Raises LedgerFull.
        """
        trip = facts[0].trip
        head = first(trip)
        with self._transaction():
            self._db.execute("DELETE FROM fact WHERE trip = ?", (trip,))
            self._db.execute("UPDATE trip SET over = 0 WHERE trip = ?", (trip,))
            for fact in facts:
                head = link(head, fact)
                self._insert(fact, head)
            self._db.execute("UPDATE trip SET acked = min(last, ?) WHERE trip = ?", (acked, trip))
            # A trip that was not over when a later one began is not gone on with.
            later = "EXISTS (SELECT 1 FROM trip AS other WHERE other.opened > trip.opened)"
            self._db.execute(f"UPDATE trip SET over = ? WHERE trip = ? AND over = 0 AND {later}", (_GIVEN_UP, trip))
        self.damaged.pop(trip, None)
        self._heads[trip] = head

    def prune(self, before: int) -> int:
        """Delete whole trips that ended before a moment (ms since 1970) and that nobody needs; returns how many.

        Raises LedgerFull, with nothing deleted.
        """
        gone = [trip for trip in prunable(self._db, before) if trip not in self.damaged]
        with self._transaction():
            for trip in gone:
                self._db.execute("DELETE FROM fact WHERE trip = ?", (trip,))
                self._db.execute("DELETE FROM trip WHERE trip = ?", (trip,))
        for trip in gone:
            self._heads.pop(trip, None)
        return len(gone)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All that is written within is on disk at its end, or nothing of it is."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except _REFUSED as error:
            raise LedgerFull(f"the disk takes no more facts: {error}") from error
        except (apsw.NotADBError, apsw.CorruptError) as error:
            raise LedgerDamaged(f"what is on disk is no ledger any more: {error}") from error
        finally:
            # A full disk ends the transaction by itself, anything else leaves it open.
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def facts(self, trip: str) -> list[Fact]:
        """All facts of a trip, their chain checked; raises LedgerDamaged."""
        return chained(self._db, trip)[0]

    def pieces(self, trip: str) -> list[tuple[Fact | None, str]]:
        """What is on disk of a trip whose chain does not hold: each fact (None for one that is none) and its hash."""
        found = rows(self._db, "SELECT seq, body, hash FROM fact WHERE trip = ? ORDER BY seq", trip)
        return [(self._piece(trip, seq, body), kept) for seq, body, kept in found]

    def trips(self) -> list[str]:
        """Every trip, oldest first."""
        return [row[0] for row in rows(self._db, "SELECT trip FROM trip ORDER BY opened, trip")]

    def running(self) -> list[Fact]:
        """The facts of the trip that is not over; empty when there is none."""
        trips = self._open_trips()
        return trips[-1][1] if trips else []

    def newest(self) -> list[Fact]:
        """The facts of the trip that began last; empty when there is none, or when its chain does not hold."""
        trips = [trip for trip in self.trips() if trip not in self.damaged]
        return self.facts(trips[-1]) if trips else []

    def acked(self, trip: str) -> tuple[int, int]:
        """Up to which fact the store has a trip, and the number of its receipt; zeros for what it never heard of."""
        found = rows(self._db, "SELECT acked, receipt FROM trip WHERE trip = ?", trip)
        return found[0] if found else (0, 0)

    def close(self) -> None:
        self._db.close()

    def _insert(self, fact: Fact, head: str) -> None:
        self._db.execute(
            "INSERT INTO trip (trip, opened, last) VALUES (?, (SELECT coalesce(max(opened), -1) + 1 FROM trip), ?) "
            "ON CONFLICT (trip) DO UPDATE SET last = excluded.last",
            (fact.trip, fact.seq),
        )
        self._db.execute(
            "INSERT INTO fact (trip, seq, body, hash) VALUES (?, ?, ?, ?)",
            (fact.trip, fact.seq, fact_bytes(fact), head),
        )
        if isinstance(fact.body, TripFinished | TripCancelled | HandedOver):
            self._db.execute("UPDATE trip SET over = 1, ended = ? WHERE trip = ?", (fact.body.wall, fact.trip))

    def _piece(self, trip: str, seq: int, body: bytes) -> Fact | None:
        try:
            return decoded(trip, seq, body)
        except TripDamaged:
            return None

    def _check_closed(self) -> dict[str, str]:
        """What is wrong with trips that are not open, a sentence for each."""
        wrong = {}
        for (trip,) in rows(self._db, "SELECT trip FROM trip WHERE over <> 0 ORDER BY opened"):
            try:
                check_bytes(self._db, trip)
            except TripDamaged as damage:
                log.error("%s", damage)
                wrong[trip] = str(damage)
        return wrong

    def _open_trips(self) -> list[tuple[str, list[Fact], list[str]]]:
        whole = []
        for (trip,) in rows(self._db, "SELECT trip FROM trip WHERE over = 0 ORDER BY opened"):
            try:
                whole.append((trip, *chained(self._db, trip)))
            except TripDamaged as damage:
                log.error("%s. The trip is given up; its facts stay in the ledger.", damage)
                self.damaged[trip] = str(damage)
                with suppress(*_REFUSED):  # with a full disk it is found, and said, again
                    self._db.execute("UPDATE trip SET over = ? WHERE trip = ?", (_GIVEN_UP, trip))
        return whole
