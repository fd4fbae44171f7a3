"""Bytes from a serial line -> frames: finds where they begin, believes none that is damaged, counts the rest."""

import struct
from dataclasses import dataclass, fields
from zlib import crc32

from cobs.cobs import DecodeError, decode

from firmware_bridge.codec import unpack
from firmware_bridge.frames import CRC_BYTES, LENGTHS, Frame, Hello, Kind, RawSample, Report

RESTART_GAP = 4096
"""A jump of the sequence number beyond this (51 s of samples) is a restarted counter, not a loss."""

_WIRE = {kind: length + 1 for kind, length in LENGTHS.items()}  # COBS adds one byte to frames this short
_LONGEST = max(_WIRE.values())
_RESIDUE = 0x2144DF1C
"""CRC-32 over a frame with its own CRC behind it: the same number for every whole frame."""

_SAMPLE, _MOTION = int(Kind.SAMPLE), int(Kind.SAMPLE_MOTION)
_SAMPLE_WIRE, _MOTION_WIRE = _WIRE[Kind.SAMPLE], _WIRE[Kind.SAMPLE_MOTION]
_SAMPLE_WIRES = (_SAMPLE_WIRE, _MOTION_WIRE)
_plain = struct.Struct("<BHI4iBB4x").unpack
_moving = struct.Struct("<BHI4iBB3h4x").unpack
_new = tuple.__new__  # a NamedTuple's own constructor takes twice as long


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
        self._partial = b""
        self._aligned = False
        self._bad_before = False
        self._next_seq = -1

    @property
    def counters(self) -> Counters:
        return Counters(self.frames, self.crc_errors, self.bad_cobs, self.bad_length, self.missed, self.resyncs)

    def feed(self, chunk: bytes) -> list[Frame]:
        """The frames that end in this chunk.

        A sample that follows on the last frame takes a short way; all else goes through `_frame`, which
        asks the same questions one by one and counts the answers.
        """
        frames: list[Frame] = []
        ended = (self._partial + chunk if self._partial else chunk).split(b"\0")
        rest = ended.pop()
        # One byte more than any frame is enough to know that it is none, however long the noise goes on.
        self._partial = rest if len(rest) <= _LONGEST else rest[: _LONGEST + 1]
        for wire in ended:
            size = len(wire)
            if size in _SAMPLE_WIRES and not self._bad_before:
                try:
                    raw = decode(wire)
                except DecodeError:
                    raw = b""
                if crc32(raw) == _RESIDUE:
                    if size == _SAMPLE_WIRE:
                        kind, seq, t_us, a, b, c, d, flags, lines = _plain(raw)
                        motion = None
                    else:
                        kind, seq, t_us, a, b, c, d, flags, lines, x, y, z = _moving(raw)
                        motion = (x, y, z)
                    if seq == self._next_seq and kind == (_MOTION if motion else _SAMPLE):
                        self._next_seq = (seq + 1) & 0xFFFF
                        frames.append(_new(RawSample, (seq, t_us, (a, b, c, d), flags, lines, motion)))
                        continue
            frame = self._frame(wire)
            if frame is not None:
                frames.append(frame)
        self.frames += len(frames)
        return frames

    def _frame(self, wire: bytes) -> Frame | None:
        if not wire:
            self._aligned = True
            return None
        frame = self._checked(wire)
        if frame is None:
            # Listening may begin in the middle of a frame: that first piece is no fault of the line.
            self._bad_before = self._aligned
        else:
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
            raw: bytes = decode(wire)
        except DecodeError:
            self.bad_cobs += self._aligned
            return None
        if not raw or LENGTHS.get(raw[0]) != len(raw):
            self.bad_length += self._aligned
            return None
        if crc32(raw) != _RESIDUE:
            self.crc_errors += self._aligned
            return None
        return unpack(raw[:-CRC_BYTES])

    def _follow(self, frame: Report) -> None:
        started = isinstance(frame, Hello) and frame.seq == 0
        if self._next_seq >= 0 and not started:
            gap = (frame.seq - self._next_seq) & 0xFFFF
            self.missed += gap if gap <= RESTART_GAP else 0
        self._next_seq = (frame.seq + 1) & 0xFFFF
