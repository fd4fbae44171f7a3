"""Least squares for a handful of unknowns, with a prior that keeps them small."""

from collections.abc import Sequence
from math import fsum


def solve(rows: Sequence[Sequence[float]], wanted: Sequence[float], prior: float) -> list[float]:
    """The x that minimises |rows x - wanted|^2 + |prior x|^2; `prior` above zero makes it exist and unique."""
    n = len(rows[0])
    table = [
        [fsum(row[i] * row[j] for row in rows) + (prior**2 if i == j else 0.0) for j in range(n)]
        + [fsum(row[i] * value for row, value in zip(rows, wanted, strict=True))]
        for i in range(n)
    ]
    for column in range(n):
        pivot = max(range(column, n), key=lambda i: abs(table[i][column]))
        table[column], table[pivot] = table[pivot], table[column]
        for below in range(column + 1, n):
            factor = table[below][column] / table[column][column]
            table[below] = [a - factor * b for a, b in zip(table[below], table[column], strict=True)]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (table[i][n] - fsum(table[i][j] * x[j] for j in range(i + 1, n))) / table[i][i]
    return x


def settled(rows: Sequence[Sequence[float]], prior: float) -> float:
    """How many unknowns the rows settle: the trace of the hat matrix, from 0 to the number of rows."""
    n = len(rows)
    units = ([float(i == j) for j in range(n)] for i in range(n))
    answers = (solve(rows, unit, prior) for unit in units)
    return fsum(a * r for answer, row in zip(answers, rows, strict=True) for a, r in zip(answer, row, strict=True))
