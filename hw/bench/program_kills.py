"""Kills the whole cart program on a desk, again and again, while a shopper fills the basket and goes to the exit.

Real store, real virtual world, real serial port and touches, each in its process; only the cart dies.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from cart.config import pin_hash
from cart.core.basket import fold
from cart.core.facts import Fact
from cart.core.view import Screen
from cart.ledger import LedgerReader
from hw.bench.kept import Watched, verdict
from hw.bench.remote import Program
from hw.twin.client import WorldClient
from hw.twin.goods import ASSORTMENT, catalog
from hw.twin.neighbours import PIN, Store, store_process, twin_process, write_config
from hw.twin.script import Put, Script, Take
from hw.twin.shopper import Shopper
from hw.twin.staff import calibrate
from hw.twin.world import Piece

SHELF = {
    "rice": 2016.0,
    "olive-oil": 862.0,
    "pesto": 338.0,
    "corn-flakes": 432.0,
    "coffee": 514.0,
    "crisps-salt": 184.0,
}
EARLY, STARTING_S = 0.2, 3.0  # share of the kills that come while the program starts, and within which time
LONGEST_S = 9.0  # of a life, from its first view on
UNNOTICED_S = 12.0
BILLED_S = 90.0
STORED_S = 60.0


class Hands:
    """The shopper's hands in the virtual world."""

    def __init__(self, world: WorldClient) -> None:
        self._world = world

    def put(self, piece: str, show_code: bool = False) -> str:
        return self._world.wait_done(self._world.put(piece, show_code=show_code))

    def take(self, piece: str) -> str:
        return self._world.wait_done(self._world.take(piece))

    def move(self, piece: str) -> str:
        return self._world.wait_done(self._world.move(piece))


@dataclass
class Desk:
    """A cart with its neighbours, set up and calibrated; the program is not running."""

    config: Path
    store: Store
    world: WorldClient
    plan: Script


@contextmanager
def desk(run: Path, seed: int) -> Iterator[Desk]:
    """A desk of its own, with the scale calibrated by staff on the touchscreen."""
    by_sku = {str(goods.product.sku): goods for goods in ASSORTMENT}
    plan = Script(seed, tuple(Piece(sku, by_sku[sku], grams, seed) for sku, grams in SHELF.items()), ())
    with store_process(run) as store, twin_process(run, plan, beside=False) as world:
        config = write_config(run, store, pin_hash(PIN), window=False)
        program = Program(config, Watched())
        program.start()
        while not program.view.products or program.view.touched:
            time.sleep(0.1)
        calibrate(program, world)
        program.stop()
        yield Desk(config, store, world, plan)


@dataclass
class Trips:
    """One trip after the other until told that it is enough; the last one is finished."""

    desk: Desk
    program: Program
    dice: random.Random
    enough: Event = field(default_factory=Event)
    truths: dict[str, Counter[str]] = field(default_factory=dict)
    _inside: Counter[str] = field(default_factory=Counter)

    def run(self) -> None:
        while not self.enough.is_set() or not self.truths:
            shopper = Shopper(self.desk.plan, Hands(self.desk.world), self.program)
            self._fill(shopper)
            self._leave(shopper)
            self._empty()

    def _fill(self, shopper: Shopper) -> None:
        """Start, put things in, now and then take one out again."""
        while not self.program.view.trip:
            if not self.program.press("start"):
                self.program.press("done")  # the receipt came back with the cart
        pieces = [piece.id for piece in self.desk.plan.pieces]
        for piece in self.dice.sample(pieces, self.dice.randint(3, len(pieces))):
            self._do(shopper, Put(piece))
            if self.dice.random() < 0.3:
                self._do(shopper, Take(self.dice.choice(sorted(self._inside))))

    def _do(self, shopper: Shopper, act: Put | Take) -> None:
        """One act, until the bill says so too; what a dead cart missed before its trip began comes in once more."""
        outcome = shopper.do(act)
        self._inside = Counter(thing["sku"] for thing in self.desk.world.truth())
        begun = looked = time.monotonic()
        while self._billed() != self._inside or self.program.view.question:
            now = time.monotonic()
            if now - begun > BILLED_S:
                _tell(f"{act.piece} ({outcome}): in the basket {dict(self._inside)}, billed {dict(self._billed())}")
                return
            if now - looked > UNNOTICED_S and isinstance(act, Put) and not self.program.view.trip:
                _tell(f"{act.piece}: it came in while the cart was dead and no trip ran; out and in again")
                for move in (self.desk.world.take, self.desk.world.put):
                    self.desk.world.wait_done(move(act.piece))
                looked = time.monotonic()
            shopper.settle(1.0)
            time.sleep(0.1)

    def _billed(self) -> Counter[str]:
        billed: Counter[str] = Counter()
        for line in self.program.view.lines:
            billed[line.sku] += 0 if line.pending else line.quantity
        return +billed

    def _leave(self, shopper: Shopper) -> None:
        """Through the lane, as often as it takes: a cart that was dead has not noticed."""
        world, trip = self.desk.world, self.program.view.trip
        self.truths[trip] = Counter(thing["sku"] for thing in world.truth())
        while self.program.view.trip == trip:
            world.arm()
            time.sleep(0.8)
            world.cross()
            deadline = time.monotonic() + 5.0
            while self.program.view.trip == trip and time.monotonic() < deadline:
                shopper.settle(0.5)
                time.sleep(0.05)
            world.cross(False)
            world.arm(False)
            time.sleep(0.5)

    def _empty(self) -> None:
        for thing in self.desk.world.truth():
            self.desk.world.wait_done(self.desk.world.take(thing["id"]))
        self._inside = Counter()
        while self.program.view.screen is Screen.RECEIPT:
            self.program.press("done")


