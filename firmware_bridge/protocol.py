"""The scale's protocol in one place: its frames, their decoder, and the handshake that refuses a stranger."""

from firmware_bridge.codec import encode
from firmware_bridge.decoder import RESTART_GAP, Counters, Decoder
from firmware_bridge.frames import (
    BAD_READ_BIT,
    BAUD,
    CALIBRATION_BYTES,
    CELLS,
    COUNTS_MAX,
    COUNTS_MIN,
    LENGTHS,
    MOTION_1G,
    NO_READING,
    PROTOCOL_VERSION,
    SATURATED_BIT,
    Ack,
    Calibration,
    Command,
    Frame,
    GetHello,
    Hello,
    Kind,
    Nak,
    NakReason,
    Ping,
    Pong,
    RawSample,
    ReadCalibration,
    Report,
    ResetCause,
    Start,
    Stop,
    WriteCalibration,
)

__all__ = [
    "BAD_READ_BIT",
    "BAUD",
    "CALIBRATION_BYTES",
    "CELLS",
    "COUNTS_MAX",
    "COUNTS_MIN",
    "LENGTHS",
    "MOTION_1G",
    "NO_READING",
    "PROTOCOL_VERSION",
    "RESTART_GAP",
    "SATURATED_BIT",
    "Ack",
    "BridgeError",
    "Calibration",
    "CellsUnknown",
    "Command",
    "Counters",
    "Decoder",
    "FirmwareMismatch",
    "Frame",
    "GetHello",
    "Hello",
    "Kind",
    "Nak",
    "NakReason",
    "Ping",
    "Pong",
    "RawSample",
    "ReadCalibration",
    "Report",
    "ResetCause",
    "Start",
    "Stop",
    "WriteCalibration",
    "check_hello",
    "encode",
]


class BridgeError(Exception):
    """Something that a fitter has to put right."""


class FirmwareMismatch(BridgeError):
    """The scale speaks another version of the protocol."""

    def __init__(self, found: int, wanted: int) -> None:
        super().__init__(
            f"The scale's firmware speaks protocol {found}, this cart speaks protocol {wanted}: "
            "reflash hw/firmware from the same release as the cart's program."
        )
        self.found = found
        self.wanted = wanted


class CellsUnknown(BridgeError):
    """The scale claims a number of cells that no sample has room for."""

    def __init__(self, cells: int) -> None:
        super().__init__(
            f"The scale says that it has {cells} cells, a sample has room for {CELLS}: "
            "reflash hw/firmware with 1 to 4 cells."
        )


def check_hello(hello: Hello) -> None:
    """Whether samples of this scale can be understood; raises BridgeError with a sentence for the fitter."""
    if hello.protocol != PROTOCOL_VERSION:
        raise FirmwareMismatch(found=hello.protocol, wanted=PROTOCOL_VERSION)
    if not 1 <= hello.cells <= CELLS:
        raise CellsUnknown(hello.cells)
