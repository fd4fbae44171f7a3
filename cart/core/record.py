"""A calibration as the 64 bytes that the scale keeps in its own memory, and who is right when two sides differ.

Layout, little-endian: "S", version, flags and cells, five letters of who, scale id (8 bytes), when (seconds since
1970), zero of each cell (1/256 count), gain of each cell (float32, grams a count), known weight (grams), noise and
residual (milligrams), corner spread (1/100,000), CRC-32 of all before.
"""

import struct
import zlib
from dataclasses import dataclass
from enum import Enum

from cart.core.calibration import FULL_SCALE, Calibration, Refusal
from cart.core.sentences import Sentence

BYTES = 64
VERSION = 1
CELLS = 4
_LAYOUT = struct.Struct("<cBB5s8sI4i4fHHHH")
_NUMBERS = slice(20, 52)  # zeros and gains
_MARK = b"S"
_BLANK = (b"\xff" * BYTES, b"\x00" * BYTES)
_LOCKED = 0x80
_ZERO_STEP, _MG, _SPREAD_STEP = 256.0, 1000.0, 1e5


def encode(calibration: Calibration) -> bytes | Refusal:
    """The record of a calibration; refuses what does not fit into it."""
    scale = _id(calibration.scale)
    if scale is None:
        return Refusal(Sentence.SCALE_ID.of(id=calibration.scale))
    cells = len(calibration.zero)
    if cells > CELLS or any(abs(zero) > FULL_SCALE for zero in calibration.zero):
        return Refusal(Sentence.RECORD_TOO_SMALL.of())
    spare = CELLS - cells
    try:
        body = _LAYOUT.pack(
            _MARK,
            VERSION,
            cells | (_LOCKED if calibration.locked else 0),
            "".join(c if " " <= c <= "~" else "?" for c in calibration.who[:5]).encode("ascii"),
            scale,
            calibration.when // 1000,
            *(round(zero * _ZERO_STEP) for zero in calibration.zero),
            *(0,) * spare,
            *calibration.grams_per_count,
            *(0.0,) * spare,
            *(
                _clipped(value)
                for value in (
                    calibration.known_g,
                    calibration.noise_g * _MG,
                    calibration.residual_g * _MG,
                    calibration.corner_spread * _SPREAD_STEP,
                )
            ),
        )
    except (struct.error, OverflowError):
        return Refusal(Sentence.RECORD_TOO_SMALL.of())
    return body + zlib.crc32(body).to_bytes(4, "little")


def decode(record: bytes) -> Calibration | Refusal | None:
    """The calibration of a record; None when the memory is blank, a Refusal for bytes that are none of ours."""
    if record in _BLANK:
        return None
    if len(record) != BYTES:
        return Refusal(Sentence.RECORD_BAD.of(fault=f"has {len(record)} bytes instead of {BYTES}"))
    body = record[: _LAYOUT.size]
    if zlib.crc32(body).to_bytes(4, "little") != record[_LAYOUT.size :]:
        return Refusal(Sentence.RECORD_BAD.of(fault="is damaged"))
    mark, version, cells, who, scale, when, *numbers = _LAYOUT.unpack(body)
    if mark != _MARK or version != VERSION:
        return Refusal(Sentence.RECORD_BAD.of(fault=f"is of another program or version ({version})"))
    cells, locked = cells & ~_LOCKED, bool(cells & _LOCKED)
    if not 1 <= cells <= CELLS:
        return Refusal(Sentence.RECORD_BAD.of(fault=f"names {cells} cells"))
    known, noise, residual, spread = numbers[2 * CELLS :]
    try:
        return Calibration(
            scale.hex(),
            tuple(zero / _ZERO_STEP for zero in numbers[:cells]),
            tuple(numbers[CELLS : CELLS + cells]),
            who.rstrip(b"\0").decode("ascii", "replace"),
            1000 * when,
            float(known),
            noise / _MG,
            residual / _MG,
            spread / _SPREAD_STEP,
            locked=locked,
        )
    except ValueError as error:
        return Refusal(Sentence.RECORD_BAD.of(fault=f"holds {error}"))


def _id(scale: str) -> bytes | None:
    try:
        raw = bytes.fromhex(scale)
    except ValueError:
        return None
    return raw if len(raw) == 8 and raw.hex() == scale else None


def _clipped(value: float) -> int:
    return min(0xFFFF, max(0, round(value)))


class Side(Enum):
    """Whose calibration counts, or that staff have to say."""

    SAME = "same"
    CART = "cart"  # and the scale's record is to be written anew
    SCALE = "scale"  # and the cart keeps it
    NEITHER = "neither"  # there is none: calibrate
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Agreement:
    """What becomes of two records; `calibration` is the one to weigh with, `why` a sentence for staff."""

    side: Side
    calibration: Calibration | None = None
    why: str = ""


def agree(kept: Calibration | None, record: bytes, scale: str) -> Agreement:
    """The cart's calibration and the record of the scale that is connected.

    A record counts only for the scale whose id it bears. Of two that fit the newer counts; of two of one moment
    the locked one, because a failed check is forgotten by no swap. What bears another scale's id, or the same
    moment with other numbers, is a question for staff: the cart does not weigh until one check passes.
    """
    mine = kept if kept is not None and kept.scale == scale else None
    theirs = decode(record)
    match theirs:
        case Calibration() if theirs.scale != scale:
            return Agreement(Side.ASK, mine, Sentence.RECORD_OTHER.of(id=theirs.scale))
        case Calibration():
            return _newer(mine, theirs, record) if mine is not None else Agreement(Side.SCALE, theirs)
        case _ if mine is not None:
            return Agreement(Side.CART, mine)
        case Refusal(reason=reason):
            return Agreement(Side.NEITHER, None, reason)
    return Agreement(Side.NEITHER)


def _newer(mine: Calibration, theirs: Calibration, record: bytes) -> Agreement:
    if encode(mine) == record:
        return Agreement(Side.SAME, mine)
    kept, there = mine.when // 1000, theirs.when // 1000
    if kept != there:
        return Agreement(Side.CART, mine) if kept > there else Agreement(Side.SCALE, theirs)
    if mine.locked == theirs.locked or _numbers(mine) != _numbers(theirs):
        return Agreement(
            Side.ASK,
            mine,
            Sentence.RECORD_TWO.of(),
        )
    return Agreement(Side.CART, mine) if mine.locked else Agreement(Side.SCALE, theirs)


def _numbers(calibration: Calibration) -> bytes:
    """What weighing depends on, as a record would hold it."""
    record = encode(calibration)
    return record[_NUMBERS] if isinstance(record, bytes) else b""
