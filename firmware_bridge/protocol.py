"""Frames between the scale's microcontroller and the cart, without a port: feed bytes, get frames.

On the wire a frame is COBS(type, body, CRC-32 of both) and a zero byte; all numbers are little-endian.
What the microcontroller sends carries one running sequence number, so losses are counted, not resent.
"""

import struct
import zlib
from dataclasses import dataclass, fields
from enum import IntEnum

from cobs import cobs

PROTOCOL_VERSION = 1
BAUD = 115200
CELLS = 4
"""Slots in a sample; a scale with fewer cells says so in HELLO and leaves the last slots zero."""
CALIBRATION_BYTES = 64
NO_READING = -(1 << 31)
"""What a slot holds when its cell could not be read: outside 24 bits, so it never looks like data."""
COUNTS_MIN, COUNTS_MAX = -(1 << 23), (1 << 23) - 1

SATURATED_BIT = 0
"""Flags: bits 0..3 say that cell 0..3 is at the end of its converter's range."""
BAD_READ_BIT = 4
"""Flags: bits 4..7 say that cell 0..3 was not read in time or failed its end-bit check."""

RESTART_GAP = 4096
"""A jump of the sequence number beyond this (51 s of samples) is a restarted counter, not a loss."""


class Kind(IntEnum):
    """First byte of a frame; below 0x40 the microcontroller speaks, from 0x40 the cart."""

    HELLO = 0x01
    SAMPLE = 0x02
    PONG = 0x03
    ACK = 0x04
    NAK = 0x05
    CALIBRATION = 0x06
    GET_HELLO = 0x41
    PING = 0x42
    START = 0x43
    STOP = 0x44
    READ_CALIBRATION = 0x45
    WRITE_CALIBRATION = 0x46


class ResetCause(IntEnum):
    """Why the microcontroller started."""

    UNKNOWN = 0
    POWER_ON = 1
    EXTERNAL = 2
    BROWN_OUT = 3
    WATCHDOG = 4


class NakReason(IntEnum):
    UNKNOWN_COMMAND = 1
    WRITE_FAILED = 2


@dataclass(frozen=True, slots=True)
class Hello:
    """Who the scale is; sent on start (with sequence number 0) and on request.

    Its layout is the one thing that no protocol version may change: it is how versions are told apart.
    """

    seq: int
    protocol: int
    firmware: tuple[int, int, int]
    scale_id: bytes
    cells: int
    reset_cause: ResetCause
    rate_hz: int


@dataclass(frozen=True, slots=True)
class RawSample:
    """Counts of all cells at one moment of the microcontroller's clock (wraps after 71 minutes)."""

    seq: int
    t_us: int
    counts: tuple[int, int, int, int]
    flags: int
    lines: int


@dataclass(frozen=True, slots=True)
class Pong:
    seq: int
    t_us: int


@dataclass(frozen=True, slots=True)
class Ack:
    seq: int
    command: int


@dataclass(frozen=True, slots=True)
class Nak:
    seq: int
    command: int
    reason: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """The record kept in the scale's own memory; what it means is not the bridge's business."""

    seq: int
    record: bytes


@dataclass(frozen=True, slots=True)
class GetHello:
    pass


@dataclass(frozen=True, slots=True)
class Ping:
    pass


@dataclass(frozen=True, slots=True)
class Start:
    pass


@dataclass(frozen=True, slots=True)
class Stop:
    pass


@dataclass(frozen=True, slots=True)
class ReadCalibration:
    pass


@dataclass(frozen=True, slots=True)
class WriteCalibration:
    record: bytes


Report = Hello | RawSample | Pong | Ack | Nak | Calibration
Command = GetHello | Ping | Start | Stop | ReadCalibration | WriteCalibration
Frame = Report | Command

