"""The firmware's twin: the same frames and rules over a real pseudo-terminal, with faults on request."""

import threading
import time
import zlib
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from cobs import cobs

from firmware_bridge.protocol import (
    BAD_READ_BIT,
    CALIBRATION_BYTES,
    CELLS,
    COUNTS_MAX,
    COUNTS_MIN,
    LENGTHS,
    NO_READING,
    PROTOCOL_VERSION,
    Ack,
    Calibration,
    Decoder,
    Frame,
    GetHello,
    Hello,
    Kind,
    Nak,
    NakReason,
    Ping,
    Pong,
    RawSample,
    ReadCalibration,
    Report,
    ResetCause,
    Start,
    Stop,
    WriteCalibration,
    encode,
)
from firmware_bridge.pty_port import PtyPort

FIRMWARE = (1, 0, 0)
FIRST_COMMAND = 0x40
LONGEST = max(LENGTHS.values())
POLL_MS = 20
NOBODY_S = 0.02
"""How often an unopened port is looked at: poll() returns at once while nobody has it open."""


class VirtualScale:
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
        if len(scale_id) != 8:
            raise ValueError(f"a scale id has 8 bytes, {scale_id!r} has {len(scale_id)}")
        if not 1 <= cells <= CELLS:
            raise ValueError(f"a scale has 1 to {CELLS} cells, not {cells}")
        self.link = Path(link)
        self.scale_id = scale_id
        self.cells = cells
        self.rate_hz = rate_hz
        self.protocol_version = protocol_version
        self.calibration = b"\xff" * CALIBRATION_BYTES  # a blank EEPROM
        self.memory_fails = False
        self._lock = threading.RLock()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._port = PtyPort(self.link)
        self._lines = 0
        self._frozen = False
        self._to_corrupt = 0
        self._to_drop = 0
        self._born = time.monotonic_ns()
        self._given_us: int | None = None
        self._booted_us = 0
        self._cause = ResetCause.POWER_ON
        self._forget()

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

    @property
    def streaming(self) -> bool:
        """True between START and STOP."""
        return self._streaming

    @property
    def lines(self) -> int:
        """The two digital inputs of the exit lane, as bits 0 and 1."""
        return self._lines

    @lines.setter
    def lines(self, bits: int) -> None:
        if not 0 <= bits <= 0b11:
            raise ValueError(f"the scale has two input lines, bits 0 and 1; {bits:#x} has others")
        self._lines = bits

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
            slots, flags = [0] * CELLS, 0
            for cell, count in enumerate(counts):
                if count is None:
                    slots[cell] = NO_READING
                    flags |= 1 << (BAD_READ_BIT + cell)
                else:
                    slots[cell] = min(max(int(count), COUNTS_MIN), COUNTS_MAX)
                    flags |= (slots[cell] in (COUNTS_MIN, COUNTS_MAX)) << cell
            a, b, c, d = slots
            self._send(RawSample(self._take_seq(), self._mcu_us(), (a, b, c, d), flags, self._lines, motion))
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

    # The firmware.

    def _forget(self) -> None:
        self._seq = 0
        self._streaming = False
        self._decoder = Decoder()
        self._partial = b""

    def _take_seq(self) -> int:
        seq = self._seq
        self._seq = (seq + 1) & 0xFFFF
        return seq

    def _now_us(self) -> int:
        if self._given_us is not None:
            return self._given_us
        return (time.monotonic_ns() - self._born) // 1000

    def _mcu_us(self) -> int:
        return (self._now_us() - self._booted_us) & 0xFFFFFFFF

    def _hello(self) -> Hello:
        return Hello(
            self._take_seq(),
            self.protocol_version,
            FIRMWARE,
            self.scale_id,
            self.cells,
            self._cause,
            self.rate_hz,
        )

    def _serve(self) -> None:
        while not self._ending.is_set():
            if not self._port.wait(POLL_MS):
                self._ending.wait(NOBODY_S)
                continue
            with self._lock:
                heard = self._port.read()
                if not self._frozen:
                    self._hear(heard)

    def _hear(self, heard: bytes) -> None:
        *ended, rest = (self._partial + heard).split(b"\0")
        self._partial = rest[: LONGEST + 2]
        for wire in ended:
            for frame in self._decoder.feed(wire + b"\0"):
                self._answer(frame)
            stranger = _unknown_command(wire)
            if stranger is not None:
                self._send(Nak(self._take_seq(), stranger, NakReason.UNKNOWN_COMMAND))

    def _answer(self, command: Frame) -> None:
        match command:
            case GetHello():
                self._send(self._hello())
            case Ping():
                self._send(Pong(self._take_seq(), self._mcu_us()))
            case Start():
                self._streaming = True
                self._send(Ack(self._take_seq(), Kind.START))
            case Stop():
                self._streaming = False
                self._send(Ack(self._take_seq(), Kind.STOP))
            case ReadCalibration():
                self._send(Calibration(self._take_seq(), self.calibration))
            case WriteCalibration(record) if self.memory_fails:
                self._send(Nak(self._take_seq(), Kind.WRITE_CALIBRATION, NakReason.WRITE_FAILED))
            case WriteCalibration(record):
                self.calibration = record
                self._send(Ack(self._take_seq(), Kind.WRITE_CALIBRATION))

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


def _unknown_command(wire: bytes) -> int | None:
    """The kind of a whole frame that no firmware of this version knows; a decoder only counts it."""
    try:
        raw = bytes(cobs.decode(wire))
    except cobs.DecodeError:
        return None
    body, crc = raw[:-4], int.from_bytes(raw[-4:], "little")
    whole = 0 < len(body) <= LONGEST - 4 and zlib.crc32(body) == crc
    return body[0] if whole and body[0] >= FIRST_COMMAND and body[0] not in LENGTHS else None


def _damaged(wire: bytes) -> bytes:
    raw = bytearray(cobs.decode(wire[:-1]))
    raw[-5] ^= 0x10  # the last byte before the CRC
    return bytes(cobs.encode(bytes(raw))) + b"\0"
