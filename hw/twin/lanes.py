"""Exit lanes of the virtual shop, and how carts walk through them, past them, and back.

Three lanes side by side lead out along y: the mouth is at 0, the line at 2.5 m. What a cart senses follows from where
its front is (`x`, `y`) and where it heads (0 is straight out).
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SPACING = 1.2
LANES = (1, 2, 3)
LINE_Y = 2.5
PEEK_Y = 2.1  # the front of a cart whose shopper changes his mind
START_Y = -3.0
OUT_Y = 5.0
DT = 1 / 80

SPEED = (0.3, 1.8)
STOPS_S = (1.0, 60.0)


class Pass(Enum):
    """What a cart does at the exit."""

    OUT = "out"  # through a lane, one in four with a stop in it
    SWITCH = "switch"  # into a lane, back, and out through the next one
    BACK = "back"  # out, and in again
    BY = "by"  # across in front of the lanes
    PEEK = "peek"  # into a lane, perhaps for a while, and back


CROSSES = (Pass.OUT, Pass.SWITCH, Pass.BACK)


@dataclass(frozen=True)
class Walk:
    """One cart on its way, 80 times a second. `line_at` is when its front crossed the line, None if it never did."""

    kind: Pass
    lane: int
    t: Array
    x: Array
    y: Array
    heading: Array
    line_at: float | None

    @property
    def speed(self) -> Array:
        way = np.hypot(np.gradient(self.x), np.gradient(self.y))
        return np.asarray(way / DT)

    def at(self, t: float) -> tuple[float, float, float]:
        """Front and heading at a time, interpolated."""
        x, y, heading = (float(np.interp(t, self.t, values)) for values in (self.x, self.y, self.heading))
        return x, y, heading


def centre(lane: int) -> float:
    return (lane - 2) * SPACING


def walk(kind: Pass, rng: np.random.Generator) -> Walk:
    """A walk of this kind, with the speeds, stops and wobbles that carts have."""
    lane = int(rng.choice(LANES))
    match kind:
        case Pass.OUT:
            legs = [_straight(rng, lane, START_Y, OUT_Y, stops=rng.random() < 0.25)]
        case Pass.SWITCH:
            other = int(rng.choice([each for each in LANES if abs(each - lane) == 1]))
            legs = [*_peek(rng, other), _straight(rng, lane, START_Y, OUT_Y, stops=False)]
        case Pass.BACK:
            legs = [_straight(rng, lane, START_Y, rng.uniform(3.4, OUT_Y), stops=False)]
            legs.append(_stand(legs[-1], rng.uniform(2.0, 30.0)))
            legs.append(_home(rng, lane, legs[-1]))
        case Pass.BY:
            legs = [_across(rng)]
        case Pass.PEEK:
            legs = _peek(rng, lane)
    x, y, heading = (np.concatenate([leg[n] for leg in legs]) for n in range(3))
    t = 1.0 + DT * np.arange(len(x))
    beyond = np.flatnonzero(y > LINE_Y)
    crossed = float(t[beyond[0]]) if kind in CROSSES and len(beyond) else None
    return Walk(kind, lane, t, x, y, heading + _wobble(rng, t, 0.05), crossed)


Leg = tuple[Array, Array, Array]


def _straight(rng: np.random.Generator, lane: int, start: float, end: float, stops: bool, turned: bool = False) -> Leg:
    """Along a lane, coming from somewhere on the side."""
    y = _progress(rng, abs(end - start), rng.uniform(0.3, PEEK_Y + 0.6) - START_Y if stops else None)
    y = start + np.sign(end - start) * y
    aside, wave = rng.normal(0, 0.8), rng.uniform(0, 6.3)
    x = centre(lane) + rng.normal(0, 0.06) + 0.03 * np.sin(1.5 * y + wave) + aside / (1 + np.exp((y + 1.2) / 0.25))
    heading = np.arctan(np.gradient(x) / np.maximum(1e-6, np.abs(np.gradient(y)))) * (np.gradient(y) != 0)
    return x, y, heading + (np.pi if turned else 0.0)


def _peek(rng: np.random.Generator, lane: int) -> list[Leg]:
    forth = _straight(rng, lane, START_Y, rng.uniform(0.3, PEEK_Y), stops=False)
    stand = _stand(forth, float(rng.choice([0.5, np.exp(rng.uniform(*np.log(STOPS_S)))])))
    home = forth[0][::-1], forth[1][::-1], forth[2][::-1]  # pulled back the way it came
    return [forth, stand, home]


def _home(rng: np.random.Generator, lane: int, before: Leg) -> Leg:
    """Back in: pulled backwards, or turned round."""
    x, y, heading = _straight(rng, lane, before[1][-1], START_Y, stops=False, turned=bool(rng.random() < 0.5))
    return x, y, heading


def _across(rng: np.random.Generator) -> Leg:
    side = rng.choice([-1.0, 1.0])
    way = _progress(rng, 8.0, rng.uniform(2.0, 6.0) if rng.random() < 0.3 else None)
    x = side * (way - 4.0)
    y = rng.uniform(-1.2, 0.1) + 0.1 * np.sin(0.8 * x + rng.uniform(0, 6.3))
    return x, y, np.full_like(x, side * np.pi / 2)


def _stand(leg: Leg, seconds: float) -> Leg:
    n = max(1, round(seconds / DT))
    x, y, heading = (np.full(n, values[-1]) for values in leg)
    return x, y, heading


def _progress(rng: np.random.Generator, metres: float, stop: float | None) -> Array:
    """How far the cart is along its way, until it is through; it may stop once on the way."""
    pace = float(np.clip(rng.lognormal(np.log(0.8), 0.35), *SPEED))
    t = DT * np.arange(round(1.6 * metres / pace / DT) + 2)
    speed = pace * (1 + 0.25 * np.sin(rng.uniform(0.5, 2.0) * t + rng.uniform(0, 6.3)))
    way = np.cumsum(np.clip(speed, *SPEED)) * DT
    way = way[way < metres]
    if stop is not None:
        at = int(np.searchsorted(way, stop))
        pause = np.exp(rng.uniform(*np.log(STOPS_S)))
        way = np.concatenate([way[:at], np.full(round(pause / DT), way[min(at, len(way) - 1)]), way[at:]])
    return np.asarray(way)


def _wobble(rng: np.random.Generator, t: Array, size: float) -> Array:
    """A slow swaying about the heading, in radians."""
    return np.asarray(size * np.sin(2 * np.pi * rng.uniform(0.2, 0.6) * t + rng.uniform(0, 6.3)))