_LAYOUT: dict[Kind, struct.Struct] = {
    Kind.HELLO: struct.Struct("<BHB3B8sBBH"),
    Kind.SAMPLE: struct.Struct("<BHI4iBB"),
    Kind.PONG: struct.Struct("<BHI"),
    Kind.ACK: struct.Struct("<BHB"),
    Kind.NAK: struct.Struct("<BHBB"),
    Kind.CALIBRATION: struct.Struct(f"<BH{CALIBRATION_BYTES}s"),
    Kind.GET_HELLO: struct.Struct("<B"),
    Kind.PING: struct.Struct("<B"),
    Kind.START: struct.Struct("<B"),
    Kind.STOP: struct.Struct("<B"),
    Kind.READ_CALIBRATION: struct.Struct("<B"),
    Kind.WRITE_CALIBRATION: struct.Struct(f"<B{CALIBRATION_BYTES}s"),
}
_CRC_BYTES = 4
LENGTHS: dict[int, int] = {kind: layout.size + _CRC_BYTES for kind, layout in _LAYOUT.items()}
"""Exact bytes of each frame before COBS; a frame of any other length is not believed, whatever its CRC."""
_LONGEST = max(LENGTHS.values()) + 1  # COBS adds one byte to frames this short


class BridgeError(Exception):
    """Something that a fitter has to put right."""


class FirmwareMismatch(BridgeError):
    """The scale speaks another version of the protocol."""

    def __init__(self, found: int, wanted: int) -> None:
        super().__init__(
            f"The scale's firmware speaks protocol {found}, this cart speaks protocol {wanted}: "
            "reflash hw/firmware from the same release as the cart's program."
        )
        self.found = found
        self.wanted = wanted


def check_hello(hello: Hello) -> None:
    if hello.protocol != PROTOCOL_VERSION:
        raise FirmwareMismatch(found=hello.protocol, wanted=PROTOCOL_VERSION)


def encode(frame: Frame) -> bytes:
    """A frame as it goes over the wire, with its closing zero byte."""
    body = _pack(frame)
    return bytes(cobs.encode(body + zlib.crc32(body).to_bytes(_CRC_BYTES, "little"))) + b"\0"


def _pack(frame: Frame) -> bytes:
    match frame:
        case Hello(seq, protocol, firmware, scale_id, cells, cause, rate):
            return _bytes(Kind.HELLO, seq, protocol, *firmware, scale_id, cells, cause, rate)
        case RawSample(seq, t_us, counts, flags, lines):
            return _bytes(Kind.SAMPLE, seq, t_us, *counts, flags, lines)
        case Pong(seq, t_us):
            return _bytes(Kind.PONG, seq, t_us)
        case Ack(seq, command):
            return _bytes(Kind.ACK, seq, command)
        case Nak(seq, command, reason):
            return _bytes(Kind.NAK, seq, command, reason)
        case Calibration(seq, record):
            return _bytes(Kind.CALIBRATION, seq, _whole(record))
        case GetHello():
            return _bytes(Kind.GET_HELLO)
        case Ping():
            return _bytes(Kind.PING)
        case Start():
            return _bytes(Kind.START)
        case Stop():
            return _bytes(Kind.STOP)
        case ReadCalibration():
            return _bytes(Kind.READ_CALIBRATION)
        case WriteCalibration(record):
            return _bytes(Kind.WRITE_CALIBRATION, _whole(record))


def _bytes(kind: Kind, *values: int | bytes) -> bytes:
    return _LAYOUT[kind].pack(kind, *values)


def _whole(record: bytes) -> bytes:
    # struct would cut or pad it without a word.
    if len(record) != CALIBRATION_BYTES:
        raise ValueError(f"a calibration record has {CALIBRATION_BYTES} bytes, this one has {len(record)}")
    return record


