"""The other builds of the firmware: one converter, an accelerometer, another speed; and what the hex holds."""

from collections.abc import Callable
from pathlib import Path

import pytest
from board import Board

from firmware_bridge.protocol import Decoder, Frame, GetHello, Hello, RawSample, Start, encode

Make = Callable[..., Path]
MPU_6050 = 0x68
SDA, SCL = 1 << 4, 1 << 5
PWR_MGMT_1, CONFIG, ACCEL_CONFIG, ACCEL_XOUT_H = 0x6B, 0x1A, 0x1C, 0x3B


def streamed(board: Board, seconds: float = 0.4) -> list[RawSample]:
    board.avr.write(encode(GetHello()) + encode(Start()))
    decoder = Decoder()
    frames: list[Frame] = decoder.feed(board.run(seconds))
    assert decoder.counters.crc_errors == decoder.counters.missed == 0
    return [frame for frame in frames if isinstance(frame, RawSample)]


def test_one_converter_behind_a_junction_box(built: Make) -> None:
    board = Board(built("ADC=ONE_ADC"), [lambda _t: -12_345])
    (hello,) = Decoder().feed(board.run(0.05))
    assert isinstance(hello, Hello)
    assert hello.cells == 1
    board.run(0.2)
    samples = streamed(board)
    assert {(sample.counts, sample.flags) for sample in samples} == {((-12_345, 0, 0, 0), 0)}
    assert len(samples) == pytest.approx(32, abs=2)


def chip(x: int, y: int, z: int) -> bytearray:
    registers = bytearray(256)
    registers[PWR_MGMT_1] = 0x40  # asleep, as it wakes up
    registers[ACCEL_XOUT_H : ACCEL_XOUT_H + 6] = b"".join(axis.to_bytes(2, "big", signed=True) for axis in (x, y, z))
    return registers


def test_an_accelerometer_adds_its_mean_to_each_sample(built: Make) -> None:
    board = Board(built("ACCELEROMETER=1"), [lambda _t, c=c: c for c in (1, 2, 3, 4)])
    registers = chip(-300, 20, 16_400)
    board.avr.bus_chip(MPU_6050, registers)
    board.run(0.2)
    assert (registers[PWR_MGMT_1], registers[CONFIG], registers[ACCEL_CONFIG]) == (0x01, 0x03, 0x00)
    samples = streamed(board)
    assert {(sample.counts, sample.motion) for sample in samples} == {((1, 2, 3, 4), (-300, 20, 16_400))}
    registers[:] = chip(-32_768, 32_767, -1)
    registers[PWR_MGMT_1] = 0x01
    board.run(0.1)
    assert streamed(board)[-1].motion == (-32_768, 32_767, -1)


def test_an_accelerometer_that_is_not_there_is_left_out(built: Make) -> None:
    board = Board(built("ACCELEROMETER=1"), [lambda _t: 5] * 4)
    board.run(0.2)
    samples = streamed(board)
    assert {sample.motion for sample in samples} == {None}
    assert len(samples) == pytest.approx(32, abs=2)
    board.avr.bus_chip(MPU_6050, chip(1, 2, 3))  # plugged in later
    board.run(1.2)
    assert {sample.motion for sample in streamed(board)} == {(1, 2, 3)}


class StuckChip:
    """Holds SDA down, as one does that a reset has cut off in the middle of a byte, for so many clocks of SCL."""

    def __init__(self, board: Board, clocks: int) -> None:
        self.clocks = clocks
        self.pulses = self.stops = 0
        self._low = 0
        self._sda = board.avr.pin("C", 4)
        self._sda(1)
        self._sda(0)
        board.avr.directions("C", self._directed)

    def _directed(self, outputs: int) -> None:
        """A wire is low while its pin is an output of 0, and high while it is an input."""
        low, before = outputs & (SDA | SCL), self._low
        self._low = low
        if before & SCL and not low & SCL and not low & SDA:
            self.pulses += 1
            if self.pulses == self.clocks:
                self._sda(1)
        if before & SDA and not low & SDA:
            self.stops += not low & SCL
            if self.pulses >= self.clocks:  # the pull-up; an input of the emulator keeps what it was as an output
                self._sda(0)
                self._sda(1)


@pytest.mark.parametrize("clocks", [1, 4, 9])
def test_a_bus_that_a_chip_holds_is_clocked_free_at_the_start(built: Make, clocks: int) -> None:
    board = Board(built("ACCELEROMETER=1"), [lambda _t, c=c: c for c in (1, 2, 3, 4)])
    stuck = StuckChip(board, clocks)
    board.avr.bus_chip(MPU_6050, chip(1, 2, 3))
    board.run(0.2)
    assert (stuck.pulses, stuck.stops) == (clocks, 1)
    assert {sample.motion for sample in streamed(board)} == {(1, 2, 3)}


def test_a_bus_that_hangs_later_is_clocked_free_too_and_weighing_goes_on(built: Make) -> None:
    board = Board(built("ACCELEROMETER=1"), [lambda _t: 5] * 4)
    board.avr.pin("C", 4)(1)
    board.run(0.2)
    stuck = StuckChip(board, 100)  # no chip is that stubborn but one that has died
    board.run(2.0)
    assert stuck.pulses in (9, 18)
    assert stuck.stops == 0
    assert len(streamed(board)) == pytest.approx(32, abs=2)


def test_another_speed_changes_the_lines_pace_only(built: Make) -> None:
    board = Board(built("SPEED=250000"), [lambda _t: 9] * 4)
    board.run(0.2)
    assert {sample.counts for sample in streamed(board)} == {(9,) * 4}


def test_the_hex_is_what_the_emulator_ran(built: Make) -> None:
    elf = built()
    lines = elf.with_suffix(".hex").read_text().split()
    data = b"".join(bytes.fromhex(line[9:-2]) for line in lines if line[7:9] == "00")
    Board(elf, []).hang(0.001)  # leaves the raw image beside the ELF
    assert data == elf.with_suffix(".bin").read_bytes()
    assert len(data) < 30 * 1024, "an old bootloader takes 2 of the 32 KiB"
