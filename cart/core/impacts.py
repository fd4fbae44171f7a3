"""How many things fell: each impact is a burst that the ringing before it does not foretell."""

from collections.abc import Sequence
from itertools import pairwise
from math import fsum
from operator import mul
from statistics import median

APART = 12  # readings: what comes sooner is the same thing bouncing (0.15 s)
ROUNDS = 4
LOUD = 8.0  # times the typical surprise: more than five standard deviations
LOUDER = 1.8  # times the surprises just before: what the model missed of the last ringing dies away
OVER = 6  # readings after which an impact has shown itself
RISE = 3  # readings that an impact takes to show in full
AUDIBLE_G = 9.0  # times the noise: hands surprise, too


def impacts(grams: Sequence[float], noise_g: float) -> int:
    """Bursts in readings from before the first touch until it rang out; at least one.

    Linear prediction of the differences whitens platform modes and smooth hands; what is left are impacts. They
    are the outliers of the fit, so it minimises absolute values (least squares, reweighted).
    """
    grams = _without_spikes(grams, noise_g)
    d = [b - a for a, b in pairwise(grams)]
    if len(d) < 3 * APART:
        return 1
    now, one, two = d[2:], d[1:-1], d[:-2]
    weights = [1.0] * len(now)
    surprise = now
    for _ in range(ROUNDS):
        a, b = _predictor(now, one, two, weights)
        surprise = [abs(n - a * p - b * q) for n, p, q in zip(now, one, two, strict=True)]
        weights = [1 / max(s, noise_g) for s in surprise]
    limit = max(AUDIBLE_G * noise_g, LOUD * median(surprise))
    found, last = 0, -APART
    for k, s in enumerate(surprise):
        if s > limit and k - last >= APART and _bursts(surprise, k):
            found, last = found + 1, k
    return max(1, found)


def _bursts(surprise: Sequence[float], k: int) -> bool:
    """Louder than just before, and soon over: hands go on for longer."""
    before = max(surprise[max(0, k - APART) : max(0, k - RISE)], default=0.0)
    after = surprise[k + OVER : k + 2 * OVER]
    peak = max(surprise[k : k + OVER])
    return surprise[k] > LOUDER * before and (not after or fsum(after) < 0.4 * peak * len(after))


def _without_spikes(grams: Sequence[float], noise_g: float) -> list[float]:
    """Single wrong conversions replaced: four neighbours agree against them."""
    clean = list(grams)
    for k in range(2, len(clean) - 2):
        round_it = (clean[k - 2], clean[k - 1], clean[k + 1], clean[k + 2])
        low, high = min(round_it), max(round_it)
        if not low - 10 * (high - low + noise_g) < clean[k] < high + 10 * (high - low + noise_g):
            clean[k] = (low + high) / 2
    return clean


def _predictor(
    now: Sequence[float], one: Sequence[float], two: Sequence[float], weights: Sequence[float]
) -> tuple[float, float]:
    p, q = list(map(mul, one, weights)), list(map(mul, two, weights))
    oo, ot, tt, on, tn = _dot(p, one), _dot(p, two), _dot(q, two), _dot(p, now), _dot(q, now)
    det = oo * tt - ot * ot
    return ((on * tt - tn * ot) / det, (tn * oo - on * ot) / det) if det > 0 else (0.0, 0.0)


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    total: float = sum(map(mul, a, b))
    return total
