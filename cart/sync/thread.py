"""Sync's thread: round after round while the store is there, and it backs off while that is away."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cart.core.effects import SignIn
from cart.core.inputs import (
    Acked,
    CatalogArrived,
    CatalogConfirmed,
    Input,
    Reason,
    Source,
    SourceDown,
    SourceUp,
    StoreTime,
)
from cart.core.units import Seconds
from cart.sync.back_off import BackOff
from cart.sync.desk import StoreDesk
from cart.sync.evidence import EvidenceSender
from cart.sync.facts import FactSender
from cart.sync.identity import NoIdentity
from cart.sync.line import Line, Peer, StoreDown
from cart.sync.outbox import Outbox
from cart.sync.rounds import Periods, Rounds
from cart.sync.shelf import ShelfFetcher

log = logging.getLogger(__name__)

RECENT = 200  # trips whose pictures may not have been sent before a restart


@dataclass(frozen=True, slots=True)
class Folders:
    """`evidence` holds files named by hash; `shelf` receives the catalogues and pictures/SKU.jpg."""

    evidence: Path
    shelf: Path


class Sync:
    """A thread of its own: sends what the outbox holds, asks for news, backs off while the store is away."""

    def __init__(
        self,
        peer: Callable[[], Peer],
        outbox: Callable[[], Outbox],
        folders: Folders,
        put: Callable[[Input], None],
        *,
        now: Callable[[], Seconds],
        periods: Periods | None = None,
        alarms: Sequence[str] = (),
        desk: StoreDesk | None = None,
        back_off: BackOff | None = None,
    ) -> None:
        """`peer` may raise NoIdentity until the cart is enrolled; `alarms` are sentences for the store's staff."""
        self._alarms, self._desk = alarms, desk
        self._back_off = back_off or BackOff()
        self._find_peer, self._open_outbox, self._folders = peer, outbox, folders
        self._put, self._now, self._periods = put, now, periods or Periods()
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._trouble: Reason | None = None
        self._was_up = False

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float = 8.0) -> None:
        """End the thread; a request under way is waited for, at most its own time-out."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(timeout)

    def ask(self, wish: SignIn) -> None:
        """Ask the store who shops, at once."""
        if self._desk is not None:
            self._desk.ask(wish)
            self.wake()

    def wake(self) -> None:
        """There is something to send: do not wait for the next look."""
        self._wake.set()

    def _run(self) -> None:
        rounds: Rounds | None = None
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                rounds = rounds or self._begin()
                rounds.go(self._tell_up)
            except (StoreDown, NoIdentity) as down:
                self._tell_down(down)
                if rounds:
                    rounds.all_due()
                self._stopping.wait(self._back_off.next())
            # The top of the thread: whatever it was, a new line and a new look at the ledger may do.
            except Exception:
                log.exception("sync stumbled and starts again")
                self._tell_down(StoreDown(Reason.BROKEN, "see the log above"))
                if rounds:
                    rounds.close()
                rounds = None
                self._stopping.wait(self._back_off.next())
            else:
                self._back_off.reset()
                self._wake.wait(self._periods.outbox)
        if rounds:
            rounds.close()

    def _begin(self) -> "Rounds":
        outbox = self._open_outbox()
        line = Line(self._find_peer(), self._now, time.time)
        facts = FactSender(line, outbox, lambda *has: self._put(Acked(self._now(), *has)))
        # A line of its own: a large catalogue takes seconds, and facts must not wait for it.
        shelf_line = Line(self._find_peer(), self._now, time.time)
        shelf = ShelfFetcher(
            shelf_line,
            self._folders.shelf,
            lambda catalog: self._put(CatalogArrived(self._now(), catalog)),
            lambda wall: self._put(CatalogConfirmed(self._now(), wall)),
        )
        evidence = EvidenceSender(line, self._folders.evidence)
        evidence.owe(outbox.evidence(RECENT))
        alarms, desk = self._alarms, self._desk
        lines, flags = (line, shelf_line), (self._stopping, self._wake)

        def tell_time(wall: int) -> None:
            self._put(StoreTime(self._now(), wall))

        return Rounds(lines, outbox, facts, evidence, shelf, self._periods, alarms, desk, tell_time, *flags)

    def _tell_down(self, down: StoreDown | NoIdentity) -> None:
        reason = Reason.REFUSED if isinstance(down, NoIdentity) else down.reason
        if reason is not self._trouble:
            log.warning("no sync with the store: %s", down)
            self._put(SourceDown(self._now(), Source.STORE, reason))
        self._trouble, self._was_up = reason, False

    def _tell_up(self) -> None:
        if not self._was_up:
            log.info("the store is there")
            self._put(SourceUp(self._now(), Source.STORE, ""))
        self._trouble, self._was_up = None, True
