"""Bluetooth beacons above the lanes: they arm, and never confirm. How strong a packet comes in tells little.

The strength of a beacon at rest varies by 4 to 6 dB, and by more when people move: so a median of ten packets,
two thresholds apart by more than that, and two seconds of patience.
"""

from collections import deque
from statistics import median

from cart.core.inputs import Lane, LaneSignal, Way
from cart.core.units import Seconds
from cart.exit_lane.presence import Teller
from cart.exit_lane.raw import Heard, Raw
from cart.exit_lane.signs import LANES

PACKETS = 10
FEWEST = 5
WITHIN_S = 3.0
ENTER_DBM = -70.0
LEAVE_DBM = -80.0
DWELL_S = 2.0


class BeaconSensor:
    """Feed every packet of the shop's lane beacons; a lane is named by its own."""

    way = Way.RADIO

    def __init__(self, enter_dbm: float = ENTER_DBM, leave_dbm: float = LEAVE_DBM) -> None:
        self._enter_dbm, self._leave_dbm = enter_dbm, leave_dbm
        self._beacons: dict[str, _Beacon] = {}

    def feed(self, raw: Raw) -> list[LaneSignal]:
        if not isinstance(raw, Heard):
            return []
        if raw.name not in self._beacons:
            self._beacons = {name: beacon for name, beacon in self._beacons.items() if not beacon.silent(raw.t)}
            if len(self._beacons) >= LANES:
                return []
            self._beacons[raw.name] = _Beacon(raw.name, self._enter_dbm, self._leave_dbm)
        return self._beacons[raw.name].hear(raw)


class _Beacon:
    def __init__(self, name: str, enter_dbm: float, leave_dbm: float) -> None:
        self._enter_dbm, self._leave_dbm = enter_dbm, leave_dbm
        self._packets: deque[Heard] = deque(maxlen=PACKETS)
        self._strong: Seconds | None = None
        self._teller = Teller(Way.RADIO, Lane.ARMED, name)

    def silent(self, now: Seconds) -> bool:
        """Whether nothing was heard of it for so long that all it knows is stale."""
        return bool(self._packets) and now - self._packets[-1].t > WITHIN_S

    def hear(self, packet: Heard) -> list[LaneSignal]:
        self._packets.append(packet)
        while self._packets[0].t < packet.t - WITHIN_S:
            self._packets.popleft()
        middle = median(kept.rssi for kept in self._packets)
        if len(self._packets) < FEWEST or middle < self._leave_dbm:
            self._strong = None
        elif self._strong is None and middle >= self._enter_dbm:
            self._strong = packet.t
        dwelt = self._strong is not None and packet.t - self._strong >= DWELL_S
        return self._teller.tell(packet.t, self._strong if dwelt else None)