def _unpack(body: bytes) -> Frame:
    kind = Kind(body[0])
    _, *v = _LAYOUT[kind].unpack(body)
    match kind:
        case Kind.HELLO:
            known = v[7] in ResetCause.__members__.values()
            cause = ResetCause(v[7]) if known else ResetCause.UNKNOWN
            return Hello(v[0], v[1], (v[2], v[3], v[4]), v[5], v[6], cause, v[8])
        case Kind.SAMPLE:
            return RawSample(v[0], v[1], (v[2], v[3], v[4], v[5]), v[6], v[7])
        case Kind.PONG:
            return Pong(*v)
        case Kind.ACK:
            return Ack(*v)
        case Kind.NAK:
            return Nak(*v)
        case Kind.CALIBRATION:
            return Calibration(*v)
        case Kind.GET_HELLO:
            return GetHello()
        case Kind.PING:
            return Ping()
        case Kind.START:
            return Start()
        case Kind.STOP:
            return Stop()
        case Kind.READ_CALIBRATION:
            return ReadCalibration()
        case Kind.WRITE_CALIBRATION:
            return WriteCalibration(*v)


@dataclass(frozen=True, slots=True)
class Counters:
    """What a line has carried and lost so far."""

    frames: int = 0
    crc_errors: int = 0
    bad_cobs: int = 0
    bad_length: int = 0
    missed: int = 0
    resyncs: int = 0

    def __add__(self, other: "Counters") -> "Counters":
        return Counters(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


class Decoder:
    """Turns bytes into frames; noise costs a counter, never an exception.

    `bad_length` also counts frames of an unknown type; `missed` counts gaps in the sequence number;
    `resyncs` counts how often a good frame was found again after bad bytes.
    """

    def __init__(self) -> None:
        self.frames = 0
        self.crc_errors = 0
        self.bad_cobs = 0
        self.bad_length = 0
        self.missed = 0
        self.resyncs = 0
        self._partial = bytearray()
        self._aligned = False
        self._bad_before = False
        self._next_seq: int | None = None

    @property
    def counters(self) -> Counters:
        return Counters(self.frames, self.crc_errors, self.bad_cobs, self.bad_length, self.missed, self.resyncs)

    def feed(self, chunk: bytes) -> list[Frame]:
        frames: list[Frame] = []
        *ended, rest = chunk.split(b"\0")
        for piece in ended:
            self._keep(piece)
            frame = self._frame(bytes(self._partial))
            self._partial.clear()
            if frame is not None:
                frames.append(frame)
        self._keep(rest)
        return frames

    def _keep(self, piece: bytes) -> None:
        # One byte more than any frame is enough to know that it is none, however long the noise goes on.
        self._partial += piece[: _LONGEST + 1 - len(self._partial)]

    def _frame(self, wire: bytes) -> Frame | None:
        if not wire:
            self._aligned = True
            return None
        frame = self._checked(wire)
        if frame is None:
            # Listening may begin in the middle of a frame: that first piece is no fault of the line.
            self._bad_before = self._aligned
        else:
            self.frames += 1
            self.resyncs += self._bad_before
            self._bad_before = False
            if isinstance(frame, Report):
                self._follow(frame)
        self._aligned = True
        return frame

    def _checked(self, wire: bytes) -> Frame | None:
        if len(wire) > _LONGEST:
            self.bad_length += self._aligned
            return None
        try:
            raw = bytes(cobs.decode(wire))
        except cobs.DecodeError:
            self.bad_cobs += self._aligned
            return None
        if not raw or LENGTHS.get(raw[0]) != len(raw):
            self.bad_length += self._aligned
            return None
        body, crc = raw[:-_CRC_BYTES], int.from_bytes(raw[-_CRC_BYTES:], "little")
        if zlib.crc32(body) != crc:
            self.crc_errors += self._aligned
            return None
        return _unpack(body)

    def _follow(self, frame: Report) -> None:
        started = isinstance(frame, Hello) and frame.seq == 0
        if self._next_seq is not None and not started:
            gap = (frame.seq - self._next_seq) & 0xFFFF
            self.missed += gap if gap <= RESTART_GAP else 0
        self._next_seq = (frame.seq + 1) & 0xFFFF
