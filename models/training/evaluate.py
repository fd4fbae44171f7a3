"""What the exported files are worth: `smart-cart evaluate`. It runs the cart's own code; torch is not needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from cart.core.units import Sku
from models import preprocess
from models.embedder import Embedder
from models.figures import percent
from models.gallery import Gallery
from models.looks import Vectors
from models.training import crossfit, data, galleries, strangers
from models.training.calibrate import SHOTS
from models.training.judged import Judged
from models.training.recipe import Recipe, TwinViews

DRAWN = 200
"""Pictures of each kind of unknown thing."""


@dataclass(frozen=True)
class Evaluation:
    """The figures, and what the pictures of them are drawn from; without the virtual cart its parts are None."""

    figures: dict[str, Any]
    photographs: Judged
    shop: Judged | None = None
    anew: Judged | None = None  # products enrolled from NEW_VIEWS views beside all the others


def judge_photographs(embedder: Embedder, gallery: Gallery, folder: Path, split: str) -> Judged:
    """Whole photographs, each of them seen once; those of classes that are not in the gallery are left out."""
    names, labels = data.listing(folder, split)
    fine_names, _ = data.classes(folder)
    columns = {galleries.slug(name): fine for fine, name in enumerate(fine_names)}
    known = [columns[sku] for sku in gallery.skus]
    shown = [(name, label) for name, label in zip(names, labels, strict=True) if label in known]
    vectors = np.concatenate([embedder.embed([data.read_picture(folder / name)]) for name, _ in shown])
    p = np.zeros((len(shown), len(fine_names) + 1))
    p[:, [*known, -1]] = np.exp(gallery.log_scores(vectors))
    return Judged(tuple(fine_names), p, np.array([label for _, label in shown]))


def judge_shop(gallery: Gallery, shop: data.Views, vectors: Vectors, labels: NDArray[np.int64]) -> Judged:
    """SIMULATED: views of the made-up store's goods; `labels` count the products of `shop`."""
    order = [gallery.skus.index(Sku(sku)) for sku in shop.skus]
    p = np.exp(gallery.log_scores(vectors))
    return Judged(shop.skus, p[:, [*order, len(order)]], labels)


def fresh_views(plan: TwinViews, shop: data.Views) -> data.Views:
    """Those that neither the gallery nor its numbers are made of."""
    return shop.of_each(plan.enrol + plan.calibrate, None)


def on_photographs(judged: Judged, coarse_of: Sequence[int]) -> dict[str, Any]:
    """Fine, top-3 and coarse accuracy in percent, and the calibration error."""
    group = np.array(coarse_of)
    coarse = np.stack([judged.p[:, :-1][:, group == c].sum(axis=1) for c in range(max(coarse_of) + 1)], 1)
    return {
        "images": len(judged.truth),
        "fine": judged.top(1),
        "top3": judged.top(3),
        "coarse": percent(coarse.argmax(axis=1) == group[judged.truth]),
        "ece": round(judged.ece, 3),
        "confusions": [vars(pair) for pair in judged.confusions(8)],
    }


def on_twin(
    embedder: Embedder, gallery: Gallery, plan: TwinViews, cache: Path
) -> tuple[dict[str, Any], Judged, Judged]:
    """SIMULATED: fresh views of the made-up store's goods, things it does not sell, and a colour baseline."""
    shop, strange = data.twin_views(cache, "shop"), data.twin_views(cache, "strange")
    fresh = fresh_views(plan, shop)
    known = embedder.embed_squares(fresh.squares)
    judged = judge_shop(gallery, shop, known, fresh.labels)
    likeness = histograms(fresh.squares) @ histograms(shop.of_each(0, plan.enrol).squares).T
    by_colour = likeness.reshape(len(fresh.labels), len(shop.skus), plan.enrol).max(axis=2)
    not_sold = goods_not_sold(strange)
    odd = unknown_things(embedder.side, plan, cache)
    unknown = {kind: embedder.embed_squares(squares) for kind, squares in odd.items()}
    in_threes = _in_threes(not_sold)
    anew = {shots: _enrolled_anew(embedder, gallery, fresh, strange, shots) for shots in SHOTS}
    figures = {
        "products": len(shop.skus),
        "views": len(fresh.labels),
        "top1": judged.top(1),
        "top4": judged.top(4),
        "ece": round(judged.ece, 3),
        "colour_top1": percent(by_colour.argmax(axis=1) == fresh.labels),
        "colour_top4": percent(((-by_colour).argsort(axis=1)[:, :4] == fresh.labels[:, None]).any(axis=1)),
        "nothing_of_known": round(float(judged.p[:, -1].mean()), 3),
        "nothing_of_unknown": round(float(np.exp(gallery.log_scores(unknown["goods not sold"])[:, -1]).mean()), 3),
        "unknown_rejected": strangers.rejected(gallery, known, unknown, products={"goods not sold": not_sold.labels}),
        "unknown_rejected_three_looks": strangers.rejected(
            gallery,
            known[_in_threes(fresh)],
            {"goods not sold": unknown["goods not sold"][in_threes]},
            looks=3,
            products={"goods not sold": not_sold.labels[in_threes]},
        ),
        "new_products": [found for found, _ in anew.values()],
        "per_product": {share.name: round(100 * share.right / share.of, 1) for share in judged.by_class},
        "confusions": [vars(pair) for pair in judged.confusions(12)],
    }
    return figures, judged, anew[max(SHOTS)][1]


