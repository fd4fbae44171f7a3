"""The calibration record travels both ways, through outages and refusals."""

import threading
from collections.abc import Callable

import pytest

from firmware_bridge.protocol import (
    CALIBRATION_BYTES,
    Ack,
    Calibration,
    Kind,
    Nak,
    NakReason,
    ReadCalibration,
    WriteCalibration,
)
from firmware_bridge.records import ANSWER_WAIT, TRIES, Records

BLANK = b"\xff" * CALIBRATION_BYTES
RECORD = bytes(range(CALIBRATION_BYTES))


def test_the_record_is_read_after_each_handshake(rig) -> None:
    rig.wait_until(lambda: rig.records == [BLANK], "the record")
    rig.scale.calibration = RECORD
    rig.scale.reset()
    rig.wait_until(lambda: rig.records == [BLANK, RECORD], "the record after a restart")


def test_a_record_written_from_another_thread_is_kept_and_told(rig) -> None:
    rig.wait_until(lambda: bool(rig.records), "the record")
    writer = threading.Thread(target=rig.link.write_record, args=(RECORD,))
    writer.start()
    writer.join()
    rig.wait_until(lambda: rig.records[-1] == RECORD, "the new record")
    assert rig.scale.calibration == RECORD
    assert rig.events == [b"VIRTUAL1".hex()]


def test_a_record_written_during_an_outage_waits_for_the_scale(rig) -> None:
    rig.wait_samples()
    rig.scale.unplug()
    rig.wait_events(2)
    rig.link.write_record(BLANK[:-1] + b"\x00")
    rig.link.write_record(RECORD)
    rig.scale.replug()
    rig.wait_until(lambda: rig.records[-1] == RECORD, "the new record")
    assert rig.scale.calibration == RECORD


def test_a_memory_that_fails_is_said_and_the_old_record_told(rig, caplog) -> None:
    rig.wait_until(lambda: bool(rig.records), "the record")
    rig.scale.memory_fails = True
    rig.link.write_record(RECORD)
    rig.wait_until(lambda: len(rig.records) == 2, "the record that is there")
    assert rig.records[-1] == BLANK
    assert "did not keep its calibration record: its memory failed; replace the board" in caplog.text


def test_a_record_of_another_length_is_refused(rig) -> None:
    with pytest.raises(ValueError, match="64 bytes, this one has 3"):
        rig.link.write_record(b"abc")


def asked(records: Records, from_s: float) -> Callable[[], object]:
    now = from_s

    def ask() -> object:
        nonlocal now
        now += ANSWER_WAIT
        return records.due(now)

    return ask


def test_a_scale_that_never_answers_is_asked_so_often_and_no_more(caplog) -> None:
    records = Records()
    records.greeted()
    ask = asked(records, 0.0)
    assert [ask() for _ in range(TRIES + 2)] == [ReadCalibration()] * TRIES + [None, None]
    assert "did not tell its calibration record, asked 3 times" in caplog.text
    records.write(RECORD)
    assert [ask() for _ in range(TRIES)] == [WriteCalibration(RECORD)] * TRIES
    assert ask() == ReadCalibration()
    assert "did not confirm its calibration record, asked 3 times" in caplog.text


def test_old_firmware_that_knows_no_records_is_said(caplog) -> None:
    records = Records()
    records.greeted()
    assert records.due(0.0) == ReadCalibration()
    assert records.heard(Nak(1, Kind.READ_CALIBRATION, NakReason.UNKNOWN_COMMAND)) is None
    assert records.due(9.0) is None
    assert "its firmware does not know the command; reflash hw/firmware" in caplog.text


def test_answers_to_what_was_not_asked_are_ignored() -> None:
    records = Records()
    assert records.heard(Calibration(1, RECORD)) is None
    assert records.heard(Ack(2, Kind.WRITE_CALIBRATION)) is None
    assert records.due(0.0) is None


def test_a_later_wish_is_not_lost_by_the_earlier_ones_answer() -> None:
    records = Records()
    records.write(BLANK)
    assert records.due(0.0) == WriteCalibration(BLANK)
    records.write(RECORD)
    records.heard(Ack(1, Kind.WRITE_CALIBRATION))
    assert records.due(0.1) == WriteCalibration(RECORD)
    records.heard(Ack(2, Kind.WRITE_CALIBRATION))
    assert records.due(0.2) == ReadCalibration()
    assert records.heard(Calibration(3, RECORD)) == RECORD
    assert records.due(0.3) is None
