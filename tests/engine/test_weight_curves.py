"""Weight curves: each step that is looked at keeps the readings around it, in grams, as a file."""

import json
from pathlib import Path

import pytest
from desk import CALIBRATION, Desk

from cart.core.effects import Look
from cart.core.inputs import ScaleReading, Sighting
from cart.core.units import Seconds
from cart.evidence import MOST_POINTS, EvidenceFolder, WeightCurves


@pytest.fixture
def folder(tmp_path: Path) -> EvidenceFolder:
    return EvidenceFolder(tmp_path / "evidence")


def weighed(desk: Desk, curves: WeightCurves) -> Look:
    desk.change(1034, ("milk", 0.96))
    for inp in desk.inputs:
        if isinstance(inp, ScaleReading):
            curves.add(inp)
    return next(effect for effect in desk.effects if isinstance(effect, Look))


def test_a_sighting_names_the_curve_of_its_step_last(folder: EvidenceFolder) -> None:
    curves = WeightCurves(folder, CALIBRATION)
    look = weighed(Desk(), curves)
    curves.expect(look)
    seen = curves.attach(Sighting(Seconds(200.0), look.step, crops=("before", "after")))
    assert seen.crops[:2] == ("before", "after")
    kept = folder.get(seen.crops[2])
    assert kept is not None
    curve = json.loads(kept)["weight_curve"]
    points = curve["points"]
    assert curve["t0"] == round(look.t0, 3)
    assert points[0][0] == pytest.approx(look.t0 - 1.0, abs=0.1)
    assert points[-1][0] == pytest.approx(look.t1 + 0.2, abs=0.1)
    assert points[0][1] == pytest.approx(0, abs=5)
    assert points[-1][1] == pytest.approx(1034, abs=5)
    assert 50 < len(points) <= MOST_POINTS


def test_a_long_step_keeps_few_points(folder: EvidenceFolder) -> None:
    curves = WeightCurves(folder, CALIBRATION)
    for n in range(3000):
        curves.add(ScaleReading(Seconds(n / 80), (10_000, -20_000, 30_000, 5_000)))
    curves.expect(Look(7, Seconds(10.0), Seconds(37.0), upward=True))
    (name,) = curves.attach(Sighting(Seconds(38.0), 7)).crops
    points = json.loads(folder.path(name).read_bytes())["weight_curve"]["points"]
    assert 200 < len(points) <= MOST_POINTS


def test_without_a_calibration_or_a_look_there_is_no_curve(folder: EvidenceFolder) -> None:
    curves = WeightCurves(folder, None)
    look = weighed(Desk(), curves)
    sighting = Sighting(Seconds(200.0), look.step, crops=("before",))
    assert curves.attach(sighting) == sighting
    curves.expect(look)
    assert curves.attach(sighting) == sighting
    curves.calibration = CALIBRATION
    curves.expect(look)
    assert len(curves.attach(sighting).crops) == 2
    assert curves.attach(sighting) == sighting


def test_a_disk_that_refuses_the_curve_does_not_stop_the_sighting(
    folder: EvidenceFolder, caplog: pytest.LogCaptureFixture
) -> None:
    curves = WeightCurves(folder, CALIBRATION)
    look = weighed(Desk(), curves)
    curves.expect(look)
    folder.folder.rmdir()
    sighting = Sighting(Seconds(200.0), look.step)
    assert curves.attach(sighting) == sighting
    assert "cannot be kept" in caplog.text
