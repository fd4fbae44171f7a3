"""Readings of many simulated scales at once: the cell model of hw.twin.loadcell, one lane for each trial.

The platform heaves as one mass on one spring (the notes' mode: 15 Hz * sqrt(8 kg / live mass)); it does not pitch.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hw.twin.loadcell import CELLS, COUNTS_MAX, COUNTS_MIN, CellModel

Array = NDArray[np.float64]
Forces = Callable[[Array], Array]
"""Grams on each channel, (ticks, lanes, channels), at times (ticks, lanes)."""

TICKS = 16  # physics steps to a conversion
GRAVITY = 9.81
MOTION_NOISE = 0.0025  # g rms at 80 readings a second: an accelerometer of 400 micro-g per root hertz
FELT = 16384  # counts a g
SINC4 = np.ones(1)
for _ in range(4):
    SINC4 = np.convolve(SINC4, np.ones(TICKS) / TICKS)


@dataclass(frozen=True)
class Readings:
    """`t` (readings, lanes), `counts` (readings, lanes, 4), `there` False where a conversion was lost."""

    t: Array
    counts: NDArray[np.int64]
    there: NDArray[np.bool_]
    motion: NDArray[np.int64] | None = None  # (readings, lanes, 3)


class Cells:
    """Four cells and their converters in every lane; grams in, counts out, one conversion after the other."""

    def __init__(self, model: CellModel, lanes: int, rng: np.random.Generator, same_way: bool = False) -> None:
        """`same_way` lets all cells of a lane warm up in the same direction: the worst case."""
        self.model, self.lanes, self.rng = model, lanes, rng
        shape = (lanes, CELLS)
        sign = rng.choice([-1.0, 1.0], (6, *shape))
        self.rate = model.rate_hz * (1 + rng.uniform(-1, 1, lanes) * model.rate_spread)
        self.gain = 1 + rng.uniform(-1, 1, shape) * model.corner
        self.counts_per_g = model.counts_per_g * (1 + rng.uniform(-1, 1, shape) * model.span_spread)
        self.offset = rng.uniform(-1, 1, shape) * model.offset_counts
        self._bend = sign[0]
        self.temperature_k = rng.uniform(-3, 3, (lanes, 1))
        self._zero_k = sign[1] * model.zero_g_k / CELLS
        self._span_k = sign[2] * model.span_ppm_k * 1e-6
        warm = np.repeat(sign[3][:, :1], CELLS, axis=1) if same_way else sign[3]
        self._warm_to = warm * model.warmup_g_min / CELLS * model.warmup_tau_s / 60
        self._drift, self._slope = np.zeros(shape), np.zeros(shape)
        self._slope_until = -1.0
        dt = 1 / model.rate_hz
        rms = model.flicker_g / np.sqrt(3 * CELLS)
        self._keep = np.exp(-2 * np.pi * np.array(model.flicker_hz) * dt)[:, None, None]
        self._kick = rms * np.sqrt(1 - self._keep**2)
        self._slow = rng.standard_normal((3, *shape)) * rms
        self._share = np.array([model.creep, model.creep_slow])[:, None, None]
        taus = np.array([model.creep_tau_s, model.creep_slow_tau_s])
        self._pace = (1 - np.exp(-dt / taus))[:, None, None]
        self._creep: Array | None = None
        self._lag = np.zeros(shape)
        self.seconds = 0.0

    def convert(self, grams: Array) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Counts (lanes, 4) of what presses on the cells now, and which lanes got their conversion."""
        m, rng = self.model, self.rng
        if self._creep is None:
            self._creep = self._share * grams
            self._lag = grams.copy()
        self._creep += (self._share * grams - self._creep) * self._pace
        play = 0.5 * m.full_scale_g
        self._lag = np.clip(self._lag, grams - play, grams + play)
        share = grams / m.full_scale_g
        load = grams + self._creep.sum(axis=0) + m.hysteresis * m.full_scale_g * (self._lag - grams) / play
        load = load + m.nonlinearity * m.full_scale_g * 4 * share * (1 - share) * self._bend
        load *= self.gain * (1 + self._span_k * self.temperature_k)
        load += self._wander() + rng.standard_normal(load.shape) * (m.white_g / np.sqrt(CELLS))
        counts = np.rint(load * self.counts_per_g + self.offset).astype(np.int64)
        for lane in np.flatnonzero(rng.random(self.lanes) < m.spike):
            cell = rng.integers(CELLS)
            nonsense = ((1 << int(rng.integers(8, 24))) - 1, 0, -int(counts[lane, cell]))
            counts[lane, cell] = nonsense[rng.integers(3)]
        return np.clip(counts, COUNTS_MIN, COUNTS_MAX), rng.random(self.lanes) >= m.dropout

    def _wander(self) -> Array:
        m = self.model
        self.seconds += 1 / m.rate_hz
        self._slow = self._keep * self._slow + self._kick * self.rng.standard_normal(self._slow.shape)
        if self.seconds >= self._slope_until:
            self._slope = self.rng.standard_normal(self._slope.shape) * m.drift_g_min / (60 * np.sqrt(CELLS))
            self._slope_until = self.seconds + 600
        self._drift += self._slope / m.rate_hz
        warm = self._warm_to * (1 - np.exp(-self.seconds / m.warmup_tau_s))
        return self._slow.sum(axis=0) + self._drift + warm + self._zero_k * self.temperature_k


@dataclass(frozen=True)
class Scene:
    """What happens in every lane: forces on channels that press at `shares` (lanes, channels, 4) on the cells."""

    live_kg: Array  # (lanes,), basket and goods
    forces: Forces
    shares: Array
    rolls_from_s: float | None = None


