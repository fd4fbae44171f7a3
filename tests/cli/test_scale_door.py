"""The calibration's door to the scale: a cell that is not read is no level, and the fitter is told which one."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cart.cli import scale_door
from cart.cli.scale_door import ScaleDoor, ScaleUnusable
from firmware_bridge.virtual import VirtualScale

LEVEL = (1000, 2000, 3000, 4000)


@contextmanager
def failing(port: Path, every: int) -> Iterator[list[int]]:
    """A scale whose third cell is not read in one of so many conversions; the list holds that number."""
    ending, each = threading.Event(), [every]

    def pace() -> None:
        n = 0
        while not ending.wait(1 / 80):
            n += 1
            scale.push([*LEVEL[:2], LEVEL[2] if n % each[0] else None, LEVEL[3]])

    with VirtualScale(port) as scale:
        pacer = threading.Thread(target=pace)
        pacer.start()
        try:
            yield each
        finally:
            ending.set()
            pacer.join()


def test_readings_that_a_cell_missed_are_no_part_of_a_level(tmp_path: Path) -> None:
    with failing(tmp_path / "scale", every=5), ScaleDoor(str(tmp_path / "scale"), 0.5) as door:
        assert door.measure().counts == LEVEL
        assert set(door.recent()) == {LEVEL}


def test_a_dead_converter_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale_door, "PATIENCE_S", 3.0)
    named = "not the converter of cell 3; check its wiring"
    with failing(tmp_path / "scale", every=1), pytest.raises(ScaleUnusable, match=named):
        ScaleDoor(str(tmp_path / "scale")).__enter__()
    with failing(tmp_path / "scale", every=5) as each, ScaleDoor(str(tmp_path / "scale"), 0.5) as door:
        each[0] = 1
        with pytest.raises(ScaleUnusable, match=named):
            door.measure()
