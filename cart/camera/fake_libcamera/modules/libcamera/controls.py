"""The controls of a camera module 3."""

import enum

from .values import ControlId, ControlType


class AfModeEnum(enum.IntEnum):
    Manual = 0
    Auto = 1
    Continuous = 2


class AfTriggerEnum(enum.IntEnum):
    Start = 0
    Cancel = 1


class AfStateEnum(enum.IntEnum):
    Idle = 0
    Scanning = 1
    Focused = 2
    Failed = 3


class draft:
    class NoiseReductionModeEnum(enum.IntEnum):
        Off = 0
        Fast = 1
        HighQuality = 2
        Minimal = 3
        ZSL = 4


AeEnable = ControlId(1, "AeEnable", ControlType.Bool)
AwbEnable = ControlId(2, "AwbEnable", ControlType.Bool)
ExposureTime = ControlId(3, "ExposureTime", ControlType.Integer32)
ExposureTimeMode = ControlId(4, "ExposureTimeMode", ControlType.Integer32)
AnalogueGain = ControlId(5, "AnalogueGain", ControlType.Float)
AnalogueGainMode = ControlId(6, "AnalogueGainMode", ControlType.Integer32)
AfMode = ControlId(7, "AfMode", ControlType.Integer32)
AfTrigger = ControlId(8, "AfTrigger", ControlType.Integer32)
AfState = ControlId(9, "AfState", ControlType.Integer32)
LensPosition = ControlId(10, "LensPosition", ControlType.Float)
NoiseReductionMode = ControlId(11, "NoiseReductionMode", ControlType.Integer32)
FrameDurationLimits = ControlId(12, "FrameDurationLimits", ControlType.Integer64)
FrameDuration = ControlId(13, "FrameDuration", ControlType.Integer64)
SensorTimestamp = ControlId(14, "SensorTimestamp", ControlType.Integer64)
ScalerCrop = ControlId(15, "ScalerCrop", ControlType.Rectangle)
DigitalGain = ControlId(16, "DigitalGain", ControlType.Float)
Lux = ControlId(17, "Lux", ControlType.Float)
ColourTemperature = ControlId(18, "ColourTemperature", ControlType.Integer32)
