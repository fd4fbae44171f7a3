"""One part of the screen's bench in a process of its own, as `hw.bench.screen` starts it: PART SEED AMOUNT.

Each part needs a window of its own, and Kivy has one for each process. The result is one JSON object on standard
output, in seconds, bytes and frames.
"""

import gc
import json
import random
import resource
import sys
import time
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from cart.core.effects import Effect
from cart.core.facts import Rule
from cart.core.inputs import Input, ScaleReading, Source, SourceUp
from cart.core.state import State
from cart.core.units import Decigrams, Seconds, Sku
from cart.core.view import CartView, LineView, Screen
from cart.engine import Engine
from cart.ledger import Ledger
from hw.bench.killed_cart import CALIBRATION, RULES, SHELF, Deed, Orders, Shopper
from ui.example_views import PRODUCTS, line, shop
from ui.prepare import prepare

PICTURES = sorted((Path(__file__).resolve().parents[1] / "twin" / "goods" / "pictures").glob("*.jpg"))
READINGS_S = 1 / 80
SETTLED_S = 0.4  # after this a new line is on the screen as it stays; the next one comes later
DRAG = 24  # pixels of a frame: a finger that pulls the list fast
LIST = 60
EVERY = 10  # frames from one new line to the next, while the list scrolls
SAMPLE = 20  # items between two looks at the memory


class NoDoor:
    """Nobody is staff here."""

    badges = False

    def wait_s(self) -> float:
        return 0.0

    def opens(self, pin: str) -> bool:
        return False


def opened(folder: Path, max_fps: int = 30) -> Any:
    """The app in a window without a display, with pictures of goods; a `max_fps` of 0 draws without a pause."""
    prepare(folder / "kivy", offscreen=True)
    from kivy.config import Config

    Config.set("graphics", "maxfps", max_fps)
    from ui.app import CartApp
    from ui.stage import load_others

    load_others()
    app = CartApp(lambda _tap: None, time.monotonic, NoDoor(), _picture)
    app.open()
    gc.freeze()  # as the program does when it has started
    return app


def _picture(sku: str) -> Path:
    return PICTURES[zlib.crc32(sku.encode()) % len(PICTURES)]


def basket(lines: int) -> tuple[LineView, ...]:
    """So many lines, no two of them alike."""
    return tuple(_line(number) for number in range(1, lines + 1))


def _line(number: int) -> LineView:
    product = PRODUCTS[number % len(PRODUCTS)]
    made = line(number, product.sku, Rule.WEIGHT_AND_PICTURE, quantity=1 + number % 3)
    return replace(made, name=f"{product.name}, {number}", net=Decigrams(0))


class Till:
    """The real engine and ledger; readings come as fast as a scale sends them, in the caller's thread."""

    def __init__(self, folder: Path, seed: int, show: Callable[[CartView], None]) -> None:
        self._show, self._began, self._lines, self._next = show, 0.0, 0, time.monotonic()
        self.bookings: list[float] = []
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
            self.bookings.append(self._began)
        self._lines = lines
        self._show(view)


def new_lines(folder: Path, seed: int, amount: int) -> dict[str, Any]:
    """Seconds from the input that books a line to the first picture of the list that stays as it is."""
    app = opened(folder)
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
    return {"seconds": [_stays(frames, began) for began in till.bookings]}


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


def scrolling(folder: Path, seed: int, amount: int) -> dict[str, Any]:
    """Seconds that each frame takes to be drawn while a finger pulls the list and lines arrive."""
    app = opened(folder, max_fps=0)
    from kivy.base import EventLoop
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

    from ui.finger import Fingertip

    lines = basket(LIST + amount // EVERY + 1)
    app.show(shop(*lines[:LIST]))
    for _ in range(10):
        app.frame()
    took: list[float] = []
    spun: list[float] = []
    y, step, touch = 480.0, -DRAG, None
    for number in range(amount):
        if number % EVERY == 0:
            app.show(shop(*lines[: LIST + number // EVERY + 1]))
        if touch is None:
            touch, y, step = Fingertip(300, 100 if step < 0 else 480), 100.0 if step < 0 else 480.0, -step
            EventLoop.post_dispatch_input("begin", touch)
        y += step
        touch.move({"x": 300 / 1023, "y": y / 599})
        EventLoop.post_dispatch_input("update", touch)
        if not 80 < y < 500:
            EventLoop.post_dispatch_input("end", touch)
            touch = None
        began, cpu = time.perf_counter(), time.process_time()
        app.frame()
        glReadPixels(0, 0, 1, 1, GL_RGB, GL_UNSIGNED_BYTE)  # waits until all is drawn
        took.append(time.perf_counter() - began)
        spun.append(time.process_time() - cpu)
    return {"seconds": took, "cpu": spun}


def idle(folder: Path, seed: int, amount: int) -> dict[str, Any]:
    """Seconds of CPU in `amount` seconds in which nothing happens: on the welcome screen, and over a list."""
    app, found = opened(folder), {}
    for name, view in (("welcome", CartView(Screen.WELCOME, "EUR")), ("shop", shop(*basket(20)))):
        app.show(view)
        _turn(app, 2.0)
        cpu = time.process_time()
        _turn(app, amount)
        found[name] = time.process_time() - cpu
    return found


def _turn(app: Any, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        app.frame()


def memory(folder: Path, seed: int, amount: int) -> dict[str, Any]:
    """Bytes in use after every `SAMPLE`-th item: all on one list, and in trips of 25, one after the other."""
    app = opened(folder)
    lines = basket(amount)
    samples = []
    for number in range(1, amount + 1):
        inside = lines[:number] if seed else lines[number - 1 - (number - 1) % 25 : number]
        app.show(shop(*inside))
        app.frame()
        if number % SAMPLE == 0:
            samples.append((number, _resident()))
    return {"samples": samples, "peak": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


PARTS = {"lines": new_lines, "scroll": scrolling, "idle": idle, "memory": memory}


def main(part: str, seed: int, amount: int) -> None:
    with TemporaryDirectory(prefix="screen-") as folder:
        print(json.dumps(PARTS[part](Path(folder), seed, amount)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