def record(cells: Cells, scene: Scene, seconds: float) -> Readings:
    """The readings of a scene."""
    rows = list(_rows(cells, scene, round(seconds * cells.model.rate_hz)))
    t, counts, there, motion = (np.array(column) for column in zip(*rows, strict=True))
    return Readings(t, counts, there, None if scene.rolls_from_s is None else motion)


def still(cells: Cells, grams: Array, readings: int) -> Readings:
    """Readings of lanes in which nothing moves; `grams` (lanes, 4)."""
    start = cells.seconds
    rows = [cells.convert(grams) for _ in range(readings)]
    t = start + (1 + np.arange(readings)[:, None]) / cells.rate
    return Readings(t, np.array([counts for counts, _ in rows]), np.array([there for _, there in rows]))


def _rows(cells: Cells, scene: Scene, readings: int) -> Iterator[tuple[Array, NDArray[np.int64], Array, Array]]:
    lanes, channels = scene.shares.shape[:2]
    dt = 1 / (TICKS * cells.rate)
    b, a1, a2 = _mode(scene.live_kg, cells.rng.uniform(0.04, 0.10, lanes), dt)
    floor = _Floor(cells, dt)
    x = np.zeros((2, lanes, channels + 1))
    y = np.zeros((2, lanes, channels + 1))
    seen = np.zeros((len(SINC4), lanes, channels + 1))
    live = scene.live_kg[:, None] * 1000 / CELLS
    for n in range(readings):
        t = (n * TICKS + 1 + np.arange(TICKS)[:, None]) * dt
        pressed = scene.forces(t)
        rolls = scene.rolls_from_s is not None and (n + 1) * TICKS * dt.max() > scene.rolls_from_s
        base = floor.next(t) if rolls else np.zeros((TICKS, lanes))
        fresh = np.concatenate([pressed, (base * scene.live_kg * 1000)[:, :, None]], axis=2)
        for tick in range(TICKS):
            out = b * (fresh[tick] + 2 * x[0] + x[1]) - a1 * y[0] - a2 * y[1]
            x = np.stack([fresh[tick], x[0]])
            y = np.stack([out, y[0]])
            fresh[tick] = out
        seen = np.concatenate([seen[TICKS:], fresh])
        shown = np.tensordot(SINC4[::-1], seen, 1)
        grams = live + shown[:, -1:] / CELLS + np.einsum("lc,lck->lk", shown[:, :-1], scene.shares)
        counts, there = cells.convert(grams)
        felt = cells.rng.standard_normal((lanes, 3)) * MOTION_NOISE
        felt[:, 2] += 1 + base.mean(axis=0)
        yield t[-1], counts, there, np.rint(felt * FELT).astype(np.int64)


def _mode(live_kg: Array, zeta: Array, dt: Array) -> tuple[Array, Array, Array]:
    """A second-order low pass by the bilinear transform, for each lane (lanes, 1)."""
    w = 2 * np.pi * 15.0 * np.sqrt(8.0 / live_kg) * dt / 2
    norm = 1 + 2 * zeta * w + w * w
    return (w * w / norm)[:, None], (2 * (w * w - 1) / norm)[:, None], ((1 - 2 * zeta * w + w * w) / norm)[:, None]


class _Floor:
    """Upward acceleration of the rolling cart's frame in g: hw.twin.loadcell.Rolling for many lanes."""

    def __init__(self, cells: Cells, dt: Array) -> None:
        m, self._rng, self._model = cells.model, cells.rng, cells.model
        low, high = m.roll_hz
        self._dt = dt
        self._low, self._high = np.exp(-2 * np.pi * low * dt), np.exp(-2 * np.pi * high * dt)
        self._fast, self._slow = np.zeros(cells.lanes), np.zeros(cells.lanes)
        self._wheel = cells.rng.uniform(*m.wheel_hz, cells.lanes)
        self._bump_at, self._bump_g = np.full(cells.lanes, -9.0), np.zeros(cells.lanes)
        self._gain = 1.0
        trial = np.array([self._filtered(cells.rng.standard_normal(cells.lanes)) for _ in range(4000)])
        self._gain = 1 / trial[500:].std(axis=0)

    def next(self, t: Array) -> Array:
        """Accelerations at times (ticks, lanes)."""
        m, rng = self._model, self._rng
        noise = rng.standard_normal(t.shape)
        band = np.array([self._filtered(row) for row in noise]) * self._gain * np.sqrt(1 - m.wheel_share**2)
        line = np.sqrt(2) * m.wheel_share * np.sin(2 * np.pi * self._wheel * t)
        fresh = (t[0] > self._bump_at + m.bump_s) & (rng.random(t.shape[1]) < m.bumps_per_s * self._dt * TICKS)
        self._bump_at = np.where(fresh, t[0], self._bump_at)
        self._bump_g = np.where(fresh, rng.uniform(*m.bump_g, t.shape[1]), self._bump_g)
        phase = (t - self._bump_at) / m.bump_s
        bump = np.where((phase >= 0) & (phase < 1), self._bump_g * np.sin(2 * np.pi * phase), 0.0)
        shaken: Array = m.roll_g * (band + line) + bump
        return shaken

    def _filtered(self, white: Array) -> Array:
        self._fast = self._high * self._fast + (1 - self._high) * white
        self._slow = self._low * self._slow + (1 - self._low) * self._fast
        return (self._fast - self._slow) * self._gain
