"""The calibration error of the photographs, each judged without having had a part in its own judgement.

Every fifth of train.txt and val.txt is named by a gallery that is made of the other four, with calibration
numbers fitted on the other four. With one network for all, that is true of gallery and numbers, but the network
has learned the pictures of train.txt by heart: only five networks, each trained without its own fifth, make all
the predictions honest. With one network the last row alone is out of sample: val.txt before the gallery of
train.txt, as it is shipped, with numbers from the other fifths of val.txt.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.embedder import Embedder
from models.gallery import Calibration, Gallery, alike, log_scores
from models.looks import Vectors
from models.training import calibrate, data
from models.training.calibrate import Case
from models.training.data import FOLDS, folds
from models.training.galleries import shrunk, slug
from models.training.judged import Judged
from models.training.recipe import Recipe

ALL, VAL = "train and val", "val before train"


def fitted_across(cosines: Vectors, truth: NDArray[np.int64], fold: NDArray[np.int64]) -> NDArray[np.float64]:
    """Probabilities (pictures, products + 1): those of a fold from numbers that the other folds gave."""
    p = np.zeros((len(truth), cosines.shape[1] + 1))
    own = 1.0 - cosines[np.arange(len(truth)), truth]
    for nth in np.unique(fold):
        others = fold != nth
        far = [shrunk(own[others & (truth == column)], own[others]) for column in range(cosines.shape[1])]
        spreads = np.array(far, np.float32)
        case = Case(cosines[others], spreads, truth[others])
        usual = Calibration(20.0, 0.6, near=float(own[others].mean()), few=0.0)
        fitted = calibrate.likeliest([case], [calibrate.without_truth(case)], usual)
        p[~others] = np.exp(log_scores(alike(cosines[~others], spreads, fitted), fitted))
    return p


def on_photographs(embedders: Sequence[Embedder], plan: Recipe, folder: Path) -> dict[str, Judged]:
    """With one network, or with five in the order of the folds they were trained without."""
    names, _ = data.classes(folder / "grocery-store")
    parts = [data.photographs(folder, split, embedders[0].side, plan.cache) for split in ("train", "val")]
    squares, truth = np.concatenate([part.squares for part in parts]), np.concatenate([part.labels for part in parts])
    of_val = np.arange(len(truth)) >= len(parts[0].labels)
    fold = np.concatenate([folds(part.labels) for part in parts])
    cosines = np.zeros((len(truth), len(names)), np.float32)
    for nth in range(FOLDS):
        if nth < len(embedders):
            vectors = embedders[nth].embed_squares(squares)
        asked = fold == nth
        cosines[asked] = _cosines(names, vectors[~asked], truth[~asked], vectors[asked])
    whole = Judged(tuple(names), fitted_across(cosines, truth, fold), truth)
    rows = {ALL: whole, "of these, train": whole.where(~of_val), "of these, val": whole.where(of_val)}
    if len(embedders) == 1:
        shipped = _cosines(names, vectors[~of_val], truth[~of_val], vectors[of_val])
        rows[VAL] = Judged(tuple(names), fitted_across(shipped, truth[of_val], fold[of_val]), truth[of_val])
    return rows


def honest(rows: Mapping[str, Judged]) -> tuple[str, Judged]:
    """The row whose pictures had no part in what judges them."""
    name = VAL if VAL in rows else ALL
    return name, rows[name]


def _cosines(names: Sequence[str], views: Vectors, views_of: NDArray[np.int64], asked: Vectors) -> Vectors:
    gallery = Gallery("", Calibration(20.0, 0.6))
    for column, name in enumerate(names):
        gallery = gallery.enrol(slug(name), name, views[views_of == column])
    return gallery.cosines(asked)


def figures(judged: Judged) -> dict[str, Any]:
    """Errors (15 bins) and their floors."""
    mean, bound = calibrate.floor(judged.p)
    return {
        "predictions": len(judged.truth),
        "fine": judged.top(1),
        "ece": round(judged.ece, 4),
        "floor": round(mean, 4),
        "floor_95": round(bound, 4),
    }
