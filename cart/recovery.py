"""A ledger that is damaged: set aside whole, its trips saved from it and from the store, and the rest told to staff.

The network is asked only here, when something is broken, and for a few seconds at most.
"""

import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from shutil import copy, disk_usage
from tempfile import TemporaryDirectory
from typing import Protocol, TypeVar

from cart.core.chain import first, link
from cart.core.facts import Fact
from cart.ledger import Ledger, LedgerDamaged, LedgerFull, Salvaged, salvage
from cart.room import BALLAST_BYTES, Room
from cart.sync import NoIdentity, StoreDown

log = logging.getLogger(__name__)

ASIDE = ".corrupt-"

T = TypeVar("T")


class Copies(Protocol):
    """The cart's trips as the store has them; raises StoreDown or NoIdentity."""

    def open_trips(self) -> list[str]:
        """Trips that are not over, newest first."""

    def facts(self, trip: str) -> list[Fact]:
        """The trip's facts from the first one on."""


def open_ledger(path: Path, copies: Copies | None) -> tuple[Ledger, list[str]]:
    """The ledger, mended as far as it goes, and a sentence for each thing that staff have to know.

    Raises LedgerFull when the disk is full and there is nothing left to delete.
    """
    told: list[str] = []
    asked = _Asked(copies)
    try:
        ledger = _mended(path, asked, told)
    except LedgerDamaged as damage:
        aside = _set_aside(path)
        log.error("%s. It is kept as %s; a new ledger begins.", damage, aside.name)
        ledger = _with_room(path.parent, partial(Ledger, path))
        told[:] = _refill(ledger, aside, asked)
    kept = sorted(path.parent.glob(f"{path.name}{ASIDE}*[0-9]"))
    told += [f"a damaged ledger is kept as {each.name}: look at it, then delete it" for each in kept]
    for sentence in told:
        log.error("%s", sentence)
    return ledger, told


def _with_room(folder: Path, do: Callable[[], T]) -> T:
    """Do what the disk may refuse, and again as long as it is full and there is something to delete."""
    while True:
        try:
            return do()
        except LedgerFull:
            # What a disk with space refuses, no tape is to be lost for.
            if disk_usage(folder).free >= BALLAST_BYTES or not Room(folder).make():
                raise


class _Asked:
    """Asks the store until it fails once: a start waits for one time-out, not for one a trip."""

    def __init__(self, copies: Copies | None) -> None:
        self._copies = copies

    def open_trips(self) -> list[str]:
        try:
            return self._copies.open_trips() if self._copies else []
        except (StoreDown, NoIdentity) as down:
            self._give_up(down)
            return []

    def facts(self, trip: str) -> list[Fact]:
        try:
            return self._copies.facts(trip) if self._copies else []
        except (StoreDown, NoIdentity) as down:
            self._give_up(down)
            return []

    def _give_up(self, down: StoreDown | NoIdentity) -> None:
        log.error("The store cannot help to mend the ledger: %s.", down)
        self._copies = None


def _set_aside(path: Path) -> Path:
    aside = path.with_name(f"{path.name}{ASIDE}{time.time_ns()}")
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside


def _refill(ledger: Ledger, aside: Path, asked: _Asked) -> list[str]:
    """Put into a new ledger what can be had of the trips of the old one, oldest first."""
    told = []
    with TemporaryDirectory(prefix="salvage-") as name:  # reading changes a ledger, and this one is a document now
        for suffix in ("", "-wal"):
            part = aside.with_name(aside.name + suffix)
            if part.exists():
                copy(part, Path(name) / f"ledger.db{suffix}")
        saved = salvage(Path(name) / "ledger.db")
    for trip in reversed(asked.open_trips()):
        saved.setdefault(trip, Salvaged((), 0, 0))
    for trip, here in saved.items():
        there = [] if here.whole and here.facts else asked.facts(trip)
        facts = _longer(here.facts, there)
        if facts:
            acked = max(here.acked, len(there) if facts == tuple(there) else 0)
            _with_room(aside.parent, partial(ledger.restore, facts, acked))
        if len(facts) < here.last:
            told.append(f"trip {trip}: {len(facts)} of {here.last} facts were saved, check what was bought")
        else:
            log.warning("trip %s was saved with all its %d facts", trip, len(facts))
    if not saved:
        told.append("no trip could be saved from the damaged ledger: check the cart that was being used")
    return told


def _longer(here: Sequence[Fact], there: Sequence[Fact]) -> tuple[Fact, ...]:
    """The longer of two tellings of a trip; what the cart itself has kept counts where they differ."""
    common = min(len(here), len(there))
    return tuple(there) if len(there) > len(here) and tuple(there[:common]) == tuple(here[:common]) else tuple(here)


def _mended(path: Path, asked: _Asked, told: list[str]) -> Ledger:
    """Put the store's facts in the place of those that are not what was written, where that makes the chain whole."""
    ledger = _with_room(path.parent, partial(Ledger, path))
    try:
        for trip, damage in list(ledger.damaged.items()):
            there = asked.facts(trip)
            facts = _joined(there, ledger.pieces(trip)) if there else None
            if facts is None:
                told.append(f"{damage}; the store cannot replace it")
            else:
                _with_room(path.parent, partial(ledger.restore, facts, len(there)))
                log.warning("%s; it was mended with the store's copy", damage)
    except (LedgerDamaged, LedgerFull):
        ledger.close()
        raise
    return ledger


def _joined(there: Sequence[Fact], pieces: Sequence[tuple[Fact | None, str]]) -> list[Fact] | None:
    """The store's facts and what the cart wrote after them; None unless the chain holds to its end."""
    facts = list(there)
    for fact, _ in pieces[len(there) :]:
        if fact is None:
            return None
        facts.append(fact)
    if not facts or len(facts) < len(pieces):
        return None
    head = first(facts[0].trip)
    for number, fact in enumerate(facts):
        head = link(head, fact)
        if number + 1 > len(there) and head != pieces[number][1]:
            return None
    return facts
