"""A USB camera, a video file or a picture file, through OpenCV."""

import time
from pathlib import Path

import cv2
import numpy as np

from cart.camera.capture import CameraLost, CapturingCamera, Device
from cart.camera.frames import Frame, Picture, StoredFrame, from_sensor
from cart.clock import cart_clock
from cart.core.inputs import Reason
from cart.core.units import Seconds

USB_SIZE = (1920, 1080)
FRAME_RATE = 10.0


def opencv_camera(source: int | str | Path) -> CapturingCamera:
    """`source` is the number or the path of a USB camera, or a file, which is shown again and again."""

    def open_device() -> Device:
        if isinstance(source, int) or Path(source).is_char_device():
            return UsbDevice(source if isinstance(source, int) else str(source))
        return FileDevice(Path(source))

    return CapturingCamera(f"opencv:{source}", open_device)


class UsbDevice:
    """A USB camera, asked for JPEG frames: raw ones of this size do not fit through USB 2."""

    def __init__(self, source: int | str) -> None:
        self._capture = cv2.VideoCapture(source, cv2.CAP_V4L2)
        if not self._capture.isOpened():
            raise CameraLost(Reason.UNPLUGGED, f"no USB camera at {source}")
        self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, USB_SIZE[0])
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, USB_SIZE[1])
        self._capture.set(cv2.CAP_PROP_FPS, FRAME_RATE)
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._number = 0

    def read(self) -> Frame | None:
        there, picture = self._capture.read()
        if not there:
            raise CameraLost(Reason.UNPLUGGED, "the USB camera gives no frame")
        self._number += 1
        stamp = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1e3
        return stored(picture, from_sensor(stamp, cart_clock()), self._number)

    def close(self) -> None:
        self._capture.release()


class FileDevice:
    """A file played at its own rate from the beginning to the end, and opened anew at the end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._number = 0
        self._open()
        self._due = float(cart_clock())

    def _open(self) -> None:
        self._capture = cv2.VideoCapture(str(self._path), cv2.CAP_ANY) if self._path.exists() else None
        if self._capture is None or not self._capture.isOpened():
            raise CameraLost(Reason.UNPLUGGED, f"{self._path} is no picture or video that OpenCV can open")
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        still = self._capture.get(cv2.CAP_PROP_FRAME_COUNT) <= 1
        self._period = 1 / (rate if rate > 0 and not still else FRAME_RATE)

    def read(self) -> Frame | None:
        wait = self._due - cart_clock()
        time.sleep(max(0.0, min(wait, 0.2)))
        if wait > 0.2 or self._capture is None:
            return None
        there, picture = self._capture.read()
        if not there:
            self.close()
            self._open()
            there, picture = self._capture.read()
            if not there:
                raise CameraLost(Reason.BROKEN, f"{self._path} holds no picture")
        self._number += 1
        now = cart_clock()
        self._due = max(self._due + self._period, now)
        return stored(picture, now, self._number)

    def close(self) -> None:
        if self._capture is not None:
            self._capture.release()


def stored(picture: object, t: Seconds, number: int) -> StoredFrame:
    bgr: Picture = np.asarray(picture, dtype=np.uint8)
    return StoredFrame(t, number, bgr)
