"""A certified scale head without hardware: Toledo 8217 over a real pseudo-terminal, with faults on request."""

import threading
import time
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Self

from firmware_bridge.pty_port import PtyPort
from firmware_bridge.toledo import ASK, Status, with_parity

POLL_MS = 20
NOBODY_S = 0.02
"""How often an unopened port is looked at: poll() returns at once while nobody has it open."""
_PRINTABLE = 0x60  # bits that every head sets in a status byte


class Parity(Enum):
    """What bit 7 of each byte on the wire says."""

    EVEN = "even"
    ODD = "odd"
    NONE = "none"


class VirtualHead:
    """Answers `W` as the head does: the weight when it rests, otherwise a status byte.

    It shows whole divisions, and after each change it is in motion for `settle_s` seconds.
    """

    def __init__(
        self, link: str | Path, capacity_g: float = 15_000.0, division_g: int = 5, settle_s: float = 0.5
    ) -> None:
        self._capacity_g = capacity_g
        self._division_g = division_g
        self._settle_s = settle_s
        self._port = PtyPort(Path(link))
        self._lock = threading.RLock()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._load_g = 0.0
        self._rests_at = 0.0
        self._said: bytes | None = None
        self.parity = Parity.EVEN
        self.net = False
        """Somebody has pressed the tare key."""
        self.says_once = False
        """Send an unchanged weight once, and then a status without a complaint, as some heads do."""
        self.frozen = False
        """Hear and say nothing, with the port open."""

    def __enter__(self) -> Self:
        self.replug()
        self._thread = threading.Thread(target=self._serve, name="virtual-head", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
        self.unplug()

    def place(self, grams: float) -> None:
        """Load the platform with so much in all; negative pulls it up."""
        with self._lock:
            self._load_g = grams
            self._rests_at = time.monotonic() + self._settle_s

    def unplug(self) -> None:
        with self._lock:
            self._port.unplug()

    def replug(self) -> None:
        with self._lock:
            self._port.plug()
            self._said = None

    def garbage(self, noise: bytes) -> None:
        """Put bytes on the line that no head sent."""
        with self._lock:
            self._port.write(noise)

    def answer(self) -> bytes:
        """What the head says to `W` now, as 7-bit bytes."""
        said = self._weight()
        if self.says_once and said == self._said:
            return _status(Status(0))
        self._said = said
        return said

    def _weight(self) -> bytes:
        shown = round(self._load_g / self._division_g) * self._division_g
        complaint = Status(0)
        if time.monotonic() < self._rests_at:
            complaint |= Status.MOTION
        if shown > self._capacity_g:
            complaint |= Status.OVER_CAPACITY
        if shown < 0:
            complaint |= Status.UNDER_ZERO
        if complaint:
            return _status(complaint)
        net = b"N" if self.net else b""
        return b"\x02%02d.%03d%s\r" % (*divmod(shown, 1000), net)

    def _serve(self) -> None:
        while not self._ending.is_set():
            if not self._port.wait(POLL_MS):
                self._ending.wait(NOBODY_S)
                continue
            with self._lock:
                heard = self._port.read()
                if not self.frozen:
                    for _ in range(heard.count(with_parity(ASK))):
                        self._port.write(self._on_the_wire(self.answer()))

    def _on_the_wire(self, said: bytes) -> bytes:
        match self.parity:
            case Parity.EVEN:
                return with_parity(said)
            case Parity.ODD:
                return bytes(byte ^ 0x80 for byte in with_parity(said))
            case Parity.NONE:
                return said


def _status(status: Status) -> bytes:
    return b"\x02?%c\r" % (status | _PRINTABLE)
