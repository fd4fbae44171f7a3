"""What hands and goods do to the simulated scales: the forces of each case, drawn for many lanes at once."""

from dataclasses import dataclass

import numpy as np

from hw.bench.scale_signals import GRAVITY, TICKS, Array, Scene

DROP_M = 0.05
PUSH_G = 150.0
BEFORE_S, AFTER_S = (0.2, 0.6), (0.05, 0.25)  # the hand is there before it lets go, and a little longer
LIVE_KG = (5.0, 20.0)  # the basket alone, and full


@dataclass(frozen=True)
class Placed:
    """Things put down by hands: (lanes, things) each. `gone` is when the last hand has left."""

    grams: Array
    at: Array
    gone: Array
    scene: Scene


def shares(rng: np.random.Generator, shape: tuple[int, ...], margin: float = 0.08) -> Array:
    """How things at random spots of the floor press on the cells: the last axis adds up to one."""
    x, y = rng.uniform(margin, 1 - margin, shape), rng.uniform(margin, 1 - margin, shape)
    return np.stack([(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y], axis=-1)


def placed(rng: np.random.Generator, grams: Array, at: Array, live_kg: Array, rolls_from_s: float | None) -> Placed:
    """Things dropped from 0 to 5 cm by hands that push while they let go."""
    shape = grams.shape
    fall = rng.uniform(0, DROP_M, shape)
    push = rng.normal(0, PUSH_G, shape)
    come, leave = rng.uniform(*BEFORE_S, shape), rng.uniform(*AFTER_S, shape)
    tick = 1 / (80.0 * TICKS)
    blow = grams * np.sqrt(2 * GRAVITY * fall) / GRAVITY  # gram seconds

    def forces(t: Array) -> Array:
        since = t[:, :, None] - at
        reach = np.clip((since + come) / come, 0, 1)
        before = push * np.sin(np.pi / 2 * reach) ** 2 * (since < 0)
        after = push * np.clip(1 - since / leave, 0, 1) * (since >= 0)
        hit = (since >= 0) & (since < tick)
        result: Array = grams * (since >= 0) + before + after + hit * blow / tick
        return result

    return Placed(grams, at, (at + leave).max(axis=1), Scene(live_kg, forces, shares(rng, shape), rolls_from_s))


@dataclass(frozen=True)
class Leaning:
    """A hand leans on the basket from `at` to `gone` (lanes,) with about `grams`."""

    grams: Array
    at: Array
    gone: Array
    scene: Scene


def leaning(rng: np.random.Generator, lanes: int, longest_s: float, varies: bool) -> Leaning:
    """0.5 to 5 kg for 1 to `longest_s` seconds: sway of 2 to 6 % in 0.1 to 0.6 Hz, tremor of 0.5 % in 6 to 10 Hz.

    Without `varies` the hand is as still as a stone: no scale could tell it from one.
    """
    grams = rng.uniform(500, 5000, lanes)
    at = rng.uniform(3.0, 3.2, lanes)
    gone = at + rng.uniform(1.0 if varies else 4.0, longest_s, lanes)
    ramp = rng.uniform(0.25, 0.8, lanes)
    hz = rng.uniform(0.1, 0.6, (3, lanes))
    depth = rng.uniform(0.02, 0.06, (3, lanes)) / np.sqrt(3) * varies
    phase = rng.uniform(0, 2 * np.pi, (4, lanes))
    tremor_hz, tremor = rng.uniform(6, 10, lanes), 0.005 * varies

    def forces(t: Array) -> Array:
        up = np.sin(np.pi / 2 * np.clip((t - at) / ramp, 0, 1)) ** 2
        down = np.cos(np.pi / 2 * np.clip((t - gone) / ramp, 0, 1)) ** 2
        sway = sum(depth[k] * np.sin(2 * np.pi * hz[k] * t + phase[k]) for k in range(3))
        shake = tremor * np.sin(2 * np.pi * tremor_hz * t + phase[3])
        pressed: Array = (grams * up * down * (1 + np.sqrt(2) * (sway + shake)))[:, :, None]
        return pressed

    scene = Scene(rng.uniform(*LIVE_KG, lanes), forces, shares(rng, (lanes, 1)))
    return Leaning(grams, at, gone + ramp, scene)
