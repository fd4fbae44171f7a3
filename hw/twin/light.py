"""Light of the shop: from where, how strong, how warm; different by seed and slowly changing in time."""

from dataclasses import dataclass

import numpy as np

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class LightNow:
    """The light at one moment: a key light that casts shadows, a soft second one, and what is everywhere."""

    key_dir: Triple
    key: Triple
    fill_dir: Triple
    fill: Triple
    ambient: Triple


class Light:
    """Shop lighting of one seed; `dim` scales it (a lamp fails, a shadow falls over the cart)."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng([seed, 3])
        self.dim = 1.0
        self._level = float(rng.uniform(0.85, 1.15))
        self._share = float(rng.uniform(0.35, 0.65))  # how much of the light is the directed lamp's
        self._warmth = float(rng.uniform(-1.0, 1.0))
        self._azimuth = float(rng.uniform(0, 2 * np.pi))
        self._tilt = float(rng.uniform(0.15, 0.60))
        self._phases = rng.uniform(0, 2 * np.pi, 4)
        self._periods = rng.uniform(20.0, 90.0, 4)  # seconds: the cart passes under the lamps

    def at(self, t: float) -> LightNow:
        swing = np.sin(2 * np.pi * t / self._periods + self._phases)
        level = self.dim * self._level * (1 + 0.06 * swing[0])
        warmth = self._warmth + 0.15 * swing[1]
        colour = np.array([1 + 0.07 * warmth, 1.0, 1 - 0.10 * warmth])
        azimuth, tilt = self._azimuth + 0.15 * swing[2], self._tilt + 0.05 * swing[3]
        share = self._share
        return LightNow(
            key_dir=_down(azimuth, tilt),
            key=_triple(0.72 * level * share * colour),
            fill_dir=_down(azimuth + 2.3, 0.7),
            fill=_triple(0.72 * level * (1 - share) * 0.5 * colour),
            ambient=_triple((0.22 + 0.24 * (1 - share)) * level * colour),
        )


def _down(azimuth: float, tilt: float) -> Triple:
    return float(np.sin(tilt) * np.cos(azimuth)), float(np.sin(tilt) * np.sin(azimuth)), -float(np.cos(tilt))


def _triple(values: np.ndarray) -> Triple:
    r, g, b = (float(v) for v in values)
    return r, g, b
