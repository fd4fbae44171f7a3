"""Counts to grams: arithmetic that may refuse, and says why.

Zero and gain live in a stored record with the scale's id; the cart never tares at start, because zero lost
after a power cut under load is the most frequent complaint of open scales.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, isfinite, sqrt

from cart.core.units import Grams

FULL_SCALE = (1 << 23) - 1  # the ADC gives 24 bits, two's complement
SMALLEST_GAIN = 5.0  # counts per gram: below, one cell or more is not connected
LARGEST_GAIN = 5000.0
STILL_G = 2.0  # rms; a good platform shows 0.8 g, bathroom cells 4 g
LEAST_SPAN_G = 200.0  # 1 g of error in a lighter weight would be 0.5 % of everything weighed later


@dataclass(frozen=True, slots=True)
class Still:
    """A still stretch of readings: mean counts of each cell, and the noise of their sum (rms, counts)."""

    counts: tuple[float, ...]
    noise: float
    readings: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the cart learned about its scale, and who taught it when (`when` in ms since 1970)."""

    scale: str
    zero: tuple[float, ...]
    grams_per_count: tuple[float, ...]
    who: str
    when: int
    known_g: float
    noise_g: float

    def __post_init__(self) -> None:
        numbers = (*self.zero, *self.grams_per_count, self.known_g, self.noise_g)
        if not self.zero or len(self.zero) != len(self.grams_per_count):
            raise ValueError("a calibration needs a zero and a gain for each cell")
        if not all(isfinite(number) for number in numbers) or 0.0 in self.grams_per_count:
            raise ValueError("a calibration has a gain of zero or a number that is none")

    def grams(self, counts: Sequence[float]) -> Grams:
        """Net weight of a reading; raises ValueError when it has another number of cells."""
        return Grams(fsum(self.cells(counts)))

    def cells(self, counts: Sequence[float]) -> tuple[float, ...]:
        """Grams on each cell."""
        return tuple(
            (count - zero) * gain for count, zero, gain in zip(counts, self.zero, self.grams_per_count, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no calibration; a sentence for the fitter."""

    reason: str


def still(readings: Sequence[tuple[int, ...]]) -> Still:
    """Mean and noise of readings, which all have the same number of cells; raises ValueError for none."""
    if not readings:
        raise ValueError("no readings to calibrate from")
    n = len(readings)
    means = tuple(fsum(column) / n for column in zip(*readings, strict=True))
    middle = fsum(means)
    noise = sqrt(fsum((fsum(reading) - middle) ** 2 for reading in readings) / n)
    return Still(means, noise, n)


def zero(empty: Still) -> Refusal | None:
    """Whether the empty basket can serve as zero."""
    return _unusable(empty, "empty basket")


def calibrate(empty: Still, loaded: Still, known: Grams, scale: str, who: str, when: int) -> Calibration | Refusal:
    """Gain from an empty basket and a known weight in its middle; the cells share one gain.

    Corner trim comes with the corner weights of the full procedure.
    """
    refused = _unusable(empty, "empty basket") or _unusable(loaded, "loaded basket")
    if refused:
        return refused
    if known < LEAST_SPAN_G:
        return Refusal(f"{known:.0f} g is too light to calibrate with. Use {LEAST_SPAN_G:.0f} g or more.")
    if len(empty.counts) != len(loaded.counts):
        return Refusal("The number of cells changed in between. Start again.")
    changes = [after - before for before, after in zip(empty.counts, loaded.counts, strict=True)]
    gain = fsum(changes) / known
    if abs(gain) < SMALLEST_GAIN:
        return Refusal("The reading did not change. Is the weight in the basket, and are the cells connected?")
    if abs(gain) > LARGEST_GAIN:
        return Refusal(f"The reading changed far too much for {known:.0f} g. Is that the right weight?")
    for number, change in enumerate(changes, start=1):
        share = change / (gain * known)
        if share < 0.02:
            return Refusal(f"Cell {number} carries nothing. Is it connected, and does the basket rest on it?")
        if share > 0.7:
            return Refusal(f"Cell {number} carries nearly all. Put the weight in the middle and try again.")
    per_count = 1 / gain
    noise_g = loaded.noise * abs(per_count)
    if noise_g > STILL_G:
        return Refusal(f"The scale is not still: {noise_g:.1f} g of noise. Hold the cart still and try again.")
    gains = (per_count,) * len(empty.counts)
    return Calibration(scale, empty.counts, gains, who, when, known, round(noise_g, 3))


def _unusable(level: Still, name: str) -> Refusal | None:
    if level.readings < 40:
        return Refusal(f"Only {level.readings} readings of the {name}. Is the scale connected?")
    for number, counts in enumerate(level.counts, start=1):
        if abs(counts) >= 0.98 * FULL_SCALE:
            return Refusal(f"Cell {number} reads full scale with the {name}. Check its wiring.")
    if level.noise == 0.0:
        return Refusal(f"The readings of the {name} never change by a single count. Check the wiring.")
    return None
