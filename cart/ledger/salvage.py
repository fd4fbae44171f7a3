"""Saves from a damaged ledger what can still be read: of every trip, the facts up to the first bad one.

SQLite stops a query at the first bad page, so facts are asked for one by one.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import apsw

from cart.core.chain import first, link
from cart.core.facts import Fact
from cart.ledger.rows import LedgerDamaged, decoded

log = logging.getLogger(__name__)

LONGEST = 100_000  # facts of one trip: a damaged number must not keep the cart busy


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
    """The trips of a damaged ledger, oldest first; empty when nothing can be read."""
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
    with suppress(apsw.Error):
        for trip, last, acked in db.execute("SELECT trip, last, acked FROM trip NOT INDEXED ORDER BY opened"):
            kept.append((trip, last, acked))
    known = {trip for trip, _, _ in kept}
    with suppress(apsw.Error):
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
        except (apsw.Error, LedgerDamaged):
            break
        head = link(head, fact)
        if (fact.trip, fact.seq, head) != (trip, seq, row[1]):
            break
        facts.append(fact)
    return tuple(facts)
