"""The firmware's twin: the same frames and rules over a real pseudo-terminal, with faults on request."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from cobs import cobs

from firmware_bridge.protocol import CELLS, PROTOCOL_VERSION, Report, ResetCause, encode
from firmware_bridge.pty_port import PtyPort
from firmware_bridge.virtual_firmware import VirtualFirmware

POLL_MS = 20
NOBODY_S = 0.02
"""How often an unopened port is looked at: poll() returns at once while nobody has it open."""


class VirtualScale(VirtualFirmware):
    """A scale without hardware: `link` becomes its port, `push` takes the place of its converters.

    It neither paces nor weighs: whoever owns it pushes counts, 80 times a second like the real one.
    """

    def __init__(
        self,
        link: str | Path,
        scale_id: bytes = b"VIRTUAL1",
        cells: int = CELLS,
        rate_hz: int = 80,
        protocol_version: int = PROTOCOL_VERSION,
    ) -> None:
        super().__init__(scale_id, cells, rate_hz, protocol_version)
        self.link = Path(link)
        self._lock = threading.RLock()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._port = PtyPort(self.link)
        self._frozen = False
        self._to_corrupt = 0
        self._to_drop = 0
        self._born = time.monotonic_ns()
        self._given_us: int | None = None
        self._booted_us = 0

    def __enter__(self) -> Self:
        self.replug()
        self._thread = threading.Thread(target=self._serve, name="virtual-scale", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
        self.unplug()

    def push(
        self, counts: Sequence[int | None], t_us: int | None = None, motion: tuple[int, int, int] | None = None
    ) -> bool:
        """One conversion of all cells (None: the cell did not answer); False if it is not streaming.

        `t_us` is the pusher's own microsecond clock, by default the machine's; `motion` the acceleration in
        1/16384 g, None for a scale without an accelerometer. What nobody reads is lost, as it is on a full
        UART, and leaves a gap in the sequence numbers.
        """
        if len(counts) != self.cells:
            raise ValueError(f"this scale has {self.cells} cells, {len(counts)} counts were pushed")
        with self._lock:
            if t_us is not None:
                if self._given_us is None:
                    self._booted_us = 0
                self._given_us = t_us
            if not self._streaming or self._frozen:
                return False
            self._report(counts, motion)
            return True

    # Faults.

    def corrupt(self, frames: int) -> None:
        """Damage the next frames on their way, so that each fails its CRC."""
        with self._lock:
            self._to_corrupt = frames

    def drop(self, frames: int) -> None:
        """Lose the next frames on their way."""
        with self._lock:
            self._to_drop = frames

    def garbage(self, noise: bytes) -> None:
        """Put bytes on the line that no firmware sent."""
        with self._lock:
            self._port.write(noise)

    def freeze(self) -> None:
        """Hang: nothing is sent and nothing heard, with the port open."""
        with self._lock:
            self._frozen = True

    def thaw(self) -> None:
        with self._lock:
            self._frozen = False

    def reset(self, cause: ResetCause = ResetCause.WATCHDOG) -> None:
        """Start anew: the clock and the sequence begin at zero, and nothing streams before START."""
        with self._lock:
            self._booted_us = self._now_us()
            self._cause = cause
            self._frozen = False
            self._forget()
            self._port.write(b"\0")
            self._send(self._hello())

    def unplug(self) -> None:
        """Pull the cable: the port vanishes and the scale has no power."""
        with self._lock:
            self._port.unplug()
            self._forget()

    def replug(self) -> None:
        """Put the cable back: the port is there under the same name, and the scale boots."""
        with self._lock:
            if not self._port.plugged:
                self._port.plug()
                self.reset(ResetCause.POWER_ON)

    # The board.

    def _now_us(self) -> int:
        if self._given_us is not None:
            return self._given_us
        return (time.monotonic_ns() - self._born) // 1000

    def _mcu_us(self) -> int:
        return (self._now_us() - self._booted_us) & 0xFFFFFFFF

    def _serve(self) -> None:
        while not self._ending.is_set():
            if not self._port.wait(POLL_MS):
                self._ending.wait(NOBODY_S)
                continue
            with self._lock:
                heard = self._port.read()
                if not self._frozen:
                    self._hear(heard)

    def _send(self, report: Report) -> None:
        wire = encode(report)
        if self._frozen:
            return
        if self._to_drop:
            self._to_drop -= 1
            return
        if self._to_corrupt:
            self._to_corrupt -= 1
            wire = _damaged(wire)
        self._port.write(wire)


def _damaged(wire: bytes) -> bytes:
    raw = bytearray(cobs.decode(wire[:-1]))
    raw[-5] ^= 0x10  # the last byte before the CRC
    return bytes(cobs.encode(bytes(raw))) + b"\0"
