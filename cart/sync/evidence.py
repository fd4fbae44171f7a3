"""Sends pictures and weight curves after the facts that name them: best effort, piece by piece, known by their hash.

The folder is the outbox: what the store lacks is asked of it, and a file that was cut off goes on where it stopped.
"""

import logging
from collections.abc import Callable, Iterable
from pathlib import Path

from cart.sync.line import POISON, Line, checked, plain

log = logging.getLogger(__name__)

PIECE = 256 * 1024
ASKED_AT_ONCE = 500


class EvidenceSender:
    def __init__(self, line: Line, folder: Path) -> None:
        self._line, self._folder = line, folder
        self._owed: dict[str, None] = {}
        self._settled: set[str] = set()

    def owe(self, names: Iterable[str]) -> None:
        """Files that acknowledged facts name; those that the store has or does not want are known by now."""
        self._owed |= dict.fromkeys(name for name in names if name not in self._settled)

    def send(self, more_urgent: Callable[[], bool]) -> None:
        """Send what is there, until something is more urgent; raises StoreDown."""
        # A file is there before the fact that names it: one that is not has been deleted on time.
        self._owed = {name: None for name in self._owed if (self._folder / name).is_file()}
        there = list(self._owed)[:ASKED_AT_ONCE]
        if not there or more_urgent():
            return
        missing = plain(self._line.ask("POST", "/v1/evidence/missing", json=there))
        offsets = {name: int(at) for name, at in missing.items()} if isinstance(missing, dict) else {}
        for name in there:
            if more_urgent():
                return
            if name not in offsets or self._put(name, offsets[name]):
                self._settled.add(name)
                self._owed.pop(name, None)

    def _put(self, name: str, offset: int) -> bool:
        """Whether the store has settled with the file; False when it is gone before it was sent."""
        try:
            body = (self._folder / name).read_bytes()
            captured = (self._folder / name).stat().st_mtime_ns // 1_000_000
        except FileNotFoundError:
            self._owed.pop(name, None)
            return False
        at = offset if 0 <= offset < len(body) else 0
        while True:
            piece = body[at : at + PIECE]
            told = {"offset": at, "size": len(body), "captured": captured}
            answer = self._line.send("PUT", f"/v1/evidence/{name}", params=told, content=piece)
            if answer.status_code == 409:
                at = min(int(plain(answer, "expected")), len(body))
                continue
            if answer.status_code in POISON:
                log.error("the store refused evidence %s: %s", name, answer.text[:200])
                return True
            checked(answer)
            at += len(piece)
            if at >= len(body):
                return True
