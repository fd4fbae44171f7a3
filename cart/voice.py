"""Reads aloud what changes on the screen, by espeak-ng, for shoppers who wish it."""

import logging
import shutil
import subprocess
from threading import Condition, Thread
from typing import Protocol

log = logging.getLogger(__name__)

PROGRAM = "espeak-ng"
LONGEST_S = 20.0  # no sentence of ours takes longer


class Speaker(Protocol):
    """Says the newest sentence; never makes anybody wait."""

    def say(self, text: str, lang: str) -> None:
        """Say `text` soon, in place of whatever is being said; from any thread."""

    def stop(self) -> None:
        """Fall silent, for good."""


def program() -> str:
    """Where espeak-ng is; empty: reading aloud cannot be offered."""
    return shutil.which(PROGRAM) or ""


def speaker() -> Speaker | None:
    """A voice where espeak-ng is installed; otherwise a line in the log, and None."""
    path = program()
    if not path:
        log.info("Nothing is read aloud: %s is not installed.", PROGRAM)
    return Voice(path) if path else None


class Voice:
    """One thread, which waits for the program. A new sentence cuts the last one off: an old total would be wrong."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._waiting: tuple[str, str] | None = None
        self._ending = False
        self._saying: subprocess.Popen[bytes] | None = None
        self._changed = Condition()
        self._thread = Thread(target=self._run, name="voice", daemon=True)
        self._thread.start()

    def say(self, text: str, lang: str) -> None:
        with self._changed:
            self._waiting = text, lang
            self._cut_off()

    def stop(self) -> None:
        with self._changed:
            self._ending = True
            self._cut_off()
        self._thread.join(LONGEST_S)

    def _cut_off(self) -> None:
        if self._saying is not None:
            self._saying.terminate()
        self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting is not None or self._ending)
                if self._ending or self._waiting is None:
                    return
                (text, lang), self._waiting = self._waiting, None
                process = self._saying = self._begin(lang)
            if process is None:
                continue
            try:
                process.communicate(text.encode(), LONGEST_S)
            except (OSError, subprocess.TimeoutExpired) as error:
                process.kill()
                process.communicate()
                log.warning("Nothing was read aloud: %s", error)
            with self._changed:
                self._saying = None
            if process.returncode > 0:
                log.warning("Nothing was read aloud: %s ended with %d", self._path, process.returncode)

    def _begin(self, lang: str) -> "subprocess.Popen[bytes] | None":
        command = [self._path, "-v", lang, "--stdin"]
        quiet = subprocess.DEVNULL
        try:
            return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet)
        except OSError as error:
            log.warning("Nothing is read aloud: %s", error)
            return None


class Listener:
    """Stands in for a voice, and keeps what it would have said."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self._stopped = False

    def say(self, text: str, lang: str) -> None:
        if not self._stopped:
            self.said.append((text, lang))

    def stop(self) -> None:
        self._stopped = True
