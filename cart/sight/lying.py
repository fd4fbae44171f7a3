"""Where the things lie that were seen to come: what leaves among others that slide is cut out as it came.

When a thing is taken away and its neighbours slump, one large region changes. The places that things had when they
came part it again: each is offered to the recogniser by itself.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cart.camera.frames import Picture
from cart.core.alternatives import Scores
from cart.sight.regions import SMALLEST, Mask

MOSTLY = 0.5  # of what still shows of a thing has to have changed
LIGHT = 1.4  # times as much light, in each channel, may fall on a thing later
SAME = 14.0  # grey levels between what came and what lies there now, after one gain per channel


@dataclass(frozen=True, eq=False)
class _Thing:
    """What a place looked like when its thing had come, and was taken for; `corner` is its first row and column."""

    corner: tuple[int, int]
    pixels: Picture
    scores: Scores


class Lying:
    """A map of the basket with a number for each thing; later things hide earlier ones."""

    def __init__(self) -> None:
        self._map: NDArray[np.int32] | None = None
        self._things: dict[int, _Thing] = {}
        self._next = 1

    def came(self, thing: Mask, changed: Mask, picture: Picture, scores: Scores) -> None:
        """`thing` came, as `picture` shows it, and was taken for `scores`; what else `changed` lies otherwise now."""
        self.went(changed)
        if self._map is None or self._map.shape != thing.shape:
            self._map, self._things = np.zeros(thing.shape, np.int32), {}
        self._map[thing] = self._next
        x, y, width, height = cv2.boundingRect(thing.astype(np.uint8))
        self._things[self._next] = _Thing((y, x), picture[y : y + height, x : x + width].copy(), scores)
        self._next += 1
        shown = set(np.unique(self._map).tolist())
        self._things = {number: known for number, known in self._things.items() if number in shown}

    def went(self, changed: Mask) -> None:
        """Whatever lay there lies there no longer."""
        if self._map is not None and self._map.shape == changed.shape:
            self._map[changed] = 0

    def among(self, changed: Mask, before: Picture) -> list[tuple[Mask, Scores]]:
        """What still shows, in the picture before a change, of each known thing that mostly changed; and its scores."""
        if self._map is None or self._map.shape != changed.shape:
            return []
        found = []
        for number in np.unique(self._map[changed]).tolist():
            shows = self._map == number
            left = number and shows.sum() >= SMALLEST and changed[shows].mean() > MOSTLY
            if left and self._as_it_came(self._things[number], shows, before):
                found.append((np.asarray(shows, np.bool_), self._things[number].scores))
        return found

    def _as_it_came(self, thing: _Thing, shows: Mask, before: Picture) -> bool:
        """The basket may have been emptied, or stirred, while nobody looked."""
        (top, left), (height, width) = thing.corner, thing.pixels.shape[:2]
        box = np.s_[top : top + height, left : left + width]
        inside = shows[box]
        then = thing.pixels[inside].astype(np.float32)
        now = before[box][inside].astype(np.float32)
        gain = (np.median(then, axis=0) + 8.0) / (np.median(now, axis=0) + 8.0)
        gain = np.clip(gain, 1 / LIGHT, LIGHT)
        return float(np.abs(now * gain - then).mean()) < SAME
