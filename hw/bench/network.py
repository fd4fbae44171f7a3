"""Carts and a store with a failing network between them: after all that, every sale is there, and once."""

import random
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory
from typing import TypedDict

from sqlalchemy import select

from cart.core.basket import Basket, fold
from cart.core.encoding import fact_bytes
from cart.core.facts import Fact
from cart.core.inputs import Acked, Input
from cart.core.units import Seconds
from cart.ledger import Ledger, LedgerReader
from cart.sync import Folders, Identity, Peer, Periods, Sync, make_identity
from hw.bench.fault_proxy import FaultProxy
from hw.bench.killed_cart import SHELF
from hw.bench.shopping import trip_of
from hw.bench.store_process import StoreProcess
from store.database import Database
from store.schema import FactRow, TripRow

CARTS = 24
HURRIED = Periods(outbox=0.05, heartbeat=2.0, catalog=20.0)
ANSWER_S = 0.5
BURST_S = 0.5  # between two bursts of facts of one cart: some twelve times as fast as a shopper
DRAINED_S = 60.0


class NetworkResult(TypedDict):
    """`syncs` are batches of facts that carts sent; `drained_s` is how long the last took after the healing.

    `behind` are the facts that the store lacked at that moment.
    """

    syncs: int
    trips: int
    facts: int
    lost: int
    doubled: int
    money_mismatch: int
    store_errors: int
    behind: int
    drained_s: float
    faults: dict[str, int]


@dataclass
class BenchCart:
    """The part of a cart that matters here: one writer of its ledger, and sync beside it."""

    identity: Identity
    folder: Path
    url: str
    dice: random.Random
    answer_s: float = ANSWER_S
    inbox: "SimpleQueue[Input]" = field(default_factory=SimpleQueue)
    said: list[list[Fact]] = field(default_factory=list)
    acked: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.folder / "ledger.db")
        self.sync = Sync(
            lambda: Peer(self.url, self.identity, self.answer_s),
            lambda: LedgerReader(self.folder / "ledger.db"),
            Folders(self.folder / "evidence", self.folder / "shelf"),
            self.inbox.put,
            now=lambda: Seconds(time.monotonic()),
            periods=HURRIED,
        )
        self.sync.start()

    def shop(self) -> Iterator[None]:
        """One trip after the other, a burst of facts at a time."""
        while True:
            facts = trip_of(self.dice, self.dice.randint(1, 8))
            self.said.append([])
            while facts:
                burst, facts = facts[:2], facts[2:]
                self.ledger.append(burst)
                self.said[-1] += burst
                self.sync.wake()
                yield

    def listen(self) -> None:
        """Take in what sync said, as the engine does."""
        try:
            while True:
                arrived = self.inbox.get_nowait()
                if isinstance(arrived, Acked):
                    self.ledger.append((), (arrived.trip, arrived.seq), arrived.receipt)
                    self.acked[arrived.trip] = arrived.seq
        except Empty:
            return

    @property
    def behind(self) -> int:
        """Facts that the store has not acknowledged."""
        return sum(len(facts) for facts in self.said) - sum(self.acked.values())

    def close(self) -> None:
        self.sync.stop()
        self.ledger.close()


def network(syncs: int, seed: int) -> NetworkResult:
    """Let so many batches go through a failing network, heal it, and compare both sides."""
    dice = random.Random(seed)
    with TemporaryDirectory(prefix="network-") as name:
        run = Path(name)
        store = StoreProcess(run / "store", SHELF)
        identities = [make_identity(run / f"cart-{n}", f"cart-{n}") for n in range(1, CARTS + 1)]
        store.know(identities)
        store.start()
        try:
            with FaultProxy(store.port, seed) as proxy:
                url = f"http://127.0.0.1:{proxy.port}"
                carts = [BenchCart(each, run / each.cart, url, random.Random(dice.random())) for each in identities]
                shopping = [cart.shop() for cart in carts]
                said = 0
                while proxy.requests["facts"] < syncs:
                    next(dice.choice(shopping))
                    for cart in carts:
                        cart.listen()
                    time.sleep(BURST_S / CARTS)
                    if proxy.requests["facts"] >= said + 500:
                        said += 500
                        print(f"{said} of {syncs} syncs, {sum(len(c.said) for c in carts)} trips", file=sys.stderr)
                behind = sum(cart.behind for cart in carts)
                proxy.heal()
                drained = _drain(carts)
                for cart in carts:
                    cart.close()
                faults, sent = dict(proxy.seen), proxy.requests["facts"]
        finally:
            store.kill()
        lost, doubled, money, facts = judge(store.db, [trip for cart in carts for trip in cart.said])
        errors = len(store.errors())
    trips = sum(len(cart.said) for cart in carts)
    return NetworkResult(
        syncs=sent,
        trips=trips,
        facts=facts,
        lost=lost,
        doubled=doubled,
        money_mismatch=money,
        store_errors=errors,
        behind=behind,
        drained_s=round(drained, 2),
        faults=faults,
    )


def _drain(carts: list[BenchCart]) -> float:
    began = time.monotonic()
    while any(cart.behind for cart in carts):
        if time.monotonic() > began + DRAINED_S:
            break
        for cart in carts:
            cart.listen()
        time.sleep(0.02)
    return time.monotonic() - began


def judge(db: str, trips: list[list[Fact]]) -> tuple[int, int, int, int]:
    """Facts lost, facts doubled, trips whose money differs, and facts that the store has."""
    lost = doubled = money = 0
    with closing(Database(db)) as database, database.read() as session:
        found = session.execute(select(FactRow.trip, FactRow.seq, FactRow.body)).all()
        booked = {row.trip: row for row in session.scalars(select(TripRow))}
    there: dict[str, dict[int, bytes]] = {}
    for trip, seq, body in found:
        doubled += seq in there.setdefault(trip, {})
        there[trip][seq] = body
    known = {facts[0].trip for facts in trips}
    doubled += sum(len(facts) for trip, facts in there.items() if trip not in known)
    for facts in trips:
        trip = facts[0].trip
        lost += sum(there.get(trip, {}).get(fact.seq) != fact_bytes(fact) for fact in facts)
        doubled += max(0, len(there.get(trip, {})) - len(facts))
        basket, row = fold(facts), booked.get(trip)
        money += row is None or (row.total, row.items) != (_total(basket), basket.items)
        money += row is not None and basket.over and row.state != "closed"
    numbers = sorted(row.receipt for row in booked.values() if row.receipt is not None)
    doubled += numbers != list(range(1, len(numbers) + 1))
    return lost, doubled, money, len(found)


def _total(basket: Basket) -> int:
    """What the cart said that a trip comes to; the bench's shop has no offers."""
    return basket.finished.total if basket.finished else basket.goods
