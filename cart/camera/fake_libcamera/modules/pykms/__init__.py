"""Stands in for the library of picamera2's DRM preview, which imports it but is never shown here."""


class PixelFormat:
    RGB888 = BGR888 = XRGB8888 = XBGR8888 = ABGR8888 = YUV420 = YVU420 = NV12 = "unused"


class Card:
    def __init__(self) -> None:
        raise RuntimeError("There is no display card behind the fake camera.")
