"""The staff's door: five wrong PINs close it for half a minute, whoever stands there."""

from collections.abc import Callable

TRIES = 5
WAIT_S = 30.0


class PinGate:
    """Counts wrong tries. It keeps no PIN; `check` decides."""

    def __init__(self, check: Callable[[str], bool], clock: Callable[[], float]) -> None:
        self._check, self._clock = check, clock
        self._wrong = 0
        self._closed_until: float | None = None

    def wait_s(self) -> float:
        """Seconds until the next try is allowed."""
        if self._closed_until is None:
            return 0.0
        return max(0.0, self._closed_until - self._clock())

    def opens(self, pin: str) -> bool:
        """Whether the PIN is right; while the gate is closed no PIN is, and none is looked at."""
        if self.wait_s() > 0:
            return False
        if self._check(pin):
            self._wrong = 0
            return True
        self._wrong += 1
        if self._wrong >= TRIES:
            self._wrong, self._closed_until = 0, self._clock() + WAIT_S
        return False
