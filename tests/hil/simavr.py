# SPDX-License-Identifier: GPL-3.0-or-later
# This file uses libsimavr, which is under the GPL, version 3 or later; so is this file, unlike the rest of the tree.
# It serves tests only and is no part of what is installed.
"""An ATmega328P that runs the real firmware in virtual time, through ctypes: no headers, no C of our own."""

import ctypes as c
import os
import struct
from collections import deque
from collections.abc import Callable
from pathlib import Path

HZ = 16_000_000
LIBRARY = "libsimavr.so.2"
MCUSR, TWCR = 0x54, 0xBC
FREQUENCY_AT = 64
TICK = HZ // 1000
BURST = TICK

_NOTIFY = c.CFUNCTYPE(None, c.c_void_p, c.c_uint32, c.c_void_p)
_TIMER = c.CFUNCTYPE(c.c_uint64, c.c_void_p, c.c_uint64, c.c_void_p)
_DIRECTIONS = 9
_CPU_RUNNING, _CPU_DONE = 2, 6
_TWI_START, _TWI_STOP, _TWI_ACK, _TWI_WRITE, _TWI_READ = 1, 2, 8, 16, 32
_TWINT = 0x80
_FAR = 1 << 60


class _EepromDescription(c.Structure):
    _fields_ = [("bytes", c.c_char_p), ("offset", c.c_uint16), ("size", c.c_uint32)]


def library() -> c.CDLL | None:
    """libsimavr with its functions declared, or None where it is not installed."""
    try:
        lib = c.CDLL(LIBRARY)
    except OSError:
        return None
    avr = c.c_void_p
    for name, result, arguments in (
        ("avr_make_mcu_by_name", avr, [c.c_char_p]),
        ("avr_init", c.c_int, [avr]),
        ("avr_run", c.c_int, [avr]),
        ("avr_reset", None, [avr]),
        ("avr_terminate", None, [avr]),
        ("avr_loadcode", None, [avr, c.c_char_p, c.c_uint32, c.c_uint32]),
        ("elf_read_firmware", c.c_int, [c.c_char_p, c.c_void_p]),
        ("avr_load_firmware", None, [avr, c.c_void_p]),
        ("avr_io_getirq", c.c_void_p, [avr, c.c_uint32, c.c_int]),
        ("avr_raise_irq", None, [c.c_void_p, c.c_uint32]),
        ("avr_irq_register_notify", None, [c.c_void_p, _NOTIFY, c.c_void_p]),
        ("avr_cycle_timer_register", None, [avr, c.c_uint64, _TIMER, c.c_void_p]),
        ("avr_cycle_timer_status", c.c_uint64, [avr, _TIMER, c.c_void_p]),
        ("avr_ioctl", c.c_int, [avr, c.c_uint32, c.c_void_p]),
        ("avr_core_watch_read", c.c_uint8, [avr, c.c_uint16]),
        ("avr_core_watch_write", None, [avr, c.c_uint16, c.c_uint8]),
        ("avr_extint_set_strict_lvl_trig", None, [avr, c.c_uint8, c.c_uint8]),
        ("avr_global_logger_set", None, [c.c_void_p]),
    ):
        function = getattr(lib, name)
        function.restype, function.argtypes = result, arguments
    return lib


