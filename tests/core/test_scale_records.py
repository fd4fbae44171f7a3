"""The scale's 64 bytes and the class III table: round trips, damage, and two sides that disagree."""

import zlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cart.core.calibration import FULL_SCALE, Calibration, Refusal
from cart.core.class3 import LEGAL_NOTE, ClassIII
from cart.core.record import BYTES, Side, agree, decode, encode

LAWS = settings(max_examples=80, deadline=None)
SCALE, OTHER = "0123456789abcdef", "fedcba9876543210"
KEPT = Calibration(
    SCALE, (12_000.25, -8_000.5, 150_000.0, -90_000.0), (0.0096, 0.0093, 0.0094, 0.0095), "Jo", 1_794_270_980_000,
    2000.0, 0.412, 0.21, 0.00031,
)  # fmt: skip

gains = st.floats(2.0**-13, 0.25, width=32)
calibrations = st.integers(1, 4).flatmap(
    lambda cells: st.builds(
        Calibration,
        st.binary(min_size=8, max_size=8).map(bytes.hex),
        st.tuples(*[st.floats(-FULL_SCALE, FULL_SCALE)] * cells),
        st.one_of(st.tuples(*[gains] * cells), st.tuples(*[gains.map(lambda g: -g)] * cells)),
        st.text(max_size=12),
        st.integers(0, 4_294_967_295_999),
        st.floats(0, 60_000),
        st.floats(0, 60),
        st.floats(0, 60),
        st.floats(0, 0.5),
        locked=st.booleans(),
    )
)


def written(calibration: Calibration) -> bytes:
    record = encode(calibration)
    assert isinstance(record, bytes)
    return record


@LAWS
@given(calibrations)
def test_a_record_holds_what_weighing_needs(calibration):
    record = written(calibration)
    assert len(record) == BYTES
    back = decode(record)
    assert isinstance(back, Calibration)
    assert written(back) == record
    assert (back.scale, back.when, back.locked) == (
        calibration.scale, calibration.when // 1000 * 1000, calibration.locked,
    )  # fmt: skip
    assert back.grams_per_count == calibration.grams_per_count
    assert all(abs(a - b) <= 1.001 / 512 for a, b in zip(back.zero, calibration.zero, strict=True))
    assert abs(back.known_g - calibration.known_g) <= 0.501
    assert abs(back.noise_g - calibration.noise_g) <= 0.000501
    assert abs(back.corner_spread - calibration.corner_spread) <= 0.501e-5


@LAWS
@given(st.binary(max_size=80) | st.binary(min_size=BYTES, max_size=BYTES))
def test_foreign_bytes_are_refused_in_a_sentence(noise):
    found = decode(noise)
    if len(set(noise)) > 1 or len(noise) != BYTES:
        assert isinstance(found, Refusal)
        assert found.reason.endswith(".")


@LAWS
@given(calibrations, st.integers(0, BYTES - 1), st.integers(1, 255))
def test_a_damaged_byte_is_always_noticed(calibration, place, flip):
    record = bytearray(written(calibration))
    record[place] ^= flip
    assert isinstance(decode(bytes(record)), Refusal)


@LAWS
@given(st.binary(min_size=BYTES - 4, max_size=BYTES - 4))
def test_bytes_with_a_right_checksum_never_crash(body):
    found = decode(body + zlib.crc32(body).to_bytes(4, "little"))
    assert isinstance(found, Refusal | Calibration)


def signed(body: bytes) -> bytes:
    return body + zlib.crc32(body).to_bytes(4, "little")


BODY = written(KEPT)[:-4]


@pytest.mark.parametrize(
    ("record", "says"),
    [
        (b"", "0 bytes instead of 64"),
        (written(KEPT)[:-1] + b"\0", "damaged"),
        (signed(b"X" + BODY[1:]), "another program"),
        (signed(BODY[:1] + b"\x02" + BODY[2:]), "version (2)"),
        (signed(BODY[:2] + b"\x05" + BODY[3:]), "5 cells"),
        (signed(BODY[:2] + b"\x00" + BODY[3:]), "0 cells"),
        (signed(BODY[:36] + b"\0" * 4 + BODY[40:]), "gain of zero"),
        (signed(BODY[:36] + b"\xff" * 4 + BODY[40:]), "number that is none"),
        (signed(BODY[:39] + bytes([BODY[39] ^ 0x80]) + BODY[40:]), "different signs"),
    ],
)
def test_every_unusable_record_has_a_sentence(record, says):
    found = decode(record)
    assert isinstance(found, Refusal)
    assert says in found.reason


def test_a_blank_memory_holds_nothing():
    assert decode(b"\xff" * BYTES) is None
    assert decode(b"\x00" * BYTES) is None


