"""The scale: what it says becomes the core's inputs, and what the core learns goes into its memory too."""

import logging
from collections.abc import Callable
from pathlib import Path

from cart.clock import cart_clock
from cart.config import ScaleConfig
from cart.core import record
from cart.core.calibration import Calibration, Refusal
from cart.core.checking import Entry
from cart.core.inputs import HeadReading, Input, Reason, RecordRead, ScaleReading, Source, SourceDown, SourceUp
from cart.core.units import Decigrams, Seconds
from cart.evidence import WeightCurves
from cart.exit_lane import ContactSensor
from cart.learned import append_history, history_file, save_calibration
from firmware_bridge.head_link import HeadLink, HeadSample
from firmware_bridge.link import LinkDown, Sample, ScaleLink

log = logging.getLogger(__name__)


def scale_link(config: ScaleConfig, put: Callable[[Input], None], curves: WeightCurves) -> ScaleLink | HeadLink:
    """The link that the configured protocol asks for, not yet started; `curves` gets every reading with counts."""
    lane = ContactSensor()

    def sample(got: Sample) -> None:
        reading = ScaleReading(Seconds(got.t), got.counts, got.motion)
        curves.add(reading)
        put(reading)

    def contacts(t: float, bits: int) -> None:
        for signal in lane.levels(Seconds(t), bits):
            put(signal)

    def shown(got: HeadSample) -> None:
        put(HeadReading(Seconds(got.t), Decigrams(got.decigrams), got.stable))

    def down(why: LinkDown) -> None:
        put(SourceDown(cart_clock(), Source.SCALE, Reason(why.value)))

    def up(scale_id: str) -> None:
        put(SourceUp(cart_clock(), Source.SCALE, scale_id))

    def kept(wire: bytes) -> None:
        put(RecordRead(cart_clock(), wire.hex()))

    if config.protocol == "toledo":
        return HeadLink(config.port, shown, up, down, cart_clock)
    return ScaleLink(config.port, sample, up, down, cart_clock, kept, contacts)


class CalibrationMemory:
    """Where a calibration is kept: beside its history on the cart, for the weight curves, and in the scale."""

    def __init__(self, file: Path, curves: WeightCurves, scale: ScaleLink | HeadLink) -> None:
        self._file = file
        self._curves = curves
        self._scale = scale

    def keep(self, calibration: Calibration, entry: Entry) -> None:
        """Keep a calibration on both sides, and what led to it in the history."""
        self._curves.calibration = calibration
        try:
            save_calibration(self._file, calibration)
            append_history(history_file(self._file), entry)
        except OSError as error:
            log.error("The calibration holds until the cart stops, but cannot be kept: %s", error)
        self.write_record(calibration)

    def adopt(self, calibration: Calibration) -> None:
        """Keep on the cart what the scale's own record holds; neither history nor scale learn anything by it."""
        self._curves.calibration = calibration
        try:
            save_calibration(self._file, calibration)
        except OSError as error:
            log.error("The scale's calibration holds until the cart stops, but cannot be kept: %s", error)

    def write_record(self, calibration: Calibration) -> None:
        """Have the scale keep the calibration in its own memory; a certified head keeps its own."""
        match record.encode(calibration):
            case Refusal(reason=reason):
                log.warning("%s The scale does not keep its calibration; the cart does.", reason)
            case bytes() as wire if isinstance(self._scale, ScaleLink):
                self._scale.write_record(calibration.scale, wire)
