"""A scale while a fitter presses its corners: each second, what each cell says and how far it has moved."""

from collections.abc import Callable, Sequence
from statistics import fmean

from firmware_bridge.clock import WRAP
from firmware_bridge.protocol import BAD_READ_BIT, SATURATED_BIT, RawSample

Cells = Callable[[Sequence[float]], Sequence[float]]
SECOND_US = 1_000_000


class Live:
    """Collects samples into lines; with `cells` (counts -> grams of each) in grams, otherwise in counts."""

    def __init__(self, count: int, cells: Cells | None = None) -> None:
        self._count = count
        self._cells = cells
        self._samples: list[RawSample] = []
        self._first: list[float | None] = [None] * count

    def add(self, sample: RawSample) -> str | None:
        """A line when a second of the scale's own clock is full."""
        self._samples.append(sample)
        if (sample.t_us - self._samples[0].t_us) % WRAP < SECOND_US:
            return None
        words = [self._word(n) for n in range(self._count)]
        self._samples.clear()
        return "   ".join(f"cell {n + 1} {word:>18}" for n, word in enumerate(words))

    def _word(self, n: int) -> str:
        read = [sample.counts[n] for sample in self._samples if not sample.flags >> (BAD_READ_BIT + n) & 1]
        if not read:
            return "no reading"
        level = self._value(n, fmean(read))
        first = self._first[n]
        if first is None:
            first = self._first[n] = level
        ended = any(sample.flags >> (SATURATED_BIT + n) & 1 for sample in self._samples)
        moved = "end of range" if ended else f"{level - first:+.0f}"
        return f"{level:.0f}{' g' if self._cells else ''} ({moved})"

    def _value(self, n: int, counts: float) -> float:
        if self._cells is None:
            return counts
        # A cell's grams hang on its own counts alone, so the others may say anything.
        every = [0.0] * self._count
        every[n] = counts
        return self._cells(every)[n]