@pytest.mark.parametrize(
    "odd",
    [
        replace(KEPT, scale="desk"),
        replace(KEPT, scale=SCALE.upper()),
        replace(KEPT, scale="00"),
        replace(KEPT, zero=(1.0,) * 5, grams_per_count=(1.0,) * 5),
        replace(KEPT, zero=(1e9, 0.0, 0.0, 0.0)),
        replace(KEPT, when=-1),
        replace(KEPT, when=1 << 50),
        replace(KEPT, grams_per_count=(1e300,) * 4),
    ],
)
def test_what_does_not_fit_a_record_is_refused(odd):
    refused = encode(odd)
    assert isinstance(refused, Refusal)
    assert refused.reason.endswith(".")


OLD, NEW = (
    replace(KEPT, when=KEPT.when - 60_000, known_g=1000.0),
    replace(KEPT, when=KEPT.when + 60_000, known_g=5000.0),
)
BLANK = b"\xff" * BYTES


@pytest.mark.parametrize(
    ("kept", "record", "side", "with_known"),
    [
        (KEPT, written(KEPT), Side.SAME, 2000.0),
        (KEPT, BLANK, Side.CART, 2000.0),  # a new board, or one whose memory was erased
        (KEPT, written(KEPT)[:-1] + b"\0", Side.CART, 2000.0),
        (KEPT, written(OLD), Side.CART, 2000.0),
        (KEPT, written(NEW), Side.SCALE, 5000.0),
        (None, written(NEW), Side.SCALE, 5000.0),  # the cart was installed anew
        (replace(NEW, scale=OTHER), written(OLD), Side.SCALE, 1000.0),  # the scale comes from another cart
        (None, BLANK, Side.NEITHER, None),
        (replace(KEPT, scale=OTHER), BLANK, Side.NEITHER, None),
        (replace(KEPT, locked=True), written(KEPT), Side.CART, 2000.0),  # a failed check is not forgotten
        (KEPT, written(replace(KEPT, locked=True)), Side.SCALE, 2000.0),
        (KEPT, written(replace(KEPT, grams_per_count=(0.01,) * 4)), Side.ASK, 2000.0),
        (KEPT, written(replace(NEW, scale=OTHER)), Side.ASK, 2000.0),
        (None, written(replace(NEW, scale=OTHER)), Side.ASK, None),
    ],
)
def test_the_newer_side_wins_where_the_scale_fits_and_else_staff_are_asked(kept, record, side, with_known):
    found = agree(kept, record, SCALE)
    assert found.side is side
    assert (found.calibration.known_g if found.calibration else None) == with_known
    assert bool(found.why) == (side is Side.ASK)
    if found.calibration is not None and side is not Side.ASK:
        assert found.calibration.locked == ("locked=True" in repr(kept) or "locked=True" in repr(decode(record)))


def test_a_record_that_cannot_be_read_is_told_where_nothing_else_is_known():
    found = agree(None, b"\x01" * BYTES, SCALE)
    assert (found.side, found.calibration) == (Side.NEITHER, None)
    assert "damaged" in found.why


@pytest.mark.parametrize(
    ("load", "just_adjusted"),
    [(0, 5), (5_000, 5), (5_001, 10), (20_000, 10), (20_001, 15), (30_000, 15), (-6_000, 10)],
)
def test_the_table_of_class_three_at_e_10_g(load, just_adjusted):
    """0.5 e to 500 e, 1 e to 2000 e, 1.5 e beyond; twice that in service (2014/31/EU, annex I)."""
    table = ClassIII(10.0, 30_000.0)
    assert table.limit_g(load) == just_adjusted
    assert table.limit_g(load, in_service=True) == 2 * just_adjusted
    assert (table.intervals, table.min_g, table.zero_g) == (3000, 200, 1200)


@pytest.mark.parametrize(("e", "most"), [(5.0, 15_000.0), (0.1, 10.0), (2.0, 200.0), (5.0, 2_500.0), (100.0, 1e6)])
def test_scales_that_class_three_knows(e, most):
    assert ClassIII(e, most).min_g == 20 * e


@pytest.mark.parametrize(
    ("e", "most", "says"),
    [
        (3.0, 30_000.0, "no interval"),
        (0.05, 30.0, "no interval"),
        (float("inf"), 30_000.0, "no interval"),
        (float("nan"), 30_000.0, "no interval"),
        (10.0, 4_000.0, "intervals"),
        (5.0, 2_000.0, "500 to 10000"),
        (2.0, 150.0, "100 to 10000"),
        (1.0, 30_000.0, "intervals"),
        (10.0, float("nan"), "intervals"),
    ],
)
def test_scales_that_class_three_does_not_know(e, most, says):
    with pytest.raises(ValueError, match=says):
        ClassIII(e, most)


def test_it_is_said_plainly():
    assert "Not legal for trade" in LEGAL_NOTE
