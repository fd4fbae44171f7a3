"""The HX711 as its datasheet describes it, bit for bit, with the faults of wires."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

POWER_DOWN_US = 60.0
SETTLING_CONVERSIONS = 4
PULSES = 25
"""Of one read: 24 bits, and one that keeps channel A at gain 128; 26 and 27 choose another."""


class Fault(Enum):
    """What is wrong with the wire of DOUT; the value is the level that the microcontroller sees."""

    OPEN = 1  # the pull-up holds it
    SHORTED = 0


@dataclass
class Told:
    """What the converter has lived through."""

    conversions: int = 0
    power_downs: int = 0
    overruns: int = 0
    other_channel: int = 0
    longest_high_us: float = 0.0


class Hx711:
    """One converter: give it PD_SCK's edges and the ends of its conversions, it drives DOUT.

    `source(t)` is what it measures at t seconds, as a signed 24-bit number; `late` conversions do not come.
    """

    def __init__(self, source: Callable[[float], int], drive: Callable[[int], None], rate_hz: float = 80.0) -> None:
        self.source = source
        self.rate_hz = rate_hz
        self.told = Told()
        self.given: list[int] = []
        """Every number that DOUT has announced."""
        self.late = 0
        self._drive = drive
        self._fault: Fault | None = None
        self._level = self._seen = -1
        self._high_since: float | None = None
        self._to_settle = SETTLING_CONVERSIONS
        self._register = 0
        self._pulses = PULSES
        self._set(1)

    @property
    def fault(self) -> Fault | None:
        return self._fault

    @fault.setter
    def fault(self, fault: Fault | None) -> None:
        self._fault = fault
        self._set(self._level)

    def hold(self) -> None:
        """Say the present level once more: a reset of the microcontroller forgets what its pins saw."""
        self._drive(1 - self._seen)
        self._drive(self._seen)

    def clock(self, high: bool, t: float) -> None:
        """An edge of PD_SCK at t seconds."""
        if high:
            if self._high_since is None:
                self._high_since = t
                self._pulse()
        elif self._high_since is not None:
            lasted = (t - self._high_since) * 1e6
            self.told.longest_high_us = max(self.told.longest_high_us, lasted)
            self._high_since = None
            if lasted > POWER_DOWN_US:
                self.told.power_downs += 1
                self._to_settle = SETTLING_CONVERSIONS
                self._pulses = PULSES
                self._set(1)

    def conversion_ends(self, t: float) -> None:
        """Called once a period."""
        if self._high_since is not None and (t - self._high_since) * 1e6 > POWER_DOWN_US:
            return
        if self.late:
            self.late -= 1
            return
        self.told.conversions += 1
        count = self.source(t)
        self._to_settle = max(self._to_settle - 1, 0)
        if self._to_settle:
            return
        if 0 < self._pulses < PULSES - 1:
            # What the chip does when it is disturbed in the middle of a read is not documented.
            self.told.overruns += 1
            return
        self.told.overruns += self._pulses == 0
        self.told.other_channel += self._pulses > PULSES
        self._register, self._pulses = count & 0xFFFFFF, 0
        self.given.append(count)
        self._set(1)
        self._set(0)

    def _pulse(self) -> None:
        self._pulses += 1
        self._set(self._register >> (24 - self._pulses) & 1 if self._pulses < PULSES else 1)

    def _set(self, level: int) -> None:
        self._level = level
        seen = level if self._fault is None else self._fault.value
        if seen != self._seen:
            self._seen = seen
            self._drive(seen)
