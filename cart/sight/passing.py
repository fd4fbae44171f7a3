"""Barcodes that pass the camera in somebody's hand: each is looked at twice at once."""

from collections.abc import Callable, Sequence
from math import dist

from cart.camera.frames import VIDEO_SIZE, Frame, FrameGone, Picture, Rect, in_main
from cart.core.inputs import CodeSeen
from cart.sight import motion

MOVES = 0.002  # of the picture: a hand that holds a thing still moves it by more within tenths of a second
REACH = (600, 420)  # pixels of the main stream around a code: where it is a moment before or after
CONFIRM_S = 0.8
WINDOW = 0.42  # of the picture's sides: its middle, where the shopper is told to show codes

ReadCodes = Callable[[Picture], Sequence[tuple[str, str, tuple[float, float, float, float]]]]
"""A picture -> (text, format, (left, top, right, bottom)) of the barcodes in it."""


class PassingCodes:
    """Puts a CodeSeen for each look at a code that moves; `frames` are the camera's last ones, oldest first."""

    def __init__(self, read: ReadCodes, frames: Callable[[], Sequence[Frame]], put: Callable[[CodeSeen], None]) -> None:
        self._read, self._frames, self._put = read, frames, put
        self._at: dict[str, tuple[float, float]] = {}

    def look(self, frame: Frame, moved: motion.Motion) -> None:
        for text, kind, place in self._in(frame, _code_window(frame, moved)):
            last, self._at[text] = self._at.get(text), place
            # A code that stays where it was lies in the basket; nobody shows it.
            if last is None or dist(last, place) > MOVES:
                self._put(CodeSeen(frame.t, text, kind))
                self._confirm(frame, text, place)

    def _confirm(self, frame: Frame, text: str, place: tuple[float, float]) -> None:
        """A second look at once: other frames of that moment show the same code, if a hand holds it there."""
        width, height = frame.main_size
        around = Rect(int(place[0] * width - REACH[0] / 2), int(place[1] * height - REACH[1] / 2), *REACH)
        for other in reversed(self._frames()):
            if other.number != frame.number and abs(frame.t - other.t) < CONFIRM_S:
                for also, kind, there in self._in(other, _inside(around, frame.main_size)):
                    if also == text and dist(there, place) > MOVES:
                        self._put(CodeSeen(other.t, also, kind))
                        return

    def _in(self, frame: Frame, crop: Rect) -> list[tuple[str, str, tuple[float, float]]]:
        """Codes in a part of the main stream, each with its place in parts of the picture."""
        try:
            seen = self._read(frame.main(crop))
        except FrameGone:  # another frame will do
            return []
        width, height = frame.main_size
        return [
            (text, kind, ((crop.x + (x0 + x1) / 2) / width, (crop.y + (y0 + y1) / 2) / height))
            for text, kind, (x0, y0, x1, y1) in seen
        ]


def _code_window(frame: Frame, moved: motion.Motion) -> Rect:
    """Where a code may be: in what moved, or, when that is large, in the middle, where codes are to be shown."""
    x, y, w, h = moved.box
    left, top, right, bottom = max(0.0, x - 0.05), max(0.0, y - 0.05), min(1.0, x + w + 0.05), min(1.0, y + h + 0.05)
    if (right - left) * (bottom - top) > WINDOW * WINDOW:
        left, top, right, bottom = 0.5 - WINDOW / 2, 0.5 - WINDOW / 2, 0.5 + WINDOW / 2, 0.5 + WINDOW / 2
    width, height = VIDEO_SIZE
    part = Rect(int(left * width), int(top * height), int((right - left) * width), int((bottom - top) * height))
    return in_main(part, frame.main_size)


def _inside(rect: Rect, size: tuple[int, int]) -> Rect:
    """The part of a rectangle that lies within a picture of this size."""
    left, top = max(0, rect.x), max(0, rect.y)
    right, bottom = min(size[0], rect.x + rect.width), min(size[1], rect.y + rect.height)
    return Rect(left, top, max(1, right - left), max(1, bottom - top))
