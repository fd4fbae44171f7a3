"""What staff did at this cart: one line for each action, hash-chained, never rewritten; and proof that none was lost.

Besides, what staff do to a trip is a fact of that trip. The store is sent every line (cart.staff_desk).
"""

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from cart.core import chain
from cart.core.encoding import canonical, decode, encode
from cart.core.staff_effects import Audit

log = logging.getLogger(__name__)

AUDIT_FILE = "audit.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the audit: its number from 1 on, what was done, and the chain's hash after it."""

    seq: int
    audit: Audit
    head: str


class AuditBroken(Exception):
    """The audit is not as it was written; the message names the line."""


class AuditLog:
    """Appends; for several threads. What the disk does not take is in the program's log at least."""

    def __init__(self, path: Path, cart: str) -> None:
        self._path, self._cart = path, cart
        self._lock = Lock()
        try:
            last = list(read(path, cart))[-1:]
            self._seq, self._head = (last[0].seq, last[0].head) if last else (0, chain.first(cart))
        except AuditBroken as broken:
            log.error("%s It is put aside, and a new one begins.", broken)
            path.replace(path.with_name(f"{path.name}.broken-{os.stat(path).st_mtime_ns}"))
            self._seq, self._head = 0, chain.first(cart)

    def append(self, audit: Audit) -> None:
        """On the disk when this returns."""
        with self._lock:
            entry = Entry(self._seq + 1, audit, chain.link_bytes(self._head, canonical(audit)))
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                with self._path.open("ab+") as file:
                    file.seek(max(0, file.seek(0, os.SEEK_END) - 1))
                    torn = file.read() not in (b"", b"\n")  # a power cut ended the last line early
                    file.write((b"\n" if torn else b"") + json.dumps(encode(entry)).encode() + b"\n")
                    file.flush()
                    os.fsync(file.fileno())
            except OSError as error:
                log.error("The audit cannot be kept (%s): %s", error.strerror, audit)
                return
            self._seq, self._head = entry.seq, entry.head

    def since(self, seq: int, most: int = 200) -> list[Entry]:
        """The entries after `seq`, oldest first; raises AuditBroken."""
        with self._lock:
            return [entry for entry in read(self._path, self._cart) if entry.seq > seq][:most]


def read(path: Path, cart: str) -> Iterator[Entry]:
    """Every entry, in order; raises AuditBroken where one was changed or left out. A torn last line is left out."""
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return
    seq, head = 0, chain.first(cart)
    for number, line in enumerate(lines, start=1):
        try:
            entry: Entry = decode(json.loads(line), Entry)
        except ValueError as error:
            if not line.endswith(b"}"):  # never finished: its number is used again
                continue
            raise AuditBroken(f"Line {number} of {path.name} cannot be read: {error}.") from error
        if entry.seq != seq + 1 or entry.head != chain.link_bytes(head, canonical(entry.audit)):
            raise AuditBroken(f"Line {number} of {path.name} was changed, or lines before it are missing.")
        seq, head = entry.seq, entry.head
        yield entry
