"""The tape: every input of a trip with what came of it, as MCAP, so that the trip can be run again.

The header holds what the trip started from; a reader needs nothing else. High rate, and it may be lost: a
tape cut off by a crash is read up to the cut.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from struct import error as StructError
from typing import Any

from mcap.exceptions import McapError
from mcap.records import Channel, Message, Metadata
from mcap.stream_reader import StreamReader
from mcap.writer import CompressionType, Writer
from zstandard import ZstdError

from cart.core.effects import Effect
from cart.core.encoding import Undecodable, decode, encode
from cart.core.facts import Fact
from cart.core.inputs import Input
from cart.core.state import State

FORMAT = 1
HEADER, START, REFUSED = "smart-cart", "start", "refused"


class TapeUnreadable(Exception):
    """The file is no tape of ours, or too old; the message says which."""


@dataclass(frozen=True)
class Record:
    """One turn on a tape: an input, or what came of the input before it.

    `refused` means that nothing came of it, because the disk took no facts.
    """

    input: Input | None = None
    facts: tuple[Fact, ...] = ()
    effects: tuple[Effect, ...] = ()
    refused: bool = False


class Tape:
    """A tape that is being recorded. Closes by `close()`; not for several threads."""

    def __init__(self, path: Path, start: State, versions: Mapping[str, str]) -> None:
        """`versions` names what the trip ran on: code, models, config, their hashes."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._file = path.open("wb")
        self._writer = Writer(self._file, chunk_size=64 * 1024, compression=CompressionType.ZSTD)
        self._writer.start(profile=HEADER, library="smart-cart")
        self._writer.add_metadata(HEADER, {"format": str(FORMAT), **versions})
        self._channels: dict[str, int] = {}
        self._number = 0
        self._write(START, encode(start), start.now)

    def write(self, inp: Input) -> None:
        """Record an input, before anything comes of it."""
        self._write(f"input/{type(inp).__name__}", encode(inp, Input), inp.t)

    def note(self, facts: Sequence[Fact], effects: Sequence[Effect], t: float) -> None:
        """Record what came of the last input."""
        if facts:
            self._write("facts", [encode(fact) for fact in facts], t)
        if effects:
            self._write("effects", [encode(effect, Effect) for effect in effects], t)

    def refuse(self, t: float) -> None:
        """Record that the last input did not happen: its facts could not be kept."""
        self._write(REFUSED, {}, t)

    def close(self) -> None:
        self._writer.finish()
        self._file.close()

    def abandon(self) -> None:
        """Let go of a file that takes no more; what is in it is read as a tape cut off."""
        with suppress(OSError):
            self._file.close()

    def _write(self, topic: str, value: Any, t: float) -> None:
        if topic not in self._channels:
            schema = self._writer.register_schema(topic, "jsonschema", b'{"type": ["object", "array"]}')
            self._channels[topic] = self._writer.register_channel(topic, "json", schema)
        ns = max(0, round(t * 1e9))
        self._number += 1
        data = json.dumps(value, separators=(",", ":")).encode()
        self._writer.add_message(self._channels[topic], ns, data, ns, self._number)


@dataclass(frozen=True)
class Recording:
    """A tape that was read: what it started from, what it ran on, and its records in their order."""

    start: State
    versions: Mapping[str, str]
    records: tuple[Record, ...]
    whole: bool  # False: the end is missing

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(fact for record in self.records for fact in record.facts)


def read(path: Path) -> Recording:
    """Read a tape; raises TapeUnreadable with one sentence."""
    versions: dict[str, str] = {}
    messages: list[tuple[str, Any]] = []
    try:
        with path.open("rb") as file:
            whole = _collect(file, versions, messages)
    except OSError as error:
        raise TapeUnreadable(f"{path} cannot be opened: {error.strerror}") from error
    if versions.get("format") != str(FORMAT) or not messages or messages[0][0] != START:
        raise TapeUnreadable(f"{path} is no tape of a smart cart, or of another version")
    try:
        start: State = decode(messages[0][1], State)
        records = tuple(_record(topic, value) for topic, value in messages[1:])
    except Undecodable as error:
        raise TapeUnreadable(f"{path} was recorded by another version: {error}") from error
    return Recording(start, versions, records, whole)


def _collect(file: Any, versions: dict[str, str], messages: list[tuple[str, Any]]) -> bool:
    """Read what can be read, in the order of the file; False when it ends too early or is spoilt."""
    topics: dict[int, str] = {}
    try:
        for record in StreamReader(file, validate_crcs=True).records:
            match record:
                case Metadata(metadata=metadata):
                    versions.update(metadata)
                case Channel(id=number, topic=topic):
                    topics[number] = topic
                case Message(channel_id=number, data=data):
                    messages.append((topics[number], json.loads(data)))
    except (McapError, ZstdError, StructError, ValueError, KeyError, MemoryError):
        return False
    return True


def _record(topic: str, value: Any) -> Record:
    if topic.startswith("input/"):
        return Record(input=decode(value, Input))
    if topic == REFUSED:
        return Record(refused=True)
    if topic == "facts":
        return Record(facts=tuple(decode(plain, Fact) for plain in value))
    return Record(effects=tuple(decode(plain, Effect) for plain in value))


def counts(recording: Recording) -> Iterator[tuple[str, int]]:
    """How many records of each kind a tape holds, most frequent first."""
    tally: dict[str, int] = {}
    for record in recording.records:
        kind = (
            type(record.input).__name__
            if record.input is not None
            else "facts"
            if record.facts
            else REFUSED
            if record.refused
            else "effects"
        )
        tally[kind] = tally.get(kind, 0) + 1
    yield from sorted(tally.items(), key=lambda item: -item[1])
