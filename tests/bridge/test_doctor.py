"""The doctor: what is wrong with a scale, from samples alone and over a real pseudo-terminal."""

import random
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from operator import itemgetter
from pathlib import Path

import pytest
import serial
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_bridge.doctor import observe, report
from firmware_bridge.findings import findings
from firmware_bridge.health import CellHealth, Health, Observation, examine
from firmware_bridge.ports import PortUnusable
from firmware_bridge.protocol import PROTOCOL_VERSION, Counters, Hello, RawSample, ResetCause
from firmware_bridge.virtual import VirtualScale

HELLO = Hello(0, PROTOCOL_VERSION, (1, 2, 3), b"TESTSCAL", 4, ResetCause.POWER_ON, 80)
LEVELS = (1000, -20_000, 300_000, -400_000)
Counts = Sequence[int | None]


def noisy(rng: random.Random, rms: float = 43.0) -> list[int | None]:
    return [round(rng.gauss(level, rms)) for level in LEVELS]


def observed(
    count: int = 800,
    spoil: Callable[[int, RawSample], RawSample | None] = lambda _, sample: sample,
    seed: int = 1,
    rms: float = 43.0,
    period_s: float = 0.0125,
    mcu_rate: float = 1.0,
    **other: object,
) -> Observation:
    """A visit at a healthy scale, ten seconds by default, each sample as `spoil` leaves it."""
    rng, arrivals = random.Random(seed), []
    for n in range(count):
        a, b, c, d = (round(rng.gauss(level, rms)) for level in LEVELS)
        sample = spoil(n, RawSample(n, round(n * period_s * mcu_rate * 1e6), (a, b, c, d), 0, 0))
        if sample is not None:
            arrivals.append((n * period_s + rng.expovariate(500), sample))
    seen = Observation(HELLO, tuple(arrivals), Counters(frames=count), 31 * count)
    return replace(seen, **other)


def found(seen: Observation, cells: Callable[[Sequence[float]], Sequence[float]] | None = None) -> tuple[str, ...]:
    health = examine(seen, cells)
    assert len(report(health)) >= 7
    return findings(seen, health)


def grams(counts: Sequence[float]) -> list[float]:
    return [(count - 5000) / 107 for count in counts]


def cell(n: int, value: int, flag: int = 0) -> Callable[[int, RawSample], RawSample]:
    """Cell n reads `value`, with this flag of its own."""

    def spoil(_: int, sample: RawSample) -> RawSample:
        counts = list(sample.counts)
        counts[n - 1] = value
        return sample._replace(counts=tuple(counts), flags=flag << (n - 1))

    return spoil


def test_a_healthy_scale() -> None:
    seen = observed()
    health = examine(seen, grams)
    assert found(seen, grams) == ()
    assert health.rate_hz == pytest.approx(80.0)
    assert health.noise_g == pytest.approx(0.8, rel=0.15)
    assert [c.noise_counts for c in health.cells] == pytest.approx([43.0] * 4, rel=0.15)
    assert [c.noise_g for c in health.cells] == pytest.approx([0.4] * 4, rel=0.15)
    assert (health.firmware, health.reset_cause, health.temperature) == ("1.2.3", "power on", None)
    assert "temperature  no sensor" in report(health)


