"""What sensors of the exit lane take in, as a trace holds it, and the one interface that they share."""

from dataclasses import dataclass
from typing import Protocol

from cart.core.inputs import Lane, LaneSignal, Way
from cart.core.units import Seconds


@dataclass(frozen=True, slots=True)
class Levels:
    """The digital inputs of the scale's bridge: bit 0 is the zone, bit 1 the line."""

    t: Seconds
    bits: int


@dataclass(frozen=True, slots=True)
class Sign:
    """A place's marker or card in a picture: its centre, and its shorter side, in parts of the picture's height."""

    lane: Lane
    name: str
    centre: tuple[float, float]
    side: float


@dataclass(frozen=True, slots=True)
class Looked:
    """What one picture shows; `way` tells what was looked for."""

    t: Seconds
    way: Way
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """One packet of a lane's beacon, in dBm."""

    t: Seconds
    name: str
    rssi: int


Raw = Levels | Looked | Heard


class ExitSensor(Protocol):
    """One way of sensing the lane. Raw data of other ways are nothing to it; bad data are no reason to stop."""

    @property
    def way(self) -> Way: ...

    def feed(self, raw: Raw) -> list[LaneSignal]:
        """The signals that follow: one when the cart has come to a place, and again each half second it stays."""
