"""From forces on four load cells to the converter's counts, with every fault of character that real cells have."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, pi, sin, sqrt

import numpy as np
from numpy.typing import NDArray

CELLS = 4
_GRAVITY = 9.81
COUNTS_MIN, COUNTS_MAX = -(1 << 23), (1 << 23) - 1


@dataclass(frozen=True, slots=True)
class CellModel:
    """Every term of the noise table. Grams are of the sum of the four cells unless it says "each cell"."""

    rate_hz: float = 80.0
    rate_spread: float = 0.02  # the converter's own oscillator is off by up to this
    white_g: float = 0.8  # rms at 80 samples a second
    flicker_g: float = 0.3  # rms of three slow processes together (1/f noise)
    flicker_hz: tuple[float, float, float] = (0.5, 0.05, 0.005)
    drift_g_min: float = 0.5  # slope is drawn with this spread, anew every ten minutes
    warmup_g_min: float = 0.0  # initial slope of the warm-up
    warmup_tau_s: float = 600.0
    zero_g_k: float = 0.8  # zero against temperature
    span_ppm_k: float = 15.0  # span against temperature
    creep: float = 0.0003  # share of a load that is still to come, ...
    creep_tau_s: float = 60.0
    creep_slow: float = 0.0002
    creep_slow_tau_s: float = 900.0
    hysteresis: float = 0.0002  # of full scale
    nonlinearity: float = 0.0002  # of full scale
    full_scale_g: float = 10_000.0  # each cell
    corner: float = 0.0005  # gain of a cell is 1 +- this
    counts_per_g: float = 107.0  # each cell
    span_spread: float = 0.01  # from cell to cell
    offset_counts: int = 100_000  # zero of a cell is drawn within +- this
    spike: float = 1e-4  # probability a sample that one cell reads nonsense
    dropout: float = 1e-4  # probability that a conversion is lost
    roll_g: float = 0.03  # rms of the base's acceleration while the cart rolls: 0.01 smooth .. 0.1 rough
    roll_hz: tuple[float, float] = (3.0, 40.0)
    wheel_hz: tuple[float, float] = (2.0, 3.0)
    wheel_share: float = 0.3  # of the rms above
    bump_g: tuple[float, float] = (0.3, 1.0)
    bump_s: float = 0.020
    bumps_per_s: float = 0.2


NORMAL = CellModel()
GOOD = replace(NORMAL, white_g=0.4)
BATHROOM = replace(
    NORMAL, white_g=4.0, flicker_g=1.0, counts_per_g=11.0, full_scale_g=50_000.0, hysteresis=0.001, corner=0.02
)
PERFECT = replace(
    NORMAL,
    rate_spread=0.0,
    white_g=0.0,
    flicker_g=0.0,
    drift_g_min=0.0,
    zero_g_k=0.0,
    span_ppm_k=0.0,
    creep=0.0,
    creep_slow=0.0,
    hysteresis=0.0,
    nonlinearity=0.0,
    corner=0.0,
    span_spread=0.0,
    spike=0.0,
    dropout=0.0,
)


class LoadCells:
    """Four cells and their converters: feed forces at the physics' rate, get counts at the converter's.

    `temperature_k` is how far the cells are from where they were calibrated; `stuck` names cells that
    repeat their last value. Both may be set at any time.
    """

    def __init__(self, model: CellModel, seed: int, physics_hz: float = 500.0) -> None:
        rng = self._rng = np.random.default_rng([seed, 5])
        self.model = model
        self.temperature_k = 0.0
        self.stuck: set[int] = set()
        self.rate_hz = model.rate_hz * (1 + float(rng.uniform(-1, 1)) * model.rate_spread)
        self.gain = 1 + rng.uniform(-1, 1, CELLS) * model.corner
        self.counts_per_g = model.counts_per_g * (1 + rng.uniform(-1, 1, CELLS) * model.span_spread)
        self.offset = rng.uniform(-1, 1, CELLS) * model.offset_counts
        self._bend = rng.choice([-1.0, 1.0], CELLS)
        self._zero_k = rng.choice([-1.0, 1.0], CELLS) * model.zero_g_k / CELLS
        self._span_k = rng.choice([-1.0, 1.0], CELLS) * model.span_ppm_k * 1e-6
        self._warm_to = rng.choice([-1.0, 1.0], CELLS) * model.warmup_g_min / CELLS * model.warmup_tau_s / 60
        self._slope = np.zeros(CELLS)
        self._slope_until = -1.0
        self._drift = np.zeros(CELLS)
        dt = 1.0 / self.rate_hz
        rms = model.flicker_g / sqrt(3 * CELLS)
        self._keep = np.array([[exp(-2 * pi * hz * dt)] for hz in model.flicker_hz])
        self._kick = rms * np.sqrt(1 - self._keep**2)
        self._slow = rng.standard_normal((3, CELLS)) * rms
        self._white = model.white_g / sqrt(CELLS)
        self._creeps = np.array([[model.creep], [model.creep_slow]])
        self._creep_pace = np.array([[1 - exp(-dt / tau)] for tau in (model.creep_tau_s, model.creep_slow_tau_s)])
        self._creep: NDArray[np.float64] | None = None
        self._lag = np.zeros(CELLS)
        self._last = np.zeros(CELLS, dtype=int)
        self._t = 0.0
        self._due = 4.0 / self.rate_hz
        self._dt = 1.0 / physics_hz
        self._window: deque[Sequence[float]] = deque(maxlen=int(4 * physics_hz / self.rate_hz) + 1)

    def feed(self, forces: Sequence[float]) -> tuple[float, tuple[int, ...]] | None:
        """One physics step's forces in newtons. Returns (time of conversion, counts) when one is ready."""
        self._window.append(forces)
        self._t += self._dt
        if self._t < self._due:
            return None
        t, self._due = self._due, self._due + 1.0 / self.rate_hz
        grams = self._decimated(t) * (1000.0 / _GRAVITY)
        counts = self._convert(t, grams)
        if self.model.dropout and self._rng.random() < self.model.dropout:
            return None
        return t, tuple(counts.tolist())

    def _decimated(self, t: float) -> NDArray[np.float64]:
        """The converter's sinc^4 filter: a cubic B-spline over four conversion periods."""
        window = np.asarray(self._window)
        age = (t - self._t + self._dt * np.arange(len(window) - 1, -1, -1.0)) * self.rate_hz
        u = np.abs(age - 2.0)
        weights = np.where(u < 1, 2 / 3 - u * u + u**3 / 2, np.maximum(0.0, 2 - u) ** 3 / 6)
        return weights @ window / weights.sum()

    def _convert(self, t: float, grams: NDArray[np.float64]) -> NDArray[np.int64]:
        m, rng = self.model, self._rng
        noise = rng.standard_normal((CELLS, 4))
        if self._creep is None:  # whatever lies there at the start has lain there for long
            self._creep = self._creeps * grams
            self._lag = grams.copy()
        self._creep += (self._creeps * grams - self._creep) * self._creep_pace
        load = grams + self._creep.sum(axis=0)
        play = 0.5 * m.full_scale_g
        self._lag = np.minimum(np.maximum(self._lag, grams - play), grams + play)
        load += m.hysteresis * m.full_scale_g * (self._lag - grams) / play
        share = grams / m.full_scale_g
        load += m.nonlinearity * m.full_scale_g * 4 * share * (1 - share) * self._bend
        load *= self.gain * (1 + self._span_k * self.temperature_k)
        load += self._wander(t, noise[:3]) + noise[3] * self._white
        counts = np.rint(load * self.counts_per_g + self.offset).astype(np.int64)
        if m.spike and rng.random() < m.spike:
            cell = rng.integers(CELLS)
            nonsense = ((1 << int(rng.integers(8, 24))) - 1, 0, -int(counts[cell]))
            counts[cell] = nonsense[rng.integers(3)]
        counts = np.minimum(np.maximum(counts, COUNTS_MIN), COUNTS_MAX)
        for cell in self.stuck:
            counts[cell] = self._last[cell]
        self._last = counts
        return counts

    def _wander(self, t: float, noise: NDArray[np.float64]) -> NDArray[np.float64]:
        """Zero point in grams: flicker, drift, warm-up, temperature."""
        m = self.model
        self._slow = self._keep * self._slow + self._kick * noise
        if t >= self._slope_until:
            self._slope = self._rng.standard_normal(CELLS) * m.drift_g_min / (60 * sqrt(CELLS))
            self._slope_until = t + 600.0
        self._drift += self._slope / self.rate_hz
        warm = self._warm_to * (1 - exp(-t / m.warmup_tau_s))
        return self._slow.sum(axis=0) + self._drift + warm + self._zero_k * self.temperature_k


