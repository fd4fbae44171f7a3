"""What stands in front of the fake camera, and what is wrong with it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Source = Callable[[float], NDArray[np.uint8]]
"""From the moment of exposure (CLOCK_BOOTTIME seconds) to an RGB picture of any size."""


class Sensor:
    """Set the attributes at any time; the camera looks at them for every frame."""

    def __init__(self) -> None:
        self.source: Source = noise
        self.plugged = True
        self.errors = False
        """Frames come, but marked as broken."""
        self.startup_frames = 2
        """So many frames after a start are marked as not yet usable."""
        self.slowed_to: float | None = None
        """Frames a second, whatever the program asked for."""

    def set_source(self, source: Source) -> None:
        self.source = source


def noise(t: float) -> NDArray[np.uint8]:
    """Grey with sensor noise, another one at every moment."""
    dice = np.random.default_rng(int(t * 1e6))
    return dice.integers(118, 138, (120, 160, 3), dtype=np.uint8)
