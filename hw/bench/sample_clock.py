"""How far the cart's time of a sample is from the truth, over a simulated USB line that drifts and dawdles."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from firmware_bridge.clock import WRAP, McuClock
from firmware_bridge.link import PING_S, SAMPLE_S

PERIOD = 0.0125
READ_OUT = 0.0003
"""Seconds from the converters' ready signal to a sample's first byte."""


class UsbLine:
    """Samples every 12.5 ms from a clock that runs `drift_ppm` too fast, handed over every `latency_s`.

    An FTDI adapter holds bytes back until its latency timer ends (16 ms by default), scheduling adds a
    millisecond or so, and now and then the machine is busy for 80 ms. Bytes keep their order.
    """

    def __init__(self, seed: int, drift_ppm: float = 0.0, latency_s: float = 0.016, start_us: int = 0) -> None:
        self.clock = McuClock(SAMPLE_S, PING_S)
        self.taken = 1000.0
        self._rng = Random(seed)
        self._rate = 1 + drift_ppm * 1e-6
        self._latency_s = latency_s
        self._mcu = start_us * 1e-6
        self._arrived = 0.0
        self._number = 0

    def reset(self) -> None:
        """The microcontroller starts anew and says so."""
        self._mcu = 0.0
        self.clock.restart()

    def errors(self, seconds: float) -> Iterator[float]:
        """The clock's error of each sample, in seconds; positive is late."""
        for _ in range(round(seconds / PERIOD)):
            self.taken += PERIOD
            self._mcu += PERIOD * self._rate
            self._number += 1
            if self._number % 80 == 0:
                self._ping()
            sent = self.taken + READ_OUT + SAMPLE_S
            self._arrived = max(self._arrived, self._handed_over(sent))
            yield self.clock.cart_time(round(self._mcu * 1e6) % WRAP, self._arrived) - self.taken

    def _handed_over(self, sent: float) -> float:
        held = -sent % self._latency_s if self._latency_s else 0.0
        busy = 0.080 if self._rng.random() < 0.02 else 0.0
        return sent + held + self._rng.expovariate(1 / 0.001) + busy

    def _ping(self) -> None:
        asked = self.taken + self._rng.random() * PERIOD
        self.clock.round_trip(self._handed_over(asked + PING_S) - asked)


@dataclass(frozen=True, slots=True)
class ClockResult:
    """Error of sample times in milliseconds, after `warm_up_s`, over several seeds."""

    drift_ppm: float
    latency_ms: float
    p50_ms: float
    p95_ms: float
    worst_ms: float
    jitter_ms: float
    """Spread of the error about its own median (p95): what a step's duration suffers from."""


def clock_error(
    drift_ppm: float, latency_s: float = 0.016, seeds: int = 5, seconds: float = 60.0, warm_up_s: float = 15.0
) -> ClockResult:
    """Measure one line after it has settled."""
    errors: list[float] = []
    for seed in range(seeds):
        line = UsbLine(seed, drift_ppm, latency_s)
        for _ in line.errors(warm_up_s):
            pass
        errors += line.errors(seconds)
    errors.sort()
    middle = errors[len(errors) // 2]
    by_size = sorted(map(abs, errors))
    spread = sorted(abs(error - middle) for error in errors)
    at = int(0.95 * len(errors))
    figures = (abs(middle), by_size[at], by_size[-1], spread[at])
    return ClockResult(drift_ppm, 1e3 * latency_s, *(round(1e3 * figure, 3) for figure in figures))
