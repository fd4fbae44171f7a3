"""How long to wait before the next try: twice as long each time, never long, and never together with other carts."""

import random

FIRST_S, LONGEST_S = 0.2, 5.0
LEAST = 0.5
"""The share of a wait that is certain; the rest is drawn, so that carts do not all come back at one moment."""


class BackOff:
    """Waits in seconds, one after the other, until somebody gets through."""

    def __init__(self, dice: random.Random | None = None) -> None:
        self._dice = dice or random.Random()
        self._longest = FIRST_S

    def next(self) -> float:
        """The wait after a failure."""
        wait = self._longest * self._dice.uniform(LEAST, 1.0)
        self._longest = min(2 * self._longest, LONGEST_S)
        return wait

    def reset(self) -> None:
        """Somebody got through."""
        self._longest = FIRST_S
