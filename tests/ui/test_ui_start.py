"""The start of the real program: a window at once, a welcome where no trip was running, and no tap that gets lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cart.at_rest import at_rest
from cart.core.facts import Fact, TripCancelled, TripStarted
from cart.ledger import Ledger

ROOT = Path(__file__).resolve().parents[2]
CART_TOML = 'folder = "cart"\n\n[camera]\nkind = "none"\n\n[screen]\nwindow = "offscreen"\n'
IMPATIENT = """
import json, sys
from pathlib import Path

from cart.config import load
from cart.screen import Window

window, happened = Window(load(Path(sys.argv[1]))), []

from kivy.clock import Clock

from ui.finger import press


def look(_dt):
    if window.view is None and not happened and press(window.app.root, "start"):
        happened.append("tapped before the cart was there")
    if window.view is not None and window.view.screen.value == "shop":
        happened.append("shop")
        window.app.stop()


Clock.schedule_interval(look, 0.02)
window.run()
print(json.dumps(happened))
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "cart.toml"
    path.write_text(CART_TOML, encoding="utf-8")
    return path


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_who_taps_before_the_cart_is_there_is_served_and_a_running_trip_gets_no_welcome(config):
    first = python("-c", IMPATIENT, str(config))
    assert json.loads(first.stdout) == ["tapped before the cart was there", "shop"], first.stderr
    again = python("-c", IMPATIENT, str(config))
    assert json.loads(again.stdout) == ["shop"], again.stderr


def test_a_cart_that_cannot_be_built_says_so_in_a_sentence(config):
    (config.parent / "cart" / "ledger.db").mkdir(parents=True)
    ended = python("-m", "cart.cli", "run", "--config", str(config))
    assert ended.returncode == 2
    assert "smart-cart: the ledger in" in ended.stderr
    assert json.loads((config.parent / "cart" / "starts.json").read_text())["failed"] == 1


def test_a_ledger_tells_whether_a_trip_is_running_and_is_left_as_it_is(tmp_path):
    path = tmp_path / "ledger.db"
    assert at_rest(path)
    ledger = Ledger(path)
    assert at_rest(path)
    ledger.append([Fact("t", 1, 1000, TripStarted("none", "EUR", wall=0))])
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir() if not file.name.endswith("-shm")}
    assert not at_rest(path)
    assert before == {file.name: file.read_bytes() for file in tmp_path.iterdir() if not file.name.endswith("-shm")}
    ledger.append([Fact("t", 2, 2000, TripCancelled(wall=1))])
    assert at_rest(path)
    ledger.close()
    path.write_bytes(b"no ledger at all" * 100)
    assert not at_rest(path)