class Avr:
    """One microcontroller. Callbacks given to it run inside `run`; times are in its cycles."""

    def __init__(self, elf: Path, eeprom: bytes = b"\xff" * 1024) -> None:
        lib = library()
        if lib is None:
            raise OSError(f"{LIBRARY} is not installed")
        self._lib = lib
        self._kept: list[object] = []
        self.sent = bytearray()
        self._to_hear: deque[int] = deque()
        self._may_hear = True
        self._target = self._ticked = 0
        self._timers: list[tuple[int, c._FuncPointer]] = []
        self.on_reset: Callable[[], None] = lambda: None
        """Called a moment after the firmware has been reset, by whatever: its pins have forgotten what they saw."""
        quiet = c.cast(c.CDLL(None).abs, c.c_void_p)
        lib.avr_global_logger_set(quiet)
        firmware = c.create_string_buffer(1 << 16)
        if lib.elf_read_firmware(os.fsencode(elf), firmware):
            raise OSError(f"{elf} is no firmware that libsimavr could read")
        # The structure begins with the chip's name and its frequency, which an ELF without simavr's own section lacks.
        struct.pack_into("<I", firmware, FREQUENCY_AT, HZ)
        self._avr = lib.avr_make_mcu_by_name(b"atmega328p")
        lib.avr_init(self._avr)
        lib.avr_load_firmware(self._avr, firmware)
        # simavr issue 465: a level-triggered INT0 or INT1 is polled in every cycle, even if it is off.
        for interrupt in (0, 1):
            lib.avr_extint_set_strict_lvl_trig(self._avr, interrupt, 0)
        self._let_time_run_free(quiet)
        self._ioctl("uas0", c.c_uint32(0))  # what the firmware sends is not for standard output
        self._cycle = self._find_cycle_counter()
        self._run_in_bursts()
        self.eeprom = eeprom
        self._uart = [lib.avr_io_getirq(self._avr, _code("uar0"), n) for n in range(4)]
        for irq, told in ((1, self.sent.append), (2, self._hear_on), (3, self._hear_not)):
            self._listen(self._uart[irq], told)
        self.every(TICK, self._tick)

    @property
    def cycle(self) -> int:
        return self._cycle.value

    @property
    def eeprom(self) -> bytes:
        """All 1024 bytes of it."""
        content = c.create_string_buffer(1024)
        self._ioctl("eegp", _EepromDescription(c.cast(content, c.c_char_p), 0, 1024))
        return content.raw

    @eeprom.setter
    def eeprom(self, content: bytes) -> None:
        self._ioctl("eesp", _EepromDescription(content, 0, len(content)))

    def run(self, seconds: float) -> bytes:
        """Let virtual time pass; returns what the firmware sent meanwhile."""
        self._target += round(seconds * HZ)
        run, avr, cycle = self._lib.avr_run, self._avr, self._cycle
        while self._ticked < self._target:
            if run(avr) >= _CPU_DONE:
                raise RuntimeError("the firmware stopped the microcontroller")
            if cycle.value > self._ticked + 2 * TICK:
                self._start_timers()
                self._run_in_bursts()
                self.on_reset()
        sent = bytes(self.sent)
        self.sent.clear()
        return sent

    def write(self, wire: bytes) -> None:
        """Put bytes on the firmware's RX, at the speed that it set."""
        self._to_hear.extend(wire)
        if self._may_hear:
            self._hear_on(0)

    def reset(self, mcusr: int | None = None) -> None:
        """Start anew; `mcusr` is what the chip has noted about why."""
        # simavr leaves a core that is reset in its sleep asleep for ever.
        while self._lib.avr_run(self._avr) != _CPU_RUNNING:
            pass
        self._lib.avr_reset(self._avr)
        self._start_timers()
        self._run_in_bursts()
        if mcusr is not None:
            self._lib.avr_core_watch_write(self._avr, MCUSR, mcusr)
        self.on_reset()

    def replace_code(self, address: int, code: bytes) -> None:
        self._lib.avr_loadcode(self._avr, code, len(code), address)

    def pin(self, port: str, bit: int, on_change: Callable[[int], None] | None = None) -> Callable[[int], None]:
        """A pin: the result drives it from outside, `on_change` hears what the firmware puts out."""
        irq = self._lib.avr_io_getirq(self._avr, _code(f"iog{port}"), bit)
        if on_change is not None:
            self._listen(irq, on_change)
        drive = self._lib.avr_raise_irq
        return lambda level: drive(irq, level)

    def directions(self, port: str, on_change: Callable[[int], None]) -> None:
        """`on_change` hears which pins of a port the firmware makes outputs, as bits."""
        self._listen(self._lib.avr_io_getirq(self._avr, _code(f"iog{port}"), _DIRECTIONS), on_change)

    def every(self, cycles: int, action: Callable[[int], int | None]) -> None:
        """Call `action(cycle)` after so many cycles; it returns the cycle of the next call, or None to end."""

        def due(_avr: int, when: int, _param: int) -> int:
            return action(when) or 0

        self._timers.append((cycles, _TIMER(due)))
        self._lib.avr_cycle_timer_register(self._avr, *self._timers[-1], None)

    def bus_chip(self, address: int, registers: bytearray) -> None:
        """A chip on the two-wire bus whose registers are `registers`: write the number, then read or write on."""
        talk = self._lib.avr_io_getirq(self._avr, _code("twi\0"), 0)
        pointer: int | None = None
        selected = 0

        def answer(message: int, data: int) -> None:
            self._lib.avr_raise_irq(talk, message << 8 | selected << 16 | data << 24)

        def hear(value: int) -> None:
            nonlocal pointer, selected
            # simavr 1.6 leaves TWINT set when the firmware writes the one that clears it.
            control = self._lib.avr_core_watch_read(self._avr, TWCR)
            self._lib.avr_core_watch_write(self._avr, TWCR, control & ~_TWINT)
            message, to, data = value >> 8 & 0xFF, value >> 16 & 0xFF, value >> 24
            if message & _TWI_STOP:
                selected = 0
            if message & _TWI_START:
                selected = to if to >> 1 == address else 0
                if selected:
                    answer(_TWI_ACK, 1)
                    pointer = pointer if to & 1 else None
            if selected and message & _TWI_WRITE:
                answer(_TWI_ACK, 1)
                if pointer is None:
                    pointer = data
                else:
                    registers[pointer] = data
                    pointer += 1
            if selected and message & _TWI_READ and pointer is not None:
                answer(_TWI_READ, registers[pointer])
                pointer += 1

        self._listen(self._lib.avr_io_getirq(self._avr, _code("twi\0"), 1), hear)

    def _listen(self, irq: int, told: Callable[[int], object]) -> None:
        def notify(_irq: int, value: int, _param: int) -> None:
            told(value)

        kept = _NOTIFY(notify)
        self._kept.append(kept)
        self._lib.avr_irq_register_notify(irq, kept, None)

    def _ioctl(self, name: str, argument: c.Structure | c.c_uint32) -> None:
        self._lib.avr_ioctl(self._avr, _code(name), c.byref(argument))

    def _let_time_run_free(self, nothing: c.c_void_p) -> None:
        # A sleeping core sleeps on the wall clock, in a callback that the structure holds a pointer to.
        wanted = c.cast(self._lib.avr_callback_sleep_raw, c.c_void_p).value
        slots = (c.c_void_p * 200).from_address(self._avr)
        slots[list(slots).index(wanted)] = nothing.value

    def _find_cycle_counter(self) -> c.c_uint64:
        # Its place in the structure differs between releases, its value can be had from any timer.
        never = _TIMER(lambda _avr, _when, _param: 0)
        self._kept.append(never)
        self._lib.avr_cycle_timer_register(self._avr, _FAR, never, None)
        places = range(0, 1600, 8)
        for _ in range(3):
            now = _FAR + 1 - self._lib.avr_cycle_timer_status(self._avr, never, None)
            places = [at for at in places if c.c_uint64.from_address(self._avr + at).value == now]
            for _ in range(50):
                self._lib.avr_run(self._avr)
        return c.c_uint64.from_address(self._avr + places[0])

    def _run_in_bursts(self) -> None:
        # Behind the counter lie the cycles until the next timer and the limit to them, which is 1 at the start:
        # one instruction for each call, a tenth of the speed. Nothing that can be seen from outside differs.
        limit = c.c_uint64.from_address(c.addressof(self._cycle) + 16)
        if limit.value == 1:
            limit.value = BURST

    def _tick(self, when: int) -> int:
        # Free-running: with a one-shot timer at the end a sleeping core would overshoot to its next one.
        self._ticked = when
        return when + TICK

    def _start_timers(self) -> None:
        # simavr drops all of them at a reset.
        self._ticked = self.cycle
        for cycles, due in self._timers:
            self._lib.avr_cycle_timer_register(self._avr, cycles, due, None)

    def _hear_on(self, _value: int) -> None:
        self._may_hear = True
        while self._to_hear and self._may_hear:
            self._lib.avr_raise_irq(self._uart[0], self._to_hear.popleft())

    def _hear_not(self, _value: int) -> None:
        self._may_hear = False


def _code(name: str) -> int:
    return int.from_bytes(name.encode(), "big")
