"""What contacts, accelerometer and radio of a cart tell on a walk, with the noise that they have."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cart.core.rolling import CALMING, RESTS
from cart.core.units import Seconds
from cart.exit_lane.raw import Heard, Levels
from cart.exit_lane.trace import Rolled
from hw.twin.lanes import DT, LANES, LINE_Y, Walk, centre

Bools = NDArray[np.bool_]

REED = 0.3  # metres behind the front, under the cart
ZONE = (0.5, 2.3)  # a strip along the lane; a crosswise one is as wide as the line's
STRIP = 0.2
GAUGE = 0.35  # half the width of a strip
DEBOUNCED_S, BOUNCE_S = 0.010, 0.008
GAPS, GAP_M = 0.02, (0.01, 0.03)  # strips with a gap in the magnets, and how long it is
GLITCHES_PER_S, GLITCH_S = 1e-3, 0.025  # that outlast the firmware's debouncing, and their mean: relays, phones, doors

MOTION_NOISE_G = 0.0025
FLOOR_G = (0.008, 0.1)  # rms at 1 m/s: polished stone to old tiles
MEAN_OF = 0.75  # what averaging to 80 readings a second leaves of a 3 to 40 Hz band

BEACON = (1.5, 2.2)  # metres: how far along the lane, and how high
AT_1_M_DBM = -50.0
REST_DB, PEOPLE_DB, PACKET_DB = (4.0, 6.0), 5.0, 3.0
ADVERTISED_S, LOST = 0.12, 0.25


@dataclass(frozen=True)
class Floor:
    """How contacts lie in the lane: the zone's strip along it, or across it like the line's."""

    along: bool = True

    @property
    def zone(self) -> tuple[float, float]:
        return ZONE if self.along else (ZONE[0], ZONE[0] + STRIP)


def contacts(walk: Walk, floor: Floor, rng: np.random.Generator, zone: bool = True) -> Iterator[Levels]:
    """The bridge's inputs; far from any change they are told less often, which changes nothing."""
    x = walk.x - REED * np.sin(walk.heading)
    y = walk.y - REED * np.cos(walk.heading)
    within = np.any([np.abs(x - centre(lane)) < GAUGE for lane in LANES], axis=0)
    strips = [floor.zone if zone else (9.0, 9.0), (LINE_Y, LINE_Y + STRIP)]
    bits, speed = np.zeros(len(x), dtype=int), walk.speed
    for bit, (near, far) in enumerate(strips):
        bits |= _felt(within & (y >= near) & (y < far), speed, rng).astype(int) << bit
    steps = np.flatnonzero(np.diff(bits)) + 1
    close = np.zeros(len(bits), dtype=bool)
    for step in steps:
        close[max(0, step - 3) : step + 12] = True
    close[:: round(0.1 / DT)] = True
    for n in np.flatnonzero(close):
        yield Levels(Seconds(float(walk.t[n])), int(bits[n]))


def _felt(over: Bools, speed: NDArray[np.float64], rng: np.random.Generator) -> Bools:
    """What the firmware makes of a contact: late by its debouncing, with gaps, and with disturbances."""
    felt = np.zeros_like(over)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], over, [False]]).astype(int)))
    for begin, end in edges.reshape(-1, 2):
        late = [round((DEBOUNCED_S + rng.uniform(0, BOUNCE_S)) / DT) for _ in range(2)]
        felt[begin + late[0] : end + late[1]] = True
        if rng.random() < GAPS:
            at = int(rng.integers(begin, end))
            felt[at : at + round(rng.uniform(*GAP_M) / max(0.05, speed[at]) / DT)] = False
    for _ in range(rng.poisson(GLITCHES_PER_S * len(over) * DT)):
        at = int(rng.integers(len(over)))
        felt[at : at + max(1, round(rng.exponential(GLITCH_S) / DT))] = True
    return felt


def rolled(walk: Walk, rng: np.random.Generator) -> Iterator[Rolled]:
    """The accelerometer's verdict each time that it changes, by the rule that weighing has."""
    floor_g = np.exp(rng.uniform(*np.log(FLOOR_G)))
    shakes = MEAN_OF * floor_g * walk.speed * rng.standard_normal(len(walk.t))
    felt = shakes + MOTION_NOISE_G * rng.standard_normal(len(walk.t))
    jerk = np.minimum(0.1, np.abs(np.diff(felt, prepend=felt[0]))) ** 2
    decay = CALMING * (1 - CALMING) ** np.arange(round(6 / CALMING))
    verdict = np.convolve(jerk, decay)[: len(jerk)] > RESTS * RESTS
    yield Rolled(Seconds(float(walk.t[0])), bool(verdict[0]))
    for n in np.flatnonzero(np.diff(verdict)) + 1:
        yield Rolled(Seconds(float(walk.t[n])), bool(verdict[n]))


def radio(walk: Walk, rng: np.random.Generator) -> Iterator[Heard]:
    """Packets of the three beacons above the lanes."""
    for lane in LANES:
        n = int(walk.t[-1] / ADVERTISED_S) + 1
        t = ADVERTISED_S * np.arange(n) + rng.uniform(0, ADVERTISED_S) + rng.uniform(0, 0.01, n)
        t = t[(t >= walk.t[0]) & (t <= walk.t[-1]) & (rng.random(n) >= LOST)]
        x, y = np.interp(t, walk.t, walk.x), np.interp(t, walk.t, walk.y)
        away = np.sqrt((x - centre(lane)) ** 2 + (y - BEACON[0]) ** 2 + (BEACON[1] - 1.0) ** 2)
        people = PEOPLE_DB * np.abs(np.sin(2 * np.pi * rng.uniform(0.02, 0.3) * t + rng.uniform(0, 6.3)))
        rest = rng.normal(0, rng.uniform(*REST_DB))
        rssi = AT_1_M_DBM - 20 * np.log10(away) + rest - people + rng.normal(0, PACKET_DB, len(t))
        for when, strength in zip(t, rssi, strict=True):
            yield Heard(Seconds(float(when)), str(lane), round(float(strength)))
