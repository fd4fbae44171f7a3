"""The fixed properties of a camera."""

import enum

from .values import ControlId, ControlType


class draft:
    class ColorFilterArrangementEnum(enum.IntEnum):
        RGGB = 0
        GRBG = 1
        GBRG = 2
        BGGR = 3
        RGB = 4
        MONO = 5


Model = ControlId(1001, "Model", ControlType.String)
Location = ControlId(1002, "Location", ControlType.Integer32)
Rotation = ControlId(1003, "Rotation", ControlType.Integer32)
PixelArraySize = ControlId(1004, "PixelArraySize", ControlType.Size)
UnitCellSize = ControlId(1005, "UnitCellSize", ControlType.Size)
ColorFilterArrangement = ControlId(1006, "ColorFilterArrangement", ControlType.Integer32)
