"""Traces of the exit lane: what its sensors took in, kept as MCAP like a trip's tape, and run again.

A tape holds the LaneSignals of its trip; a trace holds what came before them, so that sensors can be judged anew.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from struct import error as StructError

from mcap.exceptions import McapError
from mcap.reader import make_reader
from mcap.writer import CompressionType, Writer
from zstandard import ZstdError

from cart.core.encoding import Undecodable, decode, encode
from cart.core.exit import ExitLane, Passage, pass_time, signal
from cart.core.inputs import LaneSignal
from cart.core.units import Seconds
from cart.exit_lane.raw import ExitSensor, Raw

PROFILE = "smart-cart-lane"
FORMAT = "1"


class TraceUnreadable(Exception):
    """The file is no trace of ours; the message says why."""


@dataclass(frozen=True, slots=True)
class Rolled:
    """What the accelerometer says from now on; None without one."""

    t: Seconds
    rolls: bool | None


Event = Raw | Rolled


class TraceRecorder:
    """A trace that is being recorded; closes by `close()`. Not for several threads."""

    def __init__(self, path: Path, about: dict[str, str] | None = None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("wb")
        self._writer = Writer(self._file, compression=CompressionType.ZSTD)
        self._writer.start(profile=PROFILE, library="smart-cart")
        self._writer.add_metadata(PROFILE, {"format": FORMAT, **(about or {})})
        schema = self._writer.register_schema("lane", "jsonschema", b'{"type": "object"}')
        self._channel = self._writer.register_channel("lane", "json", schema)

    def write(self, event: Event) -> None:
        ns = max(0, round(event.t * 1e9))
        data = json.dumps(encode(event, Event), separators=(",", ":")).encode()
        self._writer.add_message(self._channel, ns, data, ns)

    def close(self) -> None:
        self._writer.finish()
        self._file.close()


def record(path: Path, events: Iterable[Event], about: dict[str, str] | None = None) -> None:
    """Keep events as a trace."""
    recorder = TraceRecorder(path, about)
    for event in events:
        recorder.write(event)
    recorder.close()


def read(path: Path) -> tuple[dict[str, str], list[Event]]:
    """What a trace is about, and its events in their order; raises TraceUnreadable with one sentence."""
    try:
        with path.open("rb") as file:
            reader = make_reader(file)
            about = {key: value for found in reader.iter_metadata() for key, value in found.metadata.items()}
            plain = [json.loads(m.data) for _, _, m in reader.iter_messages(log_time_order=False)]
    except OSError as error:
        raise TraceUnreadable(f"{path} cannot be opened: {error.strerror}.") from error
    except (McapError, ZstdError, StructError, ValueError, KeyError) as error:
        raise TraceUnreadable(f"{path} is no trace of an exit lane, or is cut off: {error}.") from error
    if about.get("format") != FORMAT:
        raise TraceUnreadable(f"{path} is no trace of an exit lane, or of another version.")
    try:
        events: list[Event] = decode(plain, list[Event])
    except Undecodable as error:
        raise TraceUnreadable(f"{path} was recorded by another version: {error}.") from error
    return about, events


@dataclass(frozen=True)
class Walked:
    """What a run of events through sensors and decision gave."""

    signals: tuple[LaneSignal, ...]
    passages: tuple[tuple[Seconds, Passage, str], ...]  # when, what, the lane that the signal named


TICK_S = 0.1


def walk(events: Iterable[Event], sensors: Sequence[ExitSensor], enough_s: float = inf) -> Walked:
    """Run events through sensors and the decision, as the cart does between two ends of a trip.

    It ends so long after the first crossing.
    """
    lane, rolls, ticked = ExitLane(), None, 0.0
    crossed: Seconds | None = None
    signals: list[LaneSignal] = []
    passages: list[tuple[Seconds, Passage, str]] = []
    for event in events:
        if crossed is not None and event.t - crossed > enough_s:
            break
        if event.t - ticked >= TICK_S:
            ticked, lane = event.t, pass_time(lane, event.t, rolls)
        if isinstance(event, Rolled):
            rolls = event.rolls
            continue
        for said in (told for sensor in sensors for told in sensor.feed(event)):
            signals.append(said)
            lane, passage = signal(lane, said, rolls)
            if passage is Passage.CROSSED and crossed is None:
                crossed = said.t
            if passage is not Passage.NOTHING:
                passages.append((said.t, passage, said.name))
    return Walked(tuple(signals), tuple(passages))
