"""What the scale's microcontroller and the cart say to each other; `codec` makes it bytes.

What the microcontroller sends carries one running sequence number, so losses are counted, not resent.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

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

LAYOUTS: dict[Kind, struct.Struct] = {
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
LENGTHS: dict[int, int] = {kind: layout.size + CRC_BYTES for kind, layout in LAYOUTS.items()}
"""Exact bytes of each frame before COBS; a frame of any other length is not believed, whatever its CRC."""
