"""The fitter's verb: its figures, its verdict in words, and its exit status."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from cart.cli import main
from cart.core.calibration import Calibration
from cart.learned import save_calibration
from firmware_bridge.virtual import VirtualScale

Refused = Callable[..., str]


@contextmanager
def scale(port: Path, stuck: int = -1) -> Iterator[VirtualScale]:
    """A paced scale, with noise on every cell but one."""
    rng, ending = Random(1), threading.Event()

    def pace() -> None:
        n = 0
        while not ending.wait(1 / 80):
            n += 1
            scale.push([7 if cell == stuck else round(rng.gauss(1000, 43)) for cell in range(4)], t_us=n * 12_500)

    with VirtualScale(port) as scale:
        pacer = threading.Thread(target=pace)
        pacer.start()
        try:
            yield scale
        finally:
            ending.set()
            pacer.join()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "cart.toml"
    path.write_text(f'folder = "data"\n[scale]\nport = "{tmp_path}/scale"\n')
    return path


def test_a_healthy_scale_in_grams(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = Calibration(b"VIRTUAL1".hex(), (1000.0,) * 4, (1 / 107,) * 4, "test", 0, 1000.0, 0.8)
    save_calibration(tmp_path / "data" / "calibration.json", known)
    with scale(tmp_path / "scale"):
        assert main(["doctor", "--config", str(config), "--seconds", "1.5", "--json", "-"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert (told["healthy"], told["findings"], told["calibrated"]) == (True, [], True)
    assert told["scale"] == b"VIRTUAL1".hex()
    assert [cell["cell"] for cell in told["cells"]] == [1, 2, 3, 4]
    assert 0.2 < told["cells"][0]["noise_g"] < 0.6
    assert told["temperature"] is None
    assert "Healthy." in err
    assert "no sensor" in err


def test_findings_are_said_and_told(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.json"
    with scale(tmp_path / "scale", stuck=2):
        assert main(["doctor", "--port", f"{tmp_path}/scale", "--seconds", "1.5", "--json", str(report)]) == 1
    told = json.loads(report.read_text())
    assert not told["healthy"]
    assert told["findings"][0].startswith("Cell 3 gives 1 value only")
    assert told["findings"][0] in capsys.readouterr().out


def test_what_cannot_be_examined(config: Path, tmp_path: Path, refused: Refused) -> None:
    assert "either --port, or --config" in refused("doctor", "--port", "x", "--config", config)
    assert "--seconds 0" in refused("doctor", "--port", "x/y", "--seconds", "0")
    config.write_text('[scale]\nport = "x"\nprotocol = "toledo"\n')
    assert "certified scale head, which tells no counts" in refused("doctor", "--config", config)
    config.write_text("[rules]\nweigh_to_price = 'certified'\n")
    for verb in (("doctor",), ("doctor", "--lane"), ("run",)):
        assert "not approved to price" in refused(*verb, "--config", config)
    assert "cannot be read" in refused("doctor", "--config", tmp_path / "none.toml")


def test_the_cart_toml_of_this_folder_is_taken_and_missed_in_words(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, refused: Refused
) -> None:
    monkeypatch.chdir(tmp_path)
    with scale(tmp_path / "scale"):
        assert main(["doctor", "--seconds", "1"]) == 0
    assert "Healthy." in capsys.readouterr().out
    config.unlink()
    assert "there is no cart.toml here: name it with --config, or the scale's port with --port" in refused("doctor")


def test_live_shows_which_cell_was_pressed(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = Calibration(b"VIRTUAL1".hex(), (1000.0,) * 4, (0.01, 0.02, 0.01, 0.01), "test", 0, 1000.0, 0.8)
    save_calibration(tmp_path / "data" / "calibration.json", known)
    pressed = [1000, 1000, 1000, None]
    with VirtualScale(tmp_path / "scale") as board:
        ending = threading.Event()

        def press() -> None:
            n = 0
            while not ending.wait(1 / 400):  # five times as fast as its clock says: no busy machine runs out of seconds
                n += board.streaming
                pressed[1] = 1000 if n < 90 else 26_000
                board.push(pressed, t_us=n * 12_500)

        presser = threading.Thread(target=press)
        presser.start()
        try:
            assert main(["doctor", "--live", "--config", str(config), "--seconds", "3.5"]) == 0
        finally:
            ending.set()
            presser.join()
    lines = [line.split("cell ")[1:] for line in capsys.readouterr().out.splitlines() if line.startswith("cell 1")]
    first, last = ([" ".join(cell.split()) for cell in line] for line in (lines[0], lines[-1]))
    assert first == ["1 0 g (+0)", "2 0 g (+0)", "3 0 g (+0)", "4 no reading"]
    assert last == ["1 0 g (+0)", "2 500 g (+500)", "3 0 g (+0)", "4 no reading"]


def test_live_says_why_nothing_comes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with VirtualScale(tmp_path / "scale"):
        assert main(["doctor", "--live", "--port", f"{tmp_path}/scale", "--seconds", "1"]) == 1
    assert "The scale answers, but sends no samples" in capsys.readouterr().out


def test_a_port_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--port", f"{tmp_path}/nothing"]) == 2
    assert "is not there. Check the cable and the scale's power." in capsys.readouterr().err
    assert main(["doctor", "--port", "no-such-adapter"]) == 2
    assert "No serial adapter is called 'no-such-adapter'" in capsys.readouterr().err
