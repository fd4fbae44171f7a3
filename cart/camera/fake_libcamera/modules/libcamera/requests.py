"""Requests and the buffers they carry, with the states that libcamera gives them."""

import enum
from typing import Any

from .streams import Stream
from .values import ControlId


class FrameMetadata:
    class Status(enum.Enum):
        Success = 0
        Error = 1
        Cancelled = 2
        Startup = 3

    class Plane:
        def __init__(self, bytes_used: int) -> None:
            self.bytes_used = bytes_used

    def __init__(self) -> None:
        self.status = FrameMetadata.Status.Success
        self.sequence = 0
        self.timestamp = 0
        self.planes: list[FrameMetadata.Plane] = []


class FrameBuffer:
    class Plane:
        fd = -1
        offset = 0
        length = 0

    def __init__(self, planes: list["FrameBuffer.Plane"], cookie: int = 0) -> None:
        self.planes = planes
        self.metadata = FrameMetadata()
        self.cookie = cookie


class FrameBufferAllocator:
    def __init__(self, camera: object) -> None:
        raise RuntimeError("The fake camera has no buffers of its own: use the memory allocator.")


class Request:
    class Status(enum.Enum):
        Pending = 0
        Complete = 1
        Cancelled = 2

    class Reuse(enum.Enum):
        Default = 0
        ReuseBuffers = 1

    def __init__(self, cookie: int) -> None:
        self.cookie = cookie
        self.buffers: dict[Stream, FrameBuffer] = {}
        self.metadata: dict[ControlId, Any] = {}
        self.controls: dict[ControlId, Any] = {}
        self.status = Request.Status.Pending
        self.sequence = 0
        self.queued = False

    @property
    def has_pending_buffers(self) -> bool:
        return self.queued

    def add_buffer(self, stream: Stream, buffer: FrameBuffer) -> None:
        if stream in self.buffers:
            raise RuntimeError("Failed to add a buffer to the request: File exists")
        self.buffers[stream] = buffer

    def set_control(self, control: ControlId, value: Any) -> None:
        self.controls[control] = value

    def reuse(self, flags: "Request.Reuse | None" = None) -> None:
        if self.queued:
            raise RuntimeError("A request that is still queued cannot be used again.")
        # picamera2 0.3.38 calls this without flags and counts on its buffers staying.
        self.status = Request.Status.Pending
        self.metadata = {}
        self.controls = {}
