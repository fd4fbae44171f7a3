"""Rules stand beside the modules whose classes they lay out, come with the wheel, and are read when they are needed."""

import importlib
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RULES = sorted((ROOT / "ui" / "screens").glob("*.kv"))
READ = """
import json, sys
from pathlib import Path

from ui.prepare import prepare

prepare(Path(sys.argv[1]), offscreen=True)
from kivy.lang import Builder
from ui.stage import load_others

load_others()
print(json.dumps([Path(path).name for path in Builder.files if path]))
"""


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_lays_out_a_class_of_the_module_beside_it(path, screen):
    screen()
    module = importlib.import_module(f"ui.screens.{path.stem}")
    named = re.findall(r"^<(\w+)>:", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert named
    for name in named:
        assert getattr(module, name).__module__ == module.__name__


def test_rules_come_with_the_wheel():
    packed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-data"]
    found = {path for pattern in packed["ui"] for path in (ROOT / "ui").glob(pattern)}
    assert found >= set(RULES)


def test_another_thread_can_load_screens_because_it_reads_no_rules(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", READ, str(tmp_path)]
    read = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True)
    assert json.loads(read.stdout.strip().rpartition("\n")[2]) == ["style.kv"]
