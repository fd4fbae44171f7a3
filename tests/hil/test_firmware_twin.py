"""The firmware in the emulator and its twin in Python: for the same counts the same bytes."""

import os
import random
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from board import Board, Source
from cobs import cobs
from converter import Fault

from firmware_bridge.protocol import (
    COUNTS_MAX,
    COUNTS_MIN,
    NO_READING,
    Decoder,
    GetHello,
    Hello,
    Nak,
    Ping,
    RawSample,
    ReadCalibration,
    Start,
    Stop,
    WriteCalibration,
    encode,
)
from firmware_bridge.virtual import VirtualScale
from hw.twin.loadcell import NORMAL, LoadCells

RECORD = bytes(range(7, 71))
Make = Callable[..., Path]


def tape(rng: random.Random) -> Source:
    """Counts all over the range, with its ends now and then."""
    return lambda _t: rng.choice((COUNTS_MIN, COUNTS_MAX, rng.randint(COUNTS_MIN, COUNTS_MAX), rng.randint(-99, 99)))


def stranger(kind: int) -> bytes:
    """A whole frame of a kind that no firmware of this version knows."""
    body = bytes([kind, 1])
    return bytes(cobs.encode(body + zlib.crc32(body).to_bytes(4, "little"))) + b"\0"


def conversation(board: Board, commands: Sequence[bytes], seconds: float) -> bytes:
    """All that the firmware says from its start on."""
    said = board.run(0.15)
    for command in commands:
        board.avr.write(command)
        said += board.run(seconds)
    return said


def twins_words(link: Path, said: bytes, commands: Sequence[bytes]) -> bytes:
    """What the twin says when it is given the same commands and counts in the same order."""
    frames = Decoder().feed(said)
    first = frames[0]
    assert isinstance(first, Hello)
    to_say = iter(commands)
    heard = b""
    with VirtualScale(link, first.scale_id, first.cells, first.rate_hz) as twin:
        port = os.open(link, os.O_RDWR | os.O_NOCTTY)
        try:
            twin.reset(first.reset_cause)
            for frame in frames:
                match frame:
                    case RawSample():
                        counts = [None if c == NO_READING else c for c in frame.counts[: first.cells]]
                        twin.lines = frame.lines
                        assert twin.push(counts, frame.t_us, frame.motion)
                    case Hello(seq=0):
                        pass
                    case _:
                        os.write(port, next(to_say))
                goal = len(heard) + len(encode(frame)) + (frame is first)
                while len(heard) < goal:
                    heard += os.read(port, goal - len(heard))
        finally:
            os.close(port)
    assert not list(to_say)
    return heard


def test_the_same_bytes_for_the_same_counts(built: Make, tmp_path: Path) -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    board = Board(built(), [tape(rng) for _ in range(4)])
    board.lines = 2
    commands = [GetHello(), ReadCalibration(), Start(), WriteCalibration(RECORD), ReadCalibration(), Stop()]
    before, after = (
        [*map(encode, commands), stranger(0x40), stranger(0xFF)],
        [*map(encode, (Start(), ReadCalibration()))],
    )
    said = conversation(board, before, 0.25)
    board.adcs[2].fault = Fault.OPEN
    said += conversation(board, after, 0.3)
    assert twins_words(tmp_path / "scale", said, [*before, *after]) == said
    frames = Decoder().feed(said)
    assert sum(isinstance(frame, RawSample) for frame in frames) > 50
    assert sum(isinstance(frame, RawSample) and frame.counts[2] == NO_READING for frame in frames) > 5
    assert sum(isinstance(frame, Nak) for frame in frames) == 2


def test_the_same_bytes_from_one_converter_and_an_accelerometer(built: Make, tmp_path: Path) -> None:
    board = Board(built("ADC=ONE_ADC", "ACCELEROMETER=1"), [tape(random.Random(1))])
    registers = bytearray(256)
    registers[0x3B:0x41] = bytes((0xFE, 0x0C, 0, 20, 0x40, 0x00))
    board.avr.bus_chip(0x68, registers)
    commands = [encode(command) for command in (Start(), ReadCalibration(), Stop())]
    said = conversation(board, commands, 0.25)
    assert twins_words(tmp_path / "scale", said, commands) == said
    motions = {frame.motion for frame in Decoder().feed(said) if isinstance(frame, RawSample)}
    assert motions == {(-500, 20, 16_384)}


def test_the_same_counts_and_commands_give_the_same_bytes_again(built: Make) -> None:
    commands = [encode(command) for command in (Start(), Ping(), WriteCalibration(RECORD), Ping())]
    rates = (79.1, 80.9, 78.2, 81.5)
    once, again = (
        conversation(Board(built(), [tape(random.Random(cell)) for cell in range(4)], rates), commands, 0.25)
        for _ in range(2)
    )
    assert once == again


def test_a_cart_load_of_goods_arrives_count_by_count(built: Make) -> None:
    """Forces from the twin's load cells, with all their noise: what the converters gave is what arrives."""
    cells = LoadCells(NORMAL, seed=3)
    given: dict[int, tuple[int, ...]] = {}

    def counts_at(t: float) -> tuple[int, ...]:
        sample = round(t * 80)
        if sample not in given:
            given[sample] = given.get(sample - 1, (0, 0, 0, 0))
            for _ in range(7):
                load = 9.81 * (2.0 + (0.5 if t > 0.6 else 0.0)) / 4
                converted = cells.feed((load, load, load, load))
                if converted is not None:
                    given[sample] = converted[1]
        return given[sample]

    board = Board(built(), [lambda t, cell=cell: counts_at(t)[cell] for cell in range(4)])
    said = conversation(board, [encode(Start())], 1.5)
    decoder = Decoder()
    samples = [frame for frame in decoder.feed(said) if isinstance(frame, RawSample)]
    sent = [tuple(adc.given[index] for adc in board.adcs) for index in range(len(board.adcs[0].given))]
    at = sent.index(samples[0].counts)
    assert [sample.counts for sample in samples] == sent[at : at + len(samples)]
    sums = np.array([sum(sample.counts) for sample in samples])
    step = (np.median(sums[-40:]) - np.median(sums[:20])) / NORMAL.counts_per_g
    assert step == pytest.approx(500, abs=15)
    assert decoder.counters.frames == len(samples) + 2, "HELLO, ACK and samples"


def test_time_stamps_are_those_of_the_conversions(built: Make) -> None:
    """Each converter on its own oscillator: a sample is stamped when the last of its readings was ready."""
    rates = (79.1, 80.9, 78.2, 81.5)
    ends: list[float] = []

    def noted(t: float) -> int:
        ends.append(t)
        return 1

    board = Board(built(), [noted] * 4, rates)
    samples = [f for f in Decoder().feed(conversation(board, [encode(Start())], 2)) if isinstance(f, RawSample)]
    ended = np.array(ends) * 1e6
    stamped = np.array([sample.t_us for sample in samples])
    began = np.median([(ended - t)[np.argmin(np.abs(ended - t))] for t in stamped])  # when the firmware's clock did
    assert max(np.min(np.abs(ended - began - t)) for t in stamped) < 60, "microseconds between conversion and stamp"
    rate = (len(samples) - 1) * 1e6 / (samples[-1].t_us - samples[0].t_us)
    assert rate == pytest.approx(min(rates), rel=0.01)
