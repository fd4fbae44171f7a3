"""What converters, wires and interrupts do to the firmware: open, short, late, dead, and the classic HX711 bug."""

import random
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from board import Board, mutant
from converter import Fault, Hx711, Told

from firmware_bridge.protocol import (
    BAD_READ_BIT,
    COUNTS_MAX,
    COUNTS_MIN,
    NO_READING,
    SATURATED_BIT,
    Decoder,
    GetHello,
    Hello,
    Ping,
    Pong,
    RawSample,
    Start,
    encode,
)

Make = Callable[..., Path]
COUNTS = (1001, -2002, 3003, -4004)


def streaming(elf: Path, *counts: int, rates: tuple[float, ...] | None = None) -> Board:
    board = Board(elf, [lambda _t, count=count: count for count in counts], rates)
    board.run(0.1)
    board.avr.write(encode(Start()))
    board.run(0.1)
    return board


def samples(board: Board, seconds: float) -> list[RawSample]:
    decoder = Decoder()
    heard = [frame for frame in decoder.feed(board.run(seconds)) if isinstance(frame, RawSample)]
    assert decoder.counters.crc_errors == decoder.counters.missed == 0
    return heard


def healthy(board: Board) -> bool:
    return all(sample.counts == COUNTS and sample.flags == 0 for sample in samples(board, 0.2)[-5:])


def test_an_open_dout_says_so_and_does_not_hold_up_the_others(built: Make) -> None:
    board = streaming(built(), *COUNTS)
    board.adcs[2].fault = Fault.OPEN
    samples(board, 0.3)
    for sample in samples(board, 0.5):
        assert sample.counts == (COUNTS[0], COUNTS[1], NO_READING, COUNTS[3])
        assert sample.flags == 1 << BAD_READ_BIT + 2
    assert len(samples(board, 1)) == pytest.approx(80, abs=2)
    board.adcs[2].fault = None
    samples(board, 1.5)
    assert healthy(board)


def test_a_shorted_dout_is_refused_by_its_end_bit_and_floods_nothing(built: Make) -> None:
    board = streaming(built(), *COUNTS)
    board.adcs[0].fault = Fault.SHORTED
    heard = samples(board, 1)
    assert {sample.counts[0] for sample in heard[2:]} == {NO_READING}
    assert {sample.counts[1:] for sample in heard} == {COUNTS[1:]}
    assert len(heard) <= 82
    board.adcs[0].fault = None
    samples(board, 1.5)
    assert healthy(board)


@pytest.mark.parametrize("fault", Fault)
def test_with_no_converter_at_all_the_scale_still_gives_signs_of_life(built: Make, fault: Fault) -> None:
    board = streaming(built(), *COUNTS)
    for adc in board.adcs:
        adc.fault = fault
    samples(board, 0.3)
    heard = samples(board, 2)
    assert 10 <= len(heard) <= 100, "at least what a link's patience of half a second needs, and no flood"
    assert {sample.counts for sample in heard} == {(NO_READING,) * 4}
    board.avr.write(encode(Ping()))
    assert any(isinstance(frame, Pong) for frame in Decoder().feed(board.run(0.05)))


def test_a_late_conversion_is_waited_for(built: Make) -> None:
    board = streaming(built(), *COUNTS)
    board.adcs[1].late = 6  # 75 ms
    heard = samples(board, 0.5)
    assert {sample.flags for sample in heard} == {0}
    assert max(b.t_us - a.t_us for a, b in pairwise(heard)) == pytest.approx(87_500, abs=300)
    assert healthy(board)


def test_a_converter_that_stays_away_too_long_is_switched_off_and_on(built: Make) -> None:
    board = streaming(built(), *COUNTS)
    board.adcs[1].late = 20  # a quarter of a second
    heard = samples(board, 0.5)
    assert 1 << BAD_READ_BIT + 1 in {sample.flags for sample in heard}
    samples(board, 1.2)
    assert board.adcs[1].told.power_downs == 2, "one at the start, one to wake it"
    assert healthy(board)


