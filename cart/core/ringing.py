"""A weight put on springs rings: the level that it rings around, long before it is quiet.

Model: level + e^(-decay k) (a cos(turn k) + b sin(turn k)). The converter's filter is linear, so what it shows
of a ringing platform is the same sum again. Variable projection: Gauss-Newton on turn and decay, the rest is
linear (Golub and Pereyra 1973; Kaufman's step).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, repeat
from math import acos, cos, exp, fsum, log, sin, sqrt
from operator import mul

ROUNDS = 6
HOPELESS = 3  # rounds after which a model that explains little is given up
LEAST_TURN, MOST_TURN = 0.25, 3.05  # radians a reading: 3 to 39 Hz at 80 readings a second
MOST_DECAY = 0.5  # per reading
TURN_STEP, DECAY_STEP = 0.15, 0.05

Three = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Ring:
    """`weights` are what each reading contributes to the level; `rms` is what the model leaves unexplained."""

    level: float
    sigma: float
    rms: float
    loudness: float
    weights: tuple[float, ...]
    rest: tuple[float, ...]


def ring(grams: Sequence[float], noise_g: float) -> Ring | None:
    """The model fitted to readings, or None where they do not ring like that."""
    start = _guess(grams)
    if start is None:
        return None
    turn, decay = start
    n, whole = len(grams), fsum(grams)
    places = range(n)
    first: Three = (0.0, 0.0, 0.0)
    for number in range(1, ROUNDS + 1):
        pace = complex(exp(-decay) * cos(turn), exp(-decay) * sin(turn))
        wave = list(accumulate(repeat(pace, n - 1), mul, initial=1))
        c, s = [w.real for w in wave], [w.imag for w in wave]
        inverse = _inverse(n, sum(c), sum(s), _dot(c, c), _dot(c, s), _dot(s, s))
        if inverse is None:
            return None
        first = inverse[0]
        level, a, b = (_dot(row, (whole, _dot(c, grams), _dot(s, grams))) for row in inverse)
        rest = [g - level - a * u - b * v for g, u, v in zip(grams, c, s, strict=True)]
        loudness = sqrt(a * a + b * b)
        if number == HOPELESS and _dot(rest, rest) > n * (4 * noise_g + 0.02 * loudness) ** 2:
            return None
        by_turn = [k * (b * u - a * v) for k, u, v in zip(places, c, s, strict=True)]
        by_decay = [k * (a * u + b * v) for k, u, v in zip(places, c, s, strict=True)]
        turned = (sum(by_turn), _dot(by_turn, c), _dot(by_turn, s))
        decayed = (sum(by_decay), _dot(by_decay, c), _dot(by_decay, s))
        along_turn, along_decay = _times(inverse, turned), _times(inverse, decayed)
        tt = _dot(by_turn, by_turn) - _dot(turned, along_turn)
        td = _dot(by_turn, by_decay) - _dot(turned, along_decay)
        dd = _dot(by_decay, by_decay) - _dot(decayed, along_decay)
        det = tt * dd - td * td
        if det <= 1e-12:
            return None
        t, d = _dot(by_turn, rest), _dot(by_decay, rest)
        dt, dd_ = (t * dd - d * td) / det, (d * tt - t * td) / det
        turn += max(-TURN_STEP, min(TURN_STEP, dt))
        decay -= max(-DECAY_STEP, min(DECAY_STEP, dd_))
        if not (LEAST_TURN < turn < MOST_TURN and -0.01 < decay < MOST_DECAY):
            return None
        if n * (abs(dt) + abs(dd_)) * loudness < 0.3 * noise_g:
            break
    rms = sqrt(_dot(rest, rest) / (n - 5))
    x, y = along_turn[0], along_decay[0]
    spread = first[0] + (x * x * dd - 2 * x * y * td + y * y * tt) / det
    p, q, r = first
    weights = tuple(p + q * u + r * v for u, v in zip(c, s, strict=True))
    return Ring(level, max(rms, noise_g) * sqrt(spread), rms, loudness, weights, tuple(rest))


def _guess(grams: Sequence[float]) -> tuple[float, float] | None:
    """Turn and decay by linear prediction of the differences, which know no level."""
    d = [b - a for a, b in pairwise(grams)]
    now, one, two = d[2:], d[1:-1], d[:-2]
    oo, ot, tt, on, tn = _dot(one, one), _dot(one, two), _dot(two, two), _dot(one, now), _dot(two, now)
    det = oo * tt - ot * ot
    if det <= 1e-12:
        return None
    p, q = (on * tt - tn * ot) / det, (tn * oo - on * ot) / det
    if q >= 0:
        return None
    radius = sqrt(-q)
    cosine = p / (2 * radius)
    if not 0.4 < radius < 1.2 or abs(cosine) > 0.98:
        return None
    return acos(cosine), min(max(-log(radius), 0.002), 0.4)


def _inverse(n: int, c: float, s: float, cc: float, cs: float, ss: float) -> tuple[Three, Three, Three] | None:
    """Of the symmetric matrix of the sums of products of 1, c and s; None where it has none."""
    k = cc * ss - cs * cs
    e, f = cs * s - c * ss, c * cs - cc * s
    det = n * k + c * e + s * f
    if abs(det) < 1e-9:
        return None
    g, h, i = (n * ss - s * s) / det, (c * s - n * cs) / det, (n * cc - c * c) / det
    return (k / det, e / det, f / det), (e / det, g, h), (f / det, h, i)


def _times(matrix: tuple[Three, Three, Three], v: Three) -> Three:
    x, y, z = v
    p, q, r = ((a * x + b * y + c * z) for a, b, c in matrix)
    return p, q, r


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    total: float = sum(map(mul, a, b))
    return total
