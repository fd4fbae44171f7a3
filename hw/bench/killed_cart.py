"""A cart that is there to be killed: the real engine, ledger and tapes, fed by a shopper in virtual time.

Run as `python -m hw.bench.killed_cart FOLDER` with orders as JSON on standard input; it reports on standard
output what it shows and what the shopper does, one JSON object a line, and goes on until the trip is over.
"""

import json
import os
import random
import signal
import sys
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Protocol

from cart.core.calibration import Calibration
from cart.core.catalog import Catalog, Product, Sold, WeightModel
from cart.core.effects import DrawTrip, Effect, Look
from cart.core.facts import Fact
from cart.core.inputs import (
    Candidate,
    Input,
    Lane,
    LaneSignal,
    NextTrip,
    ScaleReading,
    ShopperTapped,
    Sighting,
    Source,
    SourceUp,
    Tick,
)
from cart.core.rebuilding import rebuild
from cart.core.rules import Rules, WeighRules
from cart.core.state import State
from cart.core.taps import Tap
from cart.core.units import Decigrams, Money, Seconds, Sku
from cart.core.view import CartView
from cart.engine import Engine, tapes_in
from cart.ledger import Ledger
from hw.bench.kept import shown

# No weight is near a small multiple of another: each can be told by weight alone, as after a restart.
SHELF = Catalog(
    "killed",
    "EUR",
    tuple(
        Product(
            Sku(sku), sku, Sold.PIECE, WeightModel(Decigrams(10 * grams), Decigrams(8)), Money(price), tax_permille=70
        )
        for sku, grams, price in [
            ("milk", 1034, 119),
            ("beans", 420, 89),
            ("tuna", 187, 199),
            ("jam", 613, 249),
            ("rice", 297, 159),
            ("soup", 85, 65),
        ]
    ),
)
GRAMS = {product.sku: product.weight.mean / 10 for product in SHELF.products}
PER_GRAM = 428
CALIBRATION = Calibration("bench", (0.0,) * 4, (1 / PER_GRAM,) * 4, "bench", 0, 1000.0, 0.8)
RULES = Rules(WeighRules(window_s=0.25, reference_s=0.25, guard_s=0.05))


@dataclass(frozen=True)
class Deed:
    """One thing that the shopper does: start, put, take, leave or empty."""

    what: str
    sku: Sku = Sku("")


@dataclass(frozen=True)
class Orders:
    """Where the shopper stands, and how the cart dies: at the `burst`-th append, at the place `death` names.

    `death` is "row" (in the middle of a transaction), "commit" (just before it counts), "committed" (on disk
    and not shown yet), "moment" (somebody else sees to it), or empty: then the cart ends with the trip.
    """

    seed: int
    deed: int = 0
    load: float = 0.0
    t: float = 100.0
    death: str = ""
    burst: int = 0


def errands(seed: int) -> Iterator[Deed]:
    """What the shopper does, trip after trip, without end."""
    for trip in count(1):
        dice = random.Random(f"{seed}-{trip}")
        inside: list[Sku] = []
        yield Deed("start")
        for _ in range(dice.randint(5, 9)):
            if inside and dice.random() < 0.25:
                yield Deed("take", inside.pop(dice.randrange(len(inside))))
            else:
                inside.append(dice.choice(SHELF.products).sku)
                yield Deed("put", inside[-1])
        yield Deed("leave")
        yield Deed("empty")


def report(**said: object) -> None:
    """One line to whoever watches; written at once, so that what was shown was also reported."""
    os.write(1, json.dumps(said).encode() + b"\n")


class DoomedLedger(Ledger):
    """The real ledger, which kills its own process in the middle of the append that the orders name."""

    def __init__(self, path: Path, orders: Orders) -> None:
        super().__init__(path)
        self._orders = orders
        self._bursts = 0
        if orders.death == "row":
            self._db.set_update_hook(lambda *_: self._die())
        elif orders.death == "commit":
            self._db.set_commit_hook(lambda: bool(self._die()))

    def append(self, facts: Sequence[Fact], acked: tuple[str, int] | None = None, receipt: int = 0) -> None:
        self._bursts += bool(facts)
        super().append(facts, acked, receipt)
        if self._orders.death == "committed":
            self._die()

    def _die(self) -> None:
        if self._bursts == self._orders.burst:
            os.kill(os.getpid(), signal.SIGKILL)


