"""Saves from a damaged ledger what can still be read: of every trip, the facts up to the first bad one.

SQLite stops a query at the first bad page, so facts are asked for one by one.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw

from cart.core.chain import first, link
from cart.core.facts import Fact
from cart.ledger.rows import SCHEMA, LedgerDamaged, decoded

log = logging.getLogger(__name__)

LONGEST = 100_000  # facts of one trip: a damaged number must not keep the cart busy
HEADER = 100  # bytes (sqlite.org/fileformat2.html#the_database_header)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """A trip as far as its chain holds. `last` is how many facts it had, `acked` how many of them the store has."""

    facts: tuple[Fact, ...]
    last: int
    acked: int

    @property
    def whole(self) -> bool:
        return len(self.facts) >= self.last


def salvage(path: Path) -> dict[str, Salvaged]:
    """The trips of a damaged ledger, oldest first; empty when nothing can be read. It may change the file."""
    found = _read(path)
    if not found and path.stat().st_size >= HEADER:
        _mend_header(path)
        found = _read(path)
    return found


def _mend_header(path: Path) -> None:
    """Give the file the first 100 bytes of a new ledger: a file whose header alone is bad has all its facts."""
    with TemporaryDirectory(prefix="header-") as folder:
        fresh = Path(folder) / "ledger.db"
        db = apsw.Connection(str(fresh))
        db.execute("PRAGMA journal_mode = WAL")
        db.execute(SCHEMA)
        db.close()
        header = bytearray(fresh.read_bytes()[:HEADER])
    pages = path.stat().st_size // int.from_bytes(header[16:18], "big")
    header[28:32] = pages.to_bytes(4, "big")
    with path.open("r+b") as file:
        file.write(header)


def _read(path: Path) -> dict[str, Salvaged]:
    found: dict[str, Salvaged] = {}
    try:
        db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    except apsw.Error as error:
        log.error("nothing of %s can be read: %s", path.name, error)
        return found
    try:
        for trip, last, acked in _trips(db):
            facts = _facts(db, trip)
            if facts:
                found[trip] = Salvaged(facts, min(int(last), LONGEST), max(0, min(int(acked), len(facts))))
    finally:
        with suppress(apsw.Error):
            db.close()
    return found


def _trips(db: apsw.Connection) -> list[tuple[str, int, int]]:
    """As many rows as come before the damage; where the table is gone, the trips that the facts name."""
    kept: list[tuple[str, int, int]] = []
    with suppress(apsw.Error, UnicodeDecodeError):
        for trip, last, acked in db.execute("SELECT trip, last, acked FROM trip NOT INDEXED ORDER BY opened"):
            kept.append((trip, last, acked))
    known = {trip for trip, _, _ in kept}
    with suppress(apsw.Error, UnicodeDecodeError):
        for trip, last in db.execute("SELECT trip, max(seq) FROM fact GROUP BY trip"):
            if trip not in known:
                kept.append((trip, last, 0))
    return [row for row in kept if isinstance(row[0], str) and row[0]]


def _facts(db: apsw.Connection, trip: str) -> tuple[Fact, ...]:
    head, facts = first(trip), list[Fact]()
    for seq in range(1, LONGEST):
        try:
            row = db.execute("SELECT body, hash FROM fact WHERE trip = ? AND seq = ?", (trip, seq)).fetchone()
            if row is None:
                break
            fact = decoded(trip, seq, row[0])
        except (apsw.Error, UnicodeDecodeError, LedgerDamaged):
            break
        head = link(head, fact)
        if (fact.trip, fact.seq, head) != (trip, seq, row[1]):
            break
        facts.append(fact)
    return tuple(facts)
