"""Sensors of the exit lane, one interface for all: what they take in is raw, what they give are LaneSignals.

They only say at which place of which lane the cart is, and since when; whether that ends a trip is the core's
business (`cart.core.exit`). Each is fed from outside and needs no device, no thread and no clock; `watching` and
`radio` are the edges that have them.
"""

from collections.abc import Callable

from cart.core.inputs import Way
from cart.exit_lane.beacons import BeaconSensor
from cart.exit_lane.contacts import ContactSensor
from cart.exit_lane.raw import ExitSensor, Heard, Levels, Looked, Raw, Sign
from cart.exit_lane.signs import CardSensor, MarkerSensor

SENSORS: dict[Way, Callable[[], ExitSensor]] = {
    Way.CONTACT: ContactSensor,
    Way.MARKER: MarkerSensor,
    Way.CODE: CardSensor,
    Way.RADIO: BeaconSensor,
}

__all__ = [
    "SENSORS",
    "BeaconSensor",
    "CardSensor",
    "ContactSensor",
    "ExitSensor",
    "Heard",
    "Levels",
    "Looked",
    "MarkerSensor",
    "Raw",
    "Sign",
]
