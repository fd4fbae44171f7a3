"""The whole cart program, there to be killed: as `smart-cart run` builds it, window and all.

Run as `python -m hw.bench.killed_program CART_TOML`. Every view goes to standard output, as a line of JSON, before
the screen draws it. A line on standard input is a button to touch; its end closes the window.
"""

import json
import logging
import os
import sys
from pathlib import Path
from threading import Thread

from cart.config import load
from cart.core.encoding import encode
from cart.core.view import CartView
from cart.screen import Window
from hw.twin.touching import Touchscreen, WindowClosed


def report(view: CartView) -> None:
    """Written at once, so that whatever was shown was also reported."""
    _say("view", encode(view))


def _say(name: str, value: object) -> None:
    left = json.dumps({name: value}).encode() + b"\n"
    while left:  # a pipe may take a long line in parts
        left = left[os.write(1, left) :]


def touch(screen: Touchscreen) -> None:
    """Touch what standard input names, until it ends."""
    try:
        for line in sys.stdin:
            _say("pressed", screen.press(line.strip()))
        screen.close()
    except WindowClosed:
        logging.getLogger(__name__).info("the window is closed")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    window = Window(load(Path(sys.argv[1])), report)
    touchscreen = Touchscreen(window)
    finger = Thread(target=touch, args=(touchscreen,), name="finger")
    finger.start()
    window.run()
    touchscreen.gone()
