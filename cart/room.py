"""Room on the cart's disk: what may be deleted so that a sale can be finished, and a reserve for when nothing may.

Tapes may be lost, facts may not. On a disk that is full to the last byte even deleting may need space, so a ballast
file is kept to be let go of last.
"""

import logging
import os
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

BALLAST_BYTES = 1 << 20
"""A trip is some 50 kB of facts: enough for the sale in progress, many times over."""
TAPES_BYTES = 4 << 30


class Room:
    """The tapes of a cart and its ballast; `make` is for the start and the engine's thread, `tidy` for tidying."""

    def __init__(self, folder: Path, tapes_bytes: int = TAPES_BYTES) -> None:
        self._tapes, self._ballast = folder / "tapes", folder / "ballast"
        self._tapes_bytes = tapes_bytes

    def make(self) -> bool:
        """Delete one thing: the oldest tape that is finished, or, when there is none, the ballast.

        Returns whether there was one.
        """
        tapes = self._oldest_first()
        victim = tapes[0] if len(tapes) > 1 else self._ballast
        with suppress(OSError):
            victim.unlink()
            log.warning("the disk is full: %s is deleted to make room", victim.name)
            return True
        return False

    def tidy(self) -> None:
        """Delete the oldest tapes beyond what they may take, and put the ballast back."""
        tapes = self._oldest_first()
        sizes = {tape: tape.stat().st_size for tape in tapes}
        while len(tapes) > 1 and sum(sizes[tape] for tape in tapes) > self._tapes_bytes:
            tapes.pop(0).unlink(missing_ok=True)
        if not self._ballast.exists():
            self._put_ballast()

    def _put_ballast(self) -> None:
        try:
            with self._ballast.open("wb") as file:
                file.write(os.urandom(BALLAST_BYTES))  # bytes that no file system can leave out
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            self._ballast.unlink(missing_ok=True)

    def _oldest_first(self) -> list[Path]:
        """The tapes; the last one may be in use."""
        if not self._tapes.is_dir():
            return []
        return sorted(self._tapes.glob("*.mcap"), key=lambda tape: (tape.stat().st_mtime_ns, tape.name))
