"""What the recogniser costs: the start of its process, memory, and time beside another model in the same run."""

import importlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models import FOLDER
from models.embedder import Embedder, ModelUnusable
from models.interpreted import INTERPRETERS
from models.preprocess import Pixels, photograph

CROPS = 100


def other_pythons(named: Path | None, project: Path = FOLDER.parent) -> dict[str, Path]:
    """The interpreter that needs a Python of its own with that Python: as `named`, or as `make test` prepares it.

    Absolute, with its links: what an environment has is found beside the link to its Python.
    """
    prepared = project / ".venv-tflite"
    if named is None and not any(prepared.glob("lib/python*/site-packages/tflite_runtime")):
        return {}
    return {"tflite-runtime": (named or prepared / "bin" / "python").absolute()}


def starts(times: int, folder: Path = FOLDER, pythons: Mapping[str, Path] | None = None) -> dict[str, Any]:
    """For each interpreter that is installed: seconds and megabytes of fresh processes, beside some without it.

    `pythons` names the Python of an interpreter that is not in this one.
    """
    found: dict[str, Any] = {}
    for name, module in INTERPRETERS.items():
        python = (pythons or {}).get(name)
        if python is None and find_spec(module.partition(".")[0]) is None:
            found[name] = "not installed"
            continue
        command = str(python or sys.executable)
        pairs = [(_fresh(command, "nothing", folder), _fresh(command, name, folder)) for _ in range(times)]
        seconds = [with_it["seconds"] for _, with_it in pairs]
        found[name] = {
            "start_s": round(float(np.median(seconds)), 3),
            "start_cpu_s": round(float(np.median([with_it["cpu"] for _, with_it in pairs])), 3),
            "start_s_range": [round(min(seconds), 3), round(max(seconds), 3)],
            "memory_mb": _more(pairs, "mb"),
            "peak_memory_mb": _more(pairs, "peak_mb"),
        }
    return found


def _fresh(python: str, interpreter: str, folder: Path) -> dict[str, float]:
    command = [python, "-m", "hw.bench.first_look", interpreter, str(folder.absolute())]
    try:
        done = subprocess.run(command, cwd=FOLDER.parent, capture_output=True, text=True, check=False)
    except OSError as error:
        raise ModelUnusable(f"{python} does not run: {error.strerror}.") from error
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2]
        raise ModelUnusable(f"{python} with {interpreter} ended before its first look: {last}.")
    told: dict[str, float] = json.loads(done.stdout)
    return told


def _more(pairs: Sequence[tuple[dict[str, float], dict[str, float]]], what: str) -> float:
    return round(float(np.median([with_it[what] - without[what] for without, with_it in pairs])), 1)


def beside(embedder: Embedder, other: Path, crops: Sequence[Pixels]) -> dict[str, Any]:
    """Median milliseconds from a crop to its numbers, ours and another model's by turns, one thread each."""
    look, threads = _other(other), cv2.getNumThreads()
    ours, theirs = [], []
    cv2.setNumThreads(1)
    for crop in crops[:CROPS]:
        ours.append(_ms(lambda crop: embedder.embed([crop]), crop))
        theirs.append(_ms(look, crop))
    cv2.setNumThreads(threads)
    mine, its = float(np.median(ours)), float(np.median(theirs))
    return {"ms": round(mine, 2), "other_ms": round(its, 2), "ratio": round(mine / its, 3), "crops": len(ours)}


def _ms(look: Callable[[Pixels], object], crop: Pixels) -> float:
    began = time.perf_counter()
    look(crop)
    return 1e3 * (time.perf_counter() - began)


def _other(path: Path) -> Callable[[Pixels], object]:
    """Any image model, as a function of a crop; its input is as large as it wants."""
    try:
        run = importlib.import_module(INTERPRETERS["litert"]).Interpreter(model_path=str(path), num_threads=1)
        run.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        raise ModelUnusable(f"{path} is no model that can be timed: {error}.") from error
    entry = run.get_input_details()[0]
    _, height, width, _ = entry["shape"]
    if height != width:
        raise ModelUnusable(f"{path} takes pictures of {width}x{height}: give a model of square ones.")

    def look(crop: Pixels) -> None:
        square = photograph(crop, int(width))[None]
        run.set_tensor(entry["index"], square.astype(entry["dtype"]))
        run.invoke()
        run.get_tensor(run.get_output_details()[0]["index"])

    return look
