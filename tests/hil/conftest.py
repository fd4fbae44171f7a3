"""The firmware, built once, and the four scales that the same contract runs on."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Builds the firmware with these options of its Makefile, each variant once; returns the ELF."""
    from board import LACKS, build, can_run

    if not can_run():
        pytest.skip(LACKS)
    made: dict[tuple[str, ...], Path] = {}

    def make(*options: str) -> Path:
        if options not in made:
            made[options] = build(tmp_path_factory.mktemp("firmware"), *options) / "smart-scale.elf"
        return made[options]

    return make


@pytest.fixture(scope="session")
def native(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Builds the firmware's core for this computer; returns the folder that `goal` was made into."""
    from board import build

    if not (shutil.which("make") and shutil.which("cc")):
        pytest.skip("make and gcc are needed to build the firmware's core for this computer (apt-get install them)")
    made: dict[tuple[str, ...], Path] = {}

    def make(goal: str, *options: str) -> Path:
        if (goal, *options) not in made:
            made[goal, *options] = build(tmp_path_factory.mktemp("native"), *options, goal=goal)
        return made[goal, *options]

    return make


@pytest.fixture(params=["in memory", "virtual", "emulated", pytest.param("port", marks=pytest.mark.hil)])
def talk(request: pytest.FixtureRequest, tmp_path: Path) -> "Iterator[object]":
    """A conversation with each of the four scales; at its end the line must have lost nothing."""
    from scales import EmulatedScale, GivenScale, MemoryScale, PacedVirtualScale, Talk

    match request.param:
        case "in memory":
            make = request.getfixturevalue("native")
            scale = MemoryScale(make("native"))
        case "virtual":
            scale = PacedVirtualScale(tmp_path / "scale")
        case "emulated":
            scale = EmulatedScale(request.getfixturevalue("built")())
        case _:
            port = request.config.getoption("--scale")
            if port is None:
                pytest.skip("no real scale was given: pytest tests/hil --scale=/dev/ttyUSB0")
            scale = GivenScale(port)
    talk = Talk(scale)
    try:
        talk.begin()
        yield talk
    finally:
        talk.end()
    talk.expect_no_losses()
