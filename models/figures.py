"""How sure a measured share is, how honest probabilities are, and on which machine it was measured."""

import os
import platform
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

BINS = 15


def interval(right: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; everything is possible when nothing was tried."""
    if not of:
        return (0.0, 1.0)
    z, share = 1.96, right / of
    whole = 1 + z * z / of
    middle = (share + z * z / (2 * of)) / whole
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / whole
    return (max(0.0, middle - half), min(1.0, middle + half))


def percent(right: NDArray[np.bool_]) -> float:
    """The share that is right, in percent with one digit; 0 where nothing was tried."""
    return round(100 * float(right.mean()), 1) if len(right) else 0.0


def percents(right: NDArray[np.bool_]) -> list[float]:
    """Wilson's 95 % interval of that share, in percent with one digit."""
    return [round(100 * end, 1) for end in interval(int(right.sum()), len(right))]


def percents_of_groups(right: NDArray[np.bool_], group: NDArray[np.int64], draws: int = 2000) -> list[float]:
    """The 95 % interval of that share when other groups had been drawn: a bootstrap over groups, with fixed dice."""
    _, nth = np.unique(group, return_inverse=True)
    hits, tries = np.bincount(nth, right), np.bincount(nth)
    drawn = np.random.default_rng(23).integers(len(tries), size=(draws, len(tries)))
    shares = hits[drawn].sum(axis=1) / tries[drawn].sum(axis=1)
    return [round(100 * float(end), 1) for end in np.quantile(shares, (0.025, 0.975))]


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_], bins: int = BINS) -> float:
    """Expected calibration error: the mean distance of confidence and accuracy over equally wide bins."""
    found = reliability(confidence, right, bins)
    return sum(abs(each.confidence - each.right) * each.count for each in found) / max(1, len(right))


@dataclass(frozen=True)
class Bin:
    """Answers of like confidence: how sure they were on average, and which share of them was right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float
    interval: tuple[float, float]


def reliability(confidence: NDArray[np.float64], right: NDArray[np.bool_], bins: int = BINS) -> list[Bin]:
    """The bins that the calibration error is made of, without those that are empty."""
    nth = np.minimum((confidence * bins).astype(int), bins - 1)
    found = []
    for b in np.unique(nth).tolist():
        sure, hits = confidence[nth == b], right[nth == b]
        chance = interval(int(hits.sum()), len(hits))
        found.append(Bin(b / bins, (b + 1) / bins, len(hits), float(sure.mean()), float(hits.mean()), chance))
    return found


def machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