def test_the_ends_of_the_range_are_flagged(built: Make) -> None:
    board = streaming(built(), COUNTS_MAX, COUNTS_MIN, COUNTS_MAX - 1, COUNTS_MIN + 1)
    for sample in samples(board, 0.2):
        assert sample.flags == 0b11 << SATURATED_BIT
        assert sample.counts == (COUNTS_MAX, COUNTS_MIN, COUNTS_MAX - 1, COUNTS_MIN + 1)


def test_a_forgotten_rate_pin_still_weighs_and_shows_in_the_rate(built: Make) -> None:
    board = Board(built(), [lambda _t, count=count: count for count in COUNTS], (10.4,) * 4)
    board.run(2.5)
    board.avr.write(encode(Start()))
    heard = samples(board, 2)
    assert len(heard) == pytest.approx(21, abs=1)
    assert {sample.counts for sample in heard} == {COUNTS}
    board.run(2)
    board.avr.write(encode(GetHello()))
    (hello,) = (frame for frame in Decoder().feed(board.run(0.05)) if isinstance(frame, Hello))
    assert hello.rate_hz == 10


def test_the_measured_rate_is_that_of_the_slowest_oscillator(built: Make) -> None:
    board = streaming(built(), *COUNTS, rates=(84.0, 83.1, 86.3, 85.0))
    samples(board, 1.2)
    board.avr.write(encode(GetHello()))
    (hello,) = (frame for frame in Decoder().feed(board.run(0.05)) if isinstance(frame, Hello))
    assert hello.rate_hz == 83


def test_the_first_conversions_after_power_up_are_not_believed(built: Make) -> None:
    """A filter that is still filling gives numbers on the way to the right one."""
    adc: list[Hx711] = []
    board = Board(built(), [lambda _t: 0 if adc and len(adc[0].given) < 3 else 777] * 4)
    adc.append(board.adcs[0])
    board.avr.run(0.05)
    board.avr.write(encode(Start()))
    assert {sample.counts for sample in samples(board, 0.4)} == {(777,) * 4}


SLOW_INTERRUPT = ("    uint8_t byte = UDR0;\n", "    _delay_us(70);\n    uint8_t byte = UDR0;\n")
UNMASKED = ("    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {\n        SCK_PORT = high;", "    {\n        SCK_PORT = high;")


def under_load(elf: Path, seconds: float) -> tuple[Told, set[tuple[int, ...]]]:
    """Reads while the line hears bytes at uneven times; the worst converter, and all counts."""
    rng = random.Random(5)
    board = streaming(elf, *COUNTS)
    for adc in board.adcs:
        adc.told = Told()
    counts: set[tuple[int, ...]] = set()
    decoder = Decoder()
    # Steps of no simple ratio to the conversions: at multiples of their period no race would ever be met.
    for _ in range(round(seconds / 0.0107)):
        board.avr.write(rng.randbytes(110))
        counts |= {frame.counts for frame in decoder.feed(board.run(0.0107)) if isinstance(frame, RawSample)}
    return max((adc.told for adc in board.adcs), key=lambda told: told.longest_high_us), counts


def test_sck_is_never_high_for_long_whatever_interrupts_are_due(built: Make) -> None:
    told, counts = under_load(built(), 1)
    assert told.longest_high_us < 3
    assert told.power_downs == told.other_channel == 0
    assert counts == {COUNTS}


def test_even_an_interrupt_of_70_us_does_not_stretch_sck(built: Make, tmp_path: Path) -> None:
    built()
    told, counts = under_load(mutant(tmp_path, slow=SLOW_INTERRUPT), 0.5)
    assert told.longest_high_us < 3
    assert counts == {COUNTS}


def test_without_the_mask_the_classic_bug_is_there_to_be_seen(built: Make, tmp_path: Path) -> None:
    """Proof that the two tests above can fail: an unmasked read powers converters down in the middle of a word."""
    built()
    told, _ = under_load(mutant(tmp_path, slow=SLOW_INTERRUPT, unmasked=UNMASKED), 0.5)
    assert told.longest_high_us > 60
    assert told.power_downs > 0
