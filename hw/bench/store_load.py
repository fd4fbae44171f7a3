"""How much one store process bears: signed facts per second in batches, and the wait of single requests of many carts.

Load and store share the machine; both are real processes over loopback, and every request is signed and checked.
"""

import asyncio
import json
import random
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import TypedDict

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cart.core.chain import first, link
from cart.core.encoding import encode
from cart.core.facts import Fact
from cart.sync import Identity
from hw.bench.fault_proxy import message
from hw.bench.killed_cart import SHELF
from hw.bench.shopping import trip_of
from hw.bench.store_process import StoreProcess
from store.database import Database
from store.schema import CartKeyRow

SENDERS = 8
LINES = 30
EACH_S = 10.0  # between two requests of one cart


class LoadResult(TypedDict):
    """Batches first, then single requests of `carts` carts, each every ten seconds.

    `cpu_us` is what the store's process took of the processor for a fact of a batch, and for a single request.
    """

    facts_per_s: int
    fact_cpu_us: int
    request_cpu_us: int
    facts: int
    facts_in_batch: float
    carts: int
    requests: int
    requests_per_s: float
    p50_ms: float
    p99_ms: float
    failed: int


@dataclass
class Caller:
    """One cart's connection, kept open."""

    identity: Identity
    port: int
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, body: bytes) -> bool:
        """Whether the store took it."""
        for _ in range(2):  # a connection that was idle too long may be closed: that is normal
            fresh = self.streams is None
            reader, writer = self.streams or await asyncio.open_connection("127.0.0.1", self.port, limit=2**22)
            self.streams = (reader, writer)
            said = self.identity.sign("POST", path, body, time.time_ns() // 1_000_000)
            head = f"POST {path} HTTP/1.1\r\nHost: store\r\nAuthorization: {said}\r\nContent-Type: application/json\r\n"
            try:
                writer.write(head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
                return (await message(reader)).startswith(b"HTTP/1.1 200")
            except (OSError, EOFError):
                writer.close()
                self.streams = None
                if fresh:
                    return False
        return False


def store_load(carts: int, seconds: float, seed: int) -> LoadResult:
    """Load a store of its own for so long in either way."""
    with TemporaryDirectory(prefix="load-") as name:
        store = StoreProcess(Path(name) / "store", SHELF)
        identities = [Identity(f"cart-{n}", Ed25519PrivateKey.generate()) for n in range(carts)]
        with closing(Database(store.db)) as database, database.write() as session:
            session.add_all(CartKeyRow(cart=each.cart, key=each.public, enrolled=0) for each in identities)
        store.start()
        try:
            return asyncio.run(_load(store, [Caller(each, store.port) for each in identities], seconds, seed))
        finally:
            store.kill()


async def _load(store: StoreProcess, callers: list[Caller], seconds: float, seed: int) -> LoadResult:
    dice = random.Random(seed)
    before = store.cpu_s()
    facts, batches, elapsed = await _batches(callers[:SENDERS], seconds, dice)
    between = store.cpu_s()
    waits, failed = await _singles(callers, seconds, dice)
    after = store.cpu_s()
    cuts = quantiles(waits, n=100)
    return LoadResult(
        facts_per_s=round(facts / elapsed),
        fact_cpu_us=round(1e6 * (between - before) / max(1, facts)),
        request_cpu_us=round(1e6 * (after - between) / max(1, len(waits))),
        facts=facts,
        facts_in_batch=round(facts / max(1, batches), 1),
        carts=len(callers),
        requests=len(waits),
        requests_per_s=round(len(waits) / seconds, 1),
        p50_ms=round(1000 * cuts[49], 1),
        p99_ms=round(1000 * cuts[98], 1),
        failed=failed,
    )


async def _batches(callers: list[Caller], seconds: float, dice: random.Random) -> tuple[int, int, float]:
    """Facts and batches that were taken, and in how many seconds; they are written beforehand."""
    ready = [[_batch(caller, trip_of(dice, LINES)) for _ in range(round(12 * seconds))] for caller in callers]
    taken = batches = 0
    began = time.monotonic()

    async def send(caller: Caller, trips: list[tuple[str, bytes, int]]) -> None:
        nonlocal taken, batches
        for path, body, count in trips:
            if time.monotonic() - began > seconds:
                return
            if await caller.post(path, body):
                taken, batches = taken + count, batches + 1

    await asyncio.gather(*(send(caller, trips) for caller, trips in zip(callers, ready, strict=True)))
    return taken, batches, time.monotonic() - began


async def _singles(callers: list[Caller], seconds: float, dice: random.Random) -> tuple[list[float], int]:
    """The waits of single requests in seconds, and how many were refused."""
    waits: list[float] = []
    refused = 0

    async def shop(caller: Caller, facts: list[Fact]) -> None:
        nonlocal refused
        due, head = began + dice.expovariate(1 / EACH_S), first(facts[0].trip)
        for fact in facts:
            head = link(head, fact)
            if due > began + seconds:
                return
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            path, body = f"/v1/trips/{fact.trip}/facts", _body(caller, [fact], head)
            sent = time.monotonic()
            refused += not await caller.post(path, body)
            waits.append(time.monotonic() - sent)
            due += dice.expovariate(1 / EACH_S)

    trips = [trip_of(dice, LINES) for _ in callers]
    began = time.monotonic()
    await asyncio.gather(*(shop(caller, facts) for caller, facts in zip(callers, trips, strict=True)))
    return waits, refused


def _batch(caller: Caller, facts: list[Fact]) -> tuple[str, bytes, int]:
    head = first(facts[0].trip)
    for fact in facts:
        head = link(head, fact)
    return f"/v1/trips/{facts[0].trip}/facts", _body(caller, facts, head), len(facts)


def _body(caller: Caller, facts: list[Fact], head: str) -> bytes:
    return json.dumps({"cart": caller.identity.cart, "facts": [encode(fact) for fact in facts], "head": head}).encode()
