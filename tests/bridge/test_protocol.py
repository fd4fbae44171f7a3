"""The wire format: what goes in comes out, and nothing else ever does."""

import random

import pytest
from cobs import cobs
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.protocol import (
    CALIBRATION_BYTES,
    LENGTHS,
    PROTOCOL_VERSION,
    Ack,
    Calibration,
    CellsUnknown,
    Counters,
    Decoder,
    FirmwareMismatch,
    Frame,
    GetHello,
    Hello,
    Kind,
    Nak,
    Ping,
    Pong,
    RawSample,
    ReadCalibration,
    ResetCause,
    Start,
    Stop,
    WriteCalibration,
    check_hello,
    encode,
)

u8, u16, u32 = (st.integers(0, 2**bits - 1) for bits in (8, 16, 32))
count = st.integers(-(2**31), 2**31 - 1)
record = st.binary(min_size=CALIBRATION_BYTES, max_size=CALIBRATION_BYTES)
hellos = st.builds(
    Hello,
    u16,
    u8,
    st.tuples(u8, u8, u8),
    st.binary(min_size=8, max_size=8),
    u8,
    st.sampled_from(ResetCause),
    u16,
)
axis = st.integers(-(2**15), 2**15 - 1)
motion = st.none() | st.tuples(axis, axis, axis)
samples = st.builds(RawSample, u16, u32, st.tuples(count, count, count, count), u8, u8, motion)
frames = st.one_of(
    hellos,
    samples,
    st.builds(Pong, u16, u32),
    st.builds(Ack, u16, u8),
    st.builds(Nak, u16, u8, u8),
    st.builds(Calibration, u16, record),
    st.sampled_from([GetHello(), Ping(), Start(), Stop(), ReadCalibration()]),
    st.builds(WriteCalibration, record),
)


def sample(seq: int) -> RawSample:
    return RawSample(seq & 0xFFFF, seq * 12_500, (seq, -seq, 1 << 20, -5), 0, seq & 3)


def decode(wire: bytes) -> tuple[list[Frame], Counters]:
    decoder = Decoder()
    return decoder.feed(wire), decoder.counters


@given(st.lists(frames))
def test_what_is_sent_arrives(sent: list[Frame]) -> None:
    got, counters = decode(b"".join(map(encode, sent)))
    assert got == sent
    assert (counters.frames, counters.crc_errors, counters.bad_cobs, counters.bad_length) == (
        len(sent),
        0,
        0,
        0,
    )


@given(st.lists(st.one_of(frames.map(encode), st.binary(max_size=200))), st.lists(st.integers(0, 300)))
def test_chunks_make_no_difference(pieces: list[bytes], sizes: list[int]) -> None:
    wire = b"".join(pieces)
    decoder, got, at = Decoder(), [], 0
    for size in sizes:
        got += decoder.feed(wire[at : at + size])
        at += size
    got += decoder.feed(wire[at:])
    assert (got, decoder.counters) == decode(wire)


@given(st.lists(st.binary(max_size=300)))
def test_any_bytes_never_crash_feed(chunks: list[bytes]) -> None:
    decoder = Decoder()
    for chunk in chunks:
        decoder.feed(chunk)
    # Whatever came before, two frames later it is in step again.
    assert sample(2) in decoder.feed(encode(sample(1)) + encode(sample(2)))


@given(frames, st.binary(max_size=12))
def test_a_right_crc_of_the_wrong_length_is_not_believed(frame: Frame, tail: bytes) -> None:
    raw = cobs.decode(encode(frame)[:-1])
    got, counters = decode(b"\0" + cobs.encode(raw + tail) + b"\0")
    assert got == ([frame] if not tail else [])
    assert counters.bad_length == (1 if tail else 0)


