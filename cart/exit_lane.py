"""Drivers of the exit lane: lines of the scale's bridge or markers in the camera become lane signals.

They only say in which order the cart passed the two places of a lane; whether that ends a trip is the core's
business.
"""

from collections import deque
from collections.abc import Callable, Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from cart.core.inputs import Lane, LaneSignal
from cart.core.units import Seconds

OnSignal = Callable[[LaneSignal], None]

ZONE_BIT = 0b01
LINE_BIT = 0b10

STEADY_SECONDS = 0.03
"""A level counts when it held so long: relays bounce some 5 ms, a 10 cm magnet passes in 100 ms at 1 m/s."""

MARKER_FRAMES = 3
MARKER_SECONDS = 2.0
"""So many frames within this time make a marker present; none within it makes it absent."""


class LaneOrder:
    """The order of the two places: first the zone, then the line is out; the zone again after that is in."""

    def __init__(self, name: str, on_signal: OnSignal) -> None:
        self._name = name
        self._on_signal = on_signal
        self._armed = False
        self._outside = False

    def at_zone(self, t: Seconds) -> None:
        if self._outside:
            self._say(t, Lane.CROSSED_BACK)
        self._outside = False
        self._armed = True
        self._say(t, Lane.ARMED)

    def at_line(self, t: Seconds) -> None:
        if self._armed:
            self._armed = False
            self._outside = True
            self._say(t, Lane.CROSSED)

    def _say(self, t: Seconds, lane: Lane) -> None:
        self._on_signal(LaneSignal(t, lane, self._name))


class Debounced:
    """One digital line: `rose` is true once for each rise that held."""

    def __init__(self) -> None:
        self._level = False
        self._differs_since: Seconds | None = None

    def rose(self, t: Seconds, level: bool) -> bool:
        if level == self._level:
            self._differs_since = None
            return False
        if self._differs_since is None:
            self._differs_since = t
        if t - self._differs_since < STEADY_SECONDS:
            return False
        self._level = level
        self._differs_since = None
        return level


class BridgeLines:
    """Two sensors wired to the scale's bridge: feed the digital inputs of every sample."""

    def __init__(self, name: str, on_signal: OnSignal) -> None:
        self._order = LaneOrder(name, on_signal)
        self._zone = Debounced()
        self._line = Debounced()

    def feed(self, t: Seconds, bits: int) -> None:
        if self._zone.rose(t, bool(bits & ZONE_BIT)):
            self._order.at_zone(t)
        if self._line.rose(t, bool(bits & LINE_BIT)):
            self._order.at_line(t)


class Presence:
    """Whether a marker is in view: `appeared` is true once when it comes, not again while it stays."""

    def __init__(self) -> None:
        self._seen: deque[Seconds] = deque()
        self._present = False

    def appeared(self, t: Seconds, seen: bool) -> bool:
        while self._seen and self._seen[0] < t - MARKER_SECONDS:
            self._seen.popleft()
        if seen:
            self._seen.append(t)
        if not self._seen:
            self._present = False
        if self._present or len(self._seen) < MARKER_FRAMES:
            return False
        self._present = True
        return True


class LaneMarkers:
    """A pair of markers, one at the lane's entry and one behind its line: feed the ids of every frame."""

    def __init__(self, name: str, entry: int, beyond: int, on_signal: OnSignal) -> None:
        if entry == beyond:
            raise ValueError(f"The markers of lane {name} are both number {entry}; give them two numbers.")
        self._order = LaneOrder(name, on_signal)
        self._ids = (entry, beyond)
        self._entry = Presence()
        self._beyond = Presence()

    def feed(self, t: Seconds, ids: Iterable[int]) -> None:
        seen = set(ids)
        if self._entry.appeared(t, self._ids[0] in seen):
            self._order.at_zone(t)
        if self._beyond.appeared(t, self._ids[1] in seen):
            self._order.at_line(t)


class MarkerReader:
    """Finds ArUco markers (6x6, 50 ids): no false marker in 300 cluttered scenes, unlike smaller ones."""

    def __init__(self) -> None:
        settings = cv2.aruco.DetectorParameters()
        settings.errorCorrectionRate = 0.2
        # One threshold window instead of three: a marker of a lane is large in the picture.
        settings.adaptiveThreshWinSizeMin = settings.adaptiveThreshWinSizeMax = 15
        dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_6X6_50)
        self._detector = cv2.aruco.ArucoDetector(dictionary, settings)

    def ids(self, picture: NDArray[np.uint8]) -> set[int]:
        """The markers in an RGB or grey picture; 640x480 is plenty."""
        grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
        found = self._detector.detectMarkers(grey)[1]
        return set() if found is None else {int(number) for number in np.ravel(found)}
