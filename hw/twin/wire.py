"""Questions and answers as JSON lines over a Unix socket: the twin's side and its users' side."""

import json
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Answer = dict[str, Any]
Handler = Callable[[Answer], Answer | None]


class Door:
    """Listens on a socket and gives each visitor a thread; a handler that returns None leaves it unanswered."""

    def __init__(self, path: Path, handler: Handler) -> None:
        self._path, self._handler = path, handler
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        path.unlink(missing_ok=True)
        self._socket.bind(str(path))
        self._socket.listen()
        threading.Thread(target=self._accept, name=f"door {path.name}", daemon=True).start()

    def close(self) -> None:
        self._socket.close()
        self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        while True:
            try:
                visitor, _ = self._socket.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self._talk, args=(visitor,), name="visitor", daemon=True).start()

    def _talk(self, visitor: socket.socket) -> None:
        with visitor, visitor.makefile("rb") as lines:
            try:
                for line in lines:
                    answer = self._answer(line)
                    if answer is not None:
                        visitor.sendall(json.dumps(answer).encode() + b"\n")
            except OSError:  # the visitor has gone
                return

    def _answer(self, line: bytes) -> Answer | None:
        try:
            question = json.loads(line)
            return self._handler(question)
        except (KeyError, TypeError, ValueError) as error:
            return {"error": f"{type(error).__name__}: {error}"}


class Caller:
    """One connection to a door; one question at a time."""

    def __init__(self, path: Path, wait_s: float = 30.0) -> None:
        self._socket = _connect(path, wait_s)
        self._lines = self._socket.makefile("rb")
        self._lock = threading.Lock()

    def ask(self, op: str, **words: Any) -> Answer:
        """The answer to a question.

        Raises ConnectionError when the other side has gone, ValueError when it says what is wrong.
        """
        with self._lock:
            self._socket.sendall(json.dumps({"op": op, **words}).encode() + b"\n")
            line = self._lines.readline()
        if not line:
            raise ConnectionError(f"the twin hung up on '{op}'")
        answer: Answer = json.loads(line)
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer

    def close(self) -> None:
        self._lines.close()
        self._socket.close()


def _connect(path: Path, wait_s: float) -> socket.socket:
    """Connect as soon as the other side listens, within `wait_s`."""
    deadline = time.monotonic() + wait_s
    while True:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.connect(str(path))
            return line
        except (FileNotFoundError, ConnectionRefusedError):
            line.close()
            if time.monotonic() > deadline:
                raise ConnectionError(f"nobody listens on {path}: is the twin running?") from None
            time.sleep(0.02)
