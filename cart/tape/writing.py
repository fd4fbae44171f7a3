"""Records a tape."""

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from mcap.writer import CompressionType, Writer

from cart.core.catalog import Catalog
from cart.core.effects import Effect
from cart.core.encoding import canonical, encode
from cart.core.facts import Fact
from cart.core.inputs import CatalogArrived, Input
from cart.core.state import State

FORMAT = 1
HEADER, START, REFUSED, ATTACHED = "smart-cart", "start", "refused", "attached"
_NONE = Catalog("", "", ())


class CatalogPacker:
    """Catalogues as tapes hold them. A large one takes a second: it is packed once, and best before a tape needs it."""

    def __init__(self) -> None:
        self._known: tuple[tuple[Catalog, bytes], ...] = ()

    def pack(self, catalog: Catalog) -> bytes:
        for known, packed in self._known:
            if known is catalog:
                return packed
        packed = zlib.compress(canonical(catalog), 1)
        self._known = (*self._known[-1:], (catalog, packed))
        return packed


class Tape:
    """A tape that is being recorded. Closes by `close()`; not for several threads.

    Catalogues are attached to it, each once, and named where they belong.
    """

    def __init__(
        self, path: Path, start: State, versions: Mapping[str, str], pack: Callable[[Catalog], bytes] | None = None
    ) -> None:
        """`versions` names what the trip ran on: code, models, config, their hashes."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._file = path.open("wb")
        self._writer = Writer(self._file, chunk_size=64 * 1024, compression=CompressionType.ZSTD)
        self._writer.start(profile=HEADER, library="smart-cart")
        self._writer.add_metadata(HEADER, {"format": str(FORMAT), **versions})
        self._channels: dict[str, int] = {}
        self._number = 0
        self._pack = pack or CatalogPacker().pack
        self._attached: list[Catalog] = []
        bare = encode(replace(start, catalog=_NONE, next_catalog=None))
        newest = self._attach(start.next_catalog, start.now) if start.next_catalog else None
        self._write(
            START, bare | {"catalog": self._attach(start.catalog, start.now), "next_catalog": newest}, start.now
        )

    def write(self, inp: Input) -> None:
        """Record an input, before anything comes of it."""
        plain = encode(replace(inp, catalog=_NONE) if isinstance(inp, CatalogArrived) else inp, Input)
        if isinstance(inp, CatalogArrived):
            plain["catalog"] = self._attach(inp.catalog, inp.t)
        self._write(f"input/{type(inp).__name__}", plain, inp.t)

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

    def _attach(self, catalog: Catalog, t: float) -> dict[str, str]:
        """What stands in the catalogue's place."""
        number = next((at for at, known in enumerate(self._attached) if known is catalog), len(self._attached))
        name = f"catalog-{number}"
        if number == len(self._attached):
            ns = max(0, round(t * 1e9))
            self._writer.add_attachment(ns, ns, name, "application/zlib", self._pack(catalog))
            self._attached.append(catalog)
        return {ATTACHED: name}

    def _write(self, topic: str, value: Any, t: float) -> None:
        if topic not in self._channels:
            schema = self._writer.register_schema(topic, "jsonschema", b'{"type": ["object", "array"]}')
            self._channels[topic] = self._writer.register_channel(topic, "json", schema)
        ns = max(0, round(t * 1e9))
        self._number += 1
        data = json.dumps(value, separators=(",", ":")).encode()
        self._writer.add_message(self._channels[topic], ns, data, ns, self._number)