FAULTS: dict[str, tuple[Observation, str]] = {
    "stuck": (observed(spoil=cell(2, -5)), "Cell 2 gives 1 value only.*swap the converter"),
    "saturated": (observed(spoil=cell(3, (1 << 23) - 1, 1)), "Cell 3 is at the end of its range in 100 % of"),
    "missing": (observed(spoil=cell(4, -(1 << 31), 1 << 4)), "Cell 4 never answers. Check DOUT, SCK and 5 V"),
    "loose": (
        observed(spoil=lambda n, s: cell(1, -(1 << 31), 1 << 4)(n, s) if n % 50 == 0 else s),
        r"Cell 1 fails in 2\.0 % of reads\. Look for a loose wire",
    ),
    "rate": (
        observed(100, period_s=0.1),
        r"10\.0 samples a second instead of 80\. The RATE pin is at ground",
    ),
    "honest rate": (
        observed(100, period_s=0.1, hello=replace(HELLO, rate_hz=10)),
        r"10\.0 samples a second instead of 80\. The RATE pin is at ground",
    ),
    "accelerometer lost": (
        observed(spoil=lambda n, s: s._replace(motion=(0, 0, 16_384) if n < 400 else None)),
        "The accelerometer was lost for 50 % of samples. Check its plug",
    ),
    "flood": (observed(period_s=0.0014), "faster than the converter can be"),
    "slow": (observed(period_s=0.02), "50.0 samples.*Conversions are left out"),
    "noise": (observed(rms=900.0), "Cell 1 is noisy: .* counts rms. Check the shield"),
    "spikes": (
        observed(spoil=lambda n, s: cell(2, (1 << 22) - 1)(n, s) if n % 40 == 20 else s),
        "Cell 2 shows 20 spikes. Shorten the wires",
    ),
    "lost": (observed(spoil=lambda n, s: s if n % 20 else None, counters=Counters(800, missed=40)), "40 of 800 frames"),
    "damaged": (observed(counters=Counters(800, crc_errors=30, missed=30)), "30 of 830 frames came damaged"),
    "restarted": (observed(restarts=2), "restarted 2 times meanwhile"),
    "touched": (
        observed(spoil=lambda n, s: s._replace(counts=(s.counts[0] + 40_000 * (n > 400), *s.counts[1:]))),
        "The load changed meanwhile. Leave the basket alone",
    ),
    "clock": (
        observed(mcu_rate=1.05),
        r"clock is \+5\.0 % off\. Is the firmware built for this board's crystal",
    ),
    "tilt": (observed(spoil=lambda _, s: s._replace(motion=(1400, 0, 16_320))), "stands 4.9 degrees off level"),
    "gravity": (observed(spoil=lambda _, s: s._replace(motion=(0, 0, 0))), "accelerometer says 0.00 g at rest"),
    "brown-out": (observed(hello=replace(HELLO, reset_cause=ResetCause.BROWN_OUT)), "5 V sagged"),
    "watchdog": (observed(hello=replace(HELLO, reset_cause=ResetCause.WATCHDOG)), "the firmware hung"),
    "vanished": (observed(200, broke_off=True), "The port vanished after 200 samples. Check the plug"),
    "hung": (observed(200, fell_silent=True), "The samples stopped after 200. Check the power"),
    "short": (observed(20), "Only 20 samples came"),
    "silent": (Observation(None, (), Counters(), 0), "Nothing comes from the port"),
    "babble": (Observation(None, (), Counters(bad_cobs=9), 900), "Bytes come, but none that a scale sends"),
    "no cells": (Observation(HELLO, (), Counters(1), 30), "The scale answers, but sends no samples"),
    "gone": (Observation(None, (), Counters(), 0, broke_off=True), "vanished before a sample came"),
    "stranger": (Observation(HELLO, (), Counters(1), 30, refusal="It speaks Latin."), "It speaks Latin."),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_has_one_sentence(fault: str) -> None:
    seen, words = FAULTS[fault]
    said = found(seen)
    assert any(re.search(words, each) for each in said), said
    same = [each for each in said if not re.search(words, each)]
    assert all(each.startswith("Cell ") for each in same) if fault == "noise" else same == []


def test_a_board_without_converters_is_not_told_to_lift_its_rate_pin() -> None:
    dead = observed(100, period_s=0.1, spoil=lambda _, s: s._replace(counts=(-(1 << 31),) * 4, flags=0xF0))
    assert found(dead) == tuple(
        f"Cell {n} never answers. Check DOUT, SCK and 5 V of its converter." for n in range(1, 5)
    )


def test_a_scale_that_never_had_an_accelerometer_has_lost_none() -> None:
    assert examine(observed()).motion_lost == 0
    late = observed(spoil=lambda n, s: s._replace(motion=(0, 0, 16_384) if n else None))
    assert found(late) == ()


def test_noise_in_grams_counts_where_the_cart_is_calibrated() -> None:
    assert "The scale is noisy: " in found(observed(rms=150.0), grams)[0]
    assert found(observed(rms=150.0)) == ()


def test_drift_is_no_noise_and_a_wrapping_clock_no_rate() -> None:
    seen = observed(
        spoil=lambda n, s: s._replace(
            counts=tuple(count + n // 40 for count in s.counts), t_us=(s.t_us - 5_000_000) & 0xFFFFFFFF
        )
    )
    assert found(seen, grams) == ()
    assert examine(seen).rate_hz == pytest.approx(80.0)


count = st.integers(-(2**31), 2**31 - 1)
axis = st.integers(-(2**15), 2**15 - 1)
samples = st.builds(
    RawSample,
    st.integers(0, 2**16 - 1),
    st.integers(0, 2**32 - 1),
    st.tuples(count, count, count, count),
    st.integers(0, 255),
    st.integers(0, 3),
    st.none() | st.tuples(axis, axis, axis),
)
arrivals = st.lists(st.tuples(st.floats(0, 1e6), samples), max_size=120).map(
    lambda each: tuple(sorted(each, key=itemgetter(0)))
)
small = st.integers(0, 1000)
observations = st.builds(
    Observation,
    st.builds(replace, st.just(HELLO), cells=st.integers(1, 4), rate_hz=st.integers(0, 65_535)),
    arrivals,
    st.builds(Counters, small, small, small, small, small, small),
    small,
    small,
    st.sampled_from(["", "It speaks Latin."]),
    st.booleans(),
    st.booleans(),
)


@settings(max_examples=50)
@given(observations, st.booleans())
def test_whatever_comes_is_judged(seen: Observation, calibrated: bool) -> None:
    said = found(seen, grams if calibrated else None)
    assert all(each[-1] in ".?" for each in said)
    assert said or seen.arrivals
    health = examine(seen, grams if calibrated else None)
    assert all(c.unique + c.bad_reads <= health.samples for c in health.cells)


@settings(max_examples=20)
@given(st.integers(1, 4), st.permutations(range(4)))
def test_the_order_of_cells_is_the_order_of_findings(stuck: int, order: list[int]) -> None:
    def rewired(n: int, sample: RawSample) -> RawSample:
        counts = cell(stuck, 7)(n, sample).counts
        return sample._replace(counts=tuple(counts[i] for i in order))

    said = found(observed(80, spoil=rewired))
    assert [each[:6] for each in said] == [f"Cell {order.index(stuck - 1) + 1}"]


# Over a real pseudo-terminal.


@contextmanager
def paced(port: Path, counts: Callable[[random.Random], Counts], hz: float) -> Iterator[VirtualScale]:
    """A virtual scale that converts `counts` so often."""
    rng, ending = random.Random(1), threading.Event()

    def pace() -> None:
        began, n = time.monotonic(), 0
        while not ending.wait(0.005):
            # Conversions that a busy machine slept through are made up for.
            while n < hz * (time.monotonic() - began):
                n += 1
                scale.push(counts(rng), t_us=round(n * 1e6 / hz))

    with VirtualScale(port) as scale:
        pacer = threading.Thread(target=pace)
        pacer.start()
        try:
            yield scale
        finally:
            ending.set()
            pacer.join()


def with_cell(n: int, value: int | None) -> Callable[[random.Random], Counts]:
    return lambda rng: [value if i == n - 1 else count for i, count in enumerate(noisy(rng))]


def after_samples(act: Callable[[VirtualScale], None]) -> Callable[[VirtualScale], None]:
    def later(scale: VirtualScale) -> None:
        while not scale.streaming:
            time.sleep(0.01)
        time.sleep(0.5)
        act(scale)

    return later


def wrong_version(scale: VirtualScale) -> None:
    scale.protocol_version = PROTOCOL_VERSION + 1


LIVE: dict[str, tuple[Callable[[random.Random], Counts], Callable[[VirtualScale], None], str]] = {
    "healthy": (noisy, lambda scale: None, ""),
    "stuck": (with_cell(2, 77), lambda scale: None, "Cell 2 gives 1 value only"),
    "saturated": (with_cell(1, 1 << 23), lambda scale: None, "Cell 1 is at the end of its range"),
    "missing": (with_cell(4, None), lambda scale: None, "Cell 4 never answers"),
    "noise": (lambda rng: noisy(rng, 2000.0), lambda scale: None, "Cell 1 is noisy"),
    "lost": (noisy, after_samples(lambda scale: scale.drop(20)), "frames were lost"),
    "damaged": (noisy, after_samples(lambda scale: scale.corrupt(20)), "frames came damaged"),
    "wrong firmware": (noisy, wrong_version, "speaks protocol 2, this cart speaks protocol 1: reflash"),
    "silent": (noisy, lambda scale: scale.freeze(), "Nothing comes from the port"),
    "hangs": (noisy, after_samples(lambda scale: scale.freeze()), "The samples stopped after"),
    "vanishes": (noisy, after_samples(lambda scale: scale.unplug()), "The port vanished after"),
    "restarts": (noisy, after_samples(lambda scale: scale.reset()), "restarted once meanwhile"),
    "rate jumper": (noisy, lambda scale: None, "10.0 samples a second instead of 80. The RATE pin is at ground"),
}


def visit(port: Path, name: str) -> tuple[Health, tuple[str, ...]]:
    counts, spoil, _ = LIVE[name]
    hz, seconds = (10.0, 9.0) if name == "rate jumper" else (80.0, 3.0)
    with paced(port, counts, hz) as scale:
        spoiler = threading.Thread(target=spoil, args=(scale,))
        spoiler.start()
        seen = observe(str(port), seconds)
        spoiler.join()
    health = examine(seen)
    return health, findings(seen, health)


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Health, tuple[str, ...]]]:
    """All scales at once: a visit is mostly waiting."""
    folder = tmp_path_factory.mktemp("ports")
    with ThreadPoolExecutor(len(LIVE)) as doctors:
        waiting = {name: doctors.submit(visit, folder / name.replace(" ", "-"), name) for name in LIVE}
    return {name: each.result() for name, each in waiting.items()}


@pytest.mark.parametrize("name", LIVE)
def test_a_visit_at_a_real_port(name: str, visits: dict[str, tuple[Health, tuple[str, ...]]]) -> None:
    health, said = visits[name]
    assert said == () if name == "healthy" else any(LIVE[name][2] in each for each in said), said
    if name == "healthy":
        assert health.scale == b"VIRTUAL1".hex()
        assert [type(c) for c in health.cells] == [CellHealth] * 4


def test_ports_that_cannot_be_examined(tmp_path: Path) -> None:
    with pytest.raises(PortUnusable, match="is not there"):
        observe(str(tmp_path / "nothing"))
    with (
        VirtualScale(tmp_path / "scale"),
        serial.Serial(str(tmp_path / "scale"), exclusive=True),
        pytest.raises(PortUnusable, match="in use by another program"),
    ):
        observe(str(tmp_path / "scale"))
