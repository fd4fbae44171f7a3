"""A Raspberry Pi camera through picamera2, which is imported only when the camera is opened."""

import concurrent.futures
from typing import Any

import cv2
import numpy as np

from cart.camera.capture import CameraLost, CapturingCamera
from cart.camera.frames import VIDEO_SIZE, Frame, Picture, StoredFrame, from_sensor
from cart.clock import cart_clock
from cart.core.inputs import Reason

MAIN_SIZE = (1728, 1296)
"""From the 2304x1296 sensor mode of camera module 3. The same proportions as the lores stream, because a Pi 4
takes both from one crop and would squeeze one of them."""

FRAME_RATE = 10
PATIENCE = 2.0
"""Seconds without a frame after which the camera is closed and opened again; a slow camera must get by."""


def picamera2_camera(index: int = 0, main_size: tuple[int, int] = MAIN_SIZE) -> CapturingCamera:
    return CapturingCamera(f"picamera2:{index}", lambda: PicameraDevice(index, main_size))


class PicameraDevice:
    """An open camera. Every wait has a limit: without one, picamera2 waits for ever when the cable drops."""

    def __init__(self, index: int, main_size: tuple[int, int]) -> None:
        try:
            from picamera2 import Picamera2
        except ImportError as missing:
            raise CameraLost(
                Reason.BROKEN, f"picamera2 cannot be loaded ({missing}): apt install python3-picamera2"
            ) from missing
        # Asked first because a Picamera2 that finds no camera leaves an open pipe behind at every attempt.
        if index >= len(Picamera2.global_camera_info()):
            raise CameraLost(Reason.UNPLUGGED, f"no camera {index} is connected")
        try:
            self._camera: Any = Picamera2(index)
        except RuntimeError as refused:
            raise CameraLost(Reason.UNPLUGGED, f"no camera {index} can be opened: {refused}") from refused
        # 'RGB888' is libcamera's name for B, G, R in memory.
        configuration = self._camera.create_video_configuration(
            main={"size": main_size, "format": "RGB888"},
            lores={"size": VIDEO_SIZE, "format": "YUV420"},
            controls={"FrameRate": FRAME_RATE},
            buffer_count=4,
        )
        try:
            self._camera.configure(configuration)
            self._camera.start()
        except RuntimeError as refused:
            self.close()
            raise CameraLost(Reason.BROKEN, f"camera {index} does not start: {refused}") from refused

    def read(self) -> Frame | None:
        job = self._camera.capture_request(wait=False)
        try:
            # On Python 3.11 and later, concurrent.futures raises the builtin TimeoutError.
            request = self._camera.wait(job, timeout=PATIENCE)
        except (TimeoutError, concurrent.futures.CancelledError) as silent:
            raise CameraLost(Reason.SILENT, f"no frame for {PATIENCE} s; is the cable in?") from silent
        now = cart_clock()
        try:
            stamp = request.get_metadata()["SensorTimestamp"] / 1e9
            video = from_yuv(request.make_array("lores"))
            return StoredFrame(from_sensor(stamp, now), request.request.sequence, request.make_array("main"), video)
        finally:
            request.release()

    def close(self) -> None:
        # Jobs left in the queue stand before the job that stops the camera, and stopping would wait for ever.
        self._camera.cancel_all_and_flush()
        self._camera.close()


def from_yuv(picture: Picture) -> Picture:
    width, height = VIDEO_SIZE
    rgb = cv2.cvtColor(picture[: height * 3 // 2, :width], cv2.COLOR_YUV2RGB_I420)
    return np.asarray(rgb, dtype=np.uint8)
