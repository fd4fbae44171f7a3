"""Keeps what the cart's screen showed during a trip: a picture a few times a second, and one of each screen."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from cart.clock import cart_clock
from cart.screen import Window

EVERY_S = 0.25


@dataclass(frozen=True, slots=True)
class Shot:
    """The screen at one moment, as JPEG; `name` is the screen that it shows."""

    t: float
    name: str
    jpeg: bytes

    def pixels(self) -> NDArray[np.uint8]:
        return np.asarray(cv2.imdecode(np.frombuffer(self.jpeg, np.uint8), cv2.IMREAD_COLOR), dtype=np.uint8)


class Watching:
    """Takes shots in Kivy's thread; an unchanged picture is kept once."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.shots: list[Shot] = []
        self._last = b""

    def start(self) -> None:
        """Begin as soon as Kivy's clock runs."""
        from kivy.clock import Clock

        Clock.schedule_interval(self._take, EVERY_S)

    def _take(self, _dt: float) -> None:
        view = self._window.view
        if view is None or self._window.app.root is None:
            return
        pixels = np.ascontiguousarray(self._window.app.grab()[..., ::-1])
        content = pixels[::7, ::7].tobytes()
        if content == self._last:
            return
        self._last = content
        ok, jpeg = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 90])
        if ok:
            self.shots.append(Shot(cart_clock(), view.screen.value, jpeg.tobytes()))

    def save(self, folder: Path) -> list[Path]:
        """The last picture of each kind of screen, before it changed to another."""
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        runs = [
            shot
            for shot, after in zip(self.shots, [*self.shots[1:], None], strict=True)
            if not after or after.name != shot.name
        ]
        for number, shot in enumerate(runs, start=1):
            path = folder / f"{number:02d}-{shot.name.replace(' ', '-')}.png"
            cv2.imwrite(str(path), shot.pixels())
            paths.append(path)
        return paths
