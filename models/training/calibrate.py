"""Fits the two numbers that turn cosines into probabilities, on pictures that were not enrolled."""

import numpy as np
from numpy.typing import NDArray

from models.gallery import Calibration, log_scores

UNKNOWN_SHARE = 0.1
"""Weight of unknown things against known ones: what a cart meets that no gallery knows is rare."""


def fit(cosines: NDArray[np.float32], truth: NDArray[np.int64], unknown: NDArray[np.float32]) -> Calibration:
    """The likeliest calibration; `cosines` are of known things, `unknown` of things not enrolled."""
    best = (np.inf, Calibration(10.0, 0.5))
    low, high = np.log(2.0), np.log(80.0)
    nothing_low, nothing_high = -0.2, 1.0
    for _ in range(4):
        for log_sharpness in np.linspace(low, high, 13):
            for nothing in np.linspace(nothing_low, nothing_high, 13):
                candidate = Calibration(float(np.exp(log_sharpness)), float(nothing))
                best = min(best, (_loss(candidate, cosines, truth, unknown), candidate), key=lambda it: it[0])
        step, wide = (high - low) / 12, (nothing_high - nothing_low) / 12
        middle = np.log(best[1].sharpness)
        low, high = middle - step, middle + step
        nothing_low, nothing_high = best[1].nothing - wide, best[1].nothing + wide
    return best[1]


def _loss(
    candidate: Calibration,
    cosines: NDArray[np.float32],
    truth: NDArray[np.int64],
    unknown: NDArray[np.float32],
) -> float:
    known = -log_scores(cosines, candidate)[np.arange(len(truth)), truth].mean()
    strange = -log_scores(unknown, candidate)[:, -1].mean()
    return float((1 - UNKNOWN_SHARE) * known + UNKNOWN_SHARE * strange)


def without_truth(cosines: NDArray[np.float32], truth: NDArray[np.int64]) -> NDArray[np.float32]:
    """Known pictures as if their own product had never been enrolled."""
    hidden = cosines.copy()
    hidden[np.arange(len(truth)), truth] = -1.0
    return hidden


def expected_calibration_error(p: NDArray[np.float64], truth: NDArray[np.int64], bins: int = 15) -> float:
    """Mean distance between confidence and accuracy over equal bins of confidence."""
    confidence, right = p.max(axis=1), p.argmax(axis=1) == truth
    nth = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(confidence[nth == b].mean() - right[nth == b].mean()) * (nth == b).sum() for b in set(nth)]
    return float(sum(gaps) / len(truth))
