"""What the scale's microcontroller and the cart say to each other, and how each frame looks as bytes.

On the wire a frame is COBS(type, body, CRC-32 of both) and a zero byte; all numbers are little-endian.
What the microcontroller sends carries one running sequence number, so losses are counted, not resent.
"""

import struct
import zlib
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

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

MOTION_1G = 16384
"""What the accelerometer says in one g; its axes are x, y and z, and z points up."""


class Kind(IntEnum):
    """First byte of a frame; below 0x40 the microcontroller speaks, from 0x40 the cart."""

    HELLO = 0x01
    SAMPLE = 0x02
    PONG = 0x03
    ACK = 0x04
    NAK = 0x05
    CALIBRATION = 0x06
    SAMPLE_MOTION = 0x07
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
    RECORD_DAMAGED = 3


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


class RawSample(NamedTuple):
    """Counts of all cells at one moment of the microcontroller's clock (wraps after 71 minutes).

    `motion` is the acceleration meanwhile, in 1/16384 g; None when the scale has no accelerometer. A tuple,
    because a frozen dataclass takes longer to make than all the rest of decoding a sample.
    """

    seq: int
    t_us: int
    counts: tuple[int, int, int, int]
    flags: int
    lines: int
    motion: tuple[int, int, int] | None = None


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
    Kind.SAMPLE_MOTION: struct.Struct("<BHI4iBB3h"),
    Kind.GET_HELLO: struct.Struct("<B"),
    Kind.PING: struct.Struct("<B"),
    Kind.START: struct.Struct("<B"),
    Kind.STOP: struct.Struct("<B"),
    Kind.READ_CALIBRATION: struct.Struct("<B"),
    Kind.WRITE_CALIBRATION: struct.Struct(f"<B{CALIBRATION_BYTES}s"),
}
CRC_BYTES = 4
LENGTHS: dict[int, int] = {kind: layout.size + CRC_BYTES for kind, layout in _LAYOUT.items()}
"""Exact bytes of each frame before COBS; a frame of any other length is not believed, whatever its CRC."""


def encode(frame: Frame) -> bytes:
    """A frame as it goes over the wire, with its closing zero byte."""
    body = _pack(frame)
    return bytes(cobs.encode(body + zlib.crc32(body).to_bytes(CRC_BYTES, "little"))) + b"\0"


def _pack(frame: Frame) -> bytes:
    match frame:
        case Hello(seq, protocol, firmware, scale_id, cells, cause, rate):
            return _bytes(Kind.HELLO, seq, protocol, *firmware, scale_id, cells, cause, rate)
        case RawSample(seq, t_us, counts, flags, lines, motion):
            if motion is None:
                return _bytes(Kind.SAMPLE, seq, t_us, *counts, flags, lines)
            return _bytes(Kind.SAMPLE_MOTION, seq, t_us, *counts, flags, lines, *motion)
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


def unpack(body: bytes) -> Frame:
    """The frame of type byte and body, whose length and CRC have been checked."""
    kind = Kind(body[0])
    _, *v = _LAYOUT[kind].unpack(body)
    match kind:
        case Kind.HELLO:
            known = v[7] in ResetCause.__members__.values()
            cause = ResetCause(v[7]) if known else ResetCause.UNKNOWN
            return Hello(v[0], v[1], (v[2], v[3], v[4]), v[5], v[6], cause, v[8])
        case Kind.SAMPLE:
            return RawSample(v[0], v[1], (v[2], v[3], v[4], v[5]), v[6], v[7])
        case Kind.SAMPLE_MOTION:
            return RawSample(v[0], v[1], (v[2], v[3], v[4], v[5]), v[6], v[7], (v[8], v[9], v[10]))
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
