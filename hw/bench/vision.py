"""The recogniser as shipped, on labelled photographs of the 81 grocery classes."""

import csv
import time
from pathlib import Path
from typing import Any

import numpy as np

from cart.core.units import Sku
from hw.bench import cost, labelled
from models import FOLDER
from models.embedder import DIMENSIONS, Embedder
from models.figures import calibration_error, machine
from models.gallery import Calibration, Gallery
from models.looks import PROTOTYPES, Look, unit

PRODUCTS = 10_000  # of a large shop, with all their prototypes
ODD = 100  # views of a hand, of the basket and of a smear, each


def vision(
    data: Path, split: Path, starts: int, other: Path | None = None, tflite_python: Path | None = None
) -> dict[str, Any]:
    """Accuracy, calibration error (15 bins), time of each picture, and what `starts` fresh processes need.

    With an `other` model, also the time of a crop beside its; for tflite-runtime see `cost.other_pythons`.
    """
    rows = labelled.rows(data, split)
    embedder = Embedder(FOLDER / "embedder.tflite")
    gallery = Gallery.load(FOLDER / "grocery.npz", embedder.digest)
    fine_of, coarse_of = classes()
    skus = [look.sku for look in gallery.looks]
    fine = np.array([fine_of[sku] for sku in skus])
    coarse = np.array([coarse_of[sku] for sku in skus])
    scores, ms = [], []
    for path, _, _ in rows:
        picture = labelled.picture(path)
        started = time.perf_counter()
        p, none = gallery.scores(embedder.embed([picture]))
        ms.append(1e3 * (time.perf_counter() - started))
        scores.append([*(p[sku] for sku in skus), none])
    every = np.array(scores)
    p = every[:, :-1]
    truth, group = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    order = fine[np.argsort(-p, axis=1)]
    by_group = np.stack([p[:, coarse == c].sum(axis=1) for c in range(coarse.max() + 1)], axis=1)
    right = order[:, 0] == truth
    costs: dict[str, Any] = {"start": cost.starts(starts, FOLDER, cost.other_pythons(tflite_python))} if starts else {}
    if other is not None:
        crops = [labelled.picture(path) for path, _, _ in rows[: cost.CROPS]]
        costs |= {"beside": {"model": other.name} | cost.beside(embedder, other, crops)}
    return {
        "images": len(rows),
        "top1": labelled.percent(right),
        "top3": labelled.percent((order[:, :3] == truth[:, None]).any(axis=1)),
        "coarse_top1": labelled.percent(by_group.argmax(axis=1) == group),
        # Of the best answer, which may be "none of these"; that one is never right here.
        "ece": round(calibration_error(every.max(axis=1), right & (every.argmax(axis=1) < len(skus))), 4),
        "ms_p50": round(float(np.percentile(ms, 50)), 2),
        "ms_p95": round(float(np.percentile(ms, 95)), 2),
        "search_10000_ms": round(search_ms(PRODUCTS), 2),
        "model_bytes": (FOLDER / "embedder.tflite").stat().st_size,
        "standard_error": labelled.standard_error(right),
        "chance": round(100 / len(skus), 2),
        **costs,
        "machine": machine(),
    }


def search_ms(products: int) -> float:
    """Median time from one look's numbers to its scores in a made-up gallery, as the cart asks for them."""
    dice = np.random.default_rng(1)
    rows = unit(dice.normal(size=(products * PROTOTYPES, DIMENSIONS))).reshape(products, PROTOTYPES, DIMENSIONS)
    weights = np.ones(PROTOTYPES, np.float32)
    looks = tuple(Look(Sku(f"{nth}"), f"{nth}", own, weights) for nth, own in enumerate(rows))
    views = unit(dice.normal(size=(ODD, DIMENSIONS)))
    odd = tuple(Look(Sku(f"none-{nth}"), "", views, np.ones(ODD, np.float32)) for nth in range(3))
    gallery, seen = Gallery("", Calibration(20.0, 0.6), looks, odd), unit(dice.normal(size=(31, DIMENSIONS)))
    ms = []
    for vector in seen:
        started = time.perf_counter()
        gallery.scores(vector)
        ms.append(1e3 * (time.perf_counter() - started))
    return float(np.median(ms))


def classes() -> tuple[dict[str, int], dict[str, int]]:
    """Fine and coarse class of each SKU of the photographs."""
    with (FOLDER / "grocery.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["sku"]: int(row["fine"]) for row in rows}, {row["sku"]: int(row["coarse"]) for row in rows}
