"""Products enrolled from a few photographs each, named among themselves and among everything that was known before."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from cart.core.units import Sku
from hw.bench import labelled
from hw.bench.labelled import Row, SplitUnusable
from hw.bench.vision import classes
from models import FOLDER
from models.embedder import Embedder
from models.figures import machine, percents
from models.gallery import Gallery
from models.looks import Vectors
from models.training.calibrate import floor
from models.training.judged import Judged
from models.training.strangers import rejected


def fewshot(data: Path, enrol: Path, split: Path, model: Path | None = None) -> dict[str, Any]:
    """Accuracy in percent for the products of `enrol`; beside the classes of the model's own gallery where it has one.

    Pictures in `split` of classes that were not enrolled tell what these lose when the new ones come.
    """
    shown, asked = labelled.rows(data, enrol), labelled.rows(data, split)
    fine_of, _ = classes()
    file = model or FOLDER / "embedder.tflite"
    embedder = Embedder(file)
    known = _known(embedder, file)
    views = Counter(fine for _, fine, _ in shown)
    before = known.only(sku for sku in known.skus if fine_of[sku] not in views)
    alone = _enrolled(known.only([]), embedder, shown)
    joint = replace(before, looks=(*before.looks, *alone.looks))
    column = {fine_of[look.sku]: nth for nth, look in enumerate(before.looks)}
    column.update({fine: len(before.looks) + nth for nth, fine in enumerate(views)})
    new = [row for row in asked if row[1] in views]
    seen = [row for row in asked if row[1] not in views and row[1] in column]
    if not new:
        raise SplitUnusable(f"{split} has no picture of a product in {enrol}: there is nothing to name.")
    vectors, ms = _embedded(embedder, new)
    of_new = np.array([column[fine] for _, fine, _ in new])
    right = _hits(alone, vectors, of_new - len(before.looks), 1)
    result = {
        "shots": min(views.values()),
        "top1": labelled.percent(right),
        "top3": labelled.percent(_hits(alone, vectors, of_new - len(before.looks), 3)),
        "products": len(views),
        "images": len(new),
        "most_shots": max(views.values()),
        "interval": percents(right),
        "standard_error": labelled.standard_error(right),
        "chance": round(100 / len(views), 2),
        "trained_on": sum(fine_of[sku] in views for sku in known.skus),
        "ms_p50": round(float(np.percentile(ms, 50)), 2),
        "machine": machine(),
    }
    if before.looks:
        result |= _beside(joint, vectors, of_new)
    if seen:
        result |= _seen(before, joint, embedder, seen, column, vectors)
    return result


def _beside(joint: Gallery, vectors: Vectors, truth: np.ndarray) -> dict[str, Any]:
    right = _hits(joint, vectors, truth, 1)
    return {
        "among": len(joint.looks),
        "joint_top1": labelled.percent(right),
        "joint_top3": labelled.percent(_hits(joint, vectors, truth, 3)),
        "joint_interval": percents(right),
        **_honesty("joint", joint, vectors, truth),
    }


def _seen(
    before: Gallery, joint: Gallery, embedder: Embedder, rows: Sequence[Row], column: dict[int, int], new: Vectors
) -> dict[str, Any]:
    vectors, _ = _embedded(embedder, rows)
    truth = np.array([column[fine] for _, fine, _ in rows])
    right = _hits(joint, vectors, truth, 1)
    return {
        "seen_images": len(rows),
        "seen_top1_before": labelled.percent(_hits(before, vectors, truth, 1)),
        "seen_top1": labelled.percent(right),
        "seen_interval": percents(right),
        **_honesty("seen", joint, vectors, truth),
        # The new ones' pictures before they are enrolled.
        "unknown_rejected": rejected(before, vectors, {"new": new})["new"]["rejected"],
    }


def _honesty(name: str, gallery: Gallery, vectors: Vectors, truth: np.ndarray) -> dict[str, float]:
    """The calibration error, and what that of a perfectly honest one would be with so few pictures."""
    judged = Judged(gallery.skus, np.exp(gallery.log_scores(vectors)), truth)
    return {f"{name}_ece": round(judged.ece, 4), f"{name}_ece_floor": round(floor(judged.p)[0], 4)}


def _known(embedder: Embedder, model: Path) -> Gallery:
    """What this model knows: a gallery of its own name or grocery.npz beside it, if made with it.

    A model without one knows nothing and borrows the shipped calibration.
    """
    for path in (model.with_suffix(".npz"), model.with_name("grocery.npz")):
        if path.exists() and (gallery := Gallery.load(path)).model == embedder.digest:
            return gallery
    return replace(Gallery.load(FOLDER / "grocery.npz").only([]), model=embedder.digest)


def _enrolled(gallery: Gallery, embedder: Embedder, rows: Sequence[Row]) -> Gallery:
    vectors, _ = _embedded(embedder, rows)
    labels = np.array([fine for _, fine, _ in rows])
    for fine in dict.fromkeys(labels.tolist()):
        gallery = gallery.enrol(Sku(f"new {fine}"), f"class {fine}", vectors[labels == fine])
    return gallery


def _embedded(embedder: Embedder, rows: Sequence[Row]) -> tuple[Vectors, list[float]]:
    vectors, ms = [], []
    for path, _, _ in rows:
        picture = labelled.picture(path)
        started = time.perf_counter()
        vectors.append(embedder.embed([picture]))
        ms.append(1e3 * (time.perf_counter() - started))
    return np.concatenate(vectors), ms


def _hits(gallery: Gallery, vectors: Vectors, truth: np.ndarray, top: int) -> np.ndarray:
    order = np.argsort(-gallery.likeness(vectors), axis=1)[:, :top]
    return np.asarray((order == truth[:, None]).any(axis=1))
