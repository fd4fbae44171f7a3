"""Starts that did not last: after three of them in a row the cart starts in safe mode, and says why."""

import json
import os
from pathlib import Path

from cart.core.sentences import Sentence

STARTS_FILE = "starts.json"
MOST = 3
GOOD_S = 60.0
"""A start that lasts so long was a good one."""


class Starts:
    """Counts in a file that is written whole or not at all. An unreadable one counts as none: better to try."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / STARTS_FILE
        try:
            kept = json.loads(self._path.read_text("utf-8"))
            self.failed, self.why = int(kept["failed"]), str(kept["why"])
        except (OSError, ValueError, KeyError, TypeError):
            self.failed, self.why = 0, ""

    @property
    def safe(self) -> str:
        """Why the cart is to start in safe mode; empty: it starts as always."""
        if self.failed < MOST:
            return ""
        if self.why:
            return Sentence.NOT_STARTED_WHY.of(n=self.failed, why=self.why)
        return Sentence.NOT_STARTED.of(n=self.failed)

    def begin(self) -> None:
        """A start is tried: it counts as failed until it has lasted."""
        self._keep(self.failed + 1, self.why)

    def failed_with(self, why: str) -> None:
        """What the start failed with, for whoever looks after the cart."""
        self._keep(self.failed, why[:300])

    def good(self) -> None:
        """The start lasted, or staff ask for a normal one."""
        self._keep(0, "")

    def _keep(self, failed: int, why: str) -> None:
        """On a disk that takes nothing the count stays as it was."""
        self.failed, self.why = failed, why
        part = self._path.with_suffix(".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("w", encoding="utf-8") as file:
                json.dump({"failed": failed, "why": why}, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path)
        except OSError:
            return
