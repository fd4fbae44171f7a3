"""Power cuts of the cart's ledger: what was acknowledged is there afterwards, and the ledger opens every time."""

import random
import sys
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import TypedDict

import apsw

from cart.core.facts import Fact
from cart.ledger import Ledger, LedgerDamaged
from hw.bench.powercut import Drive, PowerCut, mounted, opened
from hw.bench.shopping import trip_of

OPERATIONS = 330  # writes, syncs, truncations and deletions, within which the power goes


class CutsResult(TypedDict):
    """`inside` counts the cuts in mid-trip; `lost` acknowledged facts that were gone, `refused` ledgers not opened."""

    cuts: int
    inside: int
    facts: int
    lost: int
    doubled: int
    money_mismatch: int
    refused: int


def cuts(n: int, seed: int) -> CutsResult:
    """Cut the power `n` times, each time at another operation of a new ledger's life."""
    dice = random.Random(seed)
    bursts = _bursts(dice)
    written = [fact for burst in bursts for fact in burst]
    inside = facts = lost = wrong = refused = 0
    with TemporaryDirectory(prefix="cuts-") as name:
        for number in range(n):
            folder = Path(name) / str(number)
            try:
                acked, found = cut(folder, bursts, f"{seed}-{number}")
            except (LedgerDamaged, apsw.Error):
                refused += 1
                continue
            inside += 0 < acked < len(written)
            facts += acked
            lost += max(0, acked - len(found))
            wrong += found != written[: len(found)]
            rmtree(folder)
            if (number + 1) % 100 == 0:
                print(f"{number + 1} of {n} cuts", file=sys.stderr)
    return CutsResult(cuts=n, inside=inside, facts=facts, lost=lost, doubled=wrong, money_mismatch=0, refused=refused)


def cut(folder: Path, bursts: list[list[Fact]], seed: str, synced: bool = True) -> tuple[int, list[Fact]]:
    """Write until the power goes; returns how many facts were acknowledged, and those found afterwards."""
    dice = random.Random(seed)
    before, after = folder / "before", folder / "after"
    after.mkdir(parents=True)
    drive = Drive(cut_at=dice.randint(1, OPERATIONS))
    acknowledged = 0
    with mounted(drive, f"cut-{seed}-{synced}") as vfs, opened() as connections:
        ledger = None
        with suppress(PowerCut, apsw.Error):
            ledger = Ledger(before / "ledger.db", vfs=vfs)
            if not synced:
                connections[-1].execute("PRAGMA synchronous = OFF")
            for burst in bursts:
                ledger.append(burst)
                acknowledged += len(burst)
        drive.leave(dice, after)
        with suppress(PowerCut, apsw.Error):
            if ledger is not None:
                ledger.close()
    again = Ledger(after / "ledger.db")
    found = [fact for trip in again.trips() for fact in again.facts(trip)]
    again.close()
    return acknowledged, found


def _bursts(dice: random.Random) -> list[list[Fact]]:
    """Facts of several trips in the bursts that they come in; evidence makes some of them long."""
    bursts = []
    for crops in (0, 40, 2, 0, 10, 3, 1, 0):
        facts = trip_of(dice, 6, crops)
        while facts:
            size = dice.randint(1, 3)
            bursts.append(facts[:size])
            facts = facts[size:]
    return bursts
