"""One part of the screen's bench in a process of its own, as `hw.bench.screen` starts it: PART SEED AMOUNT.

Each part needs a window of its own, and Kivy has one for each process. The result is one JSON object on standard
output, in seconds, bytes and frames.
"""

import gc
import json
import resource
import sys
import time
import zlib
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cart.core.facts import Rule
from cart.core.units import Decigrams
from cart.core.view import CartView, LineView, Screen
from ui.example_views import PRODUCTS, line, shop
from ui.prepare import prepare

PICTURES = sorted((Path(__file__).resolve().parents[1] / "twin" / "goods" / "pictures").glob("*.jpg"))
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
    from kivy.clock import Clock

    from ui.app import CartApp
    from ui.stage import load_others

    Clock._max_fps = max_fps
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


def new_lines(folder: Path, seed: int, amount: int) -> dict[str, Any]:
    """What `hw.bench.screen_till` measures; only this part loads an engine, so that memory is that of the window."""
    app = opened(folder)
    from hw.bench import screen_till

    return screen_till.new_lines(app, folder, seed, amount)


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


def blank(folder: Path, seed: int, amount: int) -> dict[str, Any]:
    """What a window of this size with nothing in it takes for each frame: the least that any screen can."""
    app = opened(folder, max_fps=0)
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

    app.frame()
    app.root.clear_widgets()
    took, spun = [], []
    for _ in range(amount):
        Window.canvas.ask_update()
        began, cpu = time.perf_counter(), time.process_time()
        app.frame()
        glReadPixels(0, 0, 1, 1, GL_RGB, GL_UNSIGNED_BYTE)
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


PARTS = {"blank": blank, "lines": new_lines, "scroll": scrolling, "idle": idle, "memory": memory}


def main(part: str, seed: int, amount: int) -> None:
    with TemporaryDirectory(prefix="screen-") as folder:
        print(json.dumps(PARTS[part](Path(folder), seed, amount)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
