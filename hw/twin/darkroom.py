"""Develops stored poses into pictures in one thread, and lays them into shared memory for whoever asked."""

import os
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from hw.twin.eyes import Eyes, Pixels
from hw.twin.world import World

_SHARED = Path("/dev/shm")  # where Linux keeps POSIX shared memory
_KEPT = 24  # pictures that nobody may have fetched yet

Order = Callable[[Eyes], Pixels]


class Darkroom:
    """The only user of the GL context; orders are done one after the other."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._orders: SimpleQueue[tuple[Order, SimpleQueue[Pixels]] | None] = SimpleQueue()
        self._names: deque[str] = deque()
        self._count = 0
        self._lock = threading.Lock()
        self._lit = threading.Event()
        self._thread = threading.Thread(target=self._work, name="darkroom", daemon=True)
        self._thread.start()
        self._lit.wait()  # making a GL context stalls every other thread for half a second

    def develop(self, order: Order) -> dict[str, Any]:
        """Have a picture made; answers with the shared memory's name and the picture's shape.

        Whoever fetched it may unlink it; otherwise it goes when two dozen later ones have come.
        """
        tray: SimpleQueue[Pixels] = SimpleQueue()
        self._orders.put((order, tray))
        pixels = tray.get()
        with self._lock:
            self._count += 1
            name = f"twin-{os.getpid()}-{self._count}"
            (_SHARED / name).write_bytes(pixels.data)
            self._names.append(name)
            while len(self._names) > _KEPT:
                (_SHARED / self._names.popleft()).unlink(missing_ok=True)
        return {"shm": name, "shape": list(pixels.shape)}

    def close(self) -> None:
        self._orders.put(None)
        self._thread.join()
        for name in self._names:
            (_SHARED / name).unlink(missing_ok=True)

    def _work(self) -> None:
        try:
            eyes = Eyes(self._world)
        finally:
            self._lit.set()
        with eyes:
            while (order := self._orders.get()) is not None:
                make, tray = order
                tray.put(make(eyes))
