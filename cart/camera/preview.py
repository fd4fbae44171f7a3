"""What the camera sees, for a screen that shows it now and then: small, and opened in a thread of its own."""

import logging
import threading

from cart.camera.frames import Camera, FrameGone, Picture
from cart.clock import cart_clock

log = logging.getLogger(__name__)

PERIOD_S = 0.2
OLD_S = 1.5
"""A picture older than this is not shown: it would say that the camera sees what it does not."""


class Preview:
    """Opens the newest frame about five times a second while somebody asks, and never otherwise.

    Opening may take long (a frame of the twin is rendered for it), so the one who asks gets what there is.
    """

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._asked = threading.Event()
        self._stopping = threading.Event()
        self._picture: Picture | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="preview", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._asked.set()
        if self._thread is not None:
            self._thread.join(5.0)
            self._thread = None

    def latest(self) -> Picture | None:
        """The newest picture (RGB, 160x120); None when the camera gives none, or nobody asked a moment ago."""
        self._asked.set()
        return self._picture

    def look(self) -> None:
        """Open the newest frame; the thread does so."""
        frame = self._camera.latest()
        try:
            fresh = frame is not None and cart_clock() - frame.t < OLD_S
            self._picture = frame.lores() if frame is not None and fresh else None
        except FrameGone:
            self._picture = None

    def _run(self) -> None:
        while not self._stopping.wait(PERIOD_S):
            if not self._asked.wait(2 * PERIOD_S):
                self._picture = None
                self._asked.wait()
            self._asked.clear()
            try:
                self.look()
            except Exception:
                log.exception("The camera's picture for the screen could not be opened.")