def test_damaged_frames_never_become_a_sample() -> None:
    rng = random.Random(1)
    sent = {sample(seq) for seq in range(20_000)}
    decoder, got = Decoder(), []
    for seq in range(20_000):
        wire = bytearray(encode(sample(seq)))
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(len(wire))
            match rng.randrange(3):
                case 0:
                    wire[at] ^= 1 << rng.randrange(8)
                case 1:
                    del wire[at]
                case _:
                    wire.insert(at, rng.randrange(256))
        got += decoder.feed(bytes(wire))
    # A blow can leave a frame whole (a byte lands between two frames, two flips undo each other).
    assert set(got) <= sent
    assert len(got) < 2_000
    assert decoder.crc_errors + decoder.bad_cobs + decoder.bad_length > 10_000


def test_missed_frames_are_counted_across_the_wrap() -> None:
    decoder = Decoder()
    for seq in [65_533, 65_534, 1, 2, 5]:
        decoder.feed(encode(sample(seq)))
    assert (decoder.missed, decoder.frames) == (2 + 2, 5)


def test_a_reset_is_no_loss() -> None:
    decoder = Decoder()
    boot = Hello(0, 1, (1, 0, 0), b"12345678", 4, ResetCause.WATCHDOG, 80)
    for frame in [sample(30_000), boot, sample(1), sample(20_000), sample(3)]:
        decoder.feed(encode(frame))
    assert decoder.missed == 0


def test_listening_may_begin_in_the_middle_of_a_frame() -> None:
    got, counters = decode(encode(sample(1))[7:] + encode(sample(2)))
    assert got == [sample(2)]
    assert counters == Counters(frames=1)


def test_resync_after_noise() -> None:
    wire = encode(sample(1)) + b"\x07noise\0" + encode(sample(2)) + b"\x03" * 500 + b"\0" + encode(sample(3))
    got, counters = decode(wire)
    assert got == [sample(1), sample(2), sample(3)]
    assert (counters.resyncs, counters.bad_cobs + counters.bad_length, counters.missed) == (2, 2, 0)


def test_endless_noise_takes_no_memory() -> None:
    decoder = Decoder()
    for _ in range(1000):
        decoder.feed(b"\x55" * 4096)
    assert len(decoder._partial) < 200


def test_every_kind_has_one_length() -> None:
    assert set(LENGTHS) == set(Kind)
    assert (LENGTHS[Kind.SAMPLE], LENGTHS[Kind.SAMPLE_MOTION]) == (29, 35)


def test_the_wire_bytes_are_these() -> None:
    """A fixed example for whoever writes the other side."""
    wire = encode(RawSample(0x0102, 0x03040506, (1, -1, 0x7FFFFF, -0x800000), 0x84, 2))
    raw = cobs.decode(wire[:-1])
    assert raw[:25].hex() == "0202010605040301000000ffffffffffff7f00000080ff8402"
    assert encode(GetHello()).hex() == "06418b9ed9d300"
    wire = encode(RawSample(0x0102, 0x03040506, (1, -1, 0x7FFFFF, -0x800000), 0x84, 2, (5, -6, 0x4000)))
    raw = cobs.decode(wire[:-1])
    assert raw[:31].hex() == "0702010605040301000000ffffffffffff7f00000080ff84020500faff0040"


def test_another_protocol_version_is_refused_in_words() -> None:
    hello = Hello(0, 2, (2, 0, 0), b"12345678", 4, ResetCause.POWER_ON, 80)
    with pytest.raises(FirmwareMismatch, match=r"protocol 2.*protocol 1.*reflash hw/firmware") as refused:
        check_hello(hello)
    assert (refused.value.found, refused.value.wanted) == (2, 1)


@pytest.mark.parametrize("cells", [0, 5, 255])
def test_an_impossible_number_of_cells_is_refused_in_words(cells: int) -> None:
    with pytest.raises(CellsUnknown, match=f"has {cells} cells.*reflash hw/firmware"):
        check_hello(Hello(0, PROTOCOL_VERSION, (1, 0, 0), b"12345678", cells, ResetCause.POWER_ON, 80))


def test_a_calibration_record_is_never_cut_or_padded() -> None:
    with pytest.raises(ValueError, match="64 bytes, this one has 3"):
        encode(WriteCalibration(b"abc"))
