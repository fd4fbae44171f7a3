"""What the exported files are worth: `smart-cart evaluate`. It runs the cart's own code; torch is not needed."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from cart.core.units import Sku
from models import preprocess
from models.embedder import Embedder
from models.gallery import Gallery
from models.training import calibrate, crossfit, data, galleries, strangers
from models.training.recipe import Recipe, TwinViews

DRAWN = 200
"""Pictures of each kind of unknown thing."""


def on_photographs(embedder: Embedder, gallery: Gallery, folder: Path, split: str) -> dict[str, Any]:
    """Fine, top-3 and coarse accuracy in percent, and the calibration error, of whole photographs.

    Pictures of classes that are not in the gallery are left out.
    """
    names, labels = data.listing(folder, split)
    fine_names, coarse_of = data.classes(folder)
    columns = {galleries.slug(name): fine for fine, name in enumerate(fine_names)}
    known = [columns[sku] for sku in gallery.skus]
    shown = [(name, label) for name, label in zip(names, labels, strict=True) if label in known]
    truth = np.array([label for _, label in shown])
    vectors = np.concatenate([embedder.embed([data.read_picture(folder / name)]) for name, _ in shown])
    p = np.zeros((len(truth), len(fine_names) + 1))
    p[:, [*known, -1]] = np.exp(gallery.log_scores(vectors))
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
    p = np.exp(gallery.log_scores(embedder.embed_squares(list(fresh.squares))))
    p = p[:, [*order, len(order)]]
    likeness = _histograms(fresh.squares) @ _histograms(shop.of_each(0, plan.enrol).squares).T
    by_colour = likeness.reshape(len(fresh.labels), len(shop.skus), plan.enrol).max(axis=2)
    odd = strange.squares[strange.labels % 2 == 1]
    unknown = gallery.log_scores(embedder.embed_squares(list(odd)))
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
        "unknown_rejected": strangers.rejected(embedder, gallery, fresh.squares, _unknown(embedder, fresh, odd)),
        "unknown_rejected_three_looks": _rejected_at_three(embedder, gallery, fresh, strange),
        "new_products": [_enrolled_anew(embedder, gallery, fresh, strange, shots) for shots in (1, 3, 8)],
        "per_product": {sku: _percent(ranked[fresh.labels == nth, 0] == nth) for nth, sku in enumerate(shop.skus)},
        "confusions": wrong.most_common(12),
    }


def _unknown(embedder: Embedder, fresh: data.Views, odd: NDArray[np.uint8]) -> dict[str, list[preprocess.Pixels]]:
    """What a basket's camera meets and the store does not sell; all of it drawn or rendered."""
    things = {kind: strangers.drawn(kind, DRAWN, embedder.side) for kind in strangers.DRAWN}
    return {"goods not sold": list(odd), **things, "goods, blurred": strangers.blurred(fresh.squares[::4])}


def _rejected_at_three(embedder: Embedder, gallery: Gallery, fresh: data.Views, strange: data.Views) -> dict[str, Any]:
    """Goods that are not sold, by three views of the same one; drawn things are each another and tell nothing here."""
    known, odd = (views.of_each(0, len(views.labels) // len(views.skus) // 3 * 3) for views in (fresh, strange))
    unknown = {"goods not sold": list(odd.squares[odd.labels % 2 == 1])}
    return strangers.rejected(embedder, gallery, known.squares, unknown, looks=3)


def _enrolled_anew(
    embedder: Embedder, gallery: Gallery, shop: data.Views, strange: data.Views, shots: int
) -> dict[str, Any]:
    """Products that neither training nor calibration saw, enrolled from `shots` views beside all the others."""
    grown, known, fresh = gallery, strange.of_each(0, shots), strange.of_each(galleries.NEW_VIEWS, None)
    anew = [nth for nth in range(len(strange.skus)) if nth % 2 == 1]
    for nth in anew:
        views = known.squares[known.labels == nth]
        grown = grown.enrol(Sku(strange.skus[nth]), strange.names[nth], embedder.embed_squares(views))
    asked = fresh.where(np.isin(fresh.labels, anew))
    truth = np.array([grown.skus.index(strange.skus[nth]) for nth in asked.labels])
    p = np.exp(grown.log_scores(embedder.embed_squares(asked.squares)))
    ranked = (-p[:, :-1]).argsort(axis=1)
    column = np.array([grown.skus.index(sku) for sku in shop.skus])[shop.labels]
    seen = grown.likeness(embedder.embed_squares(shop.squares)).argmax(axis=1)
    return {
        "shots": shots,
        "among": len(grown.skus),
        "top1": _percent(ranked[:, 0] == truth),
        "top4": _percent((ranked[:, :4] == truth[:, None]).any(axis=1)),
        "ece": round(calibrate.expected_calibration_error(p, truth), 3),
        "seen_top1": _percent(seen == column),
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


def cross_fitted(models: Path, plan: Recipe, folder: Path, fold_models: Sequence[Path] = ()) -> dict[str, Any]:
    """Calibration over train and val in five folds; `fold_models` are networks that were trained without one each."""
    paths = fold_models or [models / "embedder.tflite"]
    return crossfit.on_photographs([Embedder(path) for path in paths], plan, folder)
