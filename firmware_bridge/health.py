"""Ten seconds of a scale -> its figures: arithmetic over samples, without a port."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import acos, degrees, sqrt
from statistics import fmean, linear_regression, median

from firmware_bridge.clock import WRAP
from firmware_bridge.protocol import (
    BAD_READ_BIT,
    MOTION_1G,
    RESTART_GAP,
    Counters,
    Hello,
    RawSample,
)

Cells = Callable[[Sequence[float]], Sequence[float]]
"""Counts of all cells -> grams on each of them."""

FEWEST = 40
"""Samples below which nothing can be said: half a second."""
SHORTEST_DRIFT = 8.0
"""Seconds between first and last sample that a clock is judged by."""
SPIKE_COUNTS = 1000.0
"""A reading this far from both neighbours is a spike, however quiet the cell."""
BLOCK = 40
"""Samples in a mean that shows whether somebody touched the basket."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What came from a port: samples with their arrival in seconds, and the line's counters.

    `refusal` is the handshake's sentence when it failed; `broke_off` says that the port vanished meanwhile,
    `fell_silent` that nothing came any more.
    """

    hello: Hello | None
    arrivals: tuple[tuple[float, RawSample], ...]
    counters: Counters
    heard_bytes: int
    restarts: int = 0
    refusal: str = ""
    broke_off: bool = False
    fell_silent: bool = False


@dataclass(frozen=True, slots=True)
class CellHealth:
    """One cell, numbered from 1; `noise` is white noise (rms, from neighbouring samples), so drift is no part.

    `wander` is how far the means of half seconds lie apart.
    """

    cell: int
    mean: float | None
    wander: float
    noise_counts: float | None
    noise_g: float | None
    unique: int
    spikes: int
    saturated: int
    bad_reads: int


@dataclass(frozen=True, slots=True)
class Health:
    """The figures of a scale; the protocol carries no temperature."""

    scale: str | None
    firmware: str | None
    protocol: int | None
    reset_cause: str | None
    samples: int
    claimed_hz: int | None
    rate_hz: float | None
    cells: tuple[CellHealth, ...]
    noise_g: float | None
    lost_frames: int
    damaged_frames: int
    resyncs: int
    restarts: int
    clock_ppm: float | None
    late_ms_p95: float | None
    tilt_degrees: float | None
    gravity: float | None
    motion_lost: int
    """Samples without motion behind the first one that has it."""
    temperature: None


def examine(seen: Observation, cells: Cells | None = None) -> Health:
    """The figures of an observation; `cells` turns counts into grams where the cart is calibrated."""
    hello, samples = seen.hello, [sample for _, sample in seen.arrivals]
    count = hello.cells if hello and not seen.refusal else 0
    cell_health = tuple(_cell(samples, n, count, cells) for n in range(count)) if samples else ()
    rate = _rate(samples)
    drift, late = _clock(seen.arrivals)
    noise_g = _noise_g(samples, count, cells)
    tilt, gravity = _stand(samples)
    line = seen.counters
    return Health(
        scale=hello.scale_id.hex() if hello else None,
        firmware=".".join(map(str, hello.firmware)) if hello else None,
        protocol=hello.protocol if hello else None,
        reset_cause=hello.reset_cause.name.lower().replace("_", " ") if hello else None,
        samples=len(samples),
        claimed_hz=hello.rate_hz if hello else None,
        rate_hz=rate,
        cells=cell_health,
        noise_g=noise_g,
        lost_frames=line.missed,
        damaged_frames=line.crc_errors + line.bad_cobs + line.bad_length,
        resyncs=line.resyncs,
        restarts=seen.restarts,
        clock_ppm=drift,
        late_ms_p95=late,
        tilt_degrees=tilt,
        gravity=None if gravity is None else round(gravity, 3),
        motion_lost=_motion_lost(samples),
        temperature=None,
    )


def _rms(values: Sequence[float]) -> float | None:
    """White noise of a series: neighbours differ by sqrt(2) of it, whatever the level does meanwhile.

    Differences beyond six sigma (by their median) are steps and spikes, and left out.
    """
    steps = [abs(after - before) for before, after in pairwise(values)]
    if not steps:
        return None
    limit = 6 * 1.4826 * median(steps)
    usual = [step for step in steps if step <= limit] if limit else steps
    return sqrt(fmean(step * step for step in usual) / 2)


def _spikes(values: Sequence[float], noise: float) -> int:
    """Readings far from both neighbours, to the same side: damaged on their way from the converter."""
    far = max(SPIKE_COUNTS, 10 * noise)
    return sum(
        (here - before > far and here - after > far) or (before - here > far and after - here > far)
        for before, here, after in zip(values, values[1:], values[2:], strict=False)
    )


def _cell(samples: Sequence[RawSample], n: int, count: int, cells: Cells | None) -> CellHealth:
    read = [sample.counts[n] for sample in samples if not sample.flags >> (BAD_READ_BIT + n) & 1]
    blocks = [fmean(read[i : i + BLOCK]) for i in range(0, len(read) - BLOCK + 1, BLOCK)]
    noise = _rms(read)
    # Gains differ by cell, zeros cancel: the grams of a noise are those of a change by so many counts.
    gram = None
    if cells and noise is not None:
        base, moved = [0.0] * count, [0.0] * count
        moved[n] = 1000.0
        gram = noise * abs(cells(moved)[n] - cells(base)[n]) / 1000.0
    return CellHealth(
        n + 1,
        round(fmean(read), 1) if read else None,
        round(max(blocks) - min(blocks), 1) if blocks else 0.0,
        None if noise is None else round(noise, 1),
        None if gram is None else round(gram, 3),
        len(set(read)),
        _spikes(read, noise or 0.0),
        sum(sample.flags >> n & 1 for sample in samples),
        len(samples) - len(read),
    )


def _noise_g(samples: Sequence[RawSample], count: int, cells: Cells | None) -> float | None:
    if cells is None or not count:
        return None
    whole = [sample for sample in samples if not sample.flags >> BAD_READ_BIT]
    noise = _rms([sum(cells(sample.counts[:count])) for sample in whole])
    return None if noise is None else round(noise, 3)


def _rate(samples: Sequence[RawSample]) -> float | None:
    """Conversions in a second of the scale's own clock; sequence numbers stand in for lost samples."""
    number, seconds = 0, 0.0
    for before, after in pairwise(samples):
        gap, passed = (after.seq - before.seq) & 0xFFFF, ((after.t_us - before.t_us) % WRAP) * 1e-6
        if 0 < gap <= RESTART_GAP and passed < 60.0:
            number, seconds = number + gap, seconds + passed
    return round(number / seconds, 2) if seconds else None


