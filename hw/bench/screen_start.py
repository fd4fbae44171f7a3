"""One start of the cart as `smart-cart run` makes it, watched from its window: CART_TOML.

Prints a JSON object of moments on the monotonic clock: when anything was `seen`, when the welcome could be touched
(`ready`), when the engine took taps (`answers`); and the seconds of CPU that each took.
"""

import json
import sys
import time
from pathlib import Path

from cart.config import load


def main(path: Path) -> None:
    from cart.screen import Window as CartWindow

    window = CartWindow(load(path))
    from kivy.clock import Clock
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

    from ui.finger import find

    moments: dict[str, float] = {}

    def passed(name: str) -> None:
        if name not in moments:
            moments[name], moments[f"{name}_cpu"] = time.monotonic(), time.process_time()

    def look(*_: object) -> None:
        if "seen" not in moments:
            pixels = glReadPixels(0, 0, *Window.system_size, GL_RGB, GL_UNSIGNED_BYTE)
            if 3 * pixels.count(pixels[:3]) < len(pixels):
                passed("seen")
        if find(window.app.root, "start"):
            passed("ready")

    def ask(_dt: float) -> None:
        if window.view is not None:
            passed("answers")
            if "ready" in moments:
                window.app.stop()

    Window.bind(on_flip=look)
    Clock.schedule_interval(ask, 0.05)
    window.run()
    print(json.dumps(moments))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
