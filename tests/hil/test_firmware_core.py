"""The firmware's core on this computer: any bytes, power cuts at any moment, and its arithmetic."""

import random
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from cobs import cobs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from native import NativeScale

from firmware_bridge.protocol import (
    CALIBRATION_BYTES,
    COUNTS_MAX,
    COUNTS_MIN,
    NO_READING,
    Ack,
    Calibration,
    Decoder,
    Frame,
    GetHello,
    Kind,
    Nak,
    Ping,
    Pong,
    RawSample,
    ReadCalibration,
    Report,
    ResetCause,
    Start,
    Stop,
    WriteCalibration,
    encode,
)

Make = Callable[..., Path]
OLD, NEW = bytes(range(CALIBRATION_BYTES)), bytes(range(100, 100 + CALIBRATION_BYTES))
WRITE_S = 0.3

commands = st.one_of(
    st.sampled_from([GetHello(), Ping(), Start(), Stop(), ReadCalibration()]),
    st.binary(min_size=CALIBRATION_BYTES, max_size=CALIBRATION_BYTES).map(WriteCalibration),
)
bodies = st.binary(min_size=1, max_size=67).map(
    lambda body: bytes(cobs.encode(body + zlib.crc32(body).to_bytes(4, "little"))) + b"\0"
)
wires = st.lists(st.one_of(commands.map(encode), bodies, st.binary(max_size=90)), max_size=12)
same_library = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)


def run(scale: NativeScale, seconds: float) -> bytes:
    return scale.run(round(seconds * 1e6))


def ask(scale: NativeScale, command: Frame, seconds: float = 0.0125) -> Frame:
    scale.hear(encode(command))
    (answer,) = (frame for frame in Decoder().feed(run(scale, seconds)) if not isinstance(frame, RawSample))
    return answer


@pytest.fixture
def scale(native: Make) -> NativeScale:
    scale = NativeScale(native("native"))
    run(scale, 0.2)
    return scale


@same_library
@given(pieces=wires)
def test_whatever_it_hears_it_says_whole_reports_only(scale: NativeScale, pieces: list[bytes]) -> None:
    scale.erase()
    scale.start()
    decoder = Decoder()
    frames: list[Frame] = []
    for piece in pieces:
        scale.hear(piece)
        frames += decoder.feed(scale.run(25_000))
    for _ in range(4):  # up to as many records may be waiting for their turn in memory
        frames += decoder.feed(scale.run(round(WRITE_S * 1e6)))
    scale.hear(b"\0" + encode(Ping()))
    frames += decoder.feed(scale.run(50_000))
    seen = decoder.counters
    assert (seen.crc_errors, seen.bad_cobs, seen.bad_length, seen.missed) == (0, 0, 0, 0)
    assert all(isinstance(frame, Report) for frame in frames)
    assert any(isinstance(frame, Pong) for frame in frames)


@same_library
@given(asked=st.lists(commands, max_size=8))
def test_commands_are_answered_one_by_one_in_their_order(scale: NativeScale, asked: list[Frame]) -> None:
    scale.erase()
    scale.start()
    run(scale, 0.1)
    wanted = {Kind.READ_CALIBRATION: Calibration, Kind.PING: Pong}
    for command in asked:
        answer = ask(scale, command, WRITE_S if isinstance(command, WriteCalibration) else 0.0125)
        kind = Kind(cobs.decode(encode(command)[:-1])[0])
        assert isinstance(answer, wanted.get(kind, Ack if kind is not Kind.GET_HELLO else Report))
        assert not isinstance(answer, Nak)


@given(counts=st.tuples(*[st.integers(COUNTS_MIN, COUNTS_MAX)] * 4), lines=st.integers(0, 3))
@same_library
def test_any_count_arrives_as_it_is(scale: NativeScale, counts: tuple[int, ...], lines: int) -> None:
    scale._lib.native_lines(lines)
    scale.weigh(*counts)
    scale.hear(encode(Start()))
    last = Decoder().feed(run(scale, 0.05))[-1]
    assert isinstance(last, RawSample)
    assert last.counts == counts
    assert last.lines == lines
    assert last.flags == sum((count in (COUNTS_MIN, COUNTS_MAX)) << cell for cell, count in enumerate(counts))


