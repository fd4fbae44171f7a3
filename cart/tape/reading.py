"""Reads a tape, up to where it was cut off."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from struct import error as StructError
from typing import Any

from mcap.exceptions import McapError
from mcap.records import Attachment, Channel, Message, Metadata
from mcap.stream_reader import StreamReader
from zstandard import ZstdError

from cart.core.effects import Effect
from cart.core.encoding import Undecodable, decode, parse
from cart.core.facts import Fact
from cart.core.inputs import Input
from cart.core.state import State
from cart.tape.writing import ATTACHED, FORMAT, REFUSED, START


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
    attached: dict[str, bytes] = {}
    try:
        with path.open("rb") as file:
            whole = _collect(file, versions, messages, attached)
    except OSError as error:
        raise TapeUnreadable(f"{path} cannot be opened: {error.strerror}") from error
    if versions.get("format") != str(FORMAT) or not messages or messages[0][0] != START:
        raise TapeUnreadable(f"{path} is no tape of a smart cart, or of another version")
    try:
        start: State = decode(_put_back(messages[0][1], attached, "catalog", "next_catalog"), State)
        records = tuple(_record(topic, _put_back(value, attached, "catalog")) for topic, value in messages[1:])
    except (Undecodable, zlib.error) as error:
        raise TapeUnreadable(f"{path} was recorded by another version: {error}") from error
    return Recording(start, versions, records, whole)


def _put_back(plain: Any, attached: Mapping[str, bytes], *places: str) -> Any:
    """The values with each catalogue where it was only named; older tapes hold it there themselves."""
    for place in places:
        held = plain.get(place) if isinstance(plain, dict) else None
        if isinstance(held, dict) and held.keys() == {ATTACHED}:
            body = zlib.decompress(attached.get(str(held[ATTACHED]), b""))
            plain = plain | {place: parse(body)}
    return plain


def _collect(file: Any, versions: dict[str, str], messages: list[tuple[str, Any]], attached: dict[str, bytes]) -> bool:
    """Read what can be read, in the order of the file; False when it ends too early or is spoilt."""
    topics: dict[int, str] = {}
    try:
        for record in StreamReader(file, validate_crcs=True).records:
            match record:
                case Metadata(metadata=metadata):
                    versions.update(metadata)
                case Attachment(name=name, data=packed):
                    attached[name] = packed
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
