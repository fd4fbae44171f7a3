"""`smart-cart calibrate` at a real port: a hand that obeys the terminal, a pipe for Enter, a file at the end."""

import json
import os
import pty
import random
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cart.cli import main
from cart.core.calibration import Calibration
from cart.core.checking import Check
from cart.core.record import encode
from cart.learned import history_file, load_calibration, load_history, save_calibration
from firmware_bridge.virtual import VirtualScale

SCALE_ID = bytes.fromhex("0123456789abcdef")
ZERO = (12_000, -8_000, 150_000, -90_000)
PER_GRAM = (104.0, 107.0, 108.5, 106.2)  # counts: four cells that differ
SHARES = {
    "middle": (0.25, 0.25, 0.25, 0.25),
    "front left": (0.60, 0.22, 0.22, -0.04),
    "front right": (0.22, 0.60, -0.04, 0.22),
    "rear left": (0.22, -0.04, 0.60, 0.22),
    "rear right": (-0.04, 0.22, 0.22, 0.60),
}


@dataclass
class Hand:
    """Puts weights where the terminal asks for them; `grams` is what a weight really weighs."""

    scale: VirtualScale
    dice: random.Random = field(default_factory=lambda: random.Random(7))
    grams: dict[str, float] = field(default_factory=dict)
    load: tuple[float, ...] = (0.0,) * 4
    ending: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.ending.wait(1 / 80):
            self.scale.push(
                [
                    round(zero + per_gram * (grams + self.dice.gauss(0, 0.3)))
                    for zero, per_gram, grams in zip(ZERO, PER_GRAM, self.load, strict=True)
                ]
            )

    def obey(self, said: str) -> None:
        place = next((place for place in SHARES if place in said), "middle")
        known = re.search(r"([\d.]+) g", said)
        name = known.group(1) if known else "0"
        weight = self.grams.get(name, float(name))
        self.load = tuple(weight * share for share in SHARES[place])


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with VirtualScale(tmp_path / "scale", SCALE_ID) as scale:
        hand = Hand(scale)
        thread = threading.Thread(target=hand.run)
        thread.start()
        (tmp_path / "cart.toml").write_text(f'[scale]\nport = "{tmp_path / "scale"}"\n', encoding="utf-8")
        yield hand
        hand.ending.set()
        thread.join()


def walk(hand: Hand, folder: Path, *words: str) -> tuple[int, list[str], dict]:
    """Run the verb, do what it says, press Enter; status, what it said, and its JSON."""
    command = [sys.executable, "-m", "cart.cli", "calibrate", *words]
    command += ["--config", str(folder / "cart.toml"), "--json", str(folder / "result.json"), "--seconds", "0.6"]
    (folder / "result.json").unlink(missing_ok=True)
    said: list[str] = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        for line in process.stdout:
            said.append(line.rstrip())
            if "press Enter" in line:
                hand.obey(line)
                process.stdin.write("\n")
                process.stdin.flush()
            if "Once more" in line:
                process.stdin.close()  # the hand gives up
                said += [rest.rstrip() for rest in process.stdout]
    result = folder / "result.json"
    return process.returncode, said, json.loads(result.read_text(encoding="utf-8")) if result.exists() else {}


def test_a_fitter_calibrates_checks_and_sees_the_history(hand: Hand, tmp_path: Path, capsys) -> None:
    status, said, result = walk(hand, tmp_path, "--weight", "2000", "--weight", "500", "--who", "Jo")
    assert status == 0, said
    assert result["passed"]
    assert any("Not legal for trade" in line for line in said)
    assert result["verified"]["known_g"] == 500
    assert [each["place"] for each in result["fitted"]] == [
        "middle",
        "front left",
        "front right",
        "rear left",
        "rear right",
        "middle",
    ]
    file = tmp_path / "data" / "calibration.json"
    calibration = load_calibration(file)
    assert calibration is not None
    assert (calibration.scale, calibration.who, calibration.corners) == (SCALE_ID.hex(), "Jo", True)
    for shares in SHARES.values():
        counts = [zero + per * 3000 * share for zero, per, share in zip(ZERO, PER_GRAM, shares, strict=True)]
        assert abs(calibration.grams(counts) - 3000) < 1.0

    hand.grams["1000"] = 1030.0  # the wrong weight, or a scale that is off
    status, said, result = walk(hand, tmp_path, "check", "--weight", "1000")
    assert (status, result["passed"], result["locked"]) == (1, False, True), said
    assert any("does not weigh" in line for line in said)
    kept = load_calibration(file)
    assert kept is not None
    assert kept.locked
    assert [type(entry) for entry in load_history(history_file(file))] == [Calibration, Check]

    assert main(["calibrate", "history", "--config", str(tmp_path / "cart.toml"), "--json", "-"]) == 0
    shown = capsys.readouterr()
    assert [entry["type"] for entry in json.loads(shown.out)["entries"]] == ["Calibration", "Check"]
    assert "FAILED" in shown.err


