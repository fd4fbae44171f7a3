"""The recogniser as shipped, on labelled photographs of the 81 grocery classes."""

import csv
import os
import platform
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models import FOLDER
from models.embedder import Embedder
from models.gallery import Gallery

BINS = 15


class SplitUnusable(Exception):
    """The list of pictures cannot be used; one sentence."""


def vision(data: Path, split: Path) -> dict[str, Any]:
    """Accuracy, calibration error (15 bins) and time of each picture."""
    rows = _rows(data, split)
    embedder = Embedder(FOLDER / "embedder.tflite")
    gallery = Gallery.load(FOLDER / "grocery.npz", embedder.digest)
    fine_of, coarse_of = _classes()
    skus = [look.sku for look in gallery.looks]
    fine = np.array([fine_of[sku] for sku in skus])
    coarse = np.array([coarse_of[sku] for sku in skus])
    scores, ms = [], []
    for path, _, _ in rows:
        picture = _picture(path)
        started = time.perf_counter()
        p, _ = gallery.scores(embedder.embed([picture]))
        ms.append(1e3 * (time.perf_counter() - started))
        scores.append([p[sku] for sku in skus])
    p = np.array(scores)
    truth, group = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    order = fine[np.argsort(-p, axis=1)]
    by_group = np.stack([p[:, coarse == c].sum(axis=1) for c in range(coarse.max() + 1)], axis=1)
    right = order[:, 0] == truth
    return {
        "images": len(rows),
        "top1": _percent(right),
        "top3": _percent((order[:, :3] == truth[:, None]).any(axis=1)),
        "coarse_top1": _percent(by_group.argmax(axis=1) == group),
        "ece": round(calibration_error(p.max(axis=1), right), 4),
        "ms_p50": round(float(np.percentile(ms, 50)), 2),
        "ms_p95": round(float(np.percentile(ms, 95)), 2),
        "model_bytes": (FOLDER / "embedder.tflite").stat().st_size,
        "standard_error": round(100 * float(np.sqrt(right.mean() * (1 - right.mean()) / len(rows))), 1),
        "chance": round(100 / len(skus), 2),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
    }


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Expected calibration error over equally wide bins."""
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [abs(confidence[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins)]
    return float(sum(gaps))


def _rows(data: Path, split: Path) -> list[tuple[Path, int, int]]:
    rows = []
    try:
        lines = split.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SplitUnusable(f"{split} cannot be opened: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SplitUnusable(f"{split} is no text: {error}.") from error
    for number, line in enumerate(lines, start=1):
        try:
            path, fine, coarse = (part.strip() for part in line.split(","))
            rows.append((data / path, int(fine), int(coarse)))
        except ValueError as error:
            raise SplitUnusable(f"{split}, line {number}: write 'path, fine id, coarse id'.") from error
    if not rows:
        raise SplitUnusable(f"{split} names no picture.")
    return rows


def _classes() -> tuple[dict[str, int], dict[str, int]]:
    with (FOLDER / "grocery.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["sku"]: int(row["fine"]) for row in rows}, {row["sku"]: int(row["coarse"]) for row in rows}


def _picture(path: Path) -> NDArray[np.uint8]:
    picture = cv2.imread(str(path))
    if picture is None:
        raise SplitUnusable(f"{path} is no picture that can be read.")
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def _percent(right: NDArray[np.bool_]) -> float:
    return round(100 * float(right.mean()), 2)