class Rolling:
    """Vertical acceleration of the cart's frame while it rolls: a vibration band, a wheel's line, bumps."""

    def __init__(self, model: CellModel, seed: int, physics_hz: float = 500.0) -> None:
        self._rng = np.random.default_rng([seed, 6])
        self._model, self._dt = model, 1.0 / physics_hz
        low, high = model.roll_hz
        self._keep_low = exp(-2 * pi * low * self._dt)
        self._keep_high = exp(-2 * pi * high * self._dt)
        self._wheel = float(self._rng.uniform(*model.wheel_hz))
        self._fast = self._slow = 0.0
        self._gain = 1.0 / self._raw_rms()
        self._t = 0.0
        self._bump = (-1.0, 0.0)

    def next(self) -> float:
        """The next physics step's acceleration in m/s2, upwards."""
        m, rng = self._model, self._rng
        self._t += self._dt
        band = self._filter(float(rng.standard_normal())) * self._gain * sqrt(1 - m.wheel_share**2)
        line = sqrt(2) * m.wheel_share * sin(2 * pi * self._wheel * self._t)
        start, height = self._bump
        if self._t > start + m.bump_s and rng.random() < m.bumps_per_s * self._dt:
            start, height = self._bump = (self._t, float(rng.uniform(*m.bump_g)))
        phase = (self._t - start) / m.bump_s
        bump = height * sin(2 * pi * phase) if 0 <= phase < 1 else 0.0  # up the edge, and down again
        return _GRAVITY * (m.roll_g * (band + line) + bump)

    def _filter(self, white: float) -> float:
        self._fast = self._keep_high * self._fast + (1 - self._keep_high) * white
        self._slow = self._keep_low * self._slow + (1 - self._keep_low) * self._fast
        return self._fast - self._slow

    def _raw_rms(self) -> float:
        impulse = [self._filter(1.0 if step == 0 else 0.0) for step in range(2000)]
        self._fast = self._slow = 0.0
        return sqrt(sum(x * x for x in impulse))
