"""The calibration record in the scale's memory: asked for after each handshake, written when somebody wishes."""

import logging
import threading
from dataclasses import dataclass

from firmware_bridge.protocol import (
    CALIBRATION_BYTES,
    Ack,
    Calibration,
    Command,
    Frame,
    Kind,
    Nak,
    NakReason,
    ReadCalibration,
    WriteCalibration,
)

log = logging.getLogger(__name__)

ANSWER_WAIT = 1.0
"""Seconds for an answer: an EEPROM takes 3.4 ms for each of the 64 bytes (ATmega328P data sheet)."""
TRIES = 3


class Records:
    """What to ask the scale next, and what its answers mean; `write` may be called from any thread.

    A wish is kept through outages until its scale answers it, and dropped when another scale comes; of two wishes
    the later one counts. It is sent `TRIES` times at most, however often the scale restarts meanwhile: each try
    wears an EEPROM. After it the record is read again, so whoever listens is told what the scale really holds.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted: _Wish | None = None
        self._scale = ""
        self._to_read = False
        self._asked: Command | None = None
        self._since = 0.0
        self._reads = 0

    def write(self, scale_id: str, record: bytes) -> None:
        """Wish that this scale keeps the record; raises ValueError for a record of another length."""
        if len(record) != CALIBRATION_BYTES:
            raise ValueError(f"a calibration record has {CALIBRATION_BYTES} bytes, this one has {len(record)}")
        with self._lock:
            if self._wanted is None or (self._wanted.scale, self._wanted.record) != (scale_id, record):
                self._wanted = _Wish(scale_id, record)

    def greeted(self, scale_id: str) -> None:
        """A scale has said hello: what was asked before may be lost, its record is wanted."""
        self._scale, self._asked, self._reads, self._to_read = scale_id, None, 0, True
        self._wish()

    def due(self, now: float) -> Command | None:
        """What to send now, if anything."""
        if self._asked is not None:
            if now - self._since < ANSWER_WAIT:
                return None
            self._asked = None
        command = self._next()
        if command is not None:
            self._asked, self._since = command, now
        return command

    def _next(self) -> Command | None:
        wish = self._wish()
        if wish is not None and wish.tries < TRIES:
            wish.tries += 1
            return WriteCalibration(wish.record)
        if wish is not None:
            log.error("the scale did not confirm its calibration record, asked %d times", TRIES)
            self._written(wish.record)
        if self._to_read and self._reads < TRIES:
            self._reads += 1
            return ReadCalibration()
        if self._to_read:
            log.error("the scale did not tell its calibration record, asked %d times", TRIES)
            self._read()
        return None

    def _wish(self) -> "_Wish | None":
        """The present wish, unless it is meant for another scale."""
        with self._lock:
            wish = self._wanted
            if wish is None or wish.scale == self._scale:
                return wish
            self._wanted = None
        log.warning("the calibration record of scale %s is not written: scale %s is here", wish.scale, self._scale)
        return None

    def heard(self, frame: Frame) -> bytes | None:
        """Take a frame; returns the record when this is it."""
        match frame, self._asked:
            case Ack(command=Kind.WRITE_CALIBRATION), WriteCalibration(record):
                self._written(record)
            case Nak(command=Kind.WRITE_CALIBRATION, reason=reason), WriteCalibration(record):
                log.error("the scale did not keep its calibration record: %s", _refusal(reason))
                self._written(record)
            case Nak(command=Kind.READ_CALIBRATION, reason=reason), ReadCalibration():
                log.error("the scale does not tell its calibration record: %s", _refusal(reason))
                self._read()
            case Calibration(record=record), ReadCalibration():
                self._read()
                return record
        return None

    def _written(self, record: bytes) -> None:
        self._asked, self._reads, self._to_read = None, 0, True
        with self._lock:
            if self._wanted is not None and self._wanted.record == record:
                self._wanted = None

    def _read(self) -> None:
        self._asked, self._reads, self._to_read = None, 0, False


@dataclass
class _Wish:
    scale: str
    record: bytes
    tries: int = 0


def _refusal(reason: int) -> str:
    match reason:
        case NakReason.UNKNOWN_COMMAND:
            return "its firmware does not know the command; reflash hw/firmware"
        case NakReason.WRITE_FAILED:
            return "its memory failed; replace the board if it happens again"
        case NakReason.RECORD_DAMAGED:
            return "what its memory holds is damaged; calibrate again"
    return f"reason {reason}, which this program does not know; reflash hw/firmware"
