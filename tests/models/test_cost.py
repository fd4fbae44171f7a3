"""What an interpreter costs is measured in the Python that has it."""

import sys
from pathlib import Path

import pytest

import models
from hw.bench import cost
from models.embedder import ModelUnusable

FIGURES = {"start_s", "start_cpu_s", "start_s_range", "memory_mb", "peak_memory_mb"}


def test_each_interpreter_starts_in_the_python_that_has_it() -> None:
    pythons = cost.other_pythons(None)
    if not pythons:
        pytest.skip("make test prepares .venv-tflite with Python 3.11")
    found = cost.starts(1, models.FOLDER, pythons)
    assert set(found) == {"litert", "tflite-runtime"}
    for figures in found.values():
        assert set(figures) == FIGURES
        assert figures["start_s"] > 0
        assert figures["peak_memory_mb"] > 0


def test_the_prepared_environment_is_found_and_a_named_one_goes_before_it(tmp_path: Path) -> None:
    assert cost.other_pythons(None, tmp_path) == {}
    environment = tmp_path / ".venv-tflite"
    packages = environment / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    assert cost.other_pythons(None, tmp_path) == {}, "one that pip did not finish"
    (packages / "tflite_runtime").mkdir()
    assert cost.other_pythons(None, tmp_path) == {"tflite-runtime": environment / "bin" / "python"}
    assert cost.other_pythons(Path(sys.executable), tmp_path) == {"tflite-runtime": Path(sys.executable)}


def test_an_interpreter_that_is_nowhere_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "INTERPRETERS", {"tflite-runtime": "no_such_interpreter"})
    assert cost.starts(1) == {"tflite-runtime": "not installed"}


def test_a_python_without_the_interpreter_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "INTERPRETERS", {"tflite-runtime": "tflite_runtime.interpreter"})
    bare = tmp_path / "python"
    bare.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S "$@"\n')
    with pytest.raises(ModelUnusable, match="does not run"):
        cost.starts(1, models.FOLDER, {"tflite-runtime": bare})
    bare.chmod(0o755)
    with pytest.raises(ModelUnusable, match="ended before its first look"):
        cost.starts(1, models.FOLDER, {"tflite-runtime": bare})
