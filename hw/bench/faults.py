"""Faults on purpose: kills, power cuts and a failing network; nothing that was shown may be lost or doubled."""

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
from tempfile import TemporaryDirectory
from threading import Timer
from typing import Any

from cart.ledger import Ledger
from hw.bench.cuts import cuts
from hw.bench.kept import Watched, verdict
from hw.bench.killed_cart import SHELF, Orders, errands
from hw.bench.killed_pair import kill_pair
from hw.bench.network import network
from hw.bench.program_kills import kill_program

DEATHS = ("moment", "moment", "row", "commit", "committed")
MOST_BURSTS = 14  # a trip has about twenty


@dataclass
class Story:
    """What came through the pipe: where the shopper stands, and what the screen showed."""

    seen: Watched = field(default_factory=Watched)
    deed: int = 0
    load: float = 0.0
    t: float = 100.0

    def hear(self, line: bytes) -> None:
        """Take one line; the last one may be cut off by the kill."""
        if not line.endswith(b"\n"):
            return
        said = json.loads(line)
        if "deed" in said:
            self.deed, self.load, self.t = said["deed"], said["load"], said["t"]
        else:
            self.seen.shows(said)


@dataclass(frozen=True)
class Campaign:
    """How much of each: kills of the engine, of the program, of cart or store; power cuts; syncs."""

    engine_kills: int = 0
    program_kills: int = 0
    pair_kills: int = 0
    cuts: int = 0
    syncs: int = 0


def faults(campaign: Campaign, seed: int) -> dict[str, Any]:
    """All campaigns, added up.

    keys: kills, cuts, syncs, lost, doubled, money_mismatch, lines_shown, trips, and what each campaign said by itself.
    """
    parts: dict[str, dict[str, Any]] = {}
    if campaign.engine_kills:
        parts["engine"] = kills(campaign.engine_kills, seed)
    if campaign.program_kills:
        parts["program"] = kill_program(campaign.program_kills, seed)
    if campaign.pair_kills:
        parts["pair"] = kill_pair(campaign.pair_kills, seed)
    if campaign.cuts:
        parts["power"] = dict(cuts(campaign.cuts, seed))
    if campaign.syncs:
        parts["network"] = dict(network(campaign.syncs, seed))
    keys = ("kills", "cuts", "syncs", "lost", "doubled", "money_mismatch", "lines_shown", "trips")
    sums = {key: sum(part.get(key, 0) for part in parts.values()) for key in keys}
    return {**sums, "program_kills": campaign.program_kills, "pair_kills": campaign.pair_kills, **parts}


def kills(n: int, seed: int) -> dict[str, int]:
    """Kill the cart `n` times (SIGKILL), then judge what became of everything that it had shown.

    keys: kills, cuts, syncs, lost, doubled, money_mismatch, lines_shown, trips.
    """
    dice = random.Random(seed)
    story = Story()
    seen = story.seen
    with TemporaryDirectory(prefix="killed-cart-") as name:
        folder = Path(name)
        killed = 0
        while killed < n:
            death = dice.choice(DEATHS)
            orders = _orders(seed, story, dice, death, dice.randint(1, MOST_BURSTS))
            after = dice.uniform(0.0, 0.4) if death == "moment" else None
            if _life(folder, orders, story, after):
                killed += 1
                seen.killed(folder)
            place = "at a random moment" if death == "moment" else f"at append {orders.burst} ({death})"
            lines = len(seen.screen.get("lines", ()))
            print(f"kill {killed} of {n}: {place}, {lines} lines on the screen", file=sys.stderr)
        _life(folder, _orders(seed, story, dice, "", 0), story, None)
        with closing(Ledger(folder / "ledger.db")) as ledger:
            trips = [(trip, ledger.facts(trip)) for trip in ledger.trips()]
    judged = verdict(trips, list(islice(_truths(seed), len(trips))), seen, SHELF)
    return {"kills": killed, "cuts": 0, "syncs": 0, **judged, "lines_shown": len(seen.ever), "trips": len(trips)}


def _orders(seed: int, story: Story, dice: random.Random, death: str, burst: int) -> Orders:
    # Every third restart is one after a power cut: the cart's clock begins anew.
    t = dice.uniform(5.0, 30.0) if dice.random() < 1 / 3 else story.t + dice.uniform(1.0, 40.0)
    return Orders(seed, story.deed, story.load, t, death, burst)


def _life(folder: Path, orders: Orders, story: Story, after: float | None) -> bool:
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
            story.hear(line)
        if executioner is not None:
            executioner.join()
    if child.returncode not in (0, -signal.SIGKILL):
        raise RuntimeError(f"the cart ended by itself with status {child.returncode}")
    return child.returncode == -signal.SIGKILL


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
