"""The part of libcamera's Python bindings that picamera2 touches."""

from . import _libcamera, controls, properties
from ._libcamera import *  # noqa: F403

__all__ = ["_libcamera", "controls", "properties"]
