"""The thread that every camera driver shares: open the device, read it, keep the last frames, reopen it."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Protocol

from cart.camera.frames import Frame
from cart.core.inputs import Reason

log = logging.getLogger(__name__)

KEPT_SECONDS = 3.0
KEPT_MAIN = 5
"""Frames that keep their high resolution: each costs 7 MB."""

BACK_OFF = (0.3, 0.6, 1.2, 2.5, 5.0)
STOP_WITHIN = 5.0


class CameraLost(Exception):
    """The device is gone or useless; the message is for the fitter."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Device(Protocol):
    """An open camera; both calls come from the capture thread and end within a second or so."""

    def read(self) -> Frame | None:
        """The next frame, or None if there is none yet; CameraLost when there will be none."""

    def close(self) -> None: ...


class CapturingCamera:
    """A camera made of a way to open its device: `open_device` raises CameraLost when there is none."""

    def __init__(self, name: str, open_device: Callable[[], Device]) -> None:
        self.name = name
        self.fault: Reason | None = None
        self._open = open_device
        self._ring: deque[Frame] = deque()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name=f"camera {self.name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is None:
            return
        self._thread.join(STOP_WITHIN)
        if self._thread.is_alive():
            log.error("The camera %s did not stop within %.0f s and is left behind.", self.name, STOP_WITHIN)
        self._thread = None
        with self._lock:
            self._ring.clear()

    def latest(self) -> Frame | None:
        with self._lock:
            return self._ring[-1] if self._ring else None

    def frames(self) -> list[Frame]:
        with self._lock:
            return list(self._ring)

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                device = self._open()
                try:
                    while not self._stopping.is_set():
                        frame = device.read()
                        if frame is not None:
                            failures = 0
                            self._keep(frame)
                finally:
                    device.close()
            except CameraLost as lost:
                if failures == 0:
                    log.warning("The camera %s is lost: %s", self.name, lost)
                self.fault = lost.reason
            except Exception:
                log.exception("The driver of the camera %s failed.", self.name)
                self.fault = Reason.BROKEN
            else:
                return
            self._stopping.wait(BACK_OFF[min(failures, len(BACK_OFF) - 1)])
            failures += 1

    def _keep(self, frame: Frame) -> None:
        with self._lock:
            if self._ring and frame.t <= self._ring[-1].t:
                return
            self.fault = None
            self._ring.append(frame)
            while self._ring[0].t < frame.t - KEPT_SECONDS:
                self._ring.popleft()
            if len(self._ring) > KEPT_MAIN:
                self._ring[-1 - KEPT_MAIN].forget_main()
