"""The thread that looks for signs of the exit lane in a camera's pictures."""

import logging
from collections.abc import Callable
from threading import Event, Thread
from typing import Protocol

from cart.core.inputs import Way
from cart.core.units import Seconds
from cart.exit_lane.raw import Looked
from cart.exit_lane.readers import Picture, ReadSigns

log = logging.getLogger(__name__)

PERIOD_S = 0.03


class Shot(Protocol):
    """What a frame of a camera must be able to tell."""

    @property
    def t(self) -> Seconds: ...

    @property
    def number(self) -> int: ...

    def video(self) -> Picture: ...


class LaneWatch:
    """Every new picture of `latest` becomes a Looked for `put`, on a thread of its own.

    A picture that is gone, or a camera that has none, is a look that did not happen.
    """

    def __init__(
        self, way: Way, latest: Callable[[], Shot | None], read: ReadSigns, put: Callable[[Looked], None]
    ) -> None:
        self._way, self._latest, self._read, self._put = way, latest, read, put
        self._number: int | None = None
        self._ending = Event()
        self._thread = Thread(target=self._run, name=f"lane-{way.value}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        self._thread.join(5.0)

    def _run(self) -> None:
        unreadable = False
        while not self._ending.wait(PERIOD_S):
            try:
                self._look()
                unreadable = False
            # The top of the thread: whatever is wrong with one picture, the next one may do.
            except Exception:
                if not unreadable:
                    log.exception("the exit lane's camera gives pictures that cannot be read")
                unreadable = True

    def _look(self) -> None:
        shot = self._latest()
        if shot is not None and shot.number != self._number:
            self._number = shot.number
            self._put(Looked(shot.t, self._way, self._read(shot.video())))