def test_a_power_cut_at_any_moment_of_a_write_leaves_one_of_the_two_records(scale: NativeScale) -> None:
    found = set()
    for cut in range(0, 300, 3):
        scale.erase()
        ask(scale, WriteCalibration(OLD), WRITE_S)
        scale.hear(encode(WriteCalibration(NEW)))
        scale.run(cut * 1000 + 500)
        scale.start()
        scale.run()
        answer = ask(scale, ReadCalibration())
        assert isinstance(answer, Calibration)
        found.add(answer.record)
        assert answer.record in (OLD, NEW), f"cut after {cut} ms"
    assert found == {OLD, NEW}


def test_a_first_record_cut_short_is_said_to_be_damaged(scale: NativeScale) -> None:
    scale.hear(encode(WriteCalibration(OLD)))
    scale.run(100_000)
    scale.start()
    scale.run()
    assert isinstance(ask(scale, ReadCalibration()), Nak)


def test_answers_wait_for_a_write_and_samples_do_not(scale: NativeScale) -> None:
    scale.hear(encode(Start()) + encode(WriteCalibration(OLD)) + encode(ReadCalibration()) + encode(Ping()))
    frames = Decoder().feed(run(scale, WRITE_S + 0.1))
    answers = [frame for frame in frames if not isinstance(frame, RawSample)]
    assert [type(answer) for answer in answers] == [Ack, Ack, Calibration, Pong]
    written = next(i for i, frame in enumerate(frames) if isinstance(frame, Ack) and frame.command != Kind.START)
    assert sum(isinstance(frame, RawSample) for frame in frames[:written]) > 10


def test_what_a_full_line_loses_leaves_a_gap_in_the_numbers(scale: NativeScale) -> None:
    scale.hear(encode(Start()))
    decoder = Decoder()
    decoder.feed(run(scale, 0.2))
    scale.block(True)
    assert run(scale, 0.5) == b""
    scale.block(False)
    decoder.feed(run(scale, 0.2))
    assert decoder.counters.missed == pytest.approx(40, abs=1)
    assert decoder.counters.crc_errors == decoder.counters.bad_cobs == 0


@pytest.mark.parametrize("cause", ResetCause)
def test_the_cause_of_a_start_is_told(native: Make, cause: ResetCause) -> None:
    (hello,) = Decoder().feed(NativeScale(native("native"), cause).run())
    assert (hello.seq, hello.reset_cause) == (0, cause)


@pytest.mark.parametrize("fault", [1, 2])
def test_a_broken_wire_leaves_the_other_cells_alone(scale: NativeScale, fault: int) -> None:
    scale.weigh(1, 2, 3, 4)
    scale.wire(3, fault)
    scale.hear(encode(Start()))
    run(scale, 0.3)
    for sample in Decoder().feed(run(scale, 0.2)):
        assert sample.counts == (1, 2, 3, NO_READING)
        assert sample.flags == 1 << 7


def test_the_mean_of_an_accelerometer_is_rounded_not_cut(native: Make) -> None:
    scale = NativeScale(native("native", "ACCELEROMETER=1"))
    scale.move(-3, 7, 16_384)
    scale.hear(encode(Start()))
    last = Decoder().feed(run(scale, 0.3))[-1]
    assert isinstance(last, RawSample)
    assert last.motion == (-3, 7, 16_384)


def test_under_the_sanitizers_no_bytes_bring_it_down(native: Make) -> None:
    seed = random.randrange(1 << 32)
    folder = native("fuzz", "ACCELEROMETER=1")
    done = subprocess.run([folder / "fuzz", str(seed), "10000"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"seed {seed}: {done.stderr}"
