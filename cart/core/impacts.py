"""How many things fell: each impact is a burst that the ringing before it does not foretell."""

from collections.abc import Sequence
from operator import mul
from statistics import median

APART = 16  # readings: what comes sooner is the same thing bouncing (0.2 s)
ROUNDS = 4
LOUD = 6.0  # times the typical surprise
AUDIBLE_G = 9.0  # times the noise: hands surprise, too


def impacts(grams: Sequence[float], noise_g: float) -> int:
    """Bursts in readings from before the first touch until it rang out; at least one.

    Linear prediction of the differences whitens platform modes and smooth hands; what is left are impacts.
    """
    d = [b - a for a, b in zip(grams, grams[1:], strict=False)]
    if len(d) < 3 * APART:
        return 1
    now, one, two = d[2:], d[1:-1], d[:-2]
    kept = [1.0] * len(now)
    surprise = now
    limit = 0.0
    for _ in range(ROUNDS):
        a, b = _predictor(now, one, two, kept)
        surprise = [abs(n - a * p - b * q) for n, p, q in zip(now, one, two, strict=True)]
        limit = max(AUDIBLE_G * noise_g, LOUD * median(surprise))
        kept = [0.0 if s > limit else 1.0 for s in surprise]
    found, last = 0, -APART - 1
    for k, s in enumerate(surprise):
        if s > limit:
            found += k - last > APART
            last = k
    return max(1, found)


def _predictor(
    now: Sequence[float], one: Sequence[float], two: Sequence[float], kept: Sequence[float]
) -> tuple[float, float]:
    p, q = list(map(mul, one, kept)), list(map(mul, two, kept))
    oo, ot, tt, on, tn = _dot(p, one), _dot(p, two), _dot(q, two), _dot(p, now), _dot(q, now)
    det = oo * tt - ot * ot
    return ((on * tt - tn * ot) / det, (tn * oo - on * ot) / det) if det > 0 else (0.0, 0.0)


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(map(mul, a, b))
