"""The calibration error of the photographs, each judged without having had a part in its own judgement.

Every fifth of train.txt and val.txt is named by a gallery that is made of the other four, with calibration
numbers fitted on the other four. With one network for all, that is true of gallery and numbers, but the network
has learned the pictures of train.txt by heart: only five networks, each trained without its own fifth, make all
the predictions honest. With one network the last row alone is out of sample: val.txt before the gallery of
train.txt, as it is shipped, with numbers from the other fifths of val.txt.
"""

from collections.abc import Sequence
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
from models.training.recipe import Recipe


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


def on_photographs(embedders: Sequence[Embedder], plan: Recipe, folder: Path) -> dict[str, Any]:
    """Errors (15 bins) and their floors; one network, or five in the order of the folds they were trained without."""
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
    p = fitted_across(cosines, truth, fold)
    rows = {
        "train and val": _figures(p, truth),
        "of these, train": _figures(p[~of_val], truth[~of_val]),
        "of these, val": _figures(p[of_val], truth[of_val]),
    }
    if len(embedders) == 1:
        shipped = _cosines(names, vectors[~of_val], truth[~of_val], vectors[of_val])
        rows["val before train"] = _figures(fitted_across(shipped, truth[of_val], fold[of_val]), truth[of_val])
    return {"networks": len(embedders), **rows}


def _cosines(names: Sequence[str], views: Vectors, views_of: NDArray[np.int64], asked: Vectors) -> Vectors:
    gallery = Gallery("", Calibration(20.0, 0.6))
    for column, name in enumerate(names):
        gallery = gallery.enrol(slug(name), name, views[views_of == column])
    return gallery.cosines(asked)


def _figures(p: NDArray[np.float64], truth: NDArray[np.int64]) -> dict[str, Any]:
    mean, bound = calibrate.floor(p)
    return {
        "predictions": len(truth),
        "fine": round(100 * float((p[:, :-1].argmax(axis=1) == truth).mean()), 1),
        "ece": round(calibrate.expected_calibration_error(p, truth), 4),
        "floor": round(mean, 4),
        "floor_95": round(bound, 4),
    }
