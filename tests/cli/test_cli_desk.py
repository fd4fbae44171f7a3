"""The verbs that run a cart: what they refuse, and a demo that cannot begin."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

import hw.bench.faults
import hw.twin.demo
from cart.cli import main
from hw.twin.neighbours import NeighbourFailed
from hw.twin.touching import WindowClosed

Refused = Callable[..., str]


def test_trips_that_are_none(refused: Refused) -> None:
    assert "--seed -1" in refused("demo", "--seed", "-1")
    assert "--items 0" in refused("demo", "--items", "0")
    assert "/proc/x" in refused("demo", "--out", "/proc/x")
    assert "--kills 0" in refused("bench", "faults", "--kills", "0")
    assert "--program-kills -1" in refused("bench", "faults", "--program-kills", "-1")


def test_carts_that_cannot_run(tmp_path: Path, refused: Refused) -> None:
    config = tmp_path / "cart.toml"
    rest = '[scale]\nport = "x"\n[camera]\nkind = "none"\n[screen]\nwindow = "offscreen"\n[cart]\nname = "a"\n'
    assert "cart.toml" in refused("run", "--config", config)
    config.write_text(f'folder = "cart"\n{rest}[store]\nurl = "http://127.0.0.1:1"\nkey = " with spaces "\n')
    assert "key" in refused("run", "--config", config)
    config.write_text(f'folder = "/proc/x"\n{rest}')
    assert "/proc/x" in refused("run", "--config", config)


def test_screens(refused: Refused, capsys: pytest.CaptureFixture[str]) -> None:
    assert "/proc/zz" in refused("screens", "--out", "/proc/zz")
    with pytest.raises(SystemExit) as ended:
        main(["screens", "--help"])
    assert ended.value.code == 0
    assert "--out" in capsys.readouterr().out


def test_unknown_words_get_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["fly"])
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "error",
    [
        NeighbourFailed("the store did not start"),
        WindowClosed("the window was closed"),
        TimeoutError("the hand has not finished"),
        ConnectionError("nobody listens"),
    ],
)
def test_a_demo_that_breaks_off_still_gives_its_result(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_run: Path) -> NoReturn:
        raise error

    monkeypatch.setattr(hw.twin.demo, "store_process", fail)
    (tmp_path / "receipt.txt").write_text("of an earlier demo")
    assert main(["demo", "--no-window", "--out", str(tmp_path), "--json", "-"]) == 1
    out, err = capsys.readouterr()
    result = json.loads(out)
    wanted = {"seed", "items", "truth", "charged", "receipt_right", "questions", "latency_ms"}
    assert wanted <= set(result)
    assert not result["receipt_right"]
    assert str(error) in result["faults"][0]
    assert len(err.splitlines()) == 1
    assert str(error) in err
    assert not (tmp_path / "receipt.txt").exists()


def test_bench_faults_prints_a_summary(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    figures = {"kills": 1, "cuts": 0, "syncs": 0, "lost": 0, "doubled": 0, "money_mismatch": 0}
    monkeypatch.setattr(hw.bench.faults, "faults", lambda *_: figures)
    assert main(["bench", "faults", "--kills", "1"]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        [name, str(value)] for name, value in figures.items()
    ]
    assert main(["bench", "faults", "--kills", "1", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out) == figures
