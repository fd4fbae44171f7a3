"""A second, query-only look at the ledger, for sync and for explaining."""

import logging
from contextlib import suppress
from pathlib import Path

import apsw

from cart.core.facts import Fact, files_of
from cart.ledger.rows import LedgerDamaged, chained, rows

log = logging.getLogger(__name__)

BATCH = 200
"""Facts handed out at once: with their evidence they stay far below what the store takes in one body."""


class LedgerReader:
    """Used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._unsendable: dict[str, str] = {}
        # A WAL is read through its index file, so even a reader opens for writing.
        self._db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
        self._db.set_busy_timeout(5000)
        for pragma in ("query_only = 1", "wal_autocheckpoint = 0", "mmap_size = 0"):
            self._db.execute(f"PRAGMA {pragma}")

    def unsent(self) -> list[tuple[str, list[Fact], str]]:
        """What the store lacks, oldest trip first: trip, a batch of its facts, the chain's head after the last."""
        found = rows(self._db, "SELECT trip, acked FROM trip WHERE acked < last ORDER BY opened")
        batches = []
        for trip, acked in found:
            facts, head = self.since(trip, acked + 1)
            if facts:
                batches.append((trip, facts, head))
        return batches

    def damaged(self) -> list[str]:
        """A sentence for each trip that is not sent because its chain does not hold."""
        return list(self._unsendable.values())

    def trips(self) -> list[str]:
        """Every trip, oldest first."""
        return [row[0] for row in rows(self._db, "SELECT trip FROM trip ORDER BY opened, trip")]

    def acked(self, newest: int, skip: int = 0) -> list[tuple[str, int]]:
        """The newest trips, but for so many, of which the store acknowledged facts, and up to which one."""
        sql = "SELECT trip, acked FROM trip WHERE acked > 0 ORDER BY opened DESC LIMIT ? OFFSET ?"
        return [(trip, seq) for trip, seq in rows(self._db, sql, newest, skip)]

    def unnumbered(self) -> list[tuple[str, int]]:
        """Trips that are over and that the store has, without the number of a receipt; with their last fact."""
        sql = "SELECT trip, last FROM trip WHERE over = 1 AND acked >= last AND receipt = 0 ORDER BY opened DESC"
        return [(trip, last) for trip, last in rows(self._db, sql)]

    def since(self, trip: str, seq: int) -> tuple[list[Fact], str]:
        """A batch of a trip's facts from `seq` on, and the chain's head after the last.

        One bad trip must not keep the others from the store: it has none to send, and is named by `damaged`.
        """
        try:
            facts, heads = chained(self._db, trip)
        except LedgerDamaged as damage:
            if trip not in self._unsendable:
                log.error("%s: it is not sent", damage)
                self._unsendable[trip] = str(damage)
            return [], ""
        self._unsendable.pop(trip, None)
        batch = [fact for fact in facts if fact.seq >= seq][:BATCH]
        return batch, heads[batch[-1].seq - 1] if batch else ""

    def facts(self, trip: str) -> list[Fact]:
        """All facts of a trip; raises LedgerDamaged when the chain does not hold."""
        return chained(self._db, trip)[0]

    def evidence(self, newest: int) -> list[str]:
        """Hashes of the files that the newest trips' acknowledged facts name, newest trip first."""
        named = list[Fact]()
        for trip, acked in self.acked(newest):
            with suppress(LedgerDamaged):
                named += [fact for fact in self.facts(trip) if fact.seq <= acked]
        return _files(named)

    def close(self) -> None:
        self._db.close()


def _files(facts: list[Fact]) -> list[str]:
    return list(dict.fromkeys(name for fact in facts for name in files_of(fact)))
