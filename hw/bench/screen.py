"""The numbers of the screen: each part in a fresh process, with software GL and no display, on the wall clock.

What else runs on the machine counts in; so its load stands beside the figures, and what frames and starts take of the
processor (all threads together). Not tried on a Pi.
"""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
MB = 1e6
IDLE_S = 10
AS_THE_PROGRAM = "import cart.cli, sys, pathlib, hw.bench.screen_start as s; s.main(pathlib.Path(sys.argv[1]))"
CART_TOML = 'folder = "cart"\n\n[screen]\nwindow = "offscreen"\n'


class ScreenFailed(Exception):
    """A part did not come to its end; the message holds what it said last."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure may be at most."""

    figure: str
    most: float
    unit: str


BARS = (
    Bar("new_line_p95", 60, "ms"),
    Bar("frame_p95", 33, "ms"),
    Bar("start_seen", 1000, "ms"),
    Bar("start_ready", 1000, "ms"),
    Bar("idle_cpu", 2, "% of a core"),
    Bar("memory", 220, "MB"),
    Bar("memory_slope", 0.01, "MB an item"),
)


def screen(lines: int, frames: int, items: int, starts: int, seed: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """Every figure with its spread, and which bar it misses."""
    load = os.getloadavg()[0]
    tell(f"{lines} lines arrive")
    arrived = _part("lines", seed, lines)
    tell(f"{frames} frames of a list that scrolls")
    scrolled = _part("scroll", seed, frames)
    nothing = _part("blank", seed, frames // 4)
    tell(f"{starts} starts of the program")
    began, bare = _starts(starts), [_bare_window() for _ in range(starts)]
    tell(f"{2 * IDLE_S} seconds in which nothing happens")
    idle = {name: round(100 * cpu / IDLE_S, 2) for name, cpu in _part("idle", seed, IDLE_S).items()}
    tell(f"{items} items on one list, and {items} in trips of 25")
    loads = f"load {load:.1f} before, {os.getloadavg()[0]:.1f} after"
    found = {
        "machine": f"{platform.machine()}, {os.cpu_count()} threads, {loads}",
        "new_line_ms": _milliseconds(arrived["seconds"]),
        "new_line_engine_ms": _milliseconds(arrived["engine"]),
        "frame_ms": _milliseconds(scrolled["seconds"]),
        "frame_cpu_ms": _milliseconds(scrolled["cpu"]),
        "blank_frame_ms": _milliseconds(nothing["seconds"]),
        "blank_frame_cpu_ms": _milliseconds(nothing["cpu"]),
        "bare_window_ms": _milliseconds(bare),
        **{f"start_{name}_ms": _milliseconds([start[name] for start in began]) for name in began[0]},
        "idle_cpu_percent": idle,
        "memory_one_list": _growth(_part("memory", 1, items)),
        "memory_trips": _growth(_part("memory", 0, items)),
    }
    return found | {"missed": _missed(found)}


def _missed(found: dict[str, Any]) -> list[str]:
    memory = (found["memory_one_list"], found["memory_trips"])
    figures = {
        "new_line_p95": found["new_line_ms"]["p95"],
        "frame_p95": found["frame_ms"]["p95"],
        "start_seen": found["start_seen_ms"]["p50"],
        "start_ready": found["start_ready_ms"]["p50"],
        "idle_cpu": max(found["idle_cpu_percent"].values()),
        "memory": max(each["mb"] for each in memory),
        "memory_slope": max(each["mb_per_item"] for each in memory),
    }
    return [
        f"{bar.figure} {figures[bar.figure]:g} {bar.unit}, at most {bar.most:g}"
        for bar in BARS
        if figures[bar.figure] > bar.most
    ]


def _growth(told: dict[str, Any]) -> dict[str, float]:
    """Megabytes at the end, and how many each of the last half of the items added."""
    number, resident = np.array(told["samples"], float).T
    late = number > number[-1] / 2
    slope = float(np.polyfit(number[late], resident[late], 1)[0])
    return {"mb": round(float(resident[-1]) / MB, 1), "mb_per_item": round(slope / MB, 4)}


def _milliseconds(seconds: list[float]) -> dict[str, float]:
    cuts = np.percentile(np.array(seconds) * 1000, [50, 95, 100])
    return {"n": len(seconds)} | dict(zip(("p50", "p95", "max"), (round(float(cut), 1) for cut in cuts), strict=True))


def _starts(number: int) -> list[dict[str, float]]:
    """Seconds from the start of a process to what `hw.bench.screen_start` names, in the folder of a cart that stands
    idle; the first start, which warms the disk's cache, is left out."""
    with TemporaryDirectory(prefix="screen-") as folder:
        config = Path(folder) / "cart.toml"
        config.write_text(CART_TOML, encoding="utf-8")
        return [_start(config) for _ in range(number + 1)][1:]


def _start(config: Path) -> dict[str, float]:
    began = time.monotonic()
    told = _told("-c", AS_THE_PROGRAM, str(config))
    return {name: value if name.endswith("_cpu") else value - began for name, value in told.items()}


def _bare_window() -> float:
    """Seconds from the start of a process to the first frame of an empty Kivy window, with Kivy's own style: what the
    start is measured against."""
    with TemporaryDirectory(prefix="screen-") as home:
        began = time.monotonic()
        shown: float = _told("-m", "hw.bench.screen_bare", home)["shown"]
        return shown - began


def _part(name: str, seed: int, amount: int) -> dict[str, Any]:
    return _told("-m", "hw.bench.screen_glass", name, str(seed), str(amount))


def _told(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, *arguments]
    # Bytecode is kept, as on a cart that has started before.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ScreenFailed(f"{' '.join(arguments[1:])} broke off: {done.stderr.strip().rpartition(chr(10))[2]}.")
    told: dict[str, Any] = json.loads(done.stdout.strip().rpartition("\n")[2])
    return told
