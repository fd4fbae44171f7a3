"""A trip on a disk that is really full: run in a process of its own, with a folder and the way in which it is full.

`small` fills the file system that the folder is on; `limit` forbids files to grow (RLIMIT_FSIZE); `start` fills it
while the cart is off. It prints what the cart showed and kept, as one JSON object.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

from rig import Cart

from cart.core.basket import fold
from cart.core.inputs import Input, Lane, LaneSignal
from cart.core.units import Seconds
from cart.engine import EngineThread
from cart.ledger import LedgerFull
from cart.recovery import open_ledger
from cart.room import Room

FILLER = "filler"


def fill(folder: Path) -> None:
    """Leave not one block."""
    for size in (1 << 16, 1 << 12, 1):
        with suppress(OSError), (folder / FILLER).open("ab", buffering=0) as file:
            while file.write(bytes(size)):
                pass


def limit(size: int) -> None:
    """No file may grow beyond so many bytes."""
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))


def until(there: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 60
    while not there() and time.monotonic() < deadline:
        time.sleep(0.02)
    return there()


def start(folder: Path, how: str) -> dict[str, object]:
    """A clean stop, then a start on a disk without one free block."""
    cart = Cart(folder=folder)
    cart.change(1034, ("milk", 0.96))
    facts = cart.kept()
    cart.close()
    for tape in folder.glob("tapes/*"):
        tape.unlink()
    if how == "start with ballast":
        Room(folder).tidy()
    fill(folder)
    try:
        ledger, alarms = open_ledger(folder / "ledger.db", None)
    except LedgerFull as full:
        return {"said": str(full)}
    running = ledger.running() == facts
    ledger.close()
    return {"running": running, "alarms": alarms, "ballast": (folder / "ballast").exists()}


def main(folder: Path, how: str) -> dict[str, object]:
    cart = Cart(folder=folder)
    cart.change(1034, ("milk", 0.96))
    room = Room(folder)
    if how == "ballast":
        room.tidy()
    if how == "limit":
        limit((folder / "ledger.db-wal").stat().st_size)
    else:
        fill(folder)
    if how == "ballast":
        cart.engine._make_room = room.make
    before = [line.sku for line in cart.shown[-1].lines]
    inbox: SimpleQueue[Input | None] = SimpleQueue()
    thread = EngineThread(cart.engine, inbox, died=lambda: os._exit(9))
    thread.start()
    for happened in (Lane.ARMED, Lane.CROSSED):
        inbox.put(LaneSignal(Seconds(cart.t), happened, "1"))
    told = until(lambda: any(view.full for view in cart.shown))
    refused = [line.sku for line in cart.shown[-1].lines] == before and cart.shown[-1].receipt is None
    if how == "limit":
        limit(resource.RLIM_INFINITY)
    elif how == "small":
        (folder / FILLER).unlink()
    finished = until(lambda: cart.shown[-1].receipt is not None)
    thread.stop()
    total = fold(cart.kept()).finished
    cart.close()
    return {
        "told": told,
        "refused": refused,
        "finished": finished,
        "full_at_the_end": cart.shown[-1].full,
        "total": total and total.total,
        "ballast": (folder / "ballast").exists(),
    }


if __name__ == "__main__":
    done = start if sys.argv[2].startswith("start") else main
    print(json.dumps(done(Path(sys.argv[1]), sys.argv[2])))
