"""The virtual scale keeps the firmware's rules, seen from a bare port."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from firmware_bridge.protocol import (
    CALIBRATION_BYTES,
    Ack,
    Calibration,
    Decoder,
    Frame,
    GetHello,
    Hello,
    Kind,
    Ping,
    Pong,
    RawSample,
    ReadCalibration,
    ResetCause,
    Start,
    Stop,
    WriteCalibration,
    encode,
)
from firmware_bridge.virtual import VirtualScale


@pytest.fixture
def scale(tmp_path: Path) -> Iterator[VirtualScale]:
    with VirtualScale(tmp_path / "scale", scale_id=b"TESTSCAL", cells=2) as scale:
        yield scale


class Bare:
    def __init__(self, port: serial.Serial) -> None:
        self.port = port
        self.decoder = Decoder()

    def hear(self, count: int = 1) -> list[Frame]:
        frames: list[Frame] = []
        while len(frames) < count:
            chunk = self.port.read(max(1, self.port.in_waiting))
            assert chunk, f"waited for {count} frames, got {frames}"
            frames += self.decoder.feed(chunk)
        return frames

    def ask(self, command: Frame) -> Frame:
        self.port.write(encode(command))
        (answer,) = self.hear()
        return answer


@pytest.fixture
def bare(scale: VirtualScale) -> Iterator[Bare]:
    with serial.Serial(str(scale.link), timeout=5, exclusive=True) as port:
        yield Bare(port)


def test_commands_are_answered(scale: VirtualScale, bare: Bare) -> None:
    record = bytes(range(CALIBRATION_BYTES))
    hello = bare.ask(GetHello())
    assert hello == Hello(hello.seq, 1, (1, 0, 0), b"TESTSCAL", 2, ResetCause.POWER_ON, 80)
    assert isinstance(bare.ask(Ping()), Pong)
    assert bare.ask(ReadCalibration()).record == b"\xff" * CALIBRATION_BYTES
    assert bare.ask(WriteCalibration(record)) == Ack(4, Kind.WRITE_CALIBRATION)
    assert bare.ask(ReadCalibration()) == Calibration(5, record)
    assert scale.calibration == record
    assert bare.decoder.missed == 0


def test_samples_flow_between_start_and_stop_only(scale: VirtualScale, bare: Bare) -> None:
    assert not scale.push([1, 2], t_us=1)
    assert bare.ask(Start()) == Ack(1, Kind.START)
    assert scale.push([1, 2], t_us=(1 << 32) + 7)
    assert bare.hear() == [RawSample(2, 7, (1, 2, 0, 0), 0, 0)]
    assert bare.ask(Stop()) == Ack(3, Kind.STOP)
    assert not scale.push([1, 2], t_us=20)


def test_a_reset_is_announced_and_the_clock_begins_anew(scale: VirtualScale, bare: Bare) -> None:
    bare.ask(Start())
    scale.push([1, 2], t_us=5_000_000)
    assert bare.hear()[0].t_us == 5_000_000
    scale.reset(ResetCause.BROWN_OUT)
    (hello,) = bare.hear()
    assert (hello.seq, hello.reset_cause) == (0, ResetCause.BROWN_OUT)
    assert not scale.streaming
    bare.ask(Start())
    scale.push([1, 2], t_us=5_012_500)
    assert bare.hear()[0].t_us == 12_500


def test_a_reader_that_stalls_loses_whole_frames_only(scale: VirtualScale, bare: Bare) -> None:
    bare.ask(Start())
    for i in range(3000):
        scale.push([i, -i], t_us=i * 12_500)
    bare.port.timeout = 0.3
    while chunk := bare.port.read(4096):
        bare.decoder.feed(chunk)
    scale.push([1, 2], t_us=0)
    bare.port.timeout = 5
    bare.hear(2)  # the rest of the frame that was on its way, and the new one
    decoder = bare.decoder
    assert (decoder.crc_errors, decoder.bad_cobs, decoder.bad_length) == (0, 0, 0)
    assert decoder.missed > 1000


def test_a_cart_that_dies_without_stop_leaves_a_clean_line(scale: VirtualScale) -> None:
    for _ in range(5):
        with serial.Serial(str(scale.link), timeout=5) as port:
            bare = Bare(port)
            port.write(encode(Start()))
            bare.hear()
            for i in range(200):
                scale.push([i, i], t_us=i)
        for i in range(2000):
            scale.push([i, i], t_us=1000 + i)
    with serial.Serial(str(scale.link), timeout=5) as port:
        bare = Bare(port)
        scale.push([7, 7], t_us=1)
        assert bare.hear() == [RawSample(bare.decoder._next_seq - 1, 1, (7, 7, 0, 0), 0, 0)]


def test_the_port_has_the_callers_name_and_goes_with_the_scale(tmp_path: Path) -> None:
    link = tmp_path / "scale"
    link.symlink_to("/dev/nowhere")
    with VirtualScale(link) as scale:
        first = os.readlink(link)
        assert first.startswith("/dev/pts/")
        scale.unplug()
        assert not link.is_symlink()
        scale.replug()
        assert link.is_symlink()
    assert not link.is_symlink()


def test_wrong_pushes_are_refused_in_words(scale: VirtualScale) -> None:
    with pytest.raises(ValueError, match="2 cells, 4 counts"):
        scale.push([1, 2, 3, 4])
    with pytest.raises(ValueError, match="two input lines"):
        scale.lines = 4
