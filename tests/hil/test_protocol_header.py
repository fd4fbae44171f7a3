"""hw/firmware/protocol.h and firmware_bridge/protocol.py say the same, to the last field."""

import re
import struct

import pytest
from board import FIRMWARE

from firmware_bridge import frames, protocol, virtual_firmware
from firmware_bridge.protocol import LENGTHS, Kind, NakReason, ResetCause

HEADER = (FIRMWARE / "protocol.h").read_text()
DEFINED = dict(re.findall(r"#define (\w+) (.+)", HEADER))
FORMATS = {"uint8_t": "B", "uint16_t": "H", "uint32_t": "I", "int16_t": "h", "int32_t": "i"}


def number(text: str) -> int:
    """A constant of the header."""
    text = text.strip("()")
    if text == "INT32_MIN":
        return -(1 << 31)
    return int(text.rstrip("UL"), 0) if not text.isidentifier() else number(DEFINED[text])


def enum(name: str) -> dict[str, int]:
    (body,) = re.findall(rf"enum {name} {{(.*?)}};", HEADER, re.DOTALL)
    return {member: number(value) for member, value in re.findall(r"(\w+) = (\w+)", body)}


def layout(name: str) -> str:
    """The format, as Python's struct has it, of one of the header's structures."""
    (body,) = re.findall(rf"struct PACKED {name} {{(.*?)}};", HEADER, re.DOTALL)
    wanted = ""
    for kind, inner, _field, size in re.findall(r"(?:(u?int\d+_t)|struct (\w+)) (\w+)(?:\[(\w+)\])?;", body):
        if inner:
            wanted += layout(inner)
        elif size and kind == "uint8_t" and number(size) > 3:
            wanted += f"{number(size)}s"
        else:
            wanted += (str(number(size)) if size else "") + FORMATS[kind]
    return wanted


@pytest.mark.parametrize(
    "name",
    [
        "PROTOCOL_VERSION",
        "CELLS",
        "CALIBRATION_BYTES",
        "NO_READING",
        "COUNTS_MIN",
        "COUNTS_MAX",
        "SATURATED_BIT",
        "BAD_READ_BIT",
    ],
)
def test_constants_are_equal(name: str) -> None:
    assert number(DEFINED[name]) == getattr(protocol, name)


def test_kinds_causes_and_reasons_are_equal() -> None:
    assert enum("kind") == {member.name: int(member) for member in Kind}
    assert enum("reset_cause") == {member.name: int(member) for member in ResetCause}
    assert enum("nak_reason") == {member.name: int(member) for member in NakReason}


def test_what_the_cart_may_say_begins_at_the_same_kind() -> None:
    first = number(DEFINED["FIRST_COMMAND"])
    assert first == virtual_firmware.FIRST_COMMAND
    assert min(kind for kind in Kind if kind >= first) == Kind.GET_HELLO


@pytest.mark.parametrize("kind", Kind)
def test_layouts_and_lengths_are_equal(kind: Kind) -> None:
    ours = "<" + (layout(kind.name.lower()) if f"struct PACKED {kind.name.lower()} " in HEADER else "B")
    assert ours == frames.LAYOUTS[kind].format
    assert struct.calcsize(ours) + number(DEFINED["CRC_BYTES"]) == LENGTHS[kind]


def test_no_frame_is_longer_than_the_firmwares_buffers() -> None:
    assert re.search(r"#define LONGEST_FRAME \(sizeof\(struct calibration\) \+ CRC_BYTES\)", HEADER)
    assert max(LENGTHS.values()) == LENGTHS[Kind.CALIBRATION]


def test_the_twin_claims_the_firmwares_version() -> None:
    version = tuple(number(DEFINED[f"FIRMWARE_{part}"]) for part in ("MAJOR", "MINOR", "PATCH"))
    assert version == virtual_firmware.FIRMWARE


def test_the_default_speed_is_the_carts() -> None:
    (speed,) = re.findall(r"^SPEED \?= (\d+)$", (FIRMWARE / "Makefile").read_text(), re.MULTILINE)
    assert int(speed) == protocol.BAUD
