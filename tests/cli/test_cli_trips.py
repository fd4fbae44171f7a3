"""The verbs about trips that were: keys of replay, the tape's verbs, and why a line is on the bill."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cart.cli import main
from cart.core.catalog import Catalog
from cart.core.state import State
from cart.tape import Tape

GOLDEN = Path(__file__).parent.parent / "tapes" / "trip.mcap"
Refused = Callable[..., str]


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    return Path(shutil.copy(GOLDEN, tmp_path / "trip.mcap"))


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """A tape without readings or calibration."""
    tape = Tape(tmp_path / "blank.mcap", State(Catalog("v1", "EUR", ())), {"code": "test"})
    tape.close()
    return tape.path


def test_replay_says_whether_the_facts_are_the_same(tape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["replay", str(tape), "--json", "-"])
    result = json.loads(capsys.readouterr().out)
    assert set(result) == {"inputs", "facts", "same", "differences"}
    assert status == (0 if result["same"] else 1)


def test_show_and_plot_a_tape(tape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tape", "show", str(tape)]) == 0
    assert "ScaleReading" in capsys.readouterr().out
    assert main(["tape", "plot", str(tape)]) == 0
    assert tape.with_suffix(".svg").read_text().startswith("<svg")


def test_tapes_that_cannot_be_used(tape: Path, blank: Path, tmp_path: Path, refused: Refused) -> None:
    (tmp_path / "text.mcap").write_text("no tape")
    for verb in (("replay",), ("tape", "show"), ("tape", "plot")):
        assert "text.mcap" in refused(*verb, tmp_path / "text.mcap")
        assert "no-such.mcap" in refused(*verb, tmp_path / "no-such.mcap")
    assert "no weights" in refused("tape", "plot", blank)
    assert "/nonexistent/x.svg" in refused("tape", "plot", tape, "--out", "/nonexistent/x.svg")


def test_a_line_that_left_again_is_explained(cart: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "went", "1", "--config", str(cart)]) == 0
    said = capsys.readouterr().out
    assert "came in" in said
    assert "went out" in said


def test_trips_that_cannot_be_explained(cart: Path, refused: Refused) -> None:
    assert "contradict" in refused("explain", "odd", "--config", cart)
    assert "no line 7" in refused("explain", "went", "7", "--config", cart)
    assert "no trip never" in refused("explain", "never", "--config", cart)
    for part in cart.parent.glob("cart/ledger.db*"):
        part.unlink()
    assert "no ledger" in refused("explain", "went", "--config", cart)
    (cart.parent / "cart" / "ledger.db").write_text("no ledger, but a text of some length. " * 100)
    assert "cannot be read" in refused("explain", "went", "--config", cart)
    assert "cannot be read" in refused("explain", "went", "--config", cart.parent / "other.toml")