def kill_program(n: int, seed: int) -> dict[str, int]:
    """Kill the program `n` times on a desk of its own.

    keys: kills, lost, doubled, money_mismatch, lines_shown, trips.
    """
    with TemporaryDirectory(prefix="killed-program-") as name, desk(Path(name), seed) as there:
        return kill_on(there, n, seed)


def kill_on(desk: Desk, n: int, seed: int) -> dict[str, int]:
    """Kill the program `n` times on a desk that is calibrated; keys as in `kill_program`."""
    dice, seen = random.Random(seed), Watched()
    before = {trip for trip, _ in _ledger(desk)}
    program = Program(desk.config, seen)
    trips = Trips(desk, program, random.Random(seed + 1))
    program.start()
    with ThreadPoolExecutor(1, "shopper") as pool:
        shopping = pool.submit(trips.run)
        try:
            for number in range(1, n + 1):
                if dice.random() < EARLY:
                    life, place = dice.uniform(0.0, STARTING_S), "into its start"
                else:
                    program.await_screen()
                    life, place = dice.uniform(0.0, LONGEST_S), "after its first view"
                time.sleep(life)
                program.kill()
                lines = len(seen.screen.get("lines", ()))
                _tell(f"kill {number} of {n}: the program, {life:.1f} s {place}, {lines} lines on the screen")
                program.start()
            trips.enough.set()
            shopping.result()
        except BaseException:
            program.give_up()
            raise
    there = [(trip, facts) for trip, facts in _ledger(desk) if trip not in before]
    unpaid = _not_in_store(desk.store, there)
    program.stop()
    judged = verdict(there, [trips.truths.get(trip, Counter()) for trip, _ in there], seen, catalog())
    judged["money_mismatch"] += unpaid
    return {"kills": n, **judged, "lines_shown": len(seen.ever), "trips": len(there)}


def _ledger(desk: Desk) -> list[tuple[str, list[Fact]]]:
    path = desk.config.parent / "cart" / "ledger.db"
    if not path.exists():
        return []
    with closing(LedgerReader(path)) as reader:
        return [(trip, reader.facts(trip)) for trip in reader.trips()]


def _not_in_store(store: Store, trips: list[tuple[str, list[Fact]]]) -> int:
    """How many trips the store does not come to have with the cart's total."""
    deadline = time.monotonic() + STORED_S
    missing = dict(trips)
    while missing and time.monotonic() < deadline:
        missing = {trip: facts for trip, facts in missing.items() if store.booked(trip) != _total(facts)}
        time.sleep(0.2)
    for trip, facts in missing.items():
        _tell(f"{trip}: the store has {store.booked(trip)}, the cart said {_total(facts)}")
    return len(missing)


def _total(facts: list[Fact]) -> int:
    """What the cart said that the trip comes to; the virtual shop has no offers."""
    basket = fold(facts)
    return basket.finished.total if basket.finished else basket.goods


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
