"""Toledo 8217: what a head says is understood, and nothing else is taken for a weight."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.head_link import HeadReader
from firmware_bridge.toledo import Answer, HeadDecoder, Status, Weight, parse, with_parity

weights = st.builds(Weight, st.integers(0, 999_999).map(lambda grams: grams * 10), st.booleans())
statuses = st.integers(0, 0x1F).map(Status)
answers = weights | statuses


def wire(answer: Answer) -> bytes:
    match answer:
        case Weight(decigrams, net):
            kilograms, grams = divmod(decigrams // 10, 1000)
            said = b"\x02%3d.%03d%s\r" % (kilograms, grams, b"N" if net else b"")
        case Status():
            said = b"\x02?%c\r" % (0x60 | answer)
    return with_parity(said)


@given(st.lists(answers))
def test_what_is_said_is_understood(said: list[Answer]) -> None:
    decoder = HeadDecoder()
    assert decoder.feed(b"".join(map(wire, said))) == said
    assert (decoder.answers, decoder.malformed, decoder.parity_errors) == (len(said), 0, 0)


@given(st.lists(st.one_of(answers.map(wire), st.binary(max_size=40))), st.lists(st.integers(0, 60)))
def test_chunks_make_no_difference(pieces: list[bytes], sizes: list[int]) -> None:
    stream, whole, split, got, at = b"".join(pieces), HeadDecoder(), HeadDecoder(), [], 0
    for size in sizes:
        got += split.feed(stream[at : at + size])
        at += size
    assert got + split.feed(stream[at:]) == whole.feed(stream)
    assert (split.malformed, split.parity_errors) == (whole.malformed, whole.parity_errors)


@given(st.lists(st.binary(max_size=100)), answers)
def test_any_bytes_never_crash_feed_and_the_next_answer_is_read(noise: list[bytes], answer: Answer) -> None:
    decoder = HeadDecoder()
    for chunk in noise:
        decoder.feed(chunk)
    assert decoder.feed(wire(answer))[-1:] == [answer]


@pytest.mark.parametrize(
    ("text", "decigrams"),
    [(b"01.235", 12_350), (b"  0.000", 0), (b"12.34", 123_400), (b"1.2345", 12_345), (b" 15.000", 150_000)],
)
def test_weights_in_kilograms_become_decigrams(text: bytes, decigrams: int) -> None:
    assert parse(text) == Weight(decigrams, False)
    assert parse(text + b"N") == Weight(decigrams, True)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"?",
        b"?aa",
        b"1235",
        b"1.",
        b".5",
        b"1.2",
        b"-0.005",
        b"1.23456",
        b"1.2 5",
        b"1,235",
        b"1.235 kg",
        b"1.235NN",
    ],
)
def test_what_is_no_answer_is_refused(text: bytes) -> None:
    assert parse(text) is None
    decoder = HeadDecoder()
    assert decoder.feed(with_parity(b"\x02" + text + b"\r")) == []
    assert decoder.malformed == 1


def test_one_damaged_bit_never_makes_a_weight() -> None:
    said = wire(Weight(12_350, False))
    for at in range(len(said)):
        for bit in range(8):
            damaged = bytearray(said)
            damaged[at] ^= 1 << bit
            decoder = HeadDecoder()
            assert decoder.feed(bytes(damaged)) == []
            assert decoder.parity_errors == 1


def test_a_damaged_weight_is_never_stable() -> None:
    """Two flips in one byte pass the parity; two answers in a row that agree on it do not come."""
    rng, reader, decoder, stable = random.Random(7), HeadReader(), HeadDecoder(), set()
    for number in range(20_000):
        said = bytearray(wire(Weight(12_350, False)))
        if number % 2:
            at = rng.randrange(len(said))
            for bit in rng.sample(range(8), rng.choice((1, 2, 2, 4))):
                said[at] ^= 1 << bit
        for answer in decoder.feed(bytes(said)):
            sample = reader.read(0.0, answer)
            if sample.stable:
                stable.add(sample.decigrams)
    assert stable <= {12_350}
    assert decoder.malformed > 1000


def readings(*said: Answer) -> list[tuple[int, bool]]:
    reader = HeadReader()
    return [(sample.decigrams, sample.stable) for sample in (reader.read(0.0, answer) for answer in said)]


FULL, NET = Weight(5000, False), Weight(5000, True)


def test_a_weight_counts_when_it_is_said_twice() -> None:
    assert readings(FULL, FULL, Status.MOTION, FULL, FULL) == [
        (0, False),
        (5000, True),
        (5000, False),
        (5000, False),
        (5000, True),
    ]


@pytest.mark.parametrize(
    "complaint", [Status.MOTION, Status.OVER_CAPACITY, Status.UNDER_ZERO, Status.OUTSIDE_ZERO_RANGE]
)
def test_a_complaint_keeps_the_last_weight_and_is_never_stable(complaint: Status) -> None:
    assert readings(FULL, FULL, complaint, complaint | Status.CENTRE_OF_ZERO)[2:] == [(5000, False)] * 2


def test_a_head_that_says_a_weight_once_is_understood() -> None:
    assert readings(Status(0), Status(0)) == [(0, False)] * 2
    assert readings(FULL, Status(0), Status(0)) == [(0, False), (5000, True), (5000, True)]
    assert readings(FULL, FULL, Status.CENTRE_OF_ZERO, Status.CENTRE_OF_ZERO)[2:] == [(5000, False), (0, True)]


def test_net_weights_are_never_stable_and_said_once(caplog: pytest.LogCaptureFixture) -> None:
    assert readings(NET, NET, NET) == [(0, False)] * 3
    assert caplog.text.count("clear its tare") == 1
