"""Looks at successive frames, each for a limited time."""

from collections.abc import Callable
from math import sqrt

from cart.codes.looks import (
    MOST_SIDE,
    Picture,
    Read,
    as_grey,
    read_sharpened,
    read_straight,
    read_turned,
    scaled,
    within,
)

Way = Callable[[Picture], list[Read]]

WAYS: tuple[Way, ...] = (read_straight, read_turned, read_sharpened)
"""By what they read in a second: on 184 photographs, as they are and turned by 35 degrees, 181, then, of what that
misses, 59 and 46."""

BUDGET_S = 0.03
"""For one frame: a quarter of the time until sight looks again. A basket without codes is looked at all day long."""

PACE = 1e-7
"""Seconds per pixel that a way is thought to take until it has run once; the slowest one's in pictures of noise."""

LEAST_SIDE = 1000
"""A frame is not shrunk further than to this length, however late it gets: its codes would be too small to read."""


class CodeLooks:
    """Looks at frame after frame in several ways, as many as there is time for on each.

    The first way always runs, on a frame that is shrunk where it would take too long. A way that there was no time
    for is the first at the next frame, so that on a slow or busy machine each has its turn.
    """

    def __init__(self, clock: Callable[[], float], budget_s: float = BUDGET_S, ways: tuple[Way, ...] = WAYS) -> None:
        self._clock, self._budget_s, self._ways = clock, budget_s, ways
        self._first = 0
        self._pace = [PACE] * len(ways)

    def look(self, picture: Picture) -> list[Read]:
        """The codes that this frame shows to the first way that sees any."""
        ends = self._clock() + self._budget_s
        grey, factor = within(as_grey(picture))
        small, further = within(grey, self._side(grey, ends - self._clock()))
        order = [(self._first + nth) % len(self._ways) for nth in range(len(self._ways))]
        put_off = []
        for way in order:
            if way != order[0] and self._clock() + self._pace[way] * small.size > ends:
                put_off.append(way)
            elif reads := self._timed(way, small):
                self._first = 0
                return scaled(reads, 1 / (factor * further))
        self._first = put_off[0] if put_off else 0
        return []

    def _side(self, grey: Picture, seconds: float) -> int:
        """How long the frame may be so that the first way ends in time."""
        whole = self._pace[self._first] * grey.size
        if whole <= seconds:
            return MOST_SIDE
        return max(LEAST_SIDE, int(max(grey.shape) * sqrt(max(0.0, seconds) / whole)))

    def _timed(self, way: int, grey: Picture) -> list[Read]:
        began = self._clock()
        reads = self._ways[way](grey)
        pace = (self._clock() - began) / grey.size
        # Half of what was known stays: one look that the machine interrupted says little.
        self._pace[way] = (self._pace[way] + pace) / 2
        return reads
