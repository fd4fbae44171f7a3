"""Step detection on simulated scales, beside what others do: smart-cart bench scale.

Everything follows from the seed; every term of the cell model is switched on; each cart weighs after its own
calibration. All figures are of a simulation.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from typing import Any

from hw.bench import scale_cases
from hw.bench.scale_trials import Curve, Row
from hw.bench.wire import corrupt
from hw.twin.loadcell import NORMAL, CellModel
from models.figures import interval, machine

SIZES_G = (5, 10, 20, 50, 100, 200, 500, 1000, 2000)
NOISES = {"junction box": 0.8, "four ADCs": 0.42}  # grams rms on the sum at 80 readings a second
BENCH = replace(NORMAL, rate_spread=0.05)
FRAMES = 1_000_000

Say = Callable[[int, int, Row], None]


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    seed: int = 1
    trials: int = 3000
    hours: int = 50
    jobs: int = 1


@dataclass(frozen=True)
class Task:
    """One case on one kind of scale; runs in a process of its own."""

    case: str
    white_g: float
    extent: Extent

    def run(self) -> tuple[list[Row], list[Curve]]:
        e, model = self.extent, _model(self.white_g)
        kind = self.case.partition("-")[0]
        match kind:
            case "standing":
                rows, curves = scale_cases.standing(self._grams, e.trials, model, e.seed)
            case "quiet":
                rows, curves = scale_cases.quiet(e.hours, model, e.seed)
            case "rolling":
                rows, curves = scale_cases.rolling(max(1, e.trials // 6), model, e.seed)
            case "leaning":
                rows, curves = scale_cases.leaning(max(1, e.trials // 10), model, e.seed)
            case "two":
                rows, curves = scale_cases.two_items(max(1, e.trials // 3), model, e.seed)
            case _:
                rows, curves = scale_cases.drift(max(1, min(20, e.trials)), model, e.seed)
        return [{"case": self.case, "noise_g": self.white_g, **row} for row in rows], curves

    @property
    def _grams(self) -> float:
        return float(self.case.removeprefix("standing-").removesuffix("g"))


def cases() -> list[str]:
    """Names of the cases that are simulated, the long ones first."""
    return ["quiet", "leaning", "rolling", "two-items", "drift", *(f"standing-{g}g" for g in reversed(SIZES_G))]


def scale(extent: Extent, only: Sequence[str], say: Say) -> tuple[dict[str, Any], list[Curve]]:
    """The whole bench, or the cases of `only`. keys: simulated, machine, seed, cases."""
    wanted = [case for case in cases() if not only or case in only]
    tasks = [Task(case, white, extent) for case in wanted for white in NOISES.values()]
    rows: list[Row] = []
    curves: list[Curve] = []
    with ProcessPoolExecutor(extent.jobs) as pool:
        running = [pool.submit(task.run) for task in tasks]
        for done, future in enumerate(as_completed(running), start=1):
            found, drawn = future.result()
            rows += found
            curves += drawn
            for row in found:
                say(done, len(tasks), row)
    rows = _with_false(rows)
    if not only or "wire" in only:
        rows += wire(extent.seed)
    order = [*(f"standing-{g}g" for g in SIZES_G), "rolling", "leaning", "two-items", "drift", "wire"]
    kept = [row for row in rows if row["case"] in order]
    kept.sort(key=lambda row: (-row.get("noise_g", 0.0), order.index(row["case"])))
    return {"simulated": True, "machine": machine(), "seed": extent.seed, "cases": kept}, curves


def wire(seed: int, frames: int = FRAMES) -> list[Row]:
    """Corrupted frames: found are those that were refused, or read as they had been sent."""
    result = corrupt(seed, frames)
    right = result["refused"] + result["still_whole"]
    return [{"case": "wire", "method": "cart", "found": right, "trials": frames, **result}]


def line(row: Mapping[str, Any]) -> str:
    """A row for people."""
    if "trials" not in row:
        return f"{row['case']:15} " + ", ".join(f"{k} {v}" for k, v in row.items() if k != "case")
    low, high = interval(row["found"], row["trials"])
    share = 100 * row["found"] / max(1, row["trials"])
    parts = [
        f"{row['case']:15} {row.get('noise_g', 0):4} g {row['method']:13}",
        f"{row['found']:5}/{row['trials']:<5} {share:6.2f} % [{100 * low:.2f}, {100 * high:.2f}]",
    ]
    if row.get("rms_g") is not None:
        parts.append(f"rms {row['rms_g']:.3f} g")
    if row.get("latency_s"):
        parts.append(f"{row['latency_s']['p50']:.2f}/{row['latency_s']['p95']:.2f} s")
    known = {"case", "noise_g", "method", "found", "trials", "rms_g", "latency_s"}
    parts += [f"{name} {value}" for name, value in row.items() if name not in known and value is not None]
    return "  ".join(parts)


def _with_false(rows: list[Row]) -> list[Row]:
    """The hours in which nothing happened belong to every standing case of the same method and noise."""
    quiet = {(row["method"], row["noise_g"]): row for row in rows if row["case"] == "quiet"}
    for row in rows:
        if row["case"].startswith("standing") and (row["method"], row["noise_g"]) in quiet:
            of = quiet[row["method"], row["noise_g"]]
            row.update(false_per_hour=of["false_per_hour"], hours=of["hours"])
    return rows


def _model(white_g: float) -> CellModel:
    return replace(BENCH, white_g=white_g)
