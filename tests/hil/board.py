"""The scale's board on a desk: the real firmware in the emulator, an HX711 on every cell, the exit lane's contacts."""

import re
import shutil
import struct
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from converter import Hx711
from simavr import HZ, Avr, library

from firmware_bridge.protocol import Decoder

ENDLESS_LOOP = b"\xff\xcf"
UNUSED_VECTORS = 0x54  # of the ADC, the EEPROM and the comparator
FIRMWARE = Path(__file__).parents[2] / "hw" / "firmware"
LACKS = "gcc-avr, avr-libc, binutils-avr and libsimavr2 are needed to run the firmware here (apt-get install them)"

Source = Callable[[float], int]
"""Counts of one cell at t seconds."""


def can_run() -> bool:
    tools = all(shutil.which(tool) for tool in ("make", "avr-gcc", "avr-nm", "avr-objcopy"))
    return tools and Path("/usr/lib/avr/include/avr/io.h").exists() and library() is not None


def build(folder: Path, *options: str, source: Path = FIRMWARE, goal: str = "all") -> Path:
    """Makes the firmware (or `goal`) into `folder`; options as in `make ADC=ONE_ADC`."""
    make = ["make", "-C", str(source), f"BUILD={folder}", *options, goal]
    made = subprocess.run(make, capture_output=True, text=True, check=False)
    if made.returncode:
        raise AssertionError(f"{' '.join(make)} failed:\n{made.stdout}{made.stderr}")
    return folder


def mutant(folder: Path, **changes: tuple[str, str]) -> Path:
    """The firmware with lines of hal_avr.c replaced; each must be there."""
    source = folder / "source"
    shutil.copytree(FIRMWARE, source, ignore=shutil.ignore_patterns("build"))
    hal = (source / "hal_avr.c").read_text()
    for old, new in changes.values():
        assert old in hal
        hal = hal.replace(old, new)
    (source / "hal_avr.c").write_text(hal)
    return build(folder / "build", source=source) / "smart-scale.elf"


class Board:
    """Runs in virtual time, and does nothing but in `run`.

    `rates` are the converters' own oscillators; conversions begin when the firmware lets a converter go.
    """

    def __init__(self, elf: Path, sources: Sequence[Source], rates: Sequence[float] | None = None) -> None:
        self.elf = elf
        self.avr = Avr(elf)
        self.adcs: list[Hx711] = []
        for cell, source in enumerate(sources):
            drive = self.avr.pin("C", cell)
            adc = Hx711(source, drive, 80.0 if rates is None else rates[cell])
            self.avr.pin("B", cell, self._clock(adc))
            self.avr.every(self._period(adc), self._convert(adc))
            self.adcs.append(adc)
        self._line_pins = [self.avr.pin("D", 4 + line) for line in range(2)]
        self._lines = 0
        self._after_reset()
        self.avr.on_reset = self._after_reset

    @property
    def lines(self) -> int:
        """Bits 0 and 1: the contacts of the exit lane that are closed (to ground)."""
        return self._lines

    @lines.setter
    def lines(self, bits: int) -> None:
        self._lines = bits
        for line, drive in enumerate(self._line_pins):
            drive(bits >> line & 1)
            drive(~bits >> line & 1)

    def run(self, seconds: float) -> bytes:
        """What the firmware says in that time; every byte of it must belong to a good frame, none may be missing."""
        said = self.avr.run(seconds)
        self._line.feed(said)
        seen = self._line.counters
        losses = (seen.crc_errors, seen.bad_cobs, seen.bad_length, seen.missed, seen.resyncs)
        assert losses == (0, 0, 0, 0, 0), f"the line lost something: {seen}"
        return said

    def reset(self, mcusr: int | None = None) -> None:
        self.avr.reset(mcusr)

    def start_by_bootloader(self, handed_over: int) -> None:
        """Start as Optiboot starts a program: MCUSR cleared, what it said in r2."""
        code = self._code()
        load = 0xE000 | (handed_over & 0xF0) << 4 | handed_over & 0x0F  # ldi r16, handed_over
        # mov r2, r16; clr r17; out MCUSR, r17; and the jump that stands at the start of the program
        loader = struct.pack("<4H", load, 0x2E20, 0x2711, 0xBF14) + code[:4]
        self.avr.replace_code(UNUSED_VECTORS, loader)
        self.avr.replace_code(0, struct.pack("<2H", 0x940C, UNUSED_VECTORS // 2))  # jmp
        self.reset(0)

    def hang(self, seconds: float) -> bytes:
        """Let the main loop turn on the spot until the watchdog has bitten, at the latest after `seconds`."""
        listing = subprocess.run(["avr-nm", "-S", self.elf], capture_output=True, text=True, check=True).stdout
        at, size = next((int(at, 16), int(size, 16)) for at, size in re.findall(r"(\w+) (\w+) T main\n", listing))
        self.avr.replace_code(at, ENDLESS_LOOP * (size // 2))
        self.restarted = False
        sent = bytearray()
        for _ in range(round(seconds * 1000)):
            sent += self.run(0.001)
            if self.restarted:
                break
        self.avr.replace_code(0, self._code())
        return bytes(sent)

    def _code(self) -> bytes:
        raw = self.elf.with_suffix(".bin")
        subprocess.run(["avr-objcopy", "-O", "binary", self.elf, raw], check=True)
        return raw.read_bytes()

    def _after_reset(self) -> None:
        self.restarted = True
        self._line = Decoder()
        for adc in self.adcs:
            adc.hold()
        self.lines = self._lines

    def _clock(self, adc: Hx711) -> Callable[[int], None]:
        avr = self.avr
        return lambda level: adc.clock(bool(level), avr.cycle / HZ)

    def _convert(self, adc: Hx711) -> Callable[[int], int]:
        def end(when: int) -> int:
            adc.conversion_ends(when / HZ)
            return when + self._period(adc)

        return end

    @staticmethod
    def _period(adc: Hx711) -> int:
        return round(HZ / adc.rate_hz)
