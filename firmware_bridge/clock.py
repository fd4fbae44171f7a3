"""Cart time of a sample from the microcontroller's own clock: arrival times only bend it slowly.

A sample arrives after it was taken, never before, and now and then much later (USB polling, a busy
machine). So of every half second the sample with the least delay is believed, and a line through those
(exponentially weighted least squares, after Klipper's clocksync.py) turns microseconds into cart time.
That line still runs late by the shortest delay there is: the time of a sample's bytes on the wire, and the
adapter's. As in Klipper, half of the shortest round trip of a PING (less its own bytes) stands for the latter;
what remains is the difference between the ways there and back.
"""

WRAP = 1 << 32
WINDOW = 0.5
"""Seconds of which the least delayed sample counts."""
MEMORY = 40
"""Windows over which old ones fade: 20 s, long against jitter, short against a warming oscillator."""
MAX_SKEW = 0.01
"""A ceramic resonator is good for half a percent; beyond two, the UART itself fails."""
EARLY = 0.020
"""A sample this much before its computed time proves the line wrong: delays are never negative."""
LATE = 0.030
"""A window whose best sample is this late was held up as a whole and is left out..."""
PATIENCE = 4
"""...unless so many come in a row: then the clock itself has jumped."""
LONGEST_WAY = 0.020
"""Half of a round trip beyond this is not believed to be the way: the PING only met a busy machine."""


class McuClock:
    """One connection's map from the microcontroller's clock (u32 microseconds) to the cart's.

    `sample_s` and `ping_s` are what a sample's bytes, and those of a PING and its answer, take on the wire. A
    round trip quicker than `ping_s` shows that there is no such wire (USB in the chip, a pseudo-terminal).
    """

    def __init__(self, sample_s: float = 0.0, ping_s: float = 0.0) -> None:
        self._sample_s = sample_s
        self._ping_s = ping_s
        self._shortest = 2 * LONGEST_WAY
        self._skew = 1.0  # cart seconds in one second of the microcontroller
        self._last_us: int | None = None
        self._last_given = float("-inf")
        self._mcu = 0.0
        self._windows = 0
        self._best_delay = float("inf")
        self._way = 0.0
        self._anchor(0.0, 0.0)

    @property
    def drift_ppm(self) -> float:
        """How much faster than the cart's clock the microcontroller's runs."""
        return (1 / self._skew - 1) * 1e6

    def round_trip(self, seconds: float) -> None:
        """A PING was answered so long after it was sent."""
        if 0.0 < seconds < self._shortest:
            self._shortest = seconds
            wired = seconds >= self._ping_s
            self._way = self._sample_s + (seconds - self._ping_s) / 2 if wired else seconds / 2

    def restart(self) -> None:
        """The microcontroller was reset: its clock begins anew, its oscillator is the same."""
        self._last_us = None

    def cart_time(self, t_us: int, arrived: float) -> float:
        """When the sample stamped `t_us` was taken; call once for each sample, in their order."""
        if self._last_us is None:
            self._mcu = 0.0
            self._anchor(self._mcu, arrived)
        else:
            self._mcu += ((t_us - self._last_us) % WRAP) * 1e-6
        self._last_us = t_us
        delay = arrived - self._line(self._mcu)
        if delay < -EARLY:
            self._anchor(self._mcu, arrived)
            delay = 0.0
        elif delay < 0 and self._windows == 0:
            self._mean_mcu, self._mean_cart, delay = self._mcu, arrived, 0.0
        if delay <= self._best_delay:
            self._best_delay, self._best_mcu, self._best_arrived = delay, self._mcu, arrived
        if self._mcu - self._window_from >= WINDOW:
            self._close_window()
        # Weighing divides by time steps: they may shrink while the line settles, but never to zero.
        self._last_given = max(min(self._line(self._mcu), arrived) - self._way, self._last_given + 1e-6)
        return self._last_given

    def _line(self, mcu: float) -> float:
        return self._mean_cart + self._skew * (mcu - self._mean_mcu)

    def _anchor(self, mcu: float, cart: float) -> None:
        self._mean_mcu, self._mean_cart = mcu, cart
        # Until there is better, the known skew counts like two windows two seconds apart.
        self._var, self._cov = 1.0, self._skew
        self._windows = 0
        self._late = 0
        self._open_window()

    def _open_window(self) -> None:
        self._window_from = self._mcu
        self._best_delay = float("inf")
        self._best_mcu = self._best_arrived = 0.0

    def _close_window(self) -> None:
        if self._windows and self._best_delay > LATE:
            self._late += 1
            if self._late == PATIENCE:
                self._anchor(self._best_mcu, self._best_arrived)
        else:
            self._late = 0
            self._learn(self._best_mcu, self._best_arrived)
        self._open_window()

    def _learn(self, mcu: float, cart: float) -> None:
        self._windows += 1
        weight = 1 / min(self._windows, MEMORY)
        keep = 1 - weight
        d_mcu, d_cart = mcu - self._mean_mcu, cart - self._mean_cart
        self._mean_mcu += weight * d_mcu
        self._mean_cart += weight * d_cart
        if self._windows > 1:
            self._var = keep * (self._var + weight * d_mcu * d_mcu)
            self._cov = keep * (self._cov + weight * d_mcu * d_cart)
            self._skew = min(max(self._cov / self._var, 1 - MAX_SKEW), 1 + MAX_SKEW)
