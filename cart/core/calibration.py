"""Counts to grams: arithmetic that may refuse, and says why.

Zero and gains live in a stored record with the scale's id; the cart never tares at start, because zero lost
after a power cut under load is the most frequent complaint of open scales. Cells are numbered in the order
front left, front right, rear left, rear right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import fsum, isfinite, sqrt

from cart.core.sentences import Sentence
from cart.core.units import Grams

FULL_SCALE = (1 << 23) - 1  # the ADC gives 24 bits, two's complement
STILL_G = 2.0  # rms; a good platform shows 0.8 g, bathroom cells 4 g
LEAST_SPAN_G = 200.0  # 1 g of error in a lighter weight would be 0.5 % of everything weighed later
LEAST_READINGS = 40  # half a second
LARGEST_GAIN = 5000.0  # counts per gram: above, the weight or the wiring is wrong
UNMEASURED_SPREAD = 0.001  # of the load: trimmed cells that nobody measured here


class Place(Enum):
    """Where in the basket a test weight stands."""

    MIDDLE = "middle"
    FRONT_LEFT = "front left"
    FRONT_RIGHT = "front right"
    REAR_LEFT = "rear left"
    REAR_RIGHT = "rear right"


CORNERS = (Place.FRONT_LEFT, Place.FRONT_RIGHT, Place.REAR_LEFT, Place.REAR_RIGHT)


@dataclass(frozen=True, slots=True)
class Still:
    """A still stretch of readings: mean counts of each cell, and the noise of their sum (rms, counts)."""

    counts: tuple[float, ...]
    noise: float
    readings: int


@dataclass(frozen=True, slots=True)
class Placement:
    """A known weight that stood somewhere, and what the cells said."""

    place: Place
    known: Grams
    level: Still


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a known weight of the fit is shown as afterwards."""

    place: Place
    known_g: float
    error_g: float


@dataclass(frozen=True, slots=True)
class Drift:
    """How the scale wandered between two looks, `days` apart; per day."""

    days: float
    zero_g: float
    span_ppm: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the cart learned about its scale, and who taught it when (`when` in ms since 1970).

    `residual_g` is the rms of the fit at the test load (0.0: unknown, there was one placement only);
    `corner_spread` is what is left between the places, relative to the load. `locked` says that a check has
    failed since: the cart does not weigh with it.
    """

    scale: str
    zero: tuple[float, ...]
    grams_per_count: tuple[float, ...]
    who: str
    when: int
    known_g: float
    noise_g: float
    residual_g: float = 0.0
    corner_spread: float = UNMEASURED_SPREAD
    fitted: tuple[Weighed, ...] = ()
    verified_g: float = 0.0  # a known weight that the fit did not use, and that it shows right; 0.0: none yet
    drift: Drift | None = None  # since the calibration before
    locked: bool = False
    failed_g: float = (
        0.0  # the heaviest weight that failed a check since; 0.0: none, or the scale's record does not tell
    )

    def __post_init__(self) -> None:
        numbers = (*self.zero, *self.grams_per_count, self.known_g, self.noise_g, self.residual_g, self.corner_spread)
        if not self.zero or len(self.zero) != len(self.grams_per_count):
            raise ValueError("a calibration needs a zero and a gain for each cell")
        if not all(isfinite(number) for number in numbers) or 0.0 in self.grams_per_count:
            raise ValueError("a calibration has a gain of zero or a number that is none")
        if len({gain > 0 for gain in self.grams_per_count}) > 1:
            raise ValueError("a calibration has gains of different signs")

    def grams(self, counts: Sequence[float]) -> Grams:
        """Net weight of a reading; raises ValueError when it has another number of cells."""
        return Grams(fsum(self.cells(counts)))

    def cells(self, counts: Sequence[float]) -> tuple[float, ...]:
        """Grams on each cell."""
        return tuple(
            (count - zero) * gain for count, zero, gain in zip(counts, self.zero, self.grams_per_count, strict=True)
        )

    @property
    def gain(self) -> float:
        """Mean grams per count."""
        return fsum(self.grams_per_count) / len(self.grams_per_count)

    @property
    def corners(self) -> bool:
        """Whether the cells were trimmed with a weight in every corner."""
        return {weighed.place for weighed in self.fitted} >= set(CORNERS)


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


def zero(empty: Still, known: Calibration | None = None) -> Refusal | None:
    """Whether the empty basket can serve as zero; `known` is the calibration that this scale had so far.

    Without it only noise that no scale may have is refused here: the fit knows the rest.
    """
    refused = unusable(empty, "empty basket")
    if refused:
        return refused
    if known is not None and len(known.zero) == len(empty.counts):
        return moving(empty.noise * abs(known.gain))
    if empty.noise > STILL_G * LARGEST_GAIN:
        return Refusal(Sentence.EMPTY_NOT_STILL.of())
    return None


def moving(noise_g: float) -> Refusal | None:
    """Whether a scale with so much noise (rms) stands still."""
    if noise_g > STILL_G:
        return Refusal(Sentence.NOT_STILL.of(noise=f"{noise_g:.1f}"))
    return None


def unusable(level: Still, name: str) -> Refusal | None:
    """Whether a stretch of readings says nothing about weight, whatever the calibration."""
    if level.readings < LEAST_READINGS:
        return Refusal(Sentence.FEW_READINGS.of(n=level.readings, basket=name))
    for number, counts in enumerate(level.counts, start=1):
        if abs(counts) >= 0.98 * FULL_SCALE:
            return Refusal(Sentence.FULL_SCALE.of(cell=number, basket=name))
    if level.noise == 0.0:
        return Refusal(Sentence.NO_NOISE.of(basket=name))
    return None
