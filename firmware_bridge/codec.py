"""Frames to bytes and back: COBS(type, body, CRC-32 of both) and a zero byte, numbers little-endian."""

import zlib

from cobs import cobs

from firmware_bridge.frames import (
    CALIBRATION_BYTES,
    CRC_BYTES,
    LAYOUTS,
    Ack,
    Calibration,
    Frame,
    GetHello,
    Hello,
    Kind,
    Nak,
    Ping,
    Pong,
    RawSample,
    ReadCalibration,
    ResetCause,
    Start,
    Stop,
    WriteCalibration,
)


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
    return LAYOUTS[kind].pack(kind, *values)


def _whole(record: bytes) -> bytes:
    # struct would cut or pad it without a word.
    if len(record) != CALIBRATION_BYTES:
        raise ValueError(f"a calibration record has {CALIBRATION_BYTES} bytes, this one has {len(record)}")
    return record


def unpack(body: bytes) -> Frame:
    """The frame of type byte and body, whose length and CRC have been checked."""
    kind = Kind(body[0])
    _, *v = LAYOUTS[kind].unpack(body)
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
