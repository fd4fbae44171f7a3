"""What the exported files are worth: `python -m models.training.evaluate --data DIR` prints one JSON object.

It runs the cart's own code on the .tflite; torch is not needed.
"""

import argparse
import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models import preprocess
from models.embedder import Embedder
from models.gallery import Gallery, log_scores
from models.training import calibrate, data, recipe
from models.training.recipe import Recipe, TwinViews

MODELS = Path(__file__).parents[1]


def on_photographs(embedder: Embedder, gallery: Gallery, folder: Path, split: str) -> dict[str, Any]:
    """Fine, top-3 and coarse accuracy in percent, and the calibration error, of whole photographs."""
    names, labels = data.listing(folder, split)
    fine_names, coarse_of = data.classes(folder)
    truth = np.array(labels)
    vectors = np.concatenate([embedder.embed([data.read_picture(folder / name)]) for name in names])
    p = np.exp(log_scores(gallery.cosines(vectors), gallery.calibration))
    ranked = (-p[:, :-1]).argsort(axis=1)
    coarse = np.stack([p[:, :-1][:, np.array(coarse_of) == c].sum(axis=1) for c in range(max(coarse_of) + 1)], 1)
    wrong = Counter(
        f"{fine_names[true]} seen as {fine_names[best]}"
        for true, best in zip(truth, ranked[:, 0], strict=True)
        if true != best
    )
    return {
        "images": len(truth),
        "fine": _percent(ranked[:, 0] == truth),
        "top3": _percent((ranked[:, :3] == truth[:, None]).any(axis=1)),
        "coarse": _percent(coarse.argmax(axis=1) == np.array(coarse_of)[truth]),
        "ece": round(calibrate.expected_calibration_error(p, truth), 3),
        "confusions": wrong.most_common(8),
    }


def on_twin(embedder: Embedder, gallery: Gallery, plan: TwinViews, cache: Path) -> dict[str, Any]:
    """SIMULATED: fresh views of the made-up store's goods, things it does not sell, and a colour baseline."""
    shop, strange = data.twin_views(cache, "shop"), data.twin_views(cache, "strange")
    fresh = shop.of_each(plan.enrol + plan.calibrate, None)
    order = [gallery.skus.index(sku) for sku in shop.skus]
    p = np.exp(log_scores(gallery.cosines(embedder.embed_squares(list(fresh.squares))), gallery.calibration))
    p = p[:, [*order, len(order)]]
    likeness = _histograms(fresh.squares) @ _histograms(shop.of_each(0, plan.enrol).squares).T
    by_colour = likeness.reshape(len(fresh.labels), len(shop.skus), plan.enrol).max(axis=2)
    odd = strange.squares[strange.labels % 2 == 1]
    unknown = log_scores(gallery.cosines(embedder.embed_squares(list(odd))), gallery.calibration)
    ranked = (-p[:, :-1]).argsort(axis=1)
    wrong = Counter(
        f"{shop.skus[true]} seen as {shop.skus[best]}"
        for true, best in zip(fresh.labels, ranked[:, 0], strict=True)
        if true != best
    )
    return {
        "products": len(shop.skus),
        "views": len(fresh.labels),
        "top1": _percent(ranked[:, 0] == fresh.labels),
        "top4": _percent((ranked[:, :4] == fresh.labels[:, None]).any(axis=1)),
        "ece": round(calibrate.expected_calibration_error(p, fresh.labels), 3),
        "colour_top1": _percent(by_colour.argmax(axis=1) == fresh.labels),
        "colour_top4": _percent(((-by_colour).argsort(axis=1)[:, :4] == fresh.labels[:, None]).any(axis=1)),
        "nothing_of_known": round(float(p[:, -1].mean()), 3),
        "nothing_of_unknown": round(float(np.exp(unknown[:, -1]).mean()), 3),
        "new_products": _enrolled_anew(embedder, gallery, strange),
        "per_product": {sku: _percent(ranked[fresh.labels == nth, 0] == nth) for nth, sku in enumerate(shop.skus)},
        "confusions": wrong.most_common(12),
    }


def _enrolled_anew(embedder: Embedder, gallery: Gallery, strange: data.Views, shots: int = 8) -> dict[str, Any]:
    """Products that training never saw, enrolled from `shots` views beside all the others."""
    grown = gallery
    known, fresh = strange.of_each(0, shots), strange.of_each(shots, None)
    for nth, sku in enumerate(strange.skus):
        views = known.squares[known.labels == nth]
        grown = grown.enrol(sku, sku, embedder.embed_squares(list(views)))
    order = np.array([grown.skus.index(sku) for sku in strange.skus])
    ranked = (-grown.cosines(embedder.embed_squares(list(fresh.squares)))).argsort(axis=1)
    truth = order[fresh.labels]
    return {
        "shots": shots,
        "among": len(grown.skus),
        "top1": _percent(ranked[:, 0] == truth),
        "top4": _percent((ranked[:, :4] == truth[:, None]).any(axis=1)),
    }


def _histograms(squares: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Square roots of masked 16 x 16 Lab a-b histograms: their product is the Hellinger likeness."""
    rows = []
    for square in squares:
        seen = (square != preprocess.GREY).any(axis=2).astype(np.uint8)
        lab = cv2.cvtColor(square, cv2.COLOR_RGB2LAB)
        counts = cv2.calcHist([lab], [1, 2], seen, [16, 16], [64, 192, 64, 192]).reshape(-1)
        rows.append(np.sqrt(counts / max(1.0, counts.sum())))
    return np.array(rows, np.float32)


def _percent(right: NDArray[np.bool_]) -> float:
    return round(100 * float(right.mean()), 1)


def evaluate(models: Path, plan: Recipe, folder: Path, split: str, twin: bool) -> dict[str, Any]:
    """Every figure of the files in `models`; `folder` holds grocery-store/."""
    embedder = Embedder(models / "embedder.tflite")
    grocery = Gallery.load(models / "grocery.npz", embedder.digest)
    result = {"photographs": on_photographs(embedder, grocery, folder / "grocery-store", split)}
    if twin:
        shop = Gallery.load(models / "twin.npz", embedder.digest)
        result["twin (simulated)"] = on_twin(embedder, shop, plan.twin, plan.cache)
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipe", type=Path, default=recipe.SHIPPED)
    parser.add_argument("--data", type=Path, default=os.environ.get("SMART_CART_DATA", "data"))
    parser.add_argument("--models", type=Path, default=MODELS)
    parser.add_argument("--split", default="val")
    parser.add_argument("--no-twin", action="store_true", help="photographs only")
    arguments = parser.parse_args()
    plan = recipe.read(arguments.recipe)
    try:
        result = evaluate(arguments.models, plan, Path(arguments.data), arguments.split, not arguments.no_twin)
    except data.DataMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    print(json.dumps(result, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
