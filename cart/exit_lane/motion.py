"""Whether a cart rolls, for a trace of its exit lane: by the accelerometer alone, with the rule that weighing has."""

from cart.core.rolling import rolls, shaken
from cart.core.units import Grams, Seconds
from cart.core.weights import Weighed, Weighing
from cart.exit_lane.trace import Rolled


class Motion:
    """Fed with every sample of the scale; gives a verdict each time that it changes."""

    def __init__(self) -> None:
        self._weighing = Weighing()
        self._told: bool | None = None

    def feed(self, t: float, felt: tuple[int, int, int] | None) -> Rolled | None:
        """`felt` is the acceleration in 1/16384 g, None without an accelerometer."""
        now = Weighed(Seconds(t), (), Grams(0.0), felt)
        before = self._weighing.window[-1] if self._weighing.window else now
        self._weighing = Weighing((now,), shake=shaken(self._weighing.shake, before, now))
        verdict = rolls(self._weighing, now.t)
        if verdict is self._told:
            return None
        self._told = verdict
        return Rolled(now.t, verdict)
