"""Reads aloud what changes on the screen, by espeak-ng, for shoppers who wish it."""

import logging
import shutil
import subprocess
from threading import Condition, Thread

log = logging.getLogger(__name__)

PROGRAM = "espeak-ng"
LONGEST_S = 20.0  # no sentence of ours takes longer


def program() -> str:
    """Where espeak-ng is; empty: reading aloud cannot be offered."""
    return shutil.which(PROGRAM) or ""


class Voice:
    """One thread; of what waits only the newest is said, because an old total would be wrong."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._waiting: tuple[str, str] | None = None
        self._ending = False
        self._changed = Condition()
        self._thread = Thread(target=self._run, name="voice", daemon=True)
        self._thread.start()

    def say(self, text: str, lang: str) -> None:
        """Say `text` soon; from any thread."""
        with self._changed:
            self._waiting = text, lang
            self._changed.notify()

    def stop(self) -> None:
        """Fall silent after the sentence that is being said."""
        with self._changed:
            self._ending = True
            self._changed.notify()
        self._thread.join(LONGEST_S)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting is not None or self._ending)
                if self._ending or self._waiting is None:
                    return
                (text, lang), self._waiting = self._waiting, None
            try:
                subprocess.run(
                    [self._path, "-v", lang, "--stdin"],
                    input=text.encode(),
                    timeout=LONGEST_S,
                    check=True,
                    capture_output=True,
                )
            except (OSError, subprocess.SubprocessError) as error:
                log.warning("Nothing was read aloud: %s", error)
