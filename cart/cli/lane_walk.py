"""The self-test of the exit lane: smart-cart doctor --lane, while a fitter walks out through it once."""

import argparse
import time
from dataclasses import asdict
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from cart.cli.errors import UsageError, say, write_json

if TYPE_CHECKING:
    from cart.exit_lane.trace import TraceRecorder

WALK_S = 60.0
AFTER_S = 3.0
"""After the crossing other sensors may still have something to tell."""


def walk_lane(arguments: argparse.Namespace, path: Path) -> int:
    """Print what each sensor tells until the lane is crossed or time is up; 0 when a trip would have ended."""
    from cart.camera.choice import camera_of
    from cart.clock import cart_clock
    from cart.config import ConfigError, load
    from cart.core.inputs import LaneSignal, Way
    from cart.core.units import Seconds
    from cart.exit_lane import ContactSensor, Levels, Raw
    from cart.exit_lane.motion import Motion
    from cart.exit_lane.selftest import Trial
    from cart.lane import lane_parts, ways_of
    from firmware_bridge.link import Sample, ScaleLink

    try:
        config = load(path)
    except ConfigError as error:
        raise UsageError(str(error)) from error
    told: SimpleQueue[LaneSignal | Raw | Sample] = SimpleQueue()
    basket = camera_of(config.camera.kind, config.camera.device) if config.exit_lane.cards else None
    lane = lane_parts(config.exit_lane, basket, told.put, told.put)
    contacts, motion = ContactSensor(), Motion()
    ways = ways_of(config)
    if not ways:
        raise UsageError(f"{path} names nothing that senses the exit lane: see [exit_lane] in docs/exit-lane.md.")
    trial = Trial(ways)
    link = ScaleLink(
        config.scale.port,
        told.put,
        lambda scale: None,
        lambda why: None,
        cart_clock,
        on_lines=lambda t, bits: told.put(Levels(Seconds(t), bits)),
    )
    running = [part for part in (basket, lane, link if Way.CONTACT in ways else None) if part is not None]
    recorder = _recorder(arguments.keep, {"ways": " ".join(way.value for way in ways), "cart": config.cart.name})
    say("Walk out through the lane now, over the line, as shoppers do.", arguments)
    for part in running:
        part.start()
    try:
        deadline = time.monotonic() + (arguments.seconds or WALK_S)
        while time.monotonic() < deadline:
            try:
                got = told.get(timeout=0.1)
            except Empty:
                continue
            event = motion.feed(got.t, got.motion) if isinstance(got, Sample) else got
            if recorder and event is not None and not isinstance(event, LaneSignal):
                recorder.write(event)
            signals = [event] if isinstance(event, LaneSignal) else []
            if isinstance(event, Levels):
                trial.levels(event)
                signals = contacts.feed(event)
            for signal in signals:
                before = trial.crossed
                if line := trial.add(signal):
                    say(line, arguments)
                if trial.crossed and not before:
                    deadline = min(deadline, time.monotonic() + AFTER_S)
    except KeyboardInterrupt:
        pass
    finally:
        for part in reversed(running):
            part.stop()
        if recorder:
            recorder.close()
    if recorder:
        say(
            f"What the sensors took in is in {arguments.keep}: smart-cart bench lane --replay runs it again.", arguments
        )
    found = trial.findings()
    for sentence in found or ["The lane was crossed: a trip would have ended."]:
        say(sentence, arguments)
    kept = [{**asdict(one), "lane": one.lane.value, "way": one.way.value} for one in trial.signals]
    write_json(arguments.json, {"crossed": trial.crossed, "findings": found, "signals": kept})
    return 1 if found else 0


def _recorder(path: Path | None, about: dict[str, str]) -> "TraceRecorder | None":
    from cart.exit_lane.trace import TraceRecorder

    try:
        return TraceRecorder(path, about) if path else None
    except OSError as error:
        raise UsageError(f"no trace can be written to {path}: {error.strerror}.") from error
