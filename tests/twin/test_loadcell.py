"""The load-cell model has the statistics of its table."""

from dataclasses import replace

import numpy as np
import pytest

from hw.twin.loadcell import COUNTS_MAX, GOOD, NORMAL, PERFECT, CellModel, LoadCells, Rolling

KILO_N = 9.81 / 4  # one kilogram in the middle: each cell's share


def record(model: CellModel, seconds: float, newtons: float = KILO_N, seed: int = 3) -> tuple[np.ndarray, LoadCells]:
    """Grams of the sum of the cells, as a perfect calibration would see them."""
    cells = LoadCells(model, seed)
    return more(cells, seconds, newtons), cells


def more(cells: LoadCells, seconds: float, newtons: float) -> np.ndarray:
    forces = (newtons,) * 4
    samples = [s for _ in range(int(seconds * 500)) if (s := cells.feed(forces)) is not None]
    counts = np.array([counts for _, counts in samples])
    return ((counts - cells.offset) / cells.counts_per_g).sum(axis=1)


@pytest.mark.parametrize(("model", "white"), [(NORMAL, 0.8), (GOOD, 0.4)])
def test_white_noise_of_the_sum(model: CellModel, white: float) -> None:
    grams, _ = record(replace(model, spike=0.0, flicker_g=0.0), 30.0)
    assert np.std(np.diff(grams)) / np.sqrt(2) == pytest.approx(white, rel=0.06)


def test_slow_noise_adds_up_to_its_rms() -> None:
    model = replace(PERFECT, flicker_g=0.3)
    settled = [record(model, 0.2, seed=seed)[0][-1] for seed in range(60)]
    assert np.std(settled) == pytest.approx(0.3, rel=0.3)


def test_a_perfect_cell_says_the_weight() -> None:
    grams, cells = record(PERFECT, 2.0)
    assert grams[10:] == pytest.approx(1000.0, abs=0.02)
    assert len(grams) == pytest.approx(2.0 * cells.rate_hz, abs=5)


def test_creep_comes_and_recovers() -> None:
    _, cells = record(replace(PERFECT, creep=0.001, creep_tau_s=8.0), 1.0, newtons=0.0)
    loaded = more(cells, 30.0, 4 * KILO_N)
    assert loaded[10] == pytest.approx(4000.0, abs=0.3)
    assert loaded[-1] == pytest.approx(4004.0, abs=0.3)
    unloaded = more(cells, 30.0, 0.0)
    assert unloaded[10] > 3.0
    assert unloaded[-1] == pytest.approx(0.0, abs=0.3)


def test_drift_has_its_slope() -> None:
    slopes = []
    for seed in range(12):
        grams, _ = record(replace(PERFECT, drift_g_min=0.5), 4.0, seed=seed)
        slopes.append((grams[-1] - grams[10]) * 60 / 3.8)
    assert 0.2 < np.std(slopes) < 1.0


def test_temperature_moves_zero_and_span() -> None:
    cells = LoadCells(replace(PERFECT, zero_g_k=0.8, span_ppm_k=15.0), 3)
    cold = more(cells, 1.0, KILO_N)[-1]
    cells.temperature_k = 10.0
    assert 0.0 < abs(more(cells, 1.0, KILO_N)[-1] - cold) <= 8.2


def test_hysteresis_and_bend_stay_within_their_share_of_full_scale() -> None:
    cells = LoadCells(replace(PERFECT, hysteresis=0.0002, nonlinearity=0.0002), 3)
    up = [more(cells, 0.3, kg * KILO_N)[-1] - 1000 * kg for kg in range(0, 21, 2)]
    down = [more(cells, 0.3, kg * KILO_N)[-1] - 1000 * kg for kg in range(20, -1, -2)]
    assert 0.5 < np.max(np.abs(up + down)) < 0.0004 * 40_000 * 1.1


def test_counts_are_whole_and_clipped_to_24_bits() -> None:
    cells = LoadCells(NORMAL, 3)
    samples = [s for _ in range(500) if (s := cells.feed((1e3,) * 4)) is not None]
    assert all(type(count) is int for _, counts in samples for count in counts)
    assert samples[-1][1] == (COUNTS_MAX,) * 4


def test_spikes_dropouts_and_stuck_cells() -> None:
    wild, _ = record(replace(PERFECT, spike=0.05), 20.0)
    assert 0.02 < np.mean(np.abs(wild - 1000) > 20) < 0.09
    lossy, cells = record(replace(PERFECT, dropout=0.1), 20.0)
    assert len(lossy) / (20 * cells.rate_hz) == pytest.approx(0.9, abs=0.03)
    cells = LoadCells(PERFECT, 3)
    more(cells, 0.5, KILO_N)
    cells.stuck = {2}
    assert more(cells, 0.5, 2 * KILO_N)[-1] == pytest.approx(1750.0, abs=0.1)


def test_rolling_shakes_as_much_as_it_says() -> None:
    rolling = Rolling(replace(NORMAL, bumps_per_s=0.0, roll_g=0.03), 3)
    shaking = np.array([rolling.next() for _ in range(20_000)]) / 9.81
    assert np.std(shaking) == pytest.approx(0.03, rel=0.1)
    bumpy = Rolling(NORMAL, 3)
    assert 0.2 < max(bumpy.next() for _ in range(30_000)) / 9.81 < 1.3
