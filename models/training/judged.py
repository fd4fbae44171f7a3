"""Pictures that were given probabilities, and what can be counted of that."""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models import figures
from models.training import calibrate


@dataclass(frozen=True)
class Share:
    """How many of some pictures were right."""

    name: str
    right: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        return figures.interval(self.right, self.of)


@dataclass(frozen=True)
class Confusion:
    """A pair of classes: `times` of the `of` pictures of `true` were taken for `seen`, and the other way round."""

    true: str
    seen: str
    times: int
    of: int
    back: int
    back_of: int


@dataclass(frozen=True)
class Judged:
    """Probabilities (pictures, classes + 1), the last one of none of these, and the column of each one's truth."""

    names: tuple[str, ...]
    p: NDArray[np.float64]
    truth: NDArray[np.int64]

    @property
    def ranked(self) -> NDArray[np.int64]:
        """Columns of the classes, the likeliest first."""
        return np.asarray((-self.p[:, :-1]).argsort(axis=1), np.int64)

    @property
    def confidence(self) -> NDArray[np.float64]:
        """Of the best answer, which may be none of these."""
        return np.asarray(self.p.max(axis=1), np.float64)

    @property
    def right(self) -> NDArray[np.bool_]:
        """Where the best answer is true: none of these never is, as the true class is always there."""
        return np.asarray(self.p.argmax(axis=1) == self.truth, np.bool_)

    @property
    def ece(self) -> float:
        return calibrate.expected_calibration_error(self.p, self.truth)

    def where(self, kept: NDArray[np.bool_]) -> "Judged":
        """The pictures that are `kept`."""
        return replace(self, p=self.p[kept], truth=self.truth[kept])

    def top(self, count: int) -> float:
        """Percent of the pictures whose truth is among so many of the likeliest classes."""
        return figures.percent((self.ranked[:, :count] == self.truth[:, None]).any(axis=1))

    def confusions(self, count: int) -> list[Confusion]:
        """The pairs that were mistaken most often, by the more frequent way round."""
        wrong = Counter((t, s) for t, s in zip(self.truth.tolist(), self.ranked[:, 0].tolist(), strict=True) if t != s)
        of = np.bincount(self.truth, minlength=len(self.names)).tolist()
        pairs = {
            tuple(sorted(pair)): Confusion(
                self.names[pair[0]], self.names[pair[1]], times, of[pair[0]], wrong[pair[::-1]], of[pair[1]]
            )
            for pair, times in reversed(wrong.most_common())
        }
        return sorted(pairs.values(), key=lambda pair: (-pair.times - pair.back, pair.true))[:count]

    def mistakes(self, count: int) -> list[int]:
        """The surest wrong answers, one of each pair of classes."""
        best = self.ranked[:, 0]
        sure = self.p[np.arange(len(best)), best]
        first: dict[tuple[int, int], int] = {}
        for nth in (-sure).argsort().tolist():
            if best[nth] != self.truth[nth]:
                first.setdefault((int(self.truth[nth]), int(best[nth])), nth)
        return list(first.values())[:count]

    def by(self, group_of: NDArray[np.int64], groups: tuple[str, ...]) -> list[Share]:
        """Of each group of classes, how many pictures were given their very class."""
        group, named = group_of[self.truth], self.ranked[:, 0] == self.truth
        return [Share(name, int(named[group == n].sum()), int((group == n).sum())) for n, name in enumerate(groups)]

    @property
    def by_class(self) -> list[Share]:
        return self.by(np.arange(len(self.names)), self.names)
