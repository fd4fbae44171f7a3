"""A disk that forgets: writes that were not synced are dropped or torn when the power is cut.

Each write since the last sync survives or not by a throw of the dice, in any combination, and the end of one
may be missing from a sector on. That is harsher than most disks.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

SECTOR = 512
NEVER = 1 << 60


class PowerCut(Exception):
    """The power is gone; nothing is written any more."""


@dataclass
class Drive:
    """What is surely on the disk, what is on its way there, and after how many operations the power goes."""

    cut_at: int = NEVER
    full_at: int = NEVER
    operations: int = 0
    durable: dict[str, bytes] = field(default_factory=dict)
    pending: dict[str, list[tuple[int, bytes | None]]] = field(default_factory=dict)

    def tick(self) -> None:
        self.operations += 1
        if self.operations >= self.cut_at:
            raise PowerCut

    def write(self, name: str, data: bytes, offset: int) -> None:
        # SQLite itself ignores a checkpoint that fails; apsw would raise it.
        if self.operations >= self.full_at and name.endswith("-wal"):
            raise apsw.FullError("the disk is full")
        self.tick()
        self.pending.setdefault(name, []).append((offset, data))

    def truncate(self, name: str, size: int) -> None:
        self.tick()
        self.pending.setdefault(name, []).append((size, None))

    def sync(self, name: str) -> None:
        self.tick()
        self.durable[name] = _applied(self.durable.get(name, b""), self.pending.pop(name, []))

    def delete(self, name: str) -> None:
        self.tick()
        self.durable.pop(name, None)
        self.pending.pop(name, None)

    def leave(self, dice: random.Random, folder: Path) -> None:
        """Write to `folder` what a disk may hold after the cut; whatever comes later finds the power on again."""
        for name in self.durable.keys() | self.pending.keys():
            kept = [(offset, _torn(data, dice)) for offset, data in self.pending.get(name, []) if dice.random() < 0.5]
            (folder / Path(name).name).write_bytes(_applied(self.durable.get(name, b""), kept))
        self.cut_at = NEVER


def _torn(data: bytes | None, dice: random.Random) -> bytes | None:
    if data is None or dice.random() > 0.2:
        return data
    return data[: max(1, dice.randint(0, len(data) // SECTOR)) * SECTOR]


def _applied(content: bytes, writes: list[tuple[int, bytes | None]]) -> bytes:
    after = bytearray(content)
    for offset, data in writes:
        if data is None:
            del after[offset:]
        else:
            after.extend(bytes(max(0, offset - len(after))))
            after[offset : offset + len(data)] = data
    return bytes(after)


class _File(apsw.VFSFile):
    def __init__(self, drive: Drive, name: Any, flags: list[int]) -> None:
        self._drive = drive
        self._name = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        self._drive.write(self._name, bytes(data), offset)
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:
        self._drive.truncate(self._name, size)
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        self._drive.sync(self._name)
        super().xSync(flags)


class _System(apsw.VFS):
    def __init__(self, name: str, drive: Drive) -> None:
        self._drive = drive
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> _File:
        return _File(self._drive, name, flags)

    def xDelete(self, name: str, syncdir: bool) -> None:
        self._drive.delete(name)
        super().xDelete(name, syncdir)


@contextmanager
def mounted(drive: Drive, name: str = "powercut") -> Iterator[str]:
    """A file system of SQLite's on `drive`; yields its name.

    It has no shared memory, so connections lock for themselves alone, and checkpoints come early to be cut too.
    """

    def alone(connection: apsw.Connection) -> None:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA wal_autocheckpoint = 20")

    system = _System(name, drive)
    apsw.connection_hooks.append(alone)
    try:
        yield name
    finally:
        apsw.connection_hooks.remove(alone)
        system.unregister()


@contextmanager
def opened() -> Iterator[list[apsw.Connection]]:
    """The connections that anybody opens meanwhile, as they come."""
    connections: list[apsw.Connection] = []
    apsw.connection_hooks.append(connections.append)
    try:
        yield connections
    finally:
        apsw.connection_hooks.remove(connections.append)
