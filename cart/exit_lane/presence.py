"""Whether the cart is at a place: from levels that bounce, and from sights that come and go."""

from collections import deque

from cart.core.inputs import Lane, LaneSignal, Way
from cart.core.units import Seconds

REPEAT_S = 0.5

LONGEST_S = 0.03
"""Between two samples: what happened in a longer gap nobody knows."""


class Steady:
    """A level that counts when it has held for `hold_s`; time that it was otherwise meanwhile is taken off.

    `since` is when it rose, None while it is low; `left` is when it last fell.
    """

    def __init__(self, hold_s: float) -> None:
        self._hold_s = hold_s
        self._held_s = 0.0
        self._changed: Seconds | None = None
        self._last: Seconds | None = None
        self.since: Seconds | None = None
        self.left: Seconds | None = None

    def feed(self, t: Seconds, level: bool) -> None:
        passed = 0.0 if self._last is None else min(max(0.0, t - self._last), LONGEST_S)
        self._last = t
        if level == (self.since is not None):
            self._held_s -= passed
            if self._held_s <= 0.0:
                self._held_s, self._changed = 0.0, None
        elif self._changed is None:
            self._changed = t
        else:
            self._held_s += passed
            if self._held_s >= self._hold_s:
                self.since, self.left = (self._changed, self.left) if level else (None, self._changed)
                self._held_s, self._changed = 0.0, None


class Sighted:
    """Something seen in at least `hits` looks within `within_s`; it is gone after `gone_s` without one.

    `since` is the first of those looks, None while it is not there. `moved` is how far its place in the picture
    moved in the last `within_s`, in parts of the picture's height.
    """

    def __init__(self, hits: int, within_s: float, gone_s: float) -> None:
        self._hits, self._within_s, self._gone_s = hits, within_s, gone_s
        self._seen: deque[tuple[Seconds, tuple[float, float]]] = deque(maxlen=64)
        self._last: Seconds | None = None
        self.since: Seconds | None = None

    def feed(self, t: Seconds, centre: tuple[float, float] | None) -> None:
        """A look at `t`: where it is in the picture, or None."""
        if centre is not None:
            self._seen.append((t, centre))
            self._last = t
        while self._seen and self._seen[0][0] < t - self._within_s:
            self._seen.popleft()
        if self._last is not None and t - self._last > self._gone_s:
            self.since = None
        elif self.since is None and len(self._seen) >= self._hits:
            self.since = self._seen[0][0]

    @property
    def gone(self) -> bool:
        """Whether nothing of it is left: it may be forgotten."""
        return self.since is None and not self._seen

    @property
    def looks(self) -> int:
        """How often it was seen in the last `within_s`."""
        return len(self._seen)

    @property
    def looked_s(self) -> float:
        """How long it has been watched, of the last `within_s`."""
        return self._seen[-1][0] - self._seen[0][0] if self._seen else 0.0

    @property
    def moved(self) -> float:
        if not self._seen:
            return 0.0
        columns, rows = zip(*(centre for _, centre in self._seen), strict=True)
        return float(max(max(columns) - min(columns), max(rows) - min(rows)))


class Teller:
    """Says a place when the cart has come to it, and again while it stays."""

    def __init__(self, way: Way, lane: Lane, name: str) -> None:
        self._way, self._lane, self._name = way, lane, name
        self._told: tuple[Seconds, Seconds, bool | None] | None = None  # when, since when, moving

    def tell(self, t: Seconds, since: Seconds | None, moving: bool | None = None) -> list[LaneSignal]:
        if since is None:
            self._told = None
            return []
        if self._told is not None:
            told, before, moved = self._told
            if since == before and t - told < REPEAT_S and not (moving and not moved):
                return []
        self._told = (t, since, moving)
        return [LaneSignal(t, self._lane, self._name, self._way, since, moving)]
