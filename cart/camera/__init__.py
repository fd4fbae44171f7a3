"""The basket camera behind one interface; each driver is a module of its own, loaded when it is chosen."""

from cart.camera.frames import Camera, Frame, FrameGone, Rect, in_main
from cart.camera.watch import CameraWatch

__all__ = ["Camera", "CameraWatch", "Frame", "FrameGone", "Rect", "in_main"]
