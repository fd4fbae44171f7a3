"""What every camera gives: frames stamped with their capture time, in three sizes."""

import time
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from cart.core.inputs import Reason
from cart.core.units import Seconds

Picture = NDArray[np.uint8]
"""RGB, height x width x 3."""

VIDEO_SIZE = (640, 480)
LORES_SIZE = (160, 120)


class FrameGone(Exception):
    """The pixels were asked for too late: the camera keeps only a few seconds, in high resolution less."""


@dataclass(frozen=True, slots=True)
class Rect:
    """Part of the main stream, in its pixels (see Frame.main_size)."""

    x: int
    y: int
    width: int
    height: int


class Frame(Protocol):
    """One moment, whose pixels may be made only when asked for.

    Video and lores show the largest middle part of main that has their proportions (see in_main).
    """

    @property
    def t(self) -> Seconds:
        """When the light fell on the sensor, on the cart's clock."""

    @property
    def number(self) -> int: ...

    @property
    def main_size(self) -> tuple[int, int]:
        """Width and height of the main stream."""

    def video(self) -> Picture:
        """640x480, the picture for sight."""

    def lores(self) -> Picture:
        """160x120, for noticing motion."""

    def main(self, crop: Rect | None = None) -> Picture:
        """High resolution for barcodes; only the newest frames still have it."""

    def forget_main(self) -> None:
        """Let the high resolution go: the camera does so as newer frames come."""


class Camera(Protocol):
    """A source of frames that survives the loss of its device: it opens it again by itself."""

    @property
    def name(self) -> str: ...

    @property
    def fault(self) -> Reason | None:
        """Why there is no picture, if the driver knows."""

    def start(self) -> None: ...

    def stop(self) -> None:
        """Ends in bounded time, even when the device hangs."""

    def latest(self) -> Frame | None: ...

    def frames(self) -> list[Frame]:
        """The last three seconds or so, oldest first."""


class StoredFrame:
    """A frame whose pixels are in memory: main as the device gave it (BGR), the video picture as RGB."""

    def __init__(self, t: Seconds, number: int, main_bgr: Picture, video: Picture | None = None) -> None:
        self.t = t
        self.number = number
        self.main_size = (main_bgr.shape[1], main_bgr.shape[0])
        self._main: Picture | None = main_bgr
        self._video = swapped(shrunk(middle(main_bgr), VIDEO_SIZE)) if video is None else video

    def video(self) -> Picture:
        return self._video

    def lores(self) -> Picture:
        return shrunk(self._video, LORES_SIZE)

    def main(self, crop: Rect | None = None) -> Picture:
        main = self._main
        if main is None:
            raise FrameGone(f"Frame {self.number} is no longer kept in high resolution.")
        return swapped(main if crop is None else cut(main, crop))

    def forget_main(self) -> None:
        self._main = None


def swapped(picture: Picture) -> Picture:
    """BGR to RGB."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def shrunk(picture: Picture, size: tuple[int, int]) -> Picture:
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def clipped(crop: Rect, size: tuple[int, int]) -> Rect:
    """The part of the crop that lies inside a picture of this width and height."""
    left, top = max(0, crop.x), max(0, crop.y)
    right, bottom = min(size[0], crop.x + crop.width), min(size[1], crop.y + crop.height)
    if right <= left or bottom <= top:
        raise ValueError(f"{crop} lies outside the picture of {size[0]}x{size[1]} pixels.")
    return Rect(left, top, right - left, bottom - top)


def cut(picture: Picture, crop: Rect) -> Picture:
    part = clipped(crop, (picture.shape[1], picture.shape[0]))
    return picture[part.y : part.y + part.height, part.x : part.x + part.width]


def shown(main_size: tuple[int, int]) -> Rect:
    """The part of the main stream that the video picture shows."""
    width = min(main_size[0], main_size[1] * VIDEO_SIZE[0] // VIDEO_SIZE[1])
    height = min(main_size[1], main_size[0] * VIDEO_SIZE[1] // VIDEO_SIZE[0])
    return Rect((main_size[0] - width) // 2, (main_size[1] - height) // 2, width, height)


def in_main(part: Rect, main_size: tuple[int, int]) -> Rect:
    """Where a part of the video picture lies in the main stream."""
    view = shown(main_size)
    scale_x, scale_y = view.width / VIDEO_SIZE[0], view.height / VIDEO_SIZE[1]
    left, top = view.x + round(part.x * scale_x), view.y + round(part.y * scale_y)
    return Rect(left, top, max(1, round(part.width * scale_x)), max(1, round(part.height * scale_y)))


def middle(main: Picture) -> Picture:
    return cut(main, shown((main.shape[1], main.shape[0])))


def from_sensor(stamp: float, now: Seconds, oldest: float = 5.0) -> Seconds:
    """A driver's time stamp in seconds, on the cart's clock.

    libcamera documents CLOCK_BOOTTIME and V4L2 uses CLOCK_MONOTONIC, which lags behind it by the time spent
    asleep; a stamp that fits neither (drivers that send none) gives way to the time of arrival.
    """
    asleep = now - time.clock_gettime(time.CLOCK_MONOTONIC)
    for t in (stamp, stamp + asleep):
        if now - oldest < t <= now:
            return Seconds(t)
    return now
