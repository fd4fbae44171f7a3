"""What every scale keeps: the firmware's core in memory, its twin in Python, the emulated firmware, a real one."""

import zlib
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest
from cobs import cobs
from scales import GivenScale, PacedVirtualScale, Talk

from firmware_bridge.protocol import (
    CALIBRATION_BYTES,
    CELLS,
    NO_READING,
    PROTOCOL_VERSION,
    Ack,
    Calibration,
    GetHello,
    Hello,
    Kind,
    Nak,
    NakReason,
    Ping,
    Pong,
    RawSample,
    ReadCalibration,
    Start,
    Stop,
    WriteCalibration,
    encode,
)
from firmware_bridge.virtual import VirtualScale

pytestmark = pytest.mark.timeout(120)


def test_hello_says_what_the_scale_is(talk: Talk) -> None:
    hello = talk.ask(GetHello())
    assert isinstance(hello, Hello)
    assert hello.protocol == PROTOCOL_VERSION
    assert 1 <= hello.cells <= CELLS
    assert len(hello.scale_id) == 8
    assert 5 <= hello.rate_hz <= 100


def test_a_restart_is_announced_by_the_first_frame(talk: Talk) -> None:
    talk.ask(Start())
    talk.samples(3)
    talk.restart()
    frames = talk.hear_until(lambda frame: isinstance(frame, Hello), "the hello after a restart")
    hello = frames[-1]
    assert isinstance(hello, Hello)
    assert hello.seq == 0
    assert not [f for f in talk.hear(0.3) if isinstance(f, RawSample)], "nobody has said START since"
    assert talk.ask(Ping()).seq == 1


def test_each_command_is_answered_in_its_turn(talk: Talk) -> None:
    talk.say(Ping(), GetHello(), Start(), Stop(), ReadCalibration())
    frames = talk.hear_until(lambda frame: isinstance(frame, Calibration), "the answer to the last command")
    answers = [frame for frame in frames if not isinstance(frame, RawSample)]
    assert [type(answer) for answer in answers] == [Pong, Hello, Ack, Ack, Calibration]
    assert [a.command for a in answers if isinstance(a, Ack)] == [Kind.START, Kind.STOP]
    numbers = [frame.seq for frame in frames]
    assert numbers == [(numbers[0] + i) & 0xFFFF for i in range(len(numbers))]


def test_samples_flow_between_start_and_stop_only(talk: Talk) -> None:
    assert not talk.hear(0.3)
    assert talk.ask(Start()).command == Kind.START
    samples = talk.samples(40)
    talk.say(Stop())
    frames = talk.hear_until(lambda frame: isinstance(frame, Ack), "the answer to STOP")
    assert isinstance(frames[-1], Ack), "samples after the answer to STOP"
    assert not talk.hear(0.3)
    if talk.scale.counts is not None:
        assert {sample.counts for sample in samples} == {talk.scale.counts}
        assert {sample.flags for sample in samples} == {0}


def test_samples_carry_the_scales_own_time(talk: Talk) -> None:
    rate_hz = talk.ask(GetHello()).rate_hz
    talk.say(Start())
    samples = talk.samples(60)
    times = [sample.t_us for sample in samples]
    steps = [(b - a) & 0xFFFFFFFF for a, b in pairwise(times)]
    assert min(steps) > 0
    assert median(steps) == pytest.approx(1e6 / rate_hz, rel=0.1)
    pong = talk.ask(Ping())
    assert isinstance(pong, Pong)
    assert (pong.t_us - times[-1]) & 0xFFFFFFFF < 60e6, "samples and PONG tell the same clock"


def test_slots_without_a_cell_stay_empty(talk: Talk) -> None:
    cells = talk.ask(GetHello()).cells
    talk.say(Start())
    for sample in talk.samples(10):
        assert sample.counts[cells:] == (0,) * (CELLS - cells)
        assert sample.flags >> 4 < 1 << cells
        bad = [bool(sample.flags >> 4 & 1 << cell) for cell in range(cells)]
        assert bad == [count == NO_READING for count in sample.counts[:cells]]


