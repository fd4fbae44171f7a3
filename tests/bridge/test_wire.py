"""Damage on the wire and a dawdling adapter, measured as the bench does it, but shorter."""

import pytest

from hw.bench.sample_clock import UsbLine, clock_error
from hw.bench.wire import corrupt, cost


def test_damaged_frames_never_become_a_sample_and_the_second_whole_one_is_read() -> None:
    result = corrupt(seed=11, frames=10_000)
    print(result)
    assert result["wrong_accepted"] == 0
    assert result["worst_resync"] <= 2
    assert set(result["by_damage"]) == {"flips", "deletes", "inserts", "splices", "random tails"}
    assert result["refused"] + result["still_whole"] == result["frames"]
    assert result["still_whole"] < 100


def test_the_same_seed_does_the_same_damage() -> None:
    one, two = corrupt(5, 500), corrupt(5, 500)
    assert (one["by_damage"], one["refused"], one["worst_resync"]) == (
        two["by_damage"],
        two["refused"],
        two["worst_resync"],
    )


def test_what_a_frame_costs_is_told_with_its_spread() -> None:
    spread = cost(4096, repeats=5)
    assert 0 < spread["least"] <= spread["p50"] <= spread["most"]


@pytest.mark.parametrize("drift_ppm", [-200.0, 0.0, 200.0])
def test_sample_times_behind_an_adapter_that_holds_bytes_for_16_ms(drift_ppm: float) -> None:
    result = clock_error(drift_ppm, latency_s=0.016, seeds=2, seconds=30.0)
    print(result)
    assert result.worst_ms < 2.0
    assert result.jitter_ms < 1.0


def test_the_clocks_error_survives_the_wrap_and_a_reset() -> None:
    line = UsbLine(seed=3, drift_ppm=200.0, start_us=(1 << 32) - 20_000_000)
    list(line.errors(15))
    wrapping = list(line.errors(10))
    line.reset()
    list(line.errors(15))
    after = list(line.errors(10))
    worst = [round(1e3 * max(map(abs, errors)), 2) for errors in (wrapping, after)]
    print(f"worst error across the wrap and after a reset: {worst} ms")
    assert max(map(abs, wrapping + after)) < 0.002
