"""Faults on purpose: the cart is killed in mid-trip, again and again, and nothing that it showed may be lost."""

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from threading import Timer
from typing import Any

from cart.core.basket import Basket, Impossible, fold
from cart.core.facts import Fact, ItemAdded, ItemRemoved
from cart.core.pricing import totals
from cart.ledger import Ledger
from hw.bench.killed_cart import SHELF, Orders, errands

DEATHS = ("moment", "moment", "row", "commit", "committed")
MOST_BURSTS = 14  # a trip has about twenty


@dataclass
class Watched:
    """What came through the pipe: where the shopper stands, and what was ever on the screen."""

    deed: int = 0
    load: float = 0.0
    t: float = 100.0
    ever: set[tuple[str, int]] = field(default_factory=set)
    screen: dict[str, Any] = field(default_factory=dict)
    receipts: dict[str, list[Any]] = field(default_factory=dict)
    lost: int = 0
    doubled: int = 0
    money_mismatch: int = 0
    _kept: list[list[Any]] | None = None

    def killed(self, folder: Path) -> None:
        """Look at the disk as the kill left it: every line of the last screen is there, or went out again."""
        trip = self.screen.get("trip", "")
        facts = _on_disk(folder, trip)
        basket = fold(facts)
        bill = [[line.line, line.sku, line.quantity, line.price] for line in basket.lines]
        gone = {fact.body.line for fact in facts if isinstance(fact.body, ItemRemoved)}
        shown = self.screen.get("lines", [])
        self.lost += sum(line not in bill and line[0] not in gone for line in shown)
        self._kept = bill if facts and not basket.over else None

    def hear(self, line: bytes) -> None:
        """Take one line; the last one may be cut off by the kill."""
        if not line.endswith(b"\n"):
            return
        said = json.loads(line)
        if "deed" in said:
            self.deed, self.load, self.t = said["deed"], said["load"], said["t"]
            return
        if self._kept is not None:
            self.lost += sum(line not in said["lines"] for line in self._kept)
            self.doubled += sum(line not in self._kept for line in said["lines"])
            self._kept = None
        self.screen = said
        self.ever.update((said["trip"], number) for number, *_ in said["lines"])
        self.money_mismatch += said["total"] != sum(price for *_, price in said["lines"])
        if said["receipt"]:
            trip, *rest = said["receipt"]
            self.receipts[trip] = rest


def kills(n: int, seed: int) -> dict[str, int]:
    """Kill the cart `n` times (SIGKILL), then judge what became of everything that it had shown.

    keys: kills, cuts, syncs, lost, doubled, money_mismatch, lines_shown, trips.
    """
    dice = random.Random(seed)
    seen = Watched()
    with TemporaryDirectory(prefix="killed-cart-") as name:
        folder = Path(name)
        killed = 0
        while killed < n:
            death = dice.choice(DEATHS)
            orders = _orders(seed, seen, dice, death, dice.randint(1, MOST_BURSTS))
            after = dice.uniform(0.0, 0.4) if death == "moment" else None
            if _life(folder, orders, seen, after):
                killed += 1
                seen.killed(folder)
            place = "at a random moment" if death == "moment" else f"at append {orders.burst} ({death})"
            lines = len(seen.screen.get("lines", ()))
            print(f"kill {killed} of {n}: {place}, {lines} lines on the screen", file=sys.stderr)
        _life(folder, _orders(seed, seen, dice, "", 0), seen, None)
        with closing(Ledger(folder / "ledger.db")) as ledger:
            trips = [(trip, ledger.facts(trip)) for trip in ledger.trips()]
    verdict = _verdict(trips, seen, seed)
    return {"kills": killed, "cuts": 0, "syncs": 0, **verdict, "lines_shown": len(seen.ever), "trips": len(trips)}


