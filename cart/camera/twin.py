"""The virtual cart's camera: JSON lines over a Unix socket, pixels in shared memory, rendered when asked."""

import contextlib
import json
import mmap
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from cart.camera.capture import CameraLost, CapturingCamera
from cart.camera.frames import Frame, FrameGone, Picture, Rect, clipped
from cart.core.inputs import Reason
from cart.core.units import Seconds

POLL_SECONDS = 0.04
PATIENCE = 1.2
RENDER_PATIENCE = 6.0
"""Seconds for an answer; a frame takes 0.2 s to render, the whole main stream more, a busy machine much more."""

SHARED_MEMORY = Path("/dev/shm")
"""Where Linux keeps POSIX shared memory. Opened as a file, it stays out of multiprocessing's resource
tracker, which on Python 3.11 would remove the twin's memory when the cart ends."""


def twin_camera(path: str | Path) -> CapturingCamera:
    """`path` is the twin's camera socket."""
    return CapturingCamera("twin", lambda: TwinDevice(Path(path)))


class Refused(Exception):
    """The twin answered with an error."""


class Line:
    """A connection: one question, one answer. It is no more use after the first that went wrong."""

    def __init__(self, path: Path, patience: float) -> None:
        self.trouble: CameraLost | None = None
        self._patience = patience
        self._lock = threading.Lock()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(patience)
        try:
            self._socket.connect(str(path))
        except OSError as refused:
            self._socket.close()
            raise CameraLost(Reason.UNPLUGGED, f"nobody serves a camera at {path}: {refused}") from refused
        self._answers = self._socket.makefile("r", encoding="utf-8")

    def ask(self, **question: Any) -> dict[str, Any]:
        with self._lock, self._remembered():
            return self._ask(question)

    def pixels(self, **question: Any) -> Picture:
        """The pixels that an answer points at, copied before the twin may use the memory again."""
        with self._lock, self._remembered():
            answer = self._ask(question)
            try:
                name, (height, width, depth) = str(answer["shm"]), answer["shape"]
                with (
                    (SHARED_MEMORY / name.lstrip("/")).open("rb") as file,
                    mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as memory,
                ):
                    flat = np.frombuffer(memory[: height * width * depth], dtype=np.uint8)
                    return flat.reshape(height, width, depth).copy()
            except (KeyError, TypeError, ValueError) as wrong:
                raise CameraLost(Reason.GARBAGE, f"the twin's answer has no usable pixels: {wrong}") from wrong
            except FileNotFoundError as gone:
                raise Refused(f"its shared memory is gone: {gone}") from gone

    @contextlib.contextmanager
    def _remembered(self) -> Iterator[None]:
        try:
            yield
        except CameraLost as lost:
            self.trouble = lost
            raise

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        try:
            self._socket.sendall(json.dumps(question).encode() + b"\n")
            line = self._answers.readline()
        except TimeoutError as silent:
            raise CameraLost(Reason.SILENT, f"the twin's camera gave no answer within {self._patience} s") from silent
        except (OSError, ValueError) as broken:
            raise CameraLost(Reason.UNPLUGGED, f"the twin's camera hung up: {broken}") from broken
        if not line:
            raise CameraLost(Reason.UNPLUGGED, "the twin's camera hung up")
        try:
            answer = json.loads(line)
        except ValueError as wrong:
            raise CameraLost(Reason.GARBAGE, f"the twin's camera sent no JSON: {line[:60]!r}") from wrong
        if not isinstance(answer, dict):
            raise CameraLost(Reason.GARBAGE, f"the twin's camera sent no JSON object: {line[:60]!r}")
        if "error" in answer:
            raise Refused(str(answer["error"]))
        return answer

    def close(self) -> None:
        # Not under the lock: a frame being rendered for another thread must not hold up the stop.
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._answers.close()
        self._socket.close()


class TwinFrame:
    """A pose and a light; the pixels are rendered when asked for and kept for the next one who asks."""

    def __init__(self, line: Line, number: int, t: Seconds, main_size: tuple[int, int]) -> None:
        self.t = t
        self.number = number
        self.main_size = main_size
        self._line = line
        self._has_main = True
        self._opened: dict[str, Picture] = {}

    def video(self) -> Picture:
        return self._once("video")

    def lores(self) -> Picture:
        return self._once("lores")

    def main(self, crop: Rect | None = None) -> Picture:
        if not self._has_main:
            raise FrameGone(f"Frame {self.number} is no longer kept in high resolution.")
        if crop is None:
            return self._open(stream="main")
        part = clipped(crop, self.main_size)
        return self._open(stream="main", crop=[part.x, part.y, part.width, part.height])

    def forget_main(self) -> None:
        self._has_main = False

    def _once(self, stream: str) -> Picture:
        if stream not in self._opened:
            self._opened[stream] = self._open(stream=stream)
        return self._opened[stream]

    def _open(self, **what: Any) -> Picture:
        try:
            return self._line.pixels(op="open", frame=self.number, **what)
        except (Refused, CameraLost) as gone:
            raise FrameGone(f"The twin no longer has frame {self.number}: {gone}") from gone


class TwinDevice:
    """The twin's camera as a device: asks for the list of frames until there is a new one."""

    def __init__(self, path: Path) -> None:
        self._line = Line(path, PATIENCE)
        # Of its own, so that a long render holds up no new frame.
        self._pixels = Line(path, RENDER_PATIENCE)
        try:
            width, height = self._line.ask(op="info")["main"]
            self._main_size = (int(width), int(height))
        except (Refused, KeyError, TypeError, ValueError) as wrong:
            self.close()
            raise CameraLost(Reason.GARBAGE, f"the twin does not say its main size: {wrong!r}") from wrong
        except CameraLost:
            self.close()
            raise
        self._last = -1
        self._new: deque[Frame] = deque()

    def read(self) -> Frame | None:
        if self._pixels.trouble is not None:
            raise self._pixels.trouble
        if not self._new:
            self._ask_for_new()
        if self._new:
            return self._new.popleft()
        time.sleep(POLL_SECONDS)
        return None

    def close(self) -> None:
        self._line.close()
        self._pixels.close()

    def _ask_for_new(self) -> None:
        try:
            listed = [(int(n), float(t)) for n, t in self._line.ask(op="frames")["frames"]]
        except (Refused, KeyError, TypeError, ValueError) as wrong:
            raise CameraLost(Reason.GARBAGE, f"the twin lists no frames: {wrong}") from wrong
        for number, t in listed:
            if number > self._last:
                self._last = number
                self._new.append(TwinFrame(self._pixels, number, Seconds(t), self._main_size))