def goods_not_sold(strange: data.Views) -> data.Views:
    """Views of the products that neither the gallery nor its calibration saw."""
    return strange.where(strange.labels % 2 == 1)


def unknown_things(side: int, plan: TwinViews, cache: Path) -> dict[str, Sequence[preprocess.Pixels]]:
    """What a basket's camera meets besides the goods of the made-up store; all of it drawn."""
    fresh = fresh_views(plan, data.twin_views(cache, "shop"))
    goods = goods_not_sold(data.twin_views(cache, "strange"))
    things = {kind: strangers.drawn(kind, DRAWN, side) for kind in strangers.DRAWN}
    return {"goods not sold": goods.squares, **things, "goods, blurred": strangers.blurred(fresh.squares[::4])}


def _in_threes(views: data.Views) -> NDArray[np.bool_]:
    """Which views to take, so that three in a row are always of the same product."""
    count = len(views.labels) // len(np.unique(views.labels))
    return np.arange(len(views.labels)) % count < count // 3 * 3


def _enrolled_anew(
    embedder: Embedder, gallery: Gallery, shop: data.Views, strange: data.Views, shots: int
) -> tuple[dict[str, Any], Judged]:
    """Products that neither training nor calibration saw, enrolled from `shots` views beside all the others."""
    grown, known, fresh = gallery, strange.of_each(0, shots), strange.of_each(galleries.NEW_VIEWS, None)
    anew = [nth for nth in range(len(strange.skus)) if nth % 2 == 1]
    for nth in anew:
        views = known.squares[known.labels == nth]
        grown = grown.enrol(Sku(strange.skus[nth]), strange.names[nth], embedder.embed_squares(views))
    asked = fresh.where(np.isin(fresh.labels, anew))
    truth = np.array([grown.skus.index(strange.skus[nth]) for nth in asked.labels])
    p = np.exp(grown.log_scores(embedder.embed_squares(asked.squares)))
    judged = Judged(grown.skus, p, truth)
    column = np.array([grown.skus.index(sku) for sku in shop.skus])[shop.labels]
    seen = grown.likeness(embedder.embed_squares(shop.squares)).argmax(axis=1)
    figures = {
        "shots": shots,
        "products": len(anew),
        "among": len(grown.skus),
        "top1": judged.top(1),
        "top4": judged.top(4),
        "ece": round(judged.ece, 3),
        "seen_top1": percent(seen == column),
    }
    return figures, judged


def histograms(squares: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Square roots of masked 16 x 16 Lab a-b histograms: their product is the Hellinger likeness."""
    rows = []
    for square in squares:
        seen = (square != preprocess.GREY).any(axis=2).astype(np.uint8)
        lab = cv2.cvtColor(square, cv2.COLOR_RGB2LAB)
        counts = cv2.calcHist([lab], [1, 2], seen, [16, 16], [64, 192, 64, 192]).reshape(-1)
        rows.append(np.sqrt(counts / max(1.0, counts.sum())))
    return np.array(rows, np.float32)


def evaluate(models: Path, plan: Recipe, folder: Path, split: str, twin: bool) -> Evaluation:
    """Every figure of the files in `models`; `folder` holds grocery-store/."""
    embedder = Embedder(models / "embedder.tflite")
    grocery = Gallery.load(models / "grocery.npz", embedder.digest)
    photographs = judge_photographs(embedder, grocery, folder / "grocery-store", split)
    figures: dict[str, Any] = {"photographs": on_photographs(photographs, data.classes(folder / "grocery-store")[1])}
    if not twin:
        return Evaluation(figures, photographs)
    of_twin, shop, anew = on_twin(embedder, Gallery.load(models / "twin.npz", embedder.digest), plan.twin, plan.cache)
    return Evaluation(figures | {"twin (simulated)": of_twin}, photographs, shop, anew)


def cross_fitted(models: Path, plan: Recipe, folder: Path, fold_models: Sequence[Path] = ()) -> dict[str, Judged]:
    """Calibration over train and val in five folds; `fold_models` are networks that were trained without one each."""
    paths = fold_models or [models / "embedder.tflite"]
    return crossfit.on_photographs([Embedder(path) for path in paths], plan, folder)
