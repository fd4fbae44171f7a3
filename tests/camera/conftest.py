"""Cameras of every driver, each with a rig that shows it things and breaks it."""

import contextlib
import importlib.util
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import shared_memory
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from cart.camera import CameraWatch, fake_libcamera
from cart.camera.capture import CapturingCamera
from cart.camera.opencv import opencv_camera
from cart.camera.picam import picamera2_camera
from cart.camera.twin import twin_camera
from cart.core.inputs import Reason

sys.path.insert(0, str(Path(__file__).parent))

Picture = NDArray[np.uint8]
DRIVERS = ("picamera2", "opencv", "twin")


class Rig(Protocol):
    camera: CapturingCamera

    def show(self, colour: tuple[int, int, int]) -> None: ...
    def die(self) -> None: ...
    def freeze(self) -> None: ...
    def slow_down(self) -> None: ...
    def heal(self) -> None: ...


def scene(colour: tuple[int, int, int], seed: int) -> Picture:
    """One colour with sensor noise, 4:3."""
    dice = np.random.default_rng(seed)
    noise = dice.integers(-6, 7, (120, 160, 1))
    return np.clip(noise + np.array(colour), 0, 255).astype(np.uint8)


class PicameraRig:
    """The real picamera2 on the fake libcamera."""

    def __init__(self) -> None:
        self.sensor = fake_libcamera.install()
        self.colour = (120, 120, 120)
        self.camera = picamera2_camera(main_size=(864, 648))
        self.heal()

    def show(self, colour: tuple[int, int, int]) -> None:
        self.colour = colour

    def die(self) -> None:
        self.sensor.plugged = False

    def freeze(self) -> None:
        self.sensor.set_source(lambda t: scene(self.colour, 1))

    def slow_down(self) -> None:
        self.sensor.slowed_to = 1.0

    def heal(self) -> None:
        self.sensor.plugged = True
        self.sensor.slowed_to = None
        self.sensor.set_source(lambda t: scene(self.colour, int(t * 1e6)))


