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
from firmware_bridge.virtual import VirtualScale

BLANK = b"\xff" * CALIBRATION_BYTES
RECORD = bytes(range(CALIBRATION_BYTES))
ID = b"VIRTUAL1".hex()


def test_the_record_is_read_after_each_handshake(rig) -> None:
    rig.wait_until(lambda: rig.records == [BLANK], "the record")
    rig.scale.calibration = RECORD
    rig.scale.reset()
    rig.wait_until(lambda: rig.records == [BLANK, RECORD], "the record after a restart")


def test_a_record_written_from_another_thread_is_kept_and_told(rig) -> None:
    rig.wait_until(lambda: bool(rig.records), "the record")
    writer = threading.Thread(target=rig.link.write_record, args=(ID, RECORD))
    writer.start()
    writer.join()
    rig.wait_until(lambda: rig.records[-1] == RECORD, "the new record")
    assert rig.scale.calibration == RECORD
    assert rig.events == [ID]


def test_a_record_written_during_an_outage_waits_for_the_scale(rig) -> None:
    rig.wait_samples()
    rig.scale.unplug()
    rig.wait_events(2)
    rig.link.write_record(ID, BLANK[:-1] + b"\x00")
    rig.link.write_record(ID, RECORD)
    rig.scale.replug()
    rig.wait_until(lambda: rig.records[-1] == RECORD, "the new record")
    assert rig.scale.calibration == RECORD


def test_a_record_for_a_scale_that_went_is_not_written_into_the_next_one(rig, caplog) -> None:
    rig.wait_samples()
    rig.scale.unplug()
    rig.wait_events(2)
    rig.link.write_record(ID, RECORD)
    rig.scale.__exit__(None, None, None)
    told = len(rig.records)
    rig.scale = VirtualScale(rig.port, b"ANOTHER1")
    rig.scale.__enter__()
    rig.wait_samples()
    rig.wait_until(lambda: len(rig.records) > told, "the other scale's record")
    assert rig.records[-1] == rig.scale.calibration == BLANK
    assert rig.events[-1] == b"ANOTHER1".hex()
    assert f"of scale {ID} is not written: scale {b'ANOTHER1'.hex()} is here" in caplog.text
    rig.link.write_record(b"ANOTHER1".hex(), RECORD)
    rig.wait_until(lambda: rig.records[-1] == RECORD, "its own record")


def test_a_write_that_resets_the_board_is_not_tried_for_ever(caplog) -> None:
    records = Records()
    records.write(ID, RECORD)
    sent = []
    for now in range(20):
        records.greeted(ID)
        sent.append(records.due(float(now)))
    assert sent == [WriteCalibration(RECORD)] * TRIES + [ReadCalibration()] * (20 - TRIES)
    assert "did not confirm its calibration record, asked 3 times" in caplog.text
    records.write(ID, BLANK)
    assert records.due(30.0) == WriteCalibration(BLANK), "a new wish has its own tries"


def test_a_record_wished_while_another_scale_is_there_is_dropped() -> None:
    records = Records()
    records.greeted(b"ANOTHER1".hex())
    records.write(ID, RECORD)
    assert records.due(0.0) == ReadCalibration()
    records.greeted(ID)
    assert records.due(0.1) == ReadCalibration()


def test_a_memory_that_fails_is_said_and_the_old_record_told(rig, caplog) -> None:
    rig.wait_until(lambda: bool(rig.records), "the record")
    rig.scale.memory_fails = True
    rig.link.write_record(ID, RECORD)
    rig.wait_until(lambda: len(rig.records) == 2, "the record that is there")
    assert rig.records[-1] == BLANK
    assert "did not keep its calibration record: its memory failed; replace the board" in caplog.text


def test_a_record_of_another_length_is_refused(rig) -> None:
    with pytest.raises(ValueError, match="64 bytes, this one has 3"):
        rig.link.write_record(ID, b"abc")


def asked(records: Records, from_s: float) -> Callable[[], object]:
    now = from_s

    def ask() -> object:
        nonlocal now
        now += ANSWER_WAIT
        return records.due(now)

    return ask


def test_a_scale_that_never_answers_is_asked_so_often_and_no_more(caplog) -> None:
    records = Records()
    records.greeted(ID)
    ask = asked(records, 0.0)
    assert [ask() for _ in range(TRIES + 2)] == [ReadCalibration()] * TRIES + [None, None]
    assert "did not tell its calibration record, asked 3 times" in caplog.text
    records.write(ID, RECORD)
    assert [ask() for _ in range(TRIES)] == [WriteCalibration(RECORD)] * TRIES
    assert ask() == ReadCalibration()
    assert "did not confirm its calibration record, asked 3 times" in caplog.text


def test_old_firmware_that_knows_no_records_is_said(caplog) -> None:
    records = Records()
    records.greeted(ID)
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
    records.greeted(ID)
    records.write(ID, BLANK)
    assert records.due(0.0) == WriteCalibration(BLANK)
    records.write(ID, RECORD)
    records.heard(Ack(1, Kind.WRITE_CALIBRATION))
    assert records.due(0.1) == WriteCalibration(RECORD)
    records.heard(Ack(2, Kind.WRITE_CALIBRATION))
    assert records.due(0.2) == ReadCalibration()
    assert records.heard(Calibration(3, RECORD)) == RECORD
    assert records.due(0.3) is None