def test_a_calibration_record_is_kept_and_survives_a_restart(talk: Talk) -> None:
    before = talk.ask(ReadCalibration())
    assert isinstance(before, Calibration)
    record = bytes(range(255, 255 - CALIBRATION_BYTES, -1))
    try:
        assert talk.ask(WriteCalibration(record)).command == Kind.WRITE_CALIBRATION
        talk.restart()
        talk.hear_until(lambda frame: isinstance(frame, Hello), "the hello after a restart")
        kept = talk.ask(ReadCalibration())
        assert isinstance(kept, Calibration)
        assert kept.record == record
    finally:
        talk.ask(WriteCalibration(before.record))
    assert talk.ask(ReadCalibration()).record == before.record


def test_weighing_goes_on_while_a_record_is_written(talk: Talk) -> None:
    if isinstance(talk.scale, PacedVirtualScale):
        pytest.skip("it has no memory that takes time, and this machine's load is in its pace")
    record = talk.ask(ReadCalibration()).record
    talk.say(Start())
    talk.samples(5)
    talk.say(WriteCalibration(record))
    frames = talk.hear_until(lambda frame: isinstance(frame, Ack) and frame.command == Kind.WRITE_CALIBRATION, "ACK")
    frames += talk.samples(5)
    times = [frame.t_us for frame in frames if isinstance(frame, RawSample)]
    assert all((b - a) & 0xFFFFFFFF < 150_000 for a, b in pairwise(times))


def test_an_unknown_command_is_refused(talk: Talk) -> None:
    for kind in (0x40, 0x47, 0xFF):
        body = bytes([kind, 1, 2, 3])
        talk.scale.send(bytes(cobs.encode(body + zlib.crc32(body).to_bytes(4, "little"))) + b"\0")
        answer = talk.answer("a refusal")
        assert isinstance(answer, Nak)
        assert (answer.command, answer.reason) == (kind, NakReason.UNKNOWN_COMMAND)


def test_what_is_no_command_gets_no_answer_and_does_no_harm(talk: Talk) -> None:
    good = encode(Ping())
    damaged = bytes([good[0], good[1] ^ 1, *good[2:]])
    short = b"\x46\x01"
    wrong_length = bytes(cobs.encode(short + zlib.crc32(short).to_bytes(4, "little"))) + b"\0"
    echo = encode(Pong(7, 7))
    for noise in (damaged, wrong_length, echo, b"\0" * 40, bytes(range(1, 201)) + b"\0", b"\xff" * 300 + b"\0"):
        talk.scale.send(noise)
        assert not talk.hear(0.1), noise.hex()
        assert isinstance(talk.ask(Ping()), Pong)
    talk.scale.send(good[:4])
    assert not talk.hear(0.1)
    talk.scale.send(b"\0" + good)
    assert isinstance(talk.answer("PONG after half a frame"), Pong)


class _Cut(GivenScale):
    """A scale whose reset comes in the middle of a frame, as a real one's does."""

    def __init__(self, port: Path) -> None:
        self._board = VirtualScale(port)
        self._board.__enter__()
        super().__init__(str(port))

    def restart(self) -> None:
        self._board.garbage(encode(Pong(1, 1))[:7])
        self._board.reset()

    def close(self) -> None:
        super().close()
        self._board.__exit__(None, None, None)


def test_a_frame_that_a_reset_cuts_off_is_no_loss_of_the_line(tmp_path: Path) -> None:
    talk = Talk(_Cut(tmp_path / "scale"))
    try:
        talk.begin()
        talk.restart()
        talk.hear_until(lambda frame: isinstance(frame, Hello), "the hello after a restart")
        talk.ask(Ping())
        talk.expect_no_losses()
    finally:
        talk.end()
