"""The exit lane's sensors that cart.toml asks for, put together; the contacts come with the scale."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from cart.camera import Camera
from cart.camera.choice import camera_of
from cart.clock import cart_clock
from cart.config import Config, ExitLaneConfig
from cart.core.inputs import LaneSignal, Way
from cart.exit_lane import BeaconSensor, CardSensor, ExitSensor, MarkerSensor, Raw
from cart.exit_lane.radio import Radio
from cart.exit_lane.readers import CardReader, MarkerReader
from cart.exit_lane.watching import LaneWatch


@dataclass
class LaneParts:
    """Threads and devices of the lane, in the order in which they start."""

    parts: "tuple[Camera | LaneWatch | Radio, ...]" = ()

    def start(self) -> None:
        for part in self.parts:
            part.start()

    def stop(self) -> None:
        for part in reversed(self.parts):
            part.stop()


def _nothing(raw: Raw) -> None:
    """Nobody keeps what the sensors take in."""


def lane_parts(
    config: ExitLaneConfig,
    basket: Camera | None,
    put: Callable[[LaneSignal], None],
    keep: Callable[[Raw], None] = _nothing,
) -> LaneParts:
    """Build what the configuration names, not yet started; `basket` is the camera that a card is shown to.

    `keep` hears what each sensor takes in, before it is judged, from the sensor's own thread.
    """
    parts: list[Camera | LaneWatch | Radio] = []
    if config.cards and basket is not None:
        parts.append(LaneWatch(Way.CODE, basket.latest, CardReader(), _into(CardSensor(), put, keep)))
    floor = camera_of("opencv", config.floor_camera) if config.floor_camera else None
    if floor is not None:
        parts += [floor, LaneWatch(Way.MARKER, floor.latest, MarkerReader(), _into(MarkerSensor(), put, keep))]
    if config.beacons:
        parts.append(Radio(UUID(config.beacons), _into(BeaconSensor(), put, keep), cart_clock))
    return LaneParts(tuple(parts))


def ways_of(config: Config) -> tuple[Way, ...]:
    """The ways that a configuration names; a certified scale head has no contacts."""
    named = {
        Way.CONTACT: config.scale.protocol == "smart-cart",
        Way.MARKER: bool(config.exit_lane.floor_camera),
        Way.CODE: config.exit_lane.cards,
        Way.RADIO: bool(config.exit_lane.beacons),
    }
    return tuple(way for way, there in named.items() if there)


def _into(sensor: ExitSensor, put: Callable[[LaneSignal], None], keep: Callable[[Raw], None]) -> Callable[[Raw], None]:
    """What a sensor is fed with; each has a thread of its own, so nothing is shared."""

    def feed(raw: Raw) -> None:
        keep(raw)
        for signal in sensor.feed(raw):
            put(signal)

    return feed