class Brain(Protocol):
    """What takes inputs and can be looked into: the engine, or what stands before it."""

    @property
    def state(self) -> State: ...

    def handle(self, inp: Input) -> None: ...


class Shopper:
    """Does its errands before the engine, with readings as a scale would give them."""

    def __init__(
        self,
        engine: Brain,
        wishes: "deque[Effect]",
        orders: Orders,
        last: Sku,
        report: Callable[..., None] = report,
    ) -> None:
        self._engine = engine
        self._report = report
        self._wishes = wishes
        self._dice = random.Random(f"{orders.seed}-{orders.deed}-{orders.t}")
        self._t = orders.t
        self._load = orders.load
        self._sku = last

    def do(self, deed: Deed, number: int) -> None:
        """Do one deed; what is in the basket is reported in the moment it changes, before the cart knows."""
        if deed.what == "start":
            self._feed(ShopperTapped(self.now, Tap.START))
        elif deed.what == "leave":
            self._feed(LaneSignal(self.now, Lane.ARMED, "1"))
            self.rest()
            self._feed(LaneSignal(self.now, Lane.CROSSED, "1"))
        else:
            self._sku = deed.sku
            self._read(noise=150.0, times=6)
            sign = {"put": 1, "take": -1}.get(deed.what, 0)
            before, after = self._load, self._load + sign * GRAMS[deed.sku] if sign else 0.0
            self._report(deed=number, load=after, t=self._t)
            for shown in (0.04, 0.5, 0.96, 1.0):  # what a converter's filter makes of a step
                self._load = before + shown * (after - before)
                self._read(noise=0.4, times=1)
        self.rest()
        if deed.what == "empty":
            self._feed(ShopperTapped(self.now, Tap.DONE))
        self._report(deed=number, load=self._load, t=self._t)

    def rest(self) -> None:
        """Let the basket come to rest; whatever is asked meanwhile is answered truly."""
        self._read(noise=0.4, times=56)
        self._feed(Tick(self.now, round(self._t * 1000)))
        if self._engine.state.basket.questions and self._sku:
            self._feed(ShopperTapped(self.now, Tap.ANSWER, self._sku))

    @property
    def now(self) -> Seconds:
        return Seconds(self._t)

    def _read(self, noise: float, times: int) -> None:
        for _ in range(times):
            self._t += 1 / 80
            counts = tuple(round((self._load / 4 + self._dice.gauss(0, noise)) * PER_GRAM) for _ in range(4))
            self._feed(ScaleReading(self.now, counts))

    def _feed(self, inp: Input) -> None:
        self._engine.handle(inp)
        while self._wishes:
            match self._wishes.popleft():
                case DrawTrip():
                    self._engine.handle(NextTrip(self.now, str(uuid.uuid4())))
                case Look(step=step):
                    seen = (Candidate(self._sku, 0.96),) if self._sku else ()
                    self._engine.handle(Sighting(self.now, step, seen, 0.02, 1))


def show(view: CartView) -> None:
    report(**shown(view))


def run(folder: Path, orders: Orders, show: Callable[[CartView], None]) -> None:
    """Build the cart as `cart.main` does, and shop until the trip is over."""
    wishes: deque[Effect] = deque()
    ledger = DoomedLedger(folder / "ledger.db", orders)
    start = State(SHELF, RULES, CALIBRATION, now=Seconds(orders.t))
    facts = ledger.running()
    state = rebuild(start, facts) if facts else start
    engine = Engine(state, ledger, tapes_in(folder / "tapes", {"code": "bench"}), wishes.append, show)
    engine.begin()
    plan = errands(orders.seed)
    last = [deed.sku for deed in islice(plan, orders.deed)][-1:]
    shopper = Shopper(engine, wishes, orders, last[0] if last else Sku(""))
    engine.handle(SourceUp(Seconds(orders.t), Source.SCALE, CALIBRATION.scale))
    shopper.rest()
    for number, deed in enumerate(plan, start=orders.deed + 1):
        shopper.do(deed, number)
        if deed.what == "empty" and not orders.death:
            break
    engine.close()
    ledger.close()


if __name__ == "__main__":
    run(Path(sys.argv[1]), Orders(**json.loads(sys.stdin.readline())), show)
