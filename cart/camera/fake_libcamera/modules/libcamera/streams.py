"""Streams and their configuration: what the fake can give, adjusted as a Raspberry Pi would."""

import enum
from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from .values import Orientation, PixelFormat, Rectangle, Size, StreamRole

SENSOR_SIZE = Size(4608, 2592)
RAW_MODES = {"SBGGR10_CSI2P": [Size(1536, 864), Size(2304, 1296), Size(4608, 2592)]}
BYTES_PER_PIXEL = {"RGB888": 3, "BGR888": 3, "XRGB8888": 4, "XBGR8888": 4, "YUV420": 1}
ALIGNMENT = 64
"""Rows are padded to this many bytes."""


class SensorConfiguration:
    def __init__(self) -> None:
        self.bit_depth = 0
        self.output_size = Size()
        self.analog_crop = Rectangle()


class StreamFormats:
    def __init__(self, sizes: dict[str, list[Size]]) -> None:
        self._sizes = sizes

    @property
    def pixel_formats(self) -> list[PixelFormat]:
        return [PixelFormat(name) for name in self._sizes]

    def sizes(self, pixel_format: PixelFormat) -> list[Size]:
        return self._sizes[str(pixel_format)]


class Stream:
    def __init__(self, configuration: "StreamConfiguration") -> None:
        self.configuration = configuration


class StreamConfiguration:
    def __init__(self, role: StreamRole) -> None:
        self.raw = role is StreamRole.Raw
        self.stream = Stream(self)
        self.formats = StreamFormats(RAW_MODES if self.raw else {name: [SENSOR_SIZE] for name in BYTES_PER_PIXEL})
        self.size = Size(640, 480)
        self.buffer_count = 4
        self.stride = 0
        self.color_space: object = None
        self.pixel_format = self.formats.pixel_formats[0] if self.raw else PixelFormat("XRGB8888")

    @property
    def frame_size(self) -> int:
        rows = self.size.height * 3 // 2 if str(self.pixel_format) == "YUV420" else self.size.height
        return self.stride * rows

    def adjust(self) -> bool:
        """Make it possible; True if it was as it is."""
        wanted = (self.pixel_format, self.size)
        if self.pixel_format not in self.formats.pixel_formats:
            self.pixel_format = self.formats.pixel_formats[0] if self.raw else PixelFormat("XRGB8888")
        if self.raw:
            modes = self.formats.sizes(self.pixel_format)
            self.size = min(modes, key=lambda mode: abs(mode.width - self.size.width))
            self.stride = self.size.width * 5 // 4
        else:
            row = self.size.width * BYTES_PER_PIXEL[str(self.pixel_format)]
            self.stride = -(-row // ALIGNMENT) * ALIGNMENT
        return wanted == (self.pixel_format, self.size)


class CameraConfiguration:
    class Status(enum.Enum):
        Valid = 0
        Adjusted = 1
        Invalid = 2

    def __init__(self, roles: list[StreamRole]) -> None:
        self._streams = [StreamConfiguration(role) for role in roles]
        self.orientation = Orientation.Rotate0
        self.sensor_config: SensorConfiguration | None = None

    def __iter__(self) -> Iterator[StreamConfiguration]:
        return iter(self._streams)

    def __len__(self) -> int:
        return len(self._streams)

    @property
    def size(self) -> int:
        return len(self._streams)

    def at(self, index: int) -> StreamConfiguration:
        return self._streams[index]

    def validate(self) -> "CameraConfiguration.Status":
        as_wanted = [stream.adjust() for stream in self._streams]
        for stream in self._streams:
            too_large = stream.size.width > SENSOR_SIZE.width or stream.size.height > SENSOR_SIZE.height
            if too_large or not stream.size.width or not stream.size.height:
                return self.Status.Invalid
        return self.Status.Valid if all(as_wanted) else self.Status.Adjusted


def in_memory(rgb: NDArray[np.uint8], stream: StreamConfiguration) -> bytes:
    """A picture as the stream's buffer holds it: its format's byte order, its rows padded to the stride."""
    kind, (width, height) = str(stream.pixel_format), stream.size.to_tuple()
    if stream.raw:
        return bytes(stream.frame_size)
    if rgb.shape[:2] != (height, width):
        rgb = np.asarray(cv2.resize(rgb, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)
    if kind == "YUV420":
        planes = cv2.cvtColor(rgb, cv2.COLOR_RGB2YUV_I420)
        chroma = planes[height:].reshape(2, height // 2, width // 2)
        return padded(planes[:height], stream.stride) + padded(chroma, stream.stride // 2)
    # libcamera names formats by their order in a little-endian word: 'RGB888' is B, G, R in memory.
    to_memory = {
        "RGB888": cv2.COLOR_RGB2BGR,
        "XRGB8888": cv2.COLOR_RGB2BGRA,
        "XBGR8888": cv2.COLOR_RGB2RGBA,
    }
    pixels = cv2.cvtColor(rgb, to_memory[kind]) if kind in to_memory else rgb
    return padded(pixels.reshape(height, -1), stream.stride)


def padded(rows: NDArray[np.uint8], stride: int) -> bytes:
    margin = [(0, 0)] * (rows.ndim - 1) + [(0, stride - rows.shape[-1])]
    return np.pad(rows, margin).tobytes()
