"""Power cuts: what the ledger acknowledged is there afterwards, and the ledger opens every time."""

from dataclasses import replace
from pathlib import Path

import apsw
import pytest
from desk import brisk

from cart.core.facts import Fact, ItemAdded
from cart.ledger import LedgerDamaged
from hw.bench.cuts import cut


@pytest.fixture(scope="module")
def batches() -> list[list[Fact]]:
    """Facts of many trips in the bursts that they come in; evidence makes some of them long."""
    desk = brisk()
    desk.change(1034, ("milk", 0.95))
    desk.change(120, ("tea", 0.5), ("tea-mint", 0.45))
    desk.leave()
    desk.wait(62)
    bursts: dict[int, list[Fact]] = {}
    for fact in desk.facts:
        bursts.setdefault(fact.t_ms, []).append(_long(fact))
    return [[replace(fact, trip=f"trip-{n}") for fact in burst] for n in range(12) for burst in bursts.values()]


def _long(fact: Fact) -> Fact:
    if not isinstance(fact.body, ItemAdded):
        return fact
    crops = tuple(f"{n:064x}" for n in range(40))
    return replace(fact, body=replace(fact.body, why=replace(fact.body.why, crops=crops)))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_promise_3_no_acknowledged_fact_is_lost_in_a_power_cut(
    tmp_path: Path, batches: list[list[Fact]], request: pytest.FixtureRequest
) -> None:
    written = [fact for burst in batches for fact in burst]
    inside = 0
    for seed in range(request.config.getoption("--cuts")):
        acknowledged, found = cut(tmp_path / str(seed), batches, str(seed))
        assert found == written[: len(found)], f"seed {seed}"
        assert len(found) >= acknowledged, f"seed {seed}"
        inside += 0 < acknowledged < len(written)
    assert inside > 10


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_forgetful_disk_does_forget(tmp_path: Path, batches: list[list[Fact]]) -> None:
    """Without syncs the same cuts lose facts: the test above would notice."""
    lost = 0
    for seed in range(12):
        try:
            acknowledged, found = cut(tmp_path / str(seed), batches, str(seed), synced=False)
        except (LedgerDamaged, apsw.Error):
            lost += 1
        else:
            lost += len(found) < acknowledged
    assert lost > 0
