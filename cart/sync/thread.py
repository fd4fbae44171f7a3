"""Sync's thread: facts first, then signs of life, prices, pictures; it backs off while the store is away."""

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cart.core.effects import SignIn
from cart.core.inputs import Acked, CatalogArrived, CatalogConfirmed, Input, Reason, Source, SourceDown, SourceUp
from cart.core.units import Seconds
from cart.sync.desk import StoreDesk
from cart.sync.evidence import EvidenceSender
from cart.sync.facts import FactSender
from cart.sync.identity import NoIdentity
from cart.sync.line import Line, Peer, StoreDown, Stumbled
from cart.sync.outbox import Outbox
from cart.sync.shelf import ShelfFetcher

log = logging.getLogger(__name__)

FIRST_DELAY_S, LONGEST_DELAY_S = 0.2, 5.0
RECENT = 200  # trips whose pictures may not have been sent before a restart


@dataclass(frozen=True, slots=True)
class Folders:
    """`evidence` holds files named by hash; `shelf` receives the catalogues and pictures/SKU.jpg."""

    evidence: Path
    shelf: Path


@dataclass(frozen=True, slots=True)
class Periods:
    """How long to wait between looks, in seconds."""

    outbox: float = 2.0
    heartbeat: float = 30.0
    catalog: float = 180.0


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
        periods: Periods = Periods(),
        alarms: Sequence[str] = (),
        desk: StoreDesk | None = None,
    ) -> None:
        """`peer` may raise NoIdentity until the cart is enrolled; `alarms` are sentences for the store's staff."""
        self._alarms, self._desk = alarms, desk
        self._find_peer, self._open_outbox, self._folders = peer, outbox, folders
        self._put, self._now, self._periods = put, now, periods
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
        rounds: _Rounds | None = None
        delay = FIRST_DELAY_S
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                rounds = rounds or self._begin()
                rounds.go(self._tell_up)
            except (StoreDown, NoIdentity) as down:
                self._tell_down(down)
                if rounds:
                    rounds.all_due()
                self._stopping.wait(delay * random.uniform(0.5, 1.0))
                delay = min(delay * 2, LONGEST_DELAY_S)
            # The top of the thread: whatever it was, a new line and a new look at the ledger may do.
            except Exception:
                log.exception("sync stumbled and starts again")
                self._tell_down(StoreDown(Reason.BROKEN, "see the log above"))
                if rounds:
                    rounds.close()
                rounds = None
                self._stopping.wait(LONGEST_DELAY_S)
            else:
                delay = FIRST_DELAY_S
                self._wake.wait(self._periods.outbox)
        if rounds:
            rounds.close()

    def _begin(self) -> "_Rounds":
        outbox = self._open_outbox()
        line = Line(self._find_peer(), self._now, time.time)
        facts = FactSender(line, outbox, lambda *has: self._put(Acked(self._now(), *has)))
        shelf = ShelfFetcher(
            line,
            self._folders.shelf,
            lambda catalog: self._put(CatalogArrived(self._now(), catalog)),
            lambda: self._put(CatalogConfirmed(self._now(), time.time_ns() // 1_000_000)),
        )
        evidence = EvidenceSender(line, self._folders.evidence)
        evidence.owe(outbox.evidence(RECENT))
        alarms, desk = self._alarms, self._desk
        return _Rounds(line, outbox, facts, evidence, shelf, self._periods, alarms, desk, self._stopping, self._wake)

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


class _Rounds:
    """One look at everything after the other, over one line."""

    def __init__(
        self,
        line: Line,
        outbox: Outbox,
        facts: FactSender,
        evidence: EvidenceSender,
        shelf: ShelfFetcher,
        periods: Periods,
        alarms: Sequence[str],
        desk: StoreDesk | None,
        stopping: threading.Event,
        wake: threading.Event,
    ) -> None:
        self._line, self._outbox = line, outbox
        self._facts, self._evidence, self._shelf = facts, evidence, shelf
        self._periods, self._alarms, self._stopping, self._wake = periods, alarms, stopping, wake
        self._desk = desk
        self._due = dict.fromkeys(("compare", "heartbeat", "catalog", "evidence"), 0.0)
        self._said: object = None

    def go(self, up: Callable[[], None]) -> None:
        """Send and ask for what is due; a trip that the store stumbles over does not hold up the others."""
        stumbled: Stumbled | None = None
        if self._desk is not None:
            self._desk.go(self._line)  # somebody stands there and waits for it
        errands: list[Callable[[], None]] = [partial(self._facts.send, *unsent) for unsent in self._outbox.unsent()]
        if self._is_due("compare", self._periods.heartbeat):
            errands.append(self._facts.compare)
        for errand in errands:
            if self._stopping.is_set():
                return
            try:
                errand()
            except Stumbled as error:
                log.warning("left for later: %s", error)
                stumbled = error
        calls = self._desk.calls() if self._desk is not None else []
        said = {"parked": self._facts.parked, "damaged": [*self._alarms, *self._outbox.damaged()], "calls": calls}
        # While somebody waits for staff, the store is asked in every round.
        if self._is_due("heartbeat", self._periods.heartbeat) or said != self._said or calls:
            answer = self._line.ask("POST", f"/v1/carts/{self._line.cart}/heartbeat", json=said)
            self._said = said
            if self._desk is not None:
                self._desk.hear(answer)
        if self._is_due("catalog", self._periods.catalog):
            self._shelf.fetch(self._stopping.is_set)
        if stumbled:
            raise stumbled
        up()
        self._evidence.owe(self._facts.named)
        self._facts.named = {}
        if self._is_due("evidence", 0.0):
            self._send_evidence()

    def _send_evidence(self) -> None:
        """Pictures may fail without anybody being told: the next facts do not wait for them."""
        try:
            self._evidence.send(lambda: self._wake.is_set() or self._stopping.is_set())
        except StoreDown as down:
            log.info("pictures wait: %s", down)
            self._due["evidence"] = time.monotonic() + self._periods.heartbeat

    def all_due(self) -> None:
        """Ask for everything as soon as the store is back."""
        self._due = dict.fromkeys(self._due, 0.0)

    def close(self) -> None:
        self._line.close()

    def _is_due(self, what: str, period: float) -> bool:
        now = time.monotonic()
        if now < self._due[what]:
            return False
        self._due[what] = now + period
        return True
