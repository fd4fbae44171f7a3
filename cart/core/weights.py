"""What weighing is about: readings in grams, the basket at rest, and what can happen to it."""

from dataclasses import dataclass
from enum import Enum

from cart.core.units import Grams, Seconds


@dataclass(frozen=True, slots=True)
class Weighed:
    """A reading and its net weight; `motion` is the accelerometer's, where there is one (1/16384 g)."""

    t: Seconds
    counts: tuple[int, ...]
    grams: Grams
    motion: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """The basket at rest: mean counts of each cell, their weight, and the cosine of the cart's tilt."""

    counts: tuple[int, ...]
    grams: Grams
    upright: float = 1.0


@dataclass(frozen=True, slots=True)
class Touched:
    """Something disturbs the basket since `t`."""

    t: Seconds


@dataclass(frozen=True, slots=True)
class Provisional:
    """What the step will probably be; nothing is booked on it."""

    t: Seconds
    delta: Grams
    sigma: Grams


@dataclass(frozen=True, slots=True)
class Rested:
    """The basket is at rest again and weighs what it weighed (or nothing was known before)."""

    t: Seconds
    level: Level


class Shape(Enum):
    """How a change came: things let go of fall and ring, a hand that leans comes slowly."""

    IMPACT = "impact"
    RAMP = "ramp"  # may be a perfectly still lean: the scale cannot know, the pictures can
    UNSEEN = "unseen"  # while rolling, or while nobody read the scale


@dataclass(frozen=True, slots=True)
class WeightStep:
    """The basket was disturbed at `t0`, is at rest since `t1`, and weighs `delta` grams more (sigma, grams).

    `spot` is where the change happened, in permille from the left and from the front, by the four cells.
    `parts` is 2 for "two or more": that many impacts were told apart, too close to be weighed one by one.
    """

    t0: Seconds
    t1: Seconds
    delta: Grams
    sigma: Grams
    level: Level
    spot: tuple[int, int]
    parts: int = 1
    shape: Shape = Shape.IMPACT


Event = Touched | Provisional | Rested | WeightStep


@dataclass(frozen=True, slots=True)
class Weighing:
    """`onset` is None while the basket is quiet; `level` is the last rest before it.

    `unseen_g` is what may have changed by itself while nobody could tell (a gap, rolling): no step is seen in
    less. `mean`, `up` and `down` watch for the onset; `since` counts readings since the last turn of events;
    `shake` is the square of the accelerometer's jerkiness; `rolled` says that the cart moved since it rested;
    `gravity` is what the accelerometer showed before, and `mass_g` what shakes on the cells.
    """

    window: tuple[Weighed, ...] = ()
    level: Level | None = None
    onset: Seconds | None = None
    unseen_g: float = 0.0
    mean: float = 0.0
    up: float = 0.0
    down: float = 0.0
    since: int = 0
    shake: float = 0.0
    rolled: bool = False
    gravity: float = 1.0
    mass_g: float = 0.0
    provisional: Provisional | None = None
