"""The firmware's rules without a board: commands in, reports out; it has no port, no clock and no threads."""

import zlib
from abc import ABC, abstractmethod
from collections.abc import Sequence

from cobs import cobs

from firmware_bridge.protocol import (
    BAD_READ_BIT,
    CALIBRATION_BYTES,
    CELLS,
    COUNTS_MAX,
    COUNTS_MIN,
    LENGTHS,
    NO_READING,
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
)

FIRMWARE = (1, 0, 0)
FIRST_COMMAND = 0x40
LONGEST = max(LENGTHS.values())


class VirtualFirmware(ABC):
    """What a scale answers and reports; a board lends it a clock and a line."""

    def __init__(self, scale_id: bytes, cells: int, rate_hz: int, protocol_version: int) -> None:
        if len(scale_id) != 8:
            raise ValueError(f"a scale id has 8 bytes, {scale_id!r} has {len(scale_id)}")
        if not 1 <= cells <= CELLS:
            raise ValueError(f"a scale has 1 to {CELLS} cells, not {cells}")
        self.scale_id = scale_id
        self.cells = cells
        self.rate_hz = rate_hz
        self.protocol_version = protocol_version
        self.calibration = b"\xff" * CALIBRATION_BYTES  # a blank EEPROM
        self.memory_fails = False
        self._lines = 0
        self._cause = ResetCause.POWER_ON
        self._forget()

    @abstractmethod
    def _mcu_us(self) -> int:
        """Microseconds since the start, as 32 bits."""

    @abstractmethod
    def _send(self, report: Report) -> None:
        """Put a report on the line."""

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

    def _forget(self) -> None:
        self._seq = 0
        self._streaming = False
        self._decoder = Decoder()
        self._partial = b""

    def _take_seq(self) -> int:
        seq = self._seq
        self._seq = (seq + 1) & 0xFFFF
        return seq

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

    def _report(self, counts: Sequence[int | None], motion: tuple[int, int, int] | None) -> None:
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


def _unknown_command(wire: bytes) -> int | None:
    """The kind of a whole frame that no firmware of this version knows; a decoder only counts it."""
    try:
        raw = bytes(cobs.decode(wire))
    except cobs.DecodeError:
        return None
    body, crc = raw[:-4], int.from_bytes(raw[-4:], "little")
    whole = 0 < len(body) <= LONGEST - 4 and zlib.crc32(body) == crc
    return body[0] if whole and body[0] >= FIRST_COMMAND and body[0] not in LENGTHS else None