def _clock(arrivals: Sequence[tuple[float, RawSample]]) -> tuple[float | None, float | None]:
    """Drift of the scale's clock in ppm, and how late samples arrive behind the quickest (p95, ms).

    A line through the quickest sample of each half second; a shorter visit would measure the line's jitter.
    """
    first = arrivals[0][1].t_us if arrivals else 0
    points = [((sample.t_us - first) % WRAP * 1e-6, arrived) for arrived, sample in arrivals]
    if not points or not SHORTEST_DRIFT < points[-1][0] < 3600.0 or any(b[0] <= a[0] for a, b in pairwise(points)):
        return None, None
    quickest: dict[int, tuple[float, float]] = {}
    for mcu, arrived in points:
        window = int(2 * mcu)
        if window not in quickest or arrived - mcu < quickest[window][1] - quickest[window][0]:
            quickest[window] = mcu, arrived
    if len(quickest) < 2:
        return None, None
    slope, offset = linear_regression(*zip(*quickest.values(), strict=True))
    late = sorted(arrived - slope * mcu - offset for mcu, arrived in points)
    drift = round((1 / slope - 1) * 1e6) if 0.5 < slope < 2.0 else None
    return drift, round(1e3 * (late[int(0.95 * len(late))] - late[0]), 2)


def _motion_lost(samples: Sequence[RawSample]) -> int:
    first = next((n for n, sample in enumerate(samples) if sample.motion is not None), len(samples))
    return sum(sample.motion is None for sample in samples[first:])


def _stand(samples: Sequence[RawSample]) -> tuple[float | None, float | None]:
    """Tilt against the vertical in degrees, and gravity in g; None without an accelerometer."""
    moved = [sample.motion for sample in samples if sample.motion is not None]
    if not moved:
        return None, None
    x, y, z = (fmean(axis) / MOTION_1G for axis in zip(*moved, strict=True))
    gravity = sqrt(x * x + y * y + z * z)
    return (round(degrees(acos(max(-1.0, min(1.0, z / gravity)))), 2) if gravity else 90.0), gravity
