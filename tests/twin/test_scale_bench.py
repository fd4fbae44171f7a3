"""Small versions of the scale's bench: the simulated scales are the twin's, and the judge judges."""

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from cart.cli import main
from hw.bench import scale_cases
from hw.bench.scale import BENCH, cases, line
from hw.bench.scale_methods import Found
from hw.bench.scale_plot import picture
from hw.bench.scale_signals import Cells, still
from hw.bench.scale_taught import taught
from hw.bench.scale_trials import Tally
from hw.twin.loadcell import NORMAL, PERFECT
from models.figures import interval


@pytest.mark.parametrize("white", [0.8, 0.42])
def test_the_lanes_have_the_noise_of_their_model(white: float) -> None:
    cells = Cells(replace(NORMAL, white_g=white, spike=0.0, flicker_g=0.0), 40, np.random.default_rng(1))
    got = still(cells, np.full((40, 4), 500.0), 400)
    grams = ((got.counts - cells.offset) / cells.counts_per_g).sum(axis=2)
    assert np.diff(grams, axis=0).std() / np.sqrt(2) == pytest.approx(white, rel=0.05)


def test_a_taught_scale_says_the_weight_wherever_it_lies() -> None:
    cells = Cells(replace(PERFECT, white_g=0.1, corner=0.0005, span_spread=0.01), 5, np.random.default_rng(2))
    calibrations = taught(cells)
    for share in ([0.7, 0.1, 0.1, 0.1], [0.1, 0.1, 0.2, 0.6]):
        got = still(cells, 1250.0 + 1000.0 * np.tile(share, (5, 1)), 80)
        shown = [c.grams(tuple(got.counts[:, n].mean(axis=0))) for n, c in enumerate(calibrations)]
        assert shown == pytest.approx([1000.0] * 5, abs=0.3)


@pytest.mark.parametrize("grams", [5.0, 200.0])
def test_things_on_a_standing_cart_are_found(grams: float) -> None:
    rows, curves = scale_cases.standing(grams, 8, BENCH, 3)
    ours = rows[0]
    assert (ours["method"], ours["found"], ours["missed"], ours["several"]) == ("cart", 8, 0, 0)
    assert ours["rms_g"] < 0.8
    assert ours["latency_s"]["p95"] < 2.2
    ElementTree.fromstring(picture(curves[0]))


def test_nothing_light_is_booked_while_rolling() -> None:
    rows, _ = scale_cases.rolling(2, BENCH, 3)
    assert (rows[0]["trials"], rows[0]["found"], rows[0]["missed"], rows[0]["several"]) == (8, 8, 0, 0)
    assert rows[0]["commits_below_50g"] == rows[0]["commits_of_30g"] == 0


def test_leans_and_pairs_and_drift() -> None:
    leans, _ = scale_cases.leaning(3, BENCH, 3)
    assert leans[0]["found"] == 3
    assert leans[0]["still_marked_ramp"] == leans[0]["still_reported"] == 1
    pairs, _ = scale_cases.two_items(8, BENCH, 3)
    assert pairs[0]["found"] + pairs[0]["silent"] == 8
    assert pairs[0]["found"] >= 7


def test_a_wrong_weight_or_a_second_step_is_not_found() -> None:
    tally = Tally("cart")
    tally.one(Found(steps=[(3.0, 103.0)]), 100.0, 2.5)
    tally.one(Found(steps=[(3.0, 101.0), (4.0, 9.0)]), 100.0, 2.5)
    tally.one(Found(), 100.0, 2.5)
    tally.one(Found(steps=[(3.0, 101.0)]), 100.0, 2.5)
    row = tally.row()
    assert (row["found"], row["trials"], row["missed"], row["several"]) == (1, 4, 1, 1)
    assert "25.00 %" in line({"case": "x", **row})


def test_the_interval_is_wilsons() -> None:
    assert interval(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-3)
    assert interval(0, 0) == (0.0, 1.0)


def test_an_unknown_case_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "scale", "--only", "lifting"]) == 2
    assert "lifting" in capsys.readouterr().err
    assert "standing-5g" in cases()
