"""Cart time of samples, from a clock that jitters, wraps, drifts and restarts."""

import random

import pytest

from firmware_bridge.clock import WRAP, McuClock

PERIOD = 0.0125
BASE = 0.0005


class Line:
    """Samples every 12.5 ms over a line whose delays are those measured on busy machines."""

    def __init__(self, clock: McuClock, skew: float = 0.0, start_us: int = 0, seed: int = 1) -> None:
        self.clock = clock
        self.taken = 1000.0
        self._arrived = 0.0
        self._mcu = start_us * 1e-6
        self._skew = skew
        self._rng = random.Random(seed)

    def reset_mcu(self) -> None:
        self._mcu = 0.0

    def error(self, extra: float = 0.0) -> float:
        self.taken += PERIOD
        self._mcu += PERIOD * (1 + self._skew)
        delay = BASE + self._rng.expovariate(1 / 0.002) + extra
        if self._rng.random() < 0.02:
            delay += 0.080
        # Bytes keep their order: what follows a late sample is late as well.
        self._arrived = max(self._arrived, self.taken + delay)
        return self.clock.cart_time(round(self._mcu * 1e6) % WRAP, self._arrived) - self.taken

    def errors(self, seconds: float) -> list[float]:
        return [self.error() for _ in range(round(seconds / PERIOD))]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("skew", [0.0, 50e-6, -50e-6, 5e-3, -5e-3])
def test_jitter_and_outliers_leave_less_than_a_millisecond(skew: float, seed: int) -> None:
    line = Line(McuClock(), skew, seed=seed)
    line.errors(15)
    errors = line.errors(30)
    assert min(errors) > -0.001
    assert max(errors) < BASE + 0.001


def test_a_good_crystal_is_known_within_two_seconds() -> None:
    line = Line(McuClock(), 50e-6)
    line.errors(2)
    assert max(map(abs, line.errors(5))) < 0.002


def test_the_wrap_after_71_minutes_is_seamless() -> None:
    line = Line(McuClock(), start_us=WRAP - 20_000_000)
    line.errors(15)
    assert max(map(abs, line.errors(10))) < 0.002


@pytest.mark.parametrize("start_us", [0, WRAP - 30_000_000, WRAP // 2])
def test_a_reset_that_nobody_announced_is_found_out(start_us: int) -> None:
    line = Line(McuClock(), start_us=start_us)
    line.errors(20)
    line.reset_mcu()
    line.errors(4)
    assert max(map(abs, line.errors(5))) < 0.005


def test_an_announced_reset_keeps_the_skew() -> None:
    line = Line(McuClock(), 5e-3)
    line.errors(30)
    line.reset_mcu()
    line.clock.restart()
    line.errors(1)
    assert max(map(abs, line.errors(10))) < 0.003


def test_a_machine_held_up_for_a_second_does_no_harm() -> None:
    line = Line(McuClock())
    line.errors(10)
    held_up = [line.error(extra=1.0 - i * PERIOD) for i in range(80)]
    assert max(map(abs, held_up + line.errors(5))) < 0.002


def test_times_only_grow_and_no_sample_is_from_the_future() -> None:
    clock = McuClock()
    rng = random.Random(3)
    last = float("-inf")
    for i in range(5000):
        arrived = i * PERIOD + rng.choice([0.001, 0.004, 0.090])
        t = clock.cart_time(i * 12_500, max(arrived, last))
        assert t > last
        last = t
        if i > 400:
            assert t <= arrived + 1e-4
