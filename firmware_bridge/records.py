"""The calibration record in the scale's memory: asked for after each handshake, written when somebody wishes."""

import logging
import threading

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

    A wish is kept through outages until the scale answers it; of two wishes the later one counts. After each
    write the record is read again, so whoever listens is told what the scale really holds.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted: bytes | None = None
        self._to_read = False
        self._asked: Command | None = None
        self._since = 0.0
        self._tries = 0

    def write(self, record: bytes) -> None:
        """Wish that the scale keeps this; raises ValueError for a record of another length."""
        if len(record) != CALIBRATION_BYTES:
            raise ValueError(f"a calibration record has {CALIBRATION_BYTES} bytes, this one has {len(record)}")
        with self._lock:
            self._wanted = record

    def greeted(self) -> None:
        """A scale has said hello: what was asked before is forgotten, its record is wanted."""
        self._asked, self._tries, self._to_read = None, 0, True

    def due(self, now: float) -> Command | None:
        """What to send now, if anything."""
        if self._asked is not None:
            if now - self._since < ANSWER_WAIT:
                return None
            if self._tries >= TRIES:
                self._give_up()
        with self._lock:
            wanted = self._wanted
        if wanted is not None:
            command: Command = WriteCalibration(wanted)
        elif self._to_read:
            command = ReadCalibration()
        else:
            return None
        self._tries = self._tries + 1 if command == self._asked else 1
        self._asked, self._since = command, now
        return command

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
                self._asked, self._to_read = None, False
            case Calibration(record=record), ReadCalibration():
                self._asked, self._to_read = None, False
                return record
        return None

    def _written(self, record: bytes) -> None:
        self._asked, self._to_read = None, True
        with self._lock:
            if self._wanted == record:
                self._wanted = None

    def _give_up(self) -> None:
        match self._asked:
            case WriteCalibration(record):
                log.error("the scale did not confirm its calibration record, asked %d times", TRIES)
                self._written(record)
            case _:
                log.error("the scale did not tell its calibration record, asked %d times", TRIES)
                self._asked, self._to_read = None, False


def _refusal(reason: int) -> str:
    match reason:
        case NakReason.UNKNOWN_COMMAND:
            return "its firmware does not know the command; reflash hw/firmware"
        case NakReason.WRITE_FAILED:
            return "its memory failed; replace the board if it happens again"
        case NakReason.RECORD_DAMAGED:
            return "what its memory holds is damaged; calibrate again"
    return f"reason {reason}, which this program does not know; reflash hw/firmware"
