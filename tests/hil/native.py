"""The firmware's core on this computer, without a port: hal_native.h by way of ctypes."""

import ctypes as c
from pathlib import Path

from firmware_bridge.protocol import ResetCause

ROOM = 8192
PERIOD_US = 12_500


class NativeScale:
    """One scale; its state lives in the library, so there is one at a time."""

    def __init__(self, folder: Path, cause: ResetCause = ResetCause.POWER_ON) -> None:
        lib = self._lib = c.CDLL(str(folder / "libscale.so"))
        lib.native_eeprom.restype = c.POINTER(c.c_uint8)
        lib.native_said.restype = c.c_uint16
        lib.native_count.argtypes = [c.c_uint8, c.c_int32]
        lib.native_motion.argtypes = [c.c_bool, c.c_int16, c.c_int16, c.c_int16]
        lib.native_hear.argtypes = [c.c_char_p, c.c_uint16]
        self.t_us = 0
        self.erase()
        self.start(cause)

    def start(self, cause: ResetCause = ResetCause.POWER_ON) -> None:
        self._lib.native_start(int(cause))
        self.t_us = 0

    def erase(self, byte: int = 0xFF) -> None:
        self._lib.native_erase(byte)

    @property
    def eeprom(self) -> memoryview:
        """All of it, to read and to spoil."""
        return memoryview(c.cast(self._lib.native_eeprom(), c.POINTER(c.c_uint8 * 1024)).contents).cast("B")

    def hear(self, wire: bytes) -> None:
        self._lib.native_hear(wire, len(wire))

    def run(self, us: int = PERIOD_US) -> bytes:
        """Let time pass; returns what the scale has said by then."""
        self._lib.native_run(us)
        self.t_us += us
        said = c.create_string_buffer(ROOM)
        count = self._lib.native_said(said, ROOM)
        return said.raw[:count]

    def weigh(self, *counts: int) -> None:
        """What the next conversions give."""
        for cell, count in enumerate(counts):
            self._lib.native_count(cell, count)

    def wire(self, cell: int, fault: int) -> None:
        """0: whole, 1: open, 2: shorted to ground."""
        self._lib.native_wire(cell, fault)

    def move(self, x: int, y: int, z: int) -> None:
        self._lib.native_motion(True, x, y, z)

    def block(self, blocked: bool) -> None:
        self._lib.native_block(blocked)
