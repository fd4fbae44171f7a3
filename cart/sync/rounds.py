"""One round of sync: facts first, then signs of life, prices, pictures."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from cart.sync.desk import StoreDesk
from cart.sync.errand import Errand
from cart.sync.evidence import EvidenceSender
from cart.sync.facts import FactSender
from cart.sync.line import Line, StoreDown, Stumbled
from cart.sync.outbox import Outbox
from cart.sync.shelf import ShelfFetcher

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Periods:
    """How long to wait between looks, in seconds."""

    outbox: float = 2.0
    heartbeat: float = 30.0
    catalog: float = 180.0


class Rounds:
    """One look at everything after the other, over one line; only the shelf has another one, and takes its time."""

    def __init__(
        self,
        lines: tuple[Line, Line],
        outbox: Outbox,
        facts: FactSender,
        evidence: EvidenceSender,
        shelf: ShelfFetcher,
        periods: Periods,
        alarms: Sequence[str],
        desk: StoreDesk | None,
        tell_time: Callable[[int], None],
        stopping: threading.Event,
        wake: threading.Event,
    ) -> None:
        self._line, self._shelf_line = lines
        self._outbox, self._facts, self._evidence = outbox, facts, evidence
        self._fetching = Errand("shelf", partial(shelf.fetch, stopping.is_set), wake.set)
        self._periods, self._alarms, self._stopping, self._wake = periods, alarms, stopping, wake
        self._desk, self._tell_time = desk, tell_time
        self._due = dict.fromkeys(("compare", "heartbeat", "catalog", "evidence"), 0.0)
        self._said: object = None

    def go(self, up: Callable[[], None]) -> None:
        """Send and ask for what is due; a trip that the store stumbles over does not hold up the others."""
        stumbled: Stumbled | None = None
        if self._desk is not None:
            self._desk.go(self._line)  # somebody stands there and waits for it
        errands: list[Callable[[], None]] = [partial(self._facts.send, *unsent) for unsent in self._outbox.unsent()]
        if self._is_due("compare", self._periods.heartbeat):
            errands += [self._facts.compare, self._facts.ask_numbers]
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
            self._tell_time(self._line.told_at(answer))
            if self._desk is not None:
                self._desk.hear(answer)
        self._fetching.look()
        if self._is_due("catalog", self._periods.catalog):
            self._fetching.start()
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
        self._fetching.end()
        self._shelf_line.close()

    def _is_due(self, what: str, period: float) -> bool:
        now = time.monotonic()
        if now < self._due[what]:
            return False
        self._due[what] = now + period
        return True