def _orders(seed: int, seen: Watched, dice: random.Random, death: str, burst: int) -> Orders:
    # Every third restart is one after a power cut: the cart's clock begins anew.
    t = dice.uniform(5.0, 30.0) if dice.random() < 1 / 3 else seen.t + dice.uniform(1.0, 40.0)
    return Orders(seed, seen.deed, seen.load, t, death, burst)


def _life(folder: Path, orders: Orders, seen: Watched, after: float | None) -> bool:
    """Run a cart until it dies; True when it was killed."""
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
    child = subprocess.Popen(
        [sys.executable, "-m", "hw.bench.killed_cart", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("a child without pipes")
    with child, suppress(BrokenPipeError):
        child.stdin.write(json.dumps(asdict(orders)).encode() + b"\n")
        child.stdin.flush()
        executioner = None
        for line in child.stdout:
            if after is not None and executioner is None:
                executioner = Timer(after, child.kill)
                executioner.start()
            seen.hear(line)
        if executioner is not None:
            executioner.join()
    if child.returncode not in (0, -signal.SIGKILL):
        raise RuntimeError(f"the cart ended by itself with status {child.returncode}")
    return child.returncode == -signal.SIGKILL


def _on_disk(folder: Path, trip: str) -> list[Fact]:
    """A trip's facts, from a copy: the cart itself must recover what it left."""
    with TemporaryDirectory(prefix="killed-copy-") as name:
        for part in folder.glob("ledger.db*"):
            if not part.name.endswith("-shm"):
                copy(part, name)
        with closing(Ledger(Path(name) / "ledger.db")) as ledger:
            return ledger.facts(trip)


def _verdict(trips: list[tuple[str, list[Fact]]], seen: Watched, seed: int) -> dict[str, int]:
    lost, doubled, money = seen.lost, seen.doubled, seen.money_mismatch
    truths = list(islice(_truths(seed), len(trips)))
    for (trip, facts), truth in zip(trips, truths, strict=True):
        added = Counter(fact.body.line for fact in facts if isinstance(fact.body, ItemAdded))
        shown = [line for shown_trip, line in seen.ever if shown_trip == trip]
        lost += sum(line not in added for line in shown)
        doubled += sum(times - 1 for times in added.values())
        try:
            basket = fold(facts)
        except Impossible:
            money += 1
            continue
        charged = Counter({line.sku: 0 for line in basket.lines})
        for line in basket.lines:
            charged[line.sku] += line.quantity
        lost += (truth - charged).total()
        doubled += (charged - truth).total()
        lost += _vanished(facts, basket)
        money += not _adds_up(basket, seen.receipts.get(trip))
    return {"lost": lost, "doubled": doubled, "money_mismatch": money}


def _truths(seed: int) -> Iterator[Counter[str]]:
    """What truly lay in the basket at the end of each trip."""
    inside: Counter[str] = Counter()
    for deed in errands(seed):
        match deed.what:
            case "put":
                inside[deed.sku] += 1
            case "take":
                inside[deed.sku] -= 1
            case "leave":
                yield +inside
            case "empty":
                inside = Counter()


def _vanished(facts: list[Fact], basket: Basket) -> int:
    """Pieces that came in, did not go out, and are not on the receipt."""
    left: Counter[int] = Counter()
    for fact in facts:
        if isinstance(fact.body, ItemAdded):
            left[fact.body.line] += fact.body.quantity
        elif isinstance(fact.body, ItemRemoved):
            left[fact.body.line] -= fact.body.quantity
    return (+left - Counter({line.line: line.quantity for line in basket.lines})).total()


def _adds_up(basket: Basket, receipt: list[Any] | None) -> bool:
    """Receipt, facts and catalogue say the same total, as the store works it out."""
    if basket.finished is None:
        return False
    sums = totals(basket.lines)
    by_catalog = sum(SHELF[line.sku].price * line.quantity for line in basket.lines)
    said = [sums.total, [[line.line, line.price] for line in basket.lines]]
    return (
        basket.finished.total == sums.total == by_catalog
        and basket.finished.taxes == sums.taxes
        and receipt in (None, said)
    )
