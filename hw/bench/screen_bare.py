"""What the cart's start is measured against: an empty window, as Kivy opens it by itself. Argument: a folder for Kivy.

Prints a JSON object: when, by the monotonic clock, its first frame was `shown`.
"""

import json
import os
import sys
import time

if __name__ == "__main__":
    os.environ.update(KIVY_HOME=sys.argv[1], KIVY_NO_ARGS="1", KIVY_LOG_MODE="PYTHON", SDL_VIDEODRIVER="offscreen")
    from kivy.app import App
    from kivy.base import EventLoop
    from kivy.core.window import Window  # noqa: F401 - loading it opens the window
    from kivy.uix.widget import Widget

    class Bare(App):
        def build(self) -> Widget:
            return Widget()

    Bare()._run_prepare()
    EventLoop.idle()
    print(json.dumps({"shown": time.monotonic()}))