class FileRig:
    """A short clip that the camera plays again and again, and that is replaced under its feet."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "clip.avi"
        self.colour = (120, 120, 120)
        self.heal()
        self.camera = opencv_camera(self.path)

    def show(self, colour: tuple[int, int, int]) -> None:
        self.colour = colour
        self.heal()

    def die(self) -> None:
        self.path.unlink()

    def freeze(self) -> None:
        self._write(lambda number: 1, rate=10)

    def slow_down(self) -> None:
        self._write(lambda number: number, rate=1)

    def heal(self) -> None:
        self._write(lambda number: number, rate=10)

    def _write(self, seed: Callable[[int], int], rate: int) -> None:
        new = self.path.with_name("new.avi")
        clip = cv2.VideoWriter(str(new), cv2.VideoWriter.fourcc(*"MJPG"), rate, (640, 480))
        for number in range(7):
            picture = cv2.resize(scene(self.colour, seed(number)), (640, 480))
            clip.write(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
        clip.release()
        os.replace(new, self.path)


class TwinRig:
    """A twin in small: its camera socket, frames that are drawn when opened, pixels in real shared memory."""

    SIZES = {"video": (480, 640), "lores": (120, 160), "main": (648, 1152)}  # noqa: RUF012

    def __init__(self, folder: Path) -> None:
        self.path = folder / "camera.sock"
        self.colour = (120, 120, 120)
        self.period = 0.1
        self.frozen = False
        self.opened: list[dict[str, object]] = []
        self._frames: list[tuple[int, float]] = []
        self._next = 0
        self._memory = shared_memory.SharedMemory(create=True, size=648 * 1152 * 3)
        self._stopping = threading.Event()
        self._serving = threading.Event()
        self._threads = [threading.Thread(target=self._expose), threading.Thread(target=self._serve)]
        self.heal()
        for thread in self._threads:
            thread.start()
        self.camera = twin_camera(self.path)

    def show(self, colour: tuple[int, int, int]) -> None:
        self.colour = colour

    def die(self) -> None:
        self._serving.clear()

    def freeze(self) -> None:
        self.frozen = True

    def slow_down(self) -> None:
        self.period = 1.0

    def heal(self) -> None:
        self.period = 0.1
        self.frozen = False
        self._serving.set()

    def close(self) -> None:
        self._stopping.set()
        self._serving.set()
        for thread in self._threads:
            thread.join()
        self._memory.close()
        self._memory.unlink()

    def _expose(self) -> None:
        while not self._stopping.wait(self.period):
            self._next += 1
            self._frames.append((self._next, time.clock_gettime(time.CLOCK_BOOTTIME)))
            self._frames = self._frames[-30:]

    def _serve(self) -> None:
        while not self._stopping.is_set():
            self._serving.wait()
            self.path.unlink(missing_ok=True)
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(str(self.path))
                listener.listen()
                listener.settimeout(0.1)
                while self._serving.is_set() and not self._stopping.is_set():
                    try:
                        guest, _ = listener.accept()
                    except TimeoutError:
                        continue
                    threading.Thread(target=self._talk, args=(guest,), name="twin guest").start()

    def _talk(self, guest: socket.socket) -> None:
        guest.settimeout(0.1)
        received = b""
        with guest, contextlib.suppress(ConnectionError):
            while self._serving.is_set() and not self._stopping.is_set():
                try:
                    chunk = guest.recv(4096)
                except TimeoutError:
                    continue
                if not chunk:
                    return
                received += chunk
                while b"\n" in received:
                    question, received = received.split(b"\n", 1)
                    guest.sendall(json.dumps(self._answer(json.loads(question))).encode() + b"\n")

    def _answer(self, question: dict[str, object]) -> dict[str, object]:
        frames = dict(self._frames)
        match question["op"]:
            case "info":
                return {"main": [1152, 648]}
            case "frames":
                return {"frames": self._frames}
            case "open" if question["frame"] in frames:
                self.opened.append(question)
                number = question["frame"]
                height, width = self.SIZES[question["stream"]]
                pixels = cv2.resize(scene(self.colour, 1 if self.frozen else number), (width, height))
                if "crop" in question:
                    x, y, w, h = question["crop"]
                    pixels = pixels[y : y + h, x : x + w]
                self._memory.buf[: pixels.size] = pixels.tobytes()
                return {"shm": self._memory.name, "shape": list(pixels.shape), "t": frames[number]}
        return {"error": f"no frame {question.get('frame')}"}


@contextmanager
def rigged(driver: str, folder: Path) -> Iterator[Rig]:
    """A rig whose camera is not yet started and is stopped at the end."""
    rig: PicameraRig | FileRig | TwinRig
    match driver:
        case "picamera2":
            rig = PicameraRig()
        case "opencv":
            rig = FileRig(folder)
        case _:
            rig = TwinRig(folder)
    try:
        yield rig
    finally:
        rig.camera.stop()
        if isinstance(rig, TwinRig):
            rig.close()


def skip_unless_there(driver: str) -> None:
    if driver == "picamera2" and importlib.util.find_spec("picamera2") is None:
        pytest.skip("picamera2 is not installed.")


@pytest.fixture(params=DRIVERS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    skip_unless_there(request.param)
    with rigged(request.param, tmp_path) as rig:
        yield rig


@pytest.fixture(params=DRIVERS)
def story(request: pytest.FixtureRequest, stories: dict[str, "Story"]) -> "Story":
    skip_unless_there(request.param)
    return stories[request.param]


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> dict[str, "Story"]:
    """The outages of every driver, lived through at the same time because each takes seconds."""
    drivers = [name for name in DRIVERS if name != "picamera2" or importlib.util.find_spec("picamera2")]
    stories = {name: Story(name, tmp_path_factory.mktemp(name)) for name in drivers}
    threads = [threading.Thread(target=story.live) for story in stories.values()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return stories


class Story:
    """A camera that dies, freezes and slows down, and recovers each time; what its watch said meanwhile."""

    def __init__(self, driver: str, folder: Path) -> None:
        self.driver = driver
        self.folder = folder
        self.said: list[Reason | str] = []
        self.at_outage: dict[str, list[Reason | str]] = {}
        self.noticed_after: dict[str, float] = {}

    def live(self) -> None:
        with rigged(self.driver, self.folder) as rig:
            watch = CameraWatch(rig.camera, self.said.append, self.said.append)
            rig.camera.start()
            watch.start()
            try:
                self._wait_for(1)
                for name, outage in (("die", rig.die), ("freeze", rig.freeze), ("slow down", rig.slow_down)):
                    self._outage(name, outage, rig.heal)
            finally:
                watch.stop()

    def _outage(self, name: str, begin: Callable[[], None], end: Callable[[], None]) -> None:
        before = len(self.said)
        begin()
        started = time.monotonic()
        self._wait_for(before + 1)
        self.noticed_after[name] = time.monotonic() - started
        end()
        self._wait_for(before + 2)
        self.at_outage[name] = self.said[before:]

    def _wait_for(self, count: int) -> None:
        wait_until(lambda: len(self.said) >= count)


def wait_until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    assert true()
