"""Kills cart and store at random, thousands of times: real ledger, real sync, real store, one real line between them.

Both are forked from a process that has everything imported, so that a life may be short. What the cart has shown, it
has said through a pipe; at the end every such fact has to be on the cart and in the store, and once.
"""

import logging
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from struct import Struct
from tempfile import TemporaryDirectory
from typing import TypedDict

from cart.core.facts import Fact
from cart.ledger import Ledger, LedgerReader
from cart.sync import Identity, make_identity
from hw.bench.killed_cart import SHELF
from hw.bench.network import BenchCart, judge
from hw.bench.shopping import trip_of
from hw.bench.store_process import StoreProcess
from store.serve import server

LIFE_S = 0.15  # of either, on average
SHOWN = Struct("<II")  # number of the trip, and of the fact
DRAINED_S = 120.0
OF_ONE_PAIR = 250
"""Kills; then a new pair begins: a ledger that no night tidies takes longer to open than a life lasts here."""


class PairResult(TypedDict):
    """Of one pair."""

    kills: int
    store_kills: int
    lost: int
    doubled: int
    money_mismatch: int
    lines_shown: int
    trips: int


def kill_pair(n: int, seed: int) -> dict[str, int]:
    """Kill cart or store `n` times, then let them finish and compare both with what was shown."""
    whole = Counter[str]()
    logging.disable(logging.CRITICAL)
    for first in range(0, n, OF_ONE_PAIR):
        whole.update(_kill_one_pair(min(OF_ONE_PAIR, n - first), f"{seed}-{first}"))
        print(f"kill {whole['kills']} of {n}: {whole['lines_shown']} facts shown", file=sys.stderr)
    logging.disable(logging.NOTSET)
    return dict(whole)


def _kill_one_pair(n: int, seed: str) -> PairResult:
    dice = random.Random(seed)
    with TemporaryDirectory(prefix="killed-pair-") as name:
        run = Path(name)
        store = StoreProcess(run / "store", SHELF)
        identity = make_identity(run / "cart", "cart-1")
        store.know([identity])
        ear, mouth = os.pipe()
        os.set_blocking(ear, False)
        lives: dict[str, Callable[[], int]] = {
            "store": lambda: _fork(lambda: _serve(store)),
            "cart": lambda: _fork(lambda: _shop(run / "cart", identity, store.port, seed, mouth)),
        }
        pids = {who: live() for who, live in lives.items()}
        shown, store_kills = set[tuple[int, int]](), 0
        for _ in range(n):
            time.sleep(dice.expovariate(1 / LIFE_S))
            who = dice.choice(("store", "cart"))
            store_kills += who == "store"
            _kill(pids[who])
            shown |= set(_heard(ear))
            pids[who] = lives[who]()
        _kill(pids["cart"])
        shown |= set(_heard(ear))
        trips = _drain(run / "cart", identity, store.port)
        _kill(pids["store"])
        lost, doubled, money, _ = judge(store.db, trips)
    kept = {(number, fact.seq) for number, facts in enumerate(trips) for fact in facts}
    told = [trip_of(random.Random(f"{seed}-{number}"), 6) for number in range(len(trips))]
    wrong = sum(facts != right[: len(facts)] for facts, right in zip(trips, told, strict=True))
    return PairResult(
        kills=n,
        store_kills=store_kills,
        lost=lost + len(shown - kept),
        doubled=doubled,
        money_mismatch=money + wrong,
        lines_shown=len(shown),
        trips=len(trips),
    )


def _fork(live: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        live()
    finally:
        os._exit(1)


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def _serve(store: StoreProcess) -> None:
    server(store.db, store.port, evidence=store.folder / "evidence", say=lambda _: None).run()


def _shop(folder: Path, identity: Identity, port: int, seed: str, mouth: int) -> None:
    """Go on with the trip where the ledger says, then with the next, and say every fact that a screen may show."""
    cart = BenchCart(identity, folder, f"http://127.0.0.1:{port}", random.Random())
    for number, fact in _plan(cart.ledger, seed):
        cart.ledger.append([fact])
        os.write(mouth, SHOWN.pack(number, fact.seq))
        cart.sync.wake()
        cart.listen()
        time.sleep(random.random() * 0.01)


def _plan(ledger: Ledger, seed: str) -> Iterator[tuple[int, Fact]]:
    known = ledger.trips()
    number = max(0, len(known) - 1)
    done = len(ledger.facts(known[-1])) if known else 0
    while True:
        yield from ((number, fact) for fact in trip_of(random.Random(f"{seed}-{number}"), 6)[done:])
        number, done = number + 1, 0


def _heard(ear: int) -> Iterator[tuple[int, int]]:
    """What came through the pipe; records are shorter than what a pipe takes at once, so none is cut."""
    said = b""
    while True:
        try:
            more = os.read(ear, 1 << 16)
        except BlockingIOError:
            break
        said += more
    yield from ((number, seq) for number, seq in SHOWN.iter_unpack(said))


def _drain(folder: Path, identity: Identity, port: int) -> list[list[Fact]]:
    """Let sync finish; the facts of every trip on the cart."""
    cart = BenchCart(identity, folder, f"http://127.0.0.1:{port}", random.Random(), answer_s=5.0)
    deadline = time.monotonic() + DRAINED_S
    while _unsent(folder) and time.monotonic() < deadline:
        cart.listen()
        time.sleep(0.02)
    cart.close()
    with closing(Ledger(folder / "ledger.db")) as ledger:
        return [ledger.facts(trip) for trip in ledger.trips()]


def _unsent(folder: Path) -> bool:
    with closing(LedgerReader(folder / "ledger.db")) as reader:
        return bool(reader.unsent())
