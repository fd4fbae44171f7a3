"""The fake camera: a thread exposes frames, fills the buffers of queued requests and reports them."""

import contextlib
import mmap
import os
import threading
import time
from collections import deque
from typing import Any

from cart.camera.fake_libcamera.sensor import Sensor

from . import controls, properties
from .requests import FrameMetadata, Request
from .streams import SENSOR_SIZE, CameraConfiguration, in_memory
from .values import ControlId, ControlInfo, Rectangle, Size, StreamRole

FULL_CROP = Rectangle(0, 0, *SENSOR_SIZE.to_tuple())


class Camera:
    id = "/base/soc/i2c0mux/i2c@1/imx708@1a"

    def __init__(self, manager: "CameraManager", sensor: Sensor) -> None:
        self._manager = manager
        self._sensor = sensor
        self._queue: deque[Request] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._acquired = False
        self._running = False
        self._configuration: CameraConfiguration | None = None
        self._period = 1 / 30
        self._exposure = 20000
        self._sequence = 0
        self.controls = {
            controls.AeEnable: ControlInfo(False, True, True),
            controls.AwbEnable: ControlInfo(False, True),
            controls.ExposureTime: ControlInfo(1, 112015096, 20000),
            controls.ExposureTimeMode: ControlInfo(0, 1, 0),
            controls.AnalogueGain: ControlInfo(1.12, 16.0, 1.0),
            controls.AnalogueGainMode: ControlInfo(0, 1, 0),
            controls.AfMode: ControlInfo(0, 2, 0),
            controls.AfTrigger: ControlInfo(0, 1, 0),
            controls.LensPosition: ControlInfo(0.0, 32.0, 1.0),
            controls.NoiseReductionMode: ControlInfo(0, 4, 0),
            controls.FrameDurationLimits: ControlInfo(17849, 220535845, 33333),
            controls.ScalerCrop: ControlInfo(Rectangle(0, 0, 64, 64), FULL_CROP, FULL_CROP),
        }
        self.properties = {
            properties.Model: "imx708",
            properties.Location: 2,
            properties.Rotation: 180,
            properties.PixelArraySize: SENSOR_SIZE,
            properties.UnitCellSize: Size(1400, 1400),
            properties.ColorFilterArrangement: 0,
        }

    def acquire(self) -> None:
        if self._acquired:
            raise RuntimeError("Failed to acquire camera: Device or resource busy")
        self._acquired = True

    def release(self) -> None:
        if self._running:
            raise RuntimeError("Failed to release camera: Device or resource busy")
        self._acquired = False

    def generate_configuration(self, roles: list[StreamRole]) -> CameraConfiguration:
        return CameraConfiguration(roles)

    def configure(self, configuration: CameraConfiguration) -> int:
        if not self._acquired or self._running:
            raise RuntimeError("Failed to configure camera: Permission denied")
        if configuration.validate() is CameraConfiguration.Status.Invalid:
            raise RuntimeError("Failed to configure camera: Invalid argument")
        self._configuration = configuration
        return 0

    def create_request(self, cookie: int = 0) -> Request:
        if self._configuration is None:
            raise RuntimeError("Failed to create request: Permission denied")
        return Request(cookie)

    def start(self, wanted: dict[ControlId, Any] | None = None) -> None:
        if self._configuration is None or self._running:
            raise RuntimeError("Failed to start camera: Permission denied")
        self._apply(wanted or {})
        self._running = True
        self._sequence = 0
        self._thread = threading.Thread(target=self._expose, name="fake libcamera", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        with self._changed:
            self._running = False
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        while self._queue:
            request = self._queue.popleft()
            request.status = Request.Status.Cancelled
            request.queued = False
            self._manager.complete(request)

    def queue_request(self, request: Request) -> None:
        if not self._running:
            raise RuntimeError("Failed to queue request: Permission denied")
        if request.queued or not request.buffers:
            raise RuntimeError("Failed to queue request: Invalid argument")
        self._apply(request.controls)
        with self._changed:
            request.queued = True
            self._queue.append(request)
            self._changed.notify_all()

    def _apply(self, wanted: dict[ControlId, Any]) -> None:
        for control, value in wanted.items():
            if control not in self.controls:
                raise RuntimeError(f"The camera has no control {control.name}.")
            if control == controls.FrameDurationLimits:
                self._period = max(17849, value[0]) / 1e6
            if control == controls.ExposureTime:
                self._exposure = int(value)

    def _expose(self) -> None:
        while True:
            period = self._period if self._sensor.slowed_to is None else 1 / self._sensor.slowed_to
            with self._changed:
                if self._changed.wait_for(lambda: not self._running, timeout=period):
                    return
                if not self._sensor.plugged:
                    continue
                # A sensor goes on exposing; a frame that nobody asked for is lost, and its number with it.
                self._sequence += 1
                if not self._queue:
                    continue
                request = self._queue.popleft()
            self._fill(request)
            self._manager.complete(request)

    def _fill(self, request: Request) -> None:
        stamp = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
        picture = self._sensor.source(stamp / 1e9)
        status = FrameMetadata.Status.Success
        if self._sensor.errors:
            status = FrameMetadata.Status.Error
        elif self._sequence <= self._sensor.startup_frames:
            status = FrameMetadata.Status.Startup
        for stream, buffer in request.buffers.items():
            plane = buffer.planes[0]
            content = in_memory(picture, stream.configuration)
            with mmap.mmap(plane.fd, plane.length) as memory:
                memory[: len(content)] = content
            buffer.metadata.status = status
            buffer.metadata.sequence = self._sequence
            buffer.metadata.timestamp = stamp
            buffer.metadata.planes = [FrameMetadata.Plane(len(content))]
        request.metadata = {
            controls.SensorTimestamp: stamp,
            controls.ExposureTime: self._exposure,
            controls.AnalogueGain: 1.5,
            controls.DigitalGain: 1.0,
            controls.FrameDuration: int(self._period * 1e6),
            controls.Lux: 400.0,
            controls.ColourTemperature: 4000,
            controls.AfState: 2,
            controls.ScalerCrop: FULL_CROP,
        }
        request.sequence = self._sequence
        request.status = Request.Status.Complete
        request.queued = False


class CameraManager:
    _only: "CameraManager | None" = None

    @staticmethod
    def singleton() -> "CameraManager":
        if CameraManager._only is None:
            CameraManager._only = CameraManager()
        return CameraManager._only

    def __init__(self) -> None:
        self.version = "v0.0.0-fake"
        self.sensor = Sensor()
        self.cameras = [Camera(self, self.sensor)]
        self._bell, self._ring = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._lock = threading.Lock()
        self._done: list[Request] = []

    @property
    def event_fd(self) -> int:
        return self._bell

    def get(self, name: str) -> Camera:
        return next(camera for camera in self.cameras if camera.id == name)

    def complete(self, request: Request) -> None:
        with self._lock:
            self._done.append(request)
        os.write(self._ring, b"\0")

    def get_ready_requests(self) -> list[Request]:
        with contextlib.suppress(BlockingIOError):
            os.read(self._bell, 4096)
        with self._lock:
            done, self._done = self._done, []
        return done
