"""How long from the exit lane's line to the receipt: engine, ledger, sync and store as they are, over loopback.

Goods come in virtual time, the crossing and all that follows in real time. A receipt is on the screen when the view
that screens draw has it; what drawing adds is not in it.
"""

import logging
import random
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import TypedDict

from cart.core.effects import Effect, SendNow
from cart.core.inputs import Input, Lane, LaneSignal, Source, SourceUp
from cart.core.state import State
from cart.core.units import Seconds, Sku
from cart.core.view import CartView
from cart.engine import Engine
from cart.ledger import Ledger, LedgerReader
from cart.sync import Folders, Identity, Peer, Sync, make_identity
from hw.bench.killed_cart import CALIBRATION, RULES, SHELF, Deed, Orders, Shopper
from hw.bench.store_process import StoreProcess

PATIENCE_S = 30.0


class CheckoutResult(TypedDict):
    """Milliseconds from the crossing to the receipt: `final` with the store's number, `provisional` without."""

    trips: int
    final_ms: dict[str, float]
    provisional_ms: dict[str, float]
    offline_trips: int
    offline_provisional_ms: dict[str, float]
    numbers_without_gaps: bool


@dataclass(frozen=True)
class Crossing:
    """When each receipt was on the screen, in seconds after the crossing; `number` is the store's."""

    provisional: float
    final: float | None
    number: int


class Till:
    """One cart with its sync; the caller's thread is the engine's."""

    def __init__(self, folder: Path, identity: Identity, port: int, seed: int) -> None:
        self._inbox: SimpleQueue[Input] = SimpleQueue()
        self._view: CartView | None = None
        self._wishes: deque[Effect] = deque()
        self._ledger = Ledger(folder / "ledger.db")
        self._sync = Sync(
            lambda: Peer(f"http://127.0.0.1:{port}", identity),
            lambda: LedgerReader(folder / "ledger.db"),
            Folders(folder / "evidence", folder / "shelf"),
            self._inbox.put,
            now=now,
        )
        start = State(SHELF, RULES, CALIBRATION, now=now())
        self._engine = Engine(start, self._ledger, lambda *_: None, self._perform, self._show)
        self._shopper = Shopper(self._engine, self._wishes, Orders(seed, t=now()), Sku(""), lambda **_: None)
        self._engine.begin()
        self._engine.handle(SourceUp(now(), Source.SCALE, CALIBRATION.scale))
        self._shopper.rest()
        self._sync.start()

    def trip(self, lines: int, dice: random.Random, *, online: bool) -> Crossing:
        """Shop, cross the line, and wait for what the screen shows."""
        for number, deed in enumerate(["start", *["put"] * lines]):
            self._shopper.do(Deed(deed, dice.choice(SHELF.products).sku if deed == "put" else Sku("")), number)
            self._listen(0.0)
        self._engine.handle(LaneSignal(self._shopper.now, Lane.ARMED, "1"))
        # Sync is somewhere in its round, as it is when people walk.
        self._listen(dice.uniform(0.0, 1.0))
        began = time.monotonic()
        self._engine.handle(LaneSignal(self._shopper.now, Lane.CROSSED, "1"))
        while not self._has_receipt(final=False):
            self._listen(0.001)
        provisional = time.monotonic() - began
        final = None
        while online and not self._has_receipt(final=True):
            if time.monotonic() - began > PATIENCE_S:
                raise TimeoutError(f"no final receipt within {PATIENCE_S} s")
            self._listen(0.001)
            final = time.monotonic() - began
        receipt = self._view.receipt if self._view else None
        self._shopper.do(Deed("empty"), lines + 1)
        return Crossing(provisional, final, receipt.number if receipt else 0)

    def close(self) -> None:
        self._sync.stop()
        self._engine.close()
        self._ledger.close()

    def _has_receipt(self, *, final: bool) -> bool:
        receipt = self._view.receipt if self._view else None
        return receipt is not None and (not final or (receipt.stored and receipt.number > 0))

    def _listen(self, seconds: float) -> None:
        """Let what came happen, for so long."""
        until = time.monotonic() + seconds
        while True:
            try:
                self._engine.handle(self._inbox.get(timeout=max(0.0, until - time.monotonic())))
            except Empty:
                return

    def _perform(self, effect: Effect) -> None:
        if isinstance(effect, SendNow):
            self._sync.wake()
        else:
            self._wishes.append(effect)

    def _show(self, view: CartView) -> None:
        self._view = view


def now() -> Seconds:
    return Seconds(time.clock_gettime(time.CLOCK_BOOTTIME))


def checkout(trips: int, lines: int, seed: int) -> CheckoutResult:
    """So many trips with the store there, and a tenth as many without."""
    logging.disable(logging.WARNING)
    dice = random.Random(seed)
    with TemporaryDirectory(prefix="checkout-") as name:
        run = Path(name)
        (run / "cart").mkdir()
        store = StoreProcess(run / "store", SHELF)
        identity = make_identity(run / "cart", "cart-1")
        store.know([identity])
        store.start()
        till = Till(run / "cart", identity, store.port, seed)
        try:
            online = [till.trip(lines, dice, online=True) for _ in range(trips)]
            store.kill()
            offline = [till.trip(lines, dice, online=False) for _ in range(max(2, trips // 10))]
        finally:
            till.close()
            store.kill()
    logging.disable(logging.NOTSET)
    return CheckoutResult(
        trips=len(online),
        final_ms=_spread([each.final for each in online if each.final is not None]),
        provisional_ms=_spread([each.provisional for each in online]),
        offline_trips=len(offline),
        offline_provisional_ms=_spread([each.provisional for each in offline]),
        numbers_without_gaps=[each.number for each in online] == list(range(1, len(online) + 1)),
    )


def _spread(seconds: list[float]) -> dict[str, float]:
    cuts = quantiles(seconds, n=100, method="inclusive")
    return {"p50": round(1000 * cuts[49], 1), "p95": round(1000 * cuts[94], 1), "max": round(1000 * max(seconds), 1)}
