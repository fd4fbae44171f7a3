"""libcamera's small value types, with its names and its numbers."""

import enum
from dataclasses import dataclass
from typing import Any


class StreamRole(enum.Enum):
    Raw = 0
    StillCapture = 1
    VideoRecording = 2
    Viewfinder = 3


class Orientation(enum.Enum):
    Rotate0 = 1
    Rotate0Mirror = 2
    Rotate180 = 3
    Rotate180Mirror = 4
    Rotate90Mirror = 5
    Rotate270 = 6
    Rotate270Mirror = 7
    Rotate90 = 8


class ControlType(enum.Enum):
    Null = 0
    Bool = 1
    Byte = 2
    Integer32 = 3
    Integer64 = 4
    Float = 5
    String = 6
    Rectangle = 7
    Size = 8
    Point = 9


@dataclass(unsafe_hash=True)
class Size:
    width: int = 0
    height: int = 0

    def to_tuple(self) -> tuple[int, int]:
        return self.width, self.height

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


@dataclass(unsafe_hash=True)
class Rectangle:
    x: int = 0
    y: int = 0
    width: int = 0
    height: int = 0

    def to_tuple(self) -> tuple[int, int, int, int]:
        return self.x, self.y, self.width, self.height


class PixelFormat:
    def __init__(self, name: object) -> None:
        self._name = str(name)

    def __str__(self) -> str:
        return self._name

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash(self._name)


class Transform:
    def __init__(
        self,
        other: "Transform | None" = None,
        rotation: int = 0,
        hflip: bool = False,
        vflip: bool = False,
        transpose: bool = False,
    ) -> None:
        if rotation % 180:
            raise ValueError(f"The fake camera does not rotate by {rotation} degrees.")
        turned = rotation % 360 == 180
        self.hflip: bool = other.hflip if other else bool(hflip) != turned
        self.vflip: bool = other.vflip if other else bool(vflip) != turned
        self.transpose: bool = other.transpose if other else bool(transpose)

    def __str__(self) -> str:
        return "+".join(name for name in ("hflip", "vflip", "transpose") if getattr(self, name)) or "identity"


class ColorSpace:
    Primaries = enum.Enum("Primaries", "Raw Smpte170m Rec709 Rec2020")
    TransferFunction = enum.Enum("TransferFunction", "Linear Srgb Rec709")
    YcbcrEncoding = enum.Enum("YcbcrEncoding", "Null Rec601 Rec709 Rec2020")
    Range = enum.Enum("Range", "Full Limited")

    def __init__(
        self, primaries: Any, transferFunction: Any = None, ycbcrEncoding: Any = None, range: Any = None
    ) -> None:
        copied = primaries if isinstance(primaries, ColorSpace) else None
        self.primaries: Any = copied.primaries if copied else primaries
        self.transferFunction: Any = copied.transferFunction if copied else transferFunction
        self.ycbcrEncoding: Any = copied.ycbcrEncoding if copied else ycbcrEncoding
        self.range: Any = copied.range if copied else range

    def __str__(self) -> str:
        parts = (self.primaries, self.transferFunction, self.ycbcrEncoding, self.range)
        return "/".join(part.name for part in parts)

    @staticmethod
    def _of(primaries: str, transfer: str, encoding: str, range: str) -> "ColorSpace":
        return ColorSpace(
            ColorSpace.Primaries[primaries],
            ColorSpace.TransferFunction[transfer],
            ColorSpace.YcbcrEncoding[encoding],
            ColorSpace.Range[range],
        )

    @staticmethod
    def Raw() -> "ColorSpace":
        return ColorSpace._of("Raw", "Linear", "Null", "Full")

    @staticmethod
    def Srgb() -> "ColorSpace":
        return ColorSpace._of("Rec709", "Srgb", "Null", "Full")

    @staticmethod
    def Sycc() -> "ColorSpace":
        return ColorSpace._of("Rec709", "Srgb", "Rec601", "Full")

    @staticmethod
    def Rec709() -> "ColorSpace":
        return ColorSpace._of("Rec709", "Rec709", "Rec709", "Limited")

    @staticmethod
    def Smpte170m() -> "ColorSpace":
        return ColorSpace._of("Smpte170m", "Rec709", "Rec601", "Limited")


@dataclass(frozen=True)
class ControlId:
    id: int
    name: str
    type: ControlType


class ControlInfo:
    def __init__(self, min: Any, max: Any, default: Any = None) -> None:
        self.min = min
        self.max = max
        self.default = default
        self.values: list[Any] = []
