"""What keeps a request from counting twice: its time has to be about now, and its number new, across restarts too.

Numbers are remembered in memory alone. Instead the store keeps a moment on disk that no request it lets in may pass,
and moves it on ahead of time; after a restart only what is signed later than that moment counts. So the store's time of
signing runs a little ahead of the clock after a restart, and never back, whatever the clock does: when the clock is put
back, it goes on from where it was. Carts learn it from their first refusal.
"""

import threading
import time
from collections import deque
from collections.abc import Callable

from cart.core.signing import Stamp
from store.database import Database
from store.schema import CounterRow

WINDOW_MS = 300_000  # how old a signature may be
AHEAD_MS = 10_000  # carts sign with the time that they were told: what is further ahead is not of such a cart
ROOM_MS = 60_000  # how far the moment moves at once


class Stale(ValueError):
    """A stamp that does not count, with one sentence why."""


class Stamps:
    """For one thread, except `make_room` and `now`."""

    def __init__(self, database: Database, wall: Callable[[], float] = time.time) -> None:
        self._database, self._wall = database, wall
        with database.read() as session:
            row = session.get(CounterRow, "stamps")
        self._born = self._until = max(round(1000 * wall()), row.value if row else 0)
        self._told, self._ahead = self._born, 0
        self._telling, self._moving = threading.Lock(), threading.Lock()
        self._used: set[tuple[str, str]] = set()
        self._order: deque[tuple[int, tuple[str, str]]] = deque()

    @property
    def now(self) -> int:
        """The time to sign with, in milliseconds."""
        with self._telling:
            wall = round(1000 * self._wall())
            self._ahead = max(self._ahead, self._told - wall)
            self._told = wall + self._ahead
            return self._told

    def check(self, stamp: Stamp) -> None:
        """Raises Stale when the time is off, or the number was used before."""
        now = self.now
        if not max(self._born, now - WINDOW_MS) <= stamp.time <= now + AHEAD_MS:
            raise Stale("The request was not signed just now: sign it with the time that this answer names.")
        if (stamp.cart, stamp.nonce) in self._used:
            raise Stale("This request has been here before: sign it anew.")

    def has_room(self, stamp: Stamp, ahead_ms: int = 0) -> bool:
        return stamp.time + ahead_ms < self._until

    def make_room(self, stamp: Stamp, ahead_ms: int = 0) -> None:
        """Move the moment on, on disk; takes as long as the disk does."""
        with self._moving:
            if self.has_room(stamp, ahead_ms):
                return
            until = self.now + AHEAD_MS + ROOM_MS
            with self._database.write() as session:
                session.merge(CounterRow(name="stamps", value=until))
            self._until = until

    def take(self, stamp: Stamp) -> None:
        """Use the stamp up, for which there is room; raises Stale as `check` does."""
        self.check(stamp)
        while self._order and self._order[0][0] < self.now - WINDOW_MS:
            self._used.discard(self._order.popleft()[1])
        number = (stamp.cart, stamp.nonce)
        self._used.add(number)
        self._order.append((max(stamp.time, self.now), number))
