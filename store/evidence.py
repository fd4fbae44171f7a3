"""Evidence files, named by the hash of what they hold; they come piece by piece and are deleted on time."""

import os
import re
import time
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from threading import Lock

from sqlalchemy import select, update

from store import curve
from store.database import Database
from store.schema import EvidenceRow

NAME = re.compile(r"[0-9a-f]{64}")
LARGEST = 8 * 2**20  # a clip is budgeted at 0.3 MB, a crop at far less
PART_S = 86_400.0  # a file that was begun and never finished is deleted after a day

_KINDS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (curve.MAGIC, "application/json"),
)


class NotWanted(ValueError):
    """A piece that cannot belong to the file; the message says why."""


class EvidenceFolder:
    def __init__(self, folder: Path, database: Database) -> None:
        self._folder, self._database = folder, database
        self._adding = Lock()
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, name: str, piece: bytes, offset: int, size: int, captured: int | None = None) -> int:
        """Take a piece of a file that will have `size` bytes; returns how many of them are there.

        That is less than `offset` plus the piece when the piece does not go on where the last one ended. The file
        counts once it is whole and has its hash; raises NotWanted when it cannot have it any more. It is kept from when
        it was `captured` on (ms since 1970), if its cart says so.
        """
        if not 0 <= offset <= offset + len(piece) <= size <= LARGEST:
            raise NotWanted(f"Evidence may hold {LARGEST} bytes at most, and a piece must lie within its file.")
        with self._adding:
            if self._settled([name]):
                return offset + len(piece)
            path = self._path(name)
            part = path.with_suffix(".part")
            there = part.stat().st_size if part.exists() else 0
            if there != offset and offset != 0:
                return min(there, size)
            if offset == 0 and len(piece) == size:
                _check(name, piece)
            path.parent.mkdir(exist_ok=True)
            with part.open("r+b" if offset else "wb") as file:
                file.seek(offset)
                file.write(piece)
                if offset + len(piece) == size:
                    file.flush()
                    os.fsync(file.fileno())
            if offset + len(piece) < size:
                return offset + len(piece)
            try:
                _check(name, part.read_bytes())
            except NotWanted:
                part.unlink()
                raise
            os.replace(part, path)
            with self._database.write() as session:
                session.merge(EvidenceRow(name=name, arrived=min(_now(), captured or _now())))
            return size

    def read(self, name: str) -> bytes | None:
        path = self._path(name)
        return path.read_bytes() if NAME.fullmatch(name) and path.is_file() else None

    def missing(self, names: Iterable[str]) -> dict[str, int]:
        """Which of these files the store lacks and wants, and how many bytes of each are there already."""
        wanted = [name for name in dict.fromkeys(names) if NAME.fullmatch(name)]
        settled = self._settled(wanted)
        return {name: self._begun(name) for name in wanted if name not in settled}

    def forget(self, older_than_s: float) -> int:
        """Delete what was captured longer ago; returns how many files went. They are not asked for again."""
        horizon = _now() - round(1000 * older_than_s)
        with self._database.read() as session:
            due = (
                select(EvidenceRow.name).where(EvidenceRow.gone.is_(None), EvidenceRow.arrived < horizon).limit(10_000)
            )
            names = list(session.scalars(due))
        for name in names:
            self._path(name).unlink(missing_ok=True)
        # Files first: after a power cut between the two they are deleted again, and none stays behind unknown.
        with self._database.write() as session:
            session.execute(update(EvidenceRow).where(EvidenceRow.name.in_(names)).values(gone=_now()))
        oldest = {".part": time.time() - PART_S, "": time.time() - older_than_s}
        for path in self._folder.glob("??/*"):
            if path.suffix in oldest and path.stat().st_mtime < oldest[path.suffix]:
                path.unlink(missing_ok=True)
        return len(names)

    def _settled(self, names: list[str]) -> set[str]:
        """Those that are there, or were there and are deleted."""
        settled = {name for name in names if self._path(name).is_file()}
        with self._database.read() as session:
            for at in range(0, len(names), 500):
                rows = select(EvidenceRow.name).where(EvidenceRow.name.in_(names[at : at + 500]))
                settled |= set(session.scalars(rows))
        return settled

    def _begun(self, name: str) -> int:
        part = self._path(name).with_suffix(".part")
        return part.stat().st_size if part.exists() else 0

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name


def _check(name: str, body: bytes) -> None:
    """Raises NotWanted unless the body has the hash that it is called by."""
    if sha256(body).hexdigest() != name:
        raise NotWanted(f"The {len(body)} bytes sent do not have the hash {name}.")


def media_type(body: bytes) -> str:
    return next((kind for magic, kind in _KINDS if body.startswith(magic)), "application/octet-stream")


def _now() -> int:
    return time.time_ns() // 1_000_000
