"""The board around the converters: resets, EEPROM, the serial line, the exit lane's contacts."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from board import Board, mutant

from firmware_bridge.protocol import (
    CALIBRATION_BYTES,
    Ack,
    Calibration,
    Command,
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
    ResetCause,
    Start,
    WriteCalibration,
    encode,
)

Make = Callable[..., Path]
BLANK = b"\xff" * CALIBRATION_BYTES
RECORD = bytes(range(CALIBRATION_BYTES))
PLACES = (0x20, 0x70)
PORF, EXTRF, BORF, WDRF = 1, 2, 4, 8


@pytest.fixture
def board(built: Make) -> Board:
    board = Board(built(), [lambda _t: 1] * 4)
    board.run(0.05)
    return board


def ask(board: Board, command: Command, seconds: float = 0.05) -> Frame:
    board.avr.write(encode(command))
    (answer,) = (frame for frame in Decoder().feed(board.run(seconds)) if not isinstance(frame, RawSample))
    return answer


def hello(board: Board) -> Hello:
    (hello,) = Decoder().feed(board.run(0.05))
    assert isinstance(hello, Hello)
    assert hello.seq == 0
    return hello


@pytest.mark.parametrize(
    ("mcusr", "cause"),
    [
        (PORF, ResetCause.POWER_ON),
        (PORF | BORF | EXTRF, ResetCause.POWER_ON),
        (PORF | BORF, ResetCause.POWER_ON),
        (EXTRF, ResetCause.EXTERNAL),
        (EXTRF | WDRF, ResetCause.EXTERNAL),
        (BORF, ResetCause.BROWN_OUT),
        (WDRF, ResetCause.WATCHDOG),
    ],
)
def test_the_cause_of_a_reset_is_told_also_through_a_bootloader(board: Board, mcusr: int, cause: ResetCause) -> None:
    board.reset(mcusr)
    assert hello(board).reset_cause is cause
    board.start_by_bootloader(mcusr)
    assert hello(board).reset_cause is cause


@pytest.mark.parametrize("nonsense", [0, 0xA5, 0x0F, BORF | WDRF, PORF | WDRF, BORF | EXTRF, 0x10 | PORF])
def test_a_bootloader_that_says_nonsense_is_not_believed(board: Board, nonsense: int) -> None:
    board.start_by_bootloader(nonsense)
    assert hello(board).reset_cause is ResetCause.UNKNOWN


def test_a_firmware_that_hangs_is_restarted_by_the_watchdog_and_says_so(board: Board) -> None:
    began = board.avr.cycle
    assert board.hang(2.0) == b""
    assert 0.4 < (board.avr.cycle - began) / 16e6 < 0.7
    assert hello(board).reset_cause is ResetCause.WATCHDOG
    assert isinstance(ask(board, Start()), Ack)
    assert any(isinstance(frame, RawSample) for frame in Decoder().feed(board.run(0.3)))


def test_a_record_survives_a_reset_and_the_newest_counts(board: Board) -> None:
    for turn in range(5):
        record = bytes([turn]) * CALIBRATION_BYTES
        assert isinstance(ask(board, WriteCalibration(record), 0.5), Ack)
        board.reset()
        board.run(0.02)
        assert ask(board, ReadCalibration()).record == record


@pytest.mark.parametrize("blank", [0x00, 0xFF])
def test_a_blank_eeprom_holds_no_record_whichever_way_it_is_blank(board: Board, blank: int) -> None:
    board.avr.eeprom = bytes([blank]) * 1024
    answer = ask(board, ReadCalibration())
    assert isinstance(answer, Calibration)
    assert answer.record == BLANK
    assert isinstance(ask(board, WriteCalibration(RECORD), 0.5), Ack)
    assert ask(board, ReadCalibration()).record == RECORD


def test_a_damaged_record_is_refused_and_can_be_written_over(board: Board) -> None:
    ask(board, WriteCalibration(RECORD), 0.5)
    whole = board.avr.eeprom
    at = next(place for place in PLACES if RECORD in whole[place : place + 80])
    for damaged in (at, at + 1, at + 2, at + 40, at + 69):
        board.avr.eeprom = whole[:damaged] + bytes([whole[damaged] ^ 0x08]) + whole[damaged + 1 :]
        answer = ask(board, ReadCalibration())
        assert isinstance(answer, Nak), f"byte {damaged - at} of the place"
        assert (answer.command, answer.reason) == (Kind.READ_CALIBRATION, NakReason.RECORD_DAMAGED)
    assert isinstance(ask(board, WriteCalibration(BLANK), 0.5), Ack)
    assert ask(board, ReadCalibration()).record == BLANK


def test_a_record_half_written_leaves_the_one_before(board: Board) -> None:
    ask(board, WriteCalibration(RECORD), 0.5)
    before = board.avr.eeprom
    ask(board, WriteCalibration(bytes(reversed(RECORD))), 0.5)
    after = board.avr.eeprom
    changed = [at for at in range(1024) if before[at] != after[at]]
    for cut in changed[1::9]:
        board.avr.eeprom = after[:cut] + before[cut:]
        board.reset(PORF)
        board.run(0.02)
        assert ask(board, ReadCalibration(), 0.02).record == RECORD


def test_noise_on_the_line_harms_nothing(board: Board) -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    ask(board, Start())
    decoder = Decoder()
    for _ in range(25):
        board.avr.write(rng.randbytes(rng.randrange(1, 300)))
        frames = decoder.feed(board.run(0.03))
        assert all(isinstance(frame, RawSample) for frame in frames)
        board.avr.write(b"\0" + encode(Ping()))
        assert any(isinstance(frame, Pong) for frame in decoder.feed(board.run(0.03)))
    assert decoder.counters.crc_errors == decoder.counters.missed == decoder.counters.bad_cobs == 0


def lines(said: bytes) -> list[int]:
    return [frame.lines for frame in Decoder().feed(said) if isinstance(frame, RawSample)]


def bounced(board: Board) -> list[int]:
    """What samples say while a contact bounces for 180 ms, 3 ms each time."""
    ask(board, Start())
    board.run(0.2)
    said = b""
    for _ in range(60):
        board.lines ^= 0b01
        said += board.run(0.003)
    return lines(said)


def test_the_exit_lanes_contacts_are_debounced(board: Board) -> None:
    told = bounced(board)
    assert len(told) > 10
    assert set(told) == {0}
    for bits in (0b01, 0b11, 0b10, 0b00):
        board.lines = bits
        assert lines(board.run(0.1))[-1] == bits


def test_without_its_patience_the_firmware_would_tell_every_bounce(built: Make, tmp_path: Path) -> None:
    """Proof that the test above can fail."""
    built()
    hasty = mutant(tmp_path, hasty=("#define STEADY_TICKS 5", "#define STEADY_TICKS 1"))
    board = Board(hasty, [lambda _t: 1] * 4)
    board.run(0.05)
    assert 1 in bounced(board)


def test_the_scale_id_is_the_same_each_time(board: Board) -> None:
    first = ask(board, GetHello())
    board.reset()
    assert hello(board).scale_id == first.scale_id