def test_a_wrong_corner_is_refused_and_nothing_is_saved(hand: Hand, tmp_path: Path) -> None:
    hand.obey = lambda said: setattr(
        hand, "load", tuple(2000 * s for s in SHARES["middle"]) if "2000" in said else (0.0,) * 4
    )
    status, said, _ = walk(hand, tmp_path, "--weight", "2000")
    assert status == 2
    assert any("too near the middle" in line for line in said)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--port", "nowhere", "--weight", "2000"], "stop the cart first"),
        (["--config", "none.toml"], "cannot be read"),
        ([], "name it with --config"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(words, says, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["calibrate", *words]) == 2
    error = capsys.readouterr().err
    assert says in error
    assert len(error.splitlines()) == 1


@pytest.mark.parametrize("weight", ["nan", "-5", "0", "100", "199.9", "1e9"])
def test_an_impossible_weight_is_refused_before_anything_is_measured(hand, tmp_path, weight, capsys) -> None:
    assert main(["calibrate", "--config", str(tmp_path / "cart.toml"), f"--weight={weight}"]) == 2
    assert "no weight for this scale: take 200 to 30000 g" in capsys.readouterr().err


def test_a_weight_too_light_among_others_or_the_same_one_for_the_verification_costs_no_step(hand, tmp_path, capsys):
    for weights, says in ((("2000", "100"), "no weight for this scale"), (("2000", "2000"), "with another weight")):
        words = [f"--weight={weight}" for weight in weights]
        assert main(["calibrate", "--config", str(tmp_path / "cart.toml"), *words]) == 2
        assert says in capsys.readouterr().err


def calibrated(when: int, known_g: float = 2000.0, per_gram: float = 106.0, locked: bool = False) -> Calibration:
    zero = tuple(float(each) for each in ZERO)
    gains = tuple(1 / each for each in PER_GRAM) if per_gram == 106.0 else (1 / per_gram,) * 4
    return Calibration(SCALE_ID.hex(), zero, gains, "Jo", when, known_g, 0.5, locked=locked)


def written(calibration: Calibration) -> bytes:
    wire = encode(calibration)
    assert isinstance(wire, bytes)
    return wire


def test_a_check_is_of_the_newer_side_and_never_puts_an_older_one_into_the_scale(hand: Hand, tmp_path: Path) -> None:
    file = tmp_path / "data" / "calibration.json"
    save_calibration(file, calibrated(1_000_000, per_gram=120.0))
    hand.scale.calibration = written(calibrated(9_000_000))
    status, said, result = walk(hand, tmp_path, "check", "--weight", "2000")
    assert (status, result["passed"], result["calibrated"]) == (0, True, 9_000_000), said
    assert hand.scale.calibration == written(calibrated(9_000_000))
    kept = load_calibration(file)
    assert kept is not None
    assert kept.when == 9_000_000


@pytest.mark.parametrize(
    ("kept", "held", "says"),
    [
        (None, None, "no calibration to check"),
        (calibrated(1_000_000), calibrated(1_000_000, per_gram=120.0), "different calibrations of the same moment"),
        (calibrated(1_000_000, locked=True), None, "Use 1000 g or more"),
    ],
)
def test_a_check_that_could_decide_nothing_is_refused_before_the_first_step(
    hand: Hand, tmp_path: Path, capsys, kept: Calibration | None, held: Calibration | None, says: str
) -> None:
    if kept is not None:
        save_calibration(tmp_path / "data" / "calibration.json", kept)
    before = hand.scale.calibration = written(held) if held is not None else b"\xff" * 64
    assert main(["calibrate", "check", "--config", str(tmp_path / "cart.toml"), "--weight", "500"]) == 2
    assert says in capsys.readouterr().err
    assert hand.scale.calibration == before


def test_at_a_terminal_what_was_typed_ahead_is_forgotten_and_an_r_starts_again(hand: Hand, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cart.cli", "calibrate", "--config", str(tmp_path / "cart.toml")]
    command += ["--weight", "2000", "--no-corners", "--seconds", "0.6"]
    os.write(ours, b"\n\n\n\n")
    said: list[str] = []
    answers = iter(["\n", "r\n", "\n", "\n"])
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        for line in process.stdout:
            said.append(line.rstrip())
            if "press Enter" in line:
                hand.obey(line)
                os.write(ours, next(answers).encode())
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0, said
    assert [line.split("  ")[0] for line in said if "press Enter" in line] == ["1/2", "2/2", "1/2", "2/2"]
    assert sum("Again from the first step" in line for line in said) == 1
    assert load_calibration(tmp_path / "data" / "calibration.json") is not None


def test_an_empty_history_says_what_to_do(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["calibrate", "history"]) == 0
    assert "Nothing yet" in capsys.readouterr().out


def test_a_scale_with_other_firmware_is_refused_in_words(tmp_path, capsys) -> None:
    with VirtualScale(tmp_path / "scale", SCALE_ID, protocol_version=9):
        assert main(["calibrate", "--port", str(tmp_path / "scale"), "--weight", "2000"]) == 2
    assert "reflash hw/firmware" in capsys.readouterr().err
