"""Notices within two seconds that a camera is dead, frozen or slow, and says so once per outage."""

import hashlib
import logging
import threading
from collections.abc import Callable

from cart.camera.frames import Camera, Frame, FrameGone
from cart.clock import cart_clock
from cart.core.inputs import Reason
from cart.core.units import Seconds

log = logging.getLogger(__name__)

WINDOW = 1.5
"""Seconds without a frame that count as silence, and seconds of equal pictures that count as frozen."""

PERIOD = 0.4
"""Seconds between two looks: with WINDOW below the two seconds that are promised."""

SLOWEST = 2.0
"""Frames a second below which a weight step has no picture to go with it."""


class CameraWatch:
    """Looks at a camera now and then; `on_down` and `on_up` are called from its thread, in turns."""

    def __init__(self, camera: Camera, on_down: Callable[[Reason], None], on_up: Callable[[str], None]) -> None:
        self._camera = camera
        self._on_down = on_down
        self._on_up = on_up
        self._up: bool | None = None
        self._since = Seconds(0.0)
        self._digests: dict[Seconds, bytes] = {}
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._stopping.clear()
        self._since = cart_clock()
        self._thread = threading.Thread(target=self._run, name="camera watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(5.0)
            self._thread = None

    def look(self, now: Seconds) -> None:
        """One look; the thread does so every PERIOD."""
        frames = self._camera.frames()
        reason = self._trouble(frames, now)
        if reason is not None:
            if self._up is not False and now - self._since >= WINDOW:
                self._up = False
                self._on_down(reason)
        elif self._up is not True and alive(frames, now) and len(recent(frames, now)) >= WINDOW * SLOWEST:
            self._up = True
            self._on_up(self._camera.name)

    def _run(self) -> None:
        while not self._stopping.wait(PERIOD):
            try:
                self.look(cart_clock())
            except Exception:
                log.exception("The camera watch failed.")

    def _trouble(self, frames: list[Frame], now: Seconds) -> Reason | None:
        if not frames or now - frames[-1].t >= WINDOW:
            return self._camera.fault or Reason.SILENT
        whole_window = frames[0].t <= now - WINDOW
        if whole_window and alive(frames, now) and len(recent(frames, now)) < WINDOW * SLOWEST:
            return Reason.SLOW
        return Reason.FROZEN if self._frozen(frames) else None

    def _frozen(self, frames: list[Frame]) -> bool:
        """The newest picture equals the ones before it, back over the whole window.

        Sensor noise makes two real pictures differ. The look back only happens after two equal looks in a
        row, because a picture may have to be rendered for it.
        """
        newest = frames[-1]
        earlier = self._digests.get(max(self._digests, default=newest.t))
        try:
            content = self._digest(newest)
            if content != earlier:
                self._digests = {newest.t: content}
                return False
            before = [frame for frame in frames if frame.t <= newest.t - WINDOW + PERIOD / 4]
            middle = [frame for frame in frames if frame.t <= newest.t - WINDOW / 2]
            frozen = bool(before) and all(self._digest(frame) == content for frame in (before[-1], middle[-1]))
        except FrameGone:
            return False
        self._digests = {t: digest for t, digest in self._digests.items() if t >= frames[0].t}
        return frozen

    def _digest(self, frame: Frame) -> bytes:
        known = self._digests.get(frame.t)
        if known is None:
            known = hashlib.blake2b(frame.lores().tobytes(), digest_size=16).digest()
            self._digests[frame.t] = known
        return known


def recent(frames: list[Frame], now: Seconds) -> list[Frame]:
    return [frame for frame in frames if frame.t > now - WINDOW]


def alive(frames: list[Frame], now: Seconds) -> bool:
    """Frames still come: a camera that has just stopped also has few recent ones, but is silent, not slow."""
    return now - frames[-1].t < 0.6 * WINDOW
