"""Two contacts on the scale's bridge: hall or reed switches over strips in the floor, or an NFC reader's outputs."""

from cart.core.inputs import Lane, LaneSignal, Way
from cart.core.units import Seconds
from cart.exit_lane.presence import Steady, Teller
from cart.exit_lane.raw import Levels, Raw

ZONE_BIT = 0b01
LINE_BIT = 0b10

STEADY_S = (0.02, 0.08)
"""Zone and line count when they held so long. Disturbances are short; 20 cm of strip pass in 100 ms at 2 m/s."""

LEFT_S = 8.0
"""A line that comes so soon after the end of the zone was reached by moving there."""

PASSED_S = 2.0
"""A line that is over so soon was passed."""


class ContactSensor:
    """Feed the digital inputs of every sample. The contacts cannot tell one lane from another.

    They tell motion by themselves when the cart has left the zone just before the line, or has left the line at once;
    while it is on the zone, or stands on the line, the accelerometer knows better.
    """

    way = Way.CONTACT

    def __init__(self, name: str = "", zone_s: float = STEADY_S[0], line_s: float = STEADY_S[1]) -> None:
        self._zone, self._line = Steady(zone_s), Steady(line_s)
        self._zone_teller = Teller(self.way, Lane.ARMED, name)
        self._line_teller = Teller(self.way, Lane.CROSSED, name)

    def feed(self, raw: Raw) -> list[LaneSignal]:
        return self.levels(raw.t, raw.bits) if isinstance(raw, Levels) else []

    def levels(self, t: Seconds, bits: int) -> list[LaneSignal]:
        on_line = self._line.since
        self._zone.feed(t, bool(bits & ZONE_BIT))
        self._line.feed(t, bool(bits & LINE_BIT))
        told = self._zone_teller.tell(t, self._zone.since)
        if on_line is not None and self._line.since is None:
            # The last word on a line that is over: said once more, with how the cart left it.
            passed = True if t - on_line <= PASSED_S else None
            return [*told, *self._line_teller.tell(t, on_line, passed), *self._line_teller.tell(t, None)]
        return told + self._line_teller.tell(t, self._line.since, self._moved_there())

    def _moved_there(self) -> bool | None:
        """Whether the cart came from the zone to the line, as its contacts tell; None when they cannot."""
        left, line = self._zone.left, self._line.since
        if left is None or line is None or self._zone.since is not None:
            return None
        return True if 0 <= line - left <= LEFT_S else None
