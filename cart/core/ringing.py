"""A weight put on springs rings: the level that it rings around, long before it is quiet.

Model: level + e^(-decay k) (a cos(turn k) + b sin(turn k)). The converter's filter is linear, so what it shows
of a ringing platform is the same sum again. Variable projection: Gauss-Newton on decay and turn, the rest is
linear (Golub and Pereyra 1973).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, repeat
from math import acos, cos, exp, fsum, log, sin, sqrt
from operator import mul

ROUNDS = 6
HOPELESS = 3  # rounds after which a model that explains little is given up
LEAST_TURN, MOST_TURN = 0.25, 3.05  # radians a reading: 3 to 39 Hz at 80 readings a second
MOST_DECAY = 0.5  # per reading


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
    n = len(grams)
    ones = [1.0] * n
    places = [float(k) for k in range(n)]
    for number in range(1, ROUNDS + 1):
        wave = list(accumulate(repeat(complex(exp(-decay) * cos(turn), exp(-decay) * sin(turn)), n - 1), mul, initial=1))
        c, s = [w.real for w in wave], [w.imag for w in wave]
        gram = [[_dot(p, q) for q in (ones, c, s)] for p in (ones, c, s)]
        level, a, b = solved(gram, [fsum(grams), _dot(c, grams), _dot(s, grams)]) or (0.0, 0.0, 0.0)
        rest = [g - level - a * u - b * v for g, u, v in zip(grams, c, s, strict=True)]
        if number == HOPELESS and _dot(rest, rest) > n * (4 * noise_g + 0.02 * sqrt(a * a + b * b)) ** 2:
            return None
        by_turn = [k * (b * u - a * v) for k, u, v in zip(places, c, s, strict=True)]
        by_decay = [-k * (a * u + b * v) for k, u, v in zip(places, c, s, strict=True)]
        sides = [[_dot(p, q) for q in (by_turn, by_decay)] for p in (ones, c, s)]
        corner = [[_dot(p, q) for q in (by_turn, by_decay)] for p in (by_turn, by_decay)]
        whole = [gram[i] + sides[i] for i in range(3)]
        whole += [[sides[0][j], sides[1][j], sides[2][j], *corner[j]] for j in range(2)]
        step = solved(whole, [0.0, 0.0, 0.0, _dot(by_turn, rest), _dot(by_decay, rest)])
        if step is None:
            break
        turn += max(-0.15, min(0.15, step[3]))
        decay += max(-0.05, min(0.05, step[4]))
        if not (LEAST_TURN < turn < MOST_TURN and -0.01 < decay < MOST_DECAY):
            return None
        if n * (abs(step[3]) + abs(step[4])) * sqrt(a * a + b * b) < 0.3 * noise_g:
            break
    rms = sqrt(_dot(rest, rest) / (n - 5))
    first = solved(gram, [1.0, 0.0, 0.0])
    spread = solved(whole, [1.0, 0.0, 0.0, 0.0, 0.0])
    if first is None or spread is None or spread[0] <= 0:
        return None
    weights = tuple(first[0] + first[1] * u + first[2] * v for u, v in zip(c, s, strict=True))
    sigma = max(rms, noise_g) * sqrt(spread[0])
    return Ring(level, sigma, rms, sqrt(a * a + b * b), weights, tuple(rest))


def solved(matrix: Sequence[Sequence[float]], wanted: Sequence[float]) -> list[float] | None:
    """x of matrix x = wanted for a small symmetric matrix; None where it is singular."""
    n = len(wanted)
    rows = [[*row, value] for row, value in zip(matrix, wanted, strict=True)]
    for i in range(n):
        pivot = rows[i][i]
        if abs(pivot) < 1e-9:
            return None
        for below in rows[i + 1 :]:
            factor = below[i] / pivot
            for j in range(i, n + 1):
                below[j] -= factor * rows[i][j]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (rows[i][n] - sum(rows[i][j] * x[j] for j in range(i + 1, n))) / rows[i][i]
    return x


def _guess(grams: Sequence[float]) -> tuple[float, float] | None:
    """Turn and decay by linear prediction of the differences, which know no level."""
    d = [b - a for a, b in zip(grams, grams[1:], strict=False)]
    now, one, two = d[2:], d[1:-1], d[:-2]
    found = solved([[_dot(one, one), _dot(one, two)], [_dot(one, two), _dot(two, two)]], [_dot(now, one), _dot(now, two)])
    if found is None or found[1] >= 0:
        return None
    radius = sqrt(-found[1])
    cosine = found[0] / (2 * radius)
    if not 0.4 < radius < 1.2 or abs(cosine) > 0.999:
        return None
    return min(max(acos(cosine), LEAST_TURN + 0.05), MOST_TURN - 0.05), min(max(-log(radius), 0.002), 0.4)


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(map(mul, a, b))
