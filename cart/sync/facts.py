"""Sends facts: trip by trip, each from where the store stands, again and again until it has them.

Sending is always safe to repeat: the store books a fact once, by its trip and number.
"""

import logging
import time
from collections.abc import Callable, Sequence

import httpx2

from cart.core import encoding
from cart.core.facts import Fact, files_of
from cart.core.inputs import Reason
from cart.sync.line import POISON, Line, StoreDown, checked, plain
from cart.sync.outbox import Outbox

log = logging.getLogger(__name__)

PARKED_S = 600.0
"""A trip that the store refused is tried again so often: somebody may have mended the store."""
ASKED_AT_ONCE = 20  # receipts whose number is asked for in one round
COMPARED = 100  # trips whose position is compared with the store's at a time


class FactSender:
    """`acked(trip, seq, receipt)` is told what the store has, and the number of its receipt once there is one.

    It never hears of less than before.
    """

    def __init__(self, line: Line, outbox: Outbox, acked: Callable[[str, int, int], None]) -> None:
        self._line, self._outbox, self._tell = line, outbox, acked
        self._acked: dict[str, int] = {}
        self._parked: dict[str, float] = {}
        self._asked: set[str] = set()
        self._compared = 0
        self.named: dict[str, None] = {}
        """Evidence files that the store has heard of since somebody emptied this."""

    @property
    def parked(self) -> list[str]:
        """Trips that the store refuses; people have to look at them."""
        return sorted(self._parked)

    def send(self, trip: str, facts: Sequence[Fact], head: str) -> None:
        """Send a trip from these facts on to its end; raises StoreDown."""
        fresh = [fact for fact in facts if fact.seq > self._acked.get(trip, 0)]
        if fresh and self._parked.get(trip, 0.0) <= time.monotonic():
            self._go_on(trip, fresh, head)

    def compare(self) -> None:
        """Send again what the store has lost since it acknowledged it: it may come back from an old backup.

        Each call looks at some trips, from the newest on to the oldest, and then begins again. However little came
        through before the line broke, and however many trips are newer than the loss: its turn comes.
        """
        known = dict(self._outbox.acked(COMPARED, self._compared))
        if not known:
            self._compared = 0
            return
        answer = self._line.send("POST", "/v1/trips/positions", json=sorted(known))
        if answer.status_code == 404:  # a store of before
            return
        there = plain(checked(answer))
        self._compared = self._compared + COMPARED if len(known) == COMPARED else 0
        for trip, acked in known.items():
            last = there.get(trip, 0) if isinstance(there, dict) else acked
            if isinstance(last, int) and last < acked and trip not in self._parked:
                facts, head = self._outbox.since(trip, last + 1)
                if facts:
                    log.warning("the store lost trip %s from fact %d on; it is sent again", trip, last + 1)
                self._go_on(trip, facts, head)

    def ask_numbers(self) -> None:
        """Ask, once for each trip, for receipt numbers that never arrived; only finished trips have one."""
        wanting = [each for each in self._outbox.unnumbered() if each[0] not in self._asked][:ASKED_AT_ONCE]
        for trip, last in wanting:
            answer = self._line.send("GET", f"/v1/trips/{trip}")
            said = plain(checked(answer)) if answer.status_code != 404 else {}
            self._asked.add(trip)
            number = said.get("receipt") if isinstance(said, dict) else None
            if isinstance(number, int):
                self._tell(trip, last, number)

    def _go_on(self, trip: str, facts: Sequence[Fact], head: str) -> None:
        gaps = 0
        while facts:
            answer = self._post(trip, facts, head)
            if answer.status_code == 409 and gaps == 0:
                # The store has less than it acknowledged: go back to where it stands.
                gaps, expected = 1, _whole(plain(answer, "expected"))
                log.warning("the store asks for trip %s from fact %d on", trip, expected)
                facts, head = self._outbox.since(trip, expected)
                continue
            if answer.status_code in POISON:
                self._park(trip, answer.text)
                return
            said = plain(checked(answer))
            has = _whole(said.get("acked") if isinstance(said, dict) else said)
            if has < facts[-1].seq:
                raise StoreDown(Reason.REFUSED, f"the store took trip {trip} and has it only up to fact {has}")
            self.named |= dict.fromkeys(name for fact in facts for name in files_of(fact))
            self._advance(trip, facts[-1].seq, said.get("receipt"))
            facts, head = self._outbox.since(trip, facts[-1].seq + 1)

    def _post(self, trip: str, facts: Sequence[Fact], head: str) -> httpx2.Response:
        batch = {"cart": self._line.cart, "facts": [encoding.encode(fact) for fact in facts], "head": head}
        return self._line.send("POST", f"/v1/trips/{trip}/facts", json=batch)

    def _park(self, trip: str, why: str) -> None:
        if trip not in self._parked:
            log.error("the store refused trip %s, which stays here: %s", trip, why[:500])
        self._parked[trip] = time.monotonic() + PARKED_S

    def _advance(self, trip: str, seq: int, receipt: object) -> None:
        self._parked.pop(trip, None)
        self._acked[trip] = max(seq, self._acked.get(trip, 0))
        self._tell(trip, self._acked[trip], receipt if isinstance(receipt, int) else 0)


def _whole(said: object) -> int:
    if not isinstance(said, int) or isinstance(said, bool):
        raise StoreDown(Reason.REFUSED, f"the store counts facts as {said!r}")
    return said
