"""New lines on the screen: the real engine books what a shopper puts in, and the window shows it."""

import random
import time
import zlib
from collections import deque
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

from cart.core.effects import Effect
from cart.core.inputs import Input, ScaleReading, Source, SourceUp
from cart.core.state import State
from cart.core.units import Seconds, Sku
from cart.core.view import CartView
from cart.engine import Engine
from cart.ledger import Ledger
from hw.bench.killed_cart import CALIBRATION, RULES, SHELF, Deed, Orders, Shopper

READINGS_S = 1 / 80
SETTLED_S = 0.4  # after this a new line is on the screen as it stays; the next one comes later


class Till:
    """The real engine and ledger; readings come as fast as a scale sends them, in the caller's thread."""

    def __init__(self, folder: Path, seed: int, show: Callable[[CartView], None]) -> None:
        self._show, self._began, self._lines, self._next = show, 0.0, 0, time.monotonic()
        self.bookings: list[tuple[float, float]] = []  # when the input came, and when the view of it was there
        wishes: deque[Effect] = deque()
        self._ledger = Ledger(folder / "ledger.db")
        start = State(SHELF, RULES, CALIBRATION, now=Seconds(100.0))
        self._engine = Engine(start, self._ledger, lambda *_: None, wishes.append, self._shown)
        self._engine.begin()
        self.shopper = Shopper(self, wishes, Orders(seed), Sku(""), lambda **_: None)
        self.handle(SourceUp(Seconds(100.0), Source.SCALE, CALIBRATION.scale))

    @property
    def state(self) -> State:
        return self._engine.state

    def handle(self, inp: Input) -> None:
        if isinstance(inp, ScaleReading):
            self._next = max(self._next + READINGS_S, time.monotonic() - READINGS_S)
            time.sleep(max(0.0, self._next - time.monotonic()))
        self._began = time.monotonic()
        self._engine.handle(inp)

    def close(self) -> None:
        self._engine.close()
        self._ledger.close()

    def _shown(self, view: CartView) -> None:
        lines = sum(line.quantity for line in view.lines if not line.pending)
        if lines > self._lines:
            self.bookings.append((self._began, time.monotonic()))
        self._lines = lines
        self._show(view)


def new_lines(app: Any, folder: Path, seed: int, amount: int) -> dict[str, Any]:
    """Seconds from the input that books a line to the first picture of the list that stays as it is."""
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels

    frames: list[tuple[float, int]] = []
    width, height = Window.system_size

    def look(*_: object) -> None:
        glReadPixels(0, 0, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE)  # waits until all is drawn
        drawn = time.monotonic()
        pixels = glReadPixels(0, 0, width // 4, height, GL_RGBA, GL_UNSIGNED_BYTE)  # pictures and names of the list
        frames.append((drawn, zlib.crc32(pixels)))

    till = Till(folder, seed, app.show)
    Window.bind(on_flip=look)

    def feed() -> None:
        dice = random.Random(seed)
        till.shopper.do(Deed("start"), 0)
        for number in range(amount):
            till.shopper.do(Deed("put", dice.choice(SHELF.products).sku), number)
            time.sleep(dice.uniform(0.0, 0.05))

    feeder = Thread(target=feed)
    feeder.start()
    while feeder.is_alive():
        app.frame()
    feeder.join()
    till.close()
    return {
        "seconds": [_stays(frames, began) for began, _ in till.bookings],
        "engine": [shown - began for began, shown in till.bookings],
    }


def _stays(frames: list[tuple[float, int]], began: float) -> float:
    """When the picture first was what it is once it has settled, after `began`."""
    after = [(t, picture) for t, picture in frames if began < t < began + SETTLED_S]
    if not after:
        return SETTLED_S
    stays = after[-1]
    for frame in reversed(after):
        if frame[1] != stays[1]:
            break
        stays = frame
    return stays[0] - began
