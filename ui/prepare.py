"""Kivy's environment and settings, which must stand before kivy is imported for the first time."""

import logging
import os
import sys
from pathlib import Path
from typing import Any

from ui.theme import SIZE

HERE = Path(__file__).parent


def prepare(home: Path, offscreen: bool, size: tuple[int, int] = SIZE, fullscreen: bool = False) -> None:
    """Set Kivy up: its files under `home`, argv left alone, plain logging, 30 frames a second, no red dots.

    A second call in one process is fine if it asks for the same window; raises RuntimeError otherwise.
    """
    if "kivy" in sys.modules:
        from kivy.config import Config

        same_driver = (os.environ.get("SDL_VIDEODRIVER") == "offscreen") == offscreen
        if "KIVY_NO_ARGS" not in os.environ or not same_driver or _size(Config) != size:
            raise RuntimeError("ui.prepare.prepare() must run once, before anything imports kivy")
        return
    home.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        KIVY_HOME=str(home),
        KIVY_NO_ARGS="1",
        KIVY_NO_CONFIG="1",  # settings are those below, whatever lies about
        KIVY_IMAGE="sdl2",  # of all the ways to do a thing one is loaded
        KIVY_TEXT="sdl2",
        KIVY_WINDOW="sdl2",
        KIVY_LOG_MODE="PYTHON",
        KIVY_METRICS_DENSITY="1",  # the theme is in pixels of the panel
        KIVY_METRICS_FONTSCALE="1",
        SDL_TOUCH_MOUSE_EVENTS="0",  # SDL would send every touch a second time, as a mouse
    )
    if offscreen:
        os.environ["SDL_VIDEODRIVER"] = "offscreen"
    logging.getLogger("kivy").setLevel(logging.WARNING)

    from kivy.config import Config

    for key, value in (
        ("width", size[0]),
        ("height", size[1]),
        ("fullscreen", "auto" if fullscreen else 0),
        ("borderless", int(fullscreen)),
        ("resizable", 0),
        ("maxfps", 30),
        ("multisamples", 0),  # edges are smoothed where they are drawn; software GL pays dearly for samples
        ("show_cursor", int(not fullscreen)),
    ):
        Config.set("graphics", key, value)
    for provider in Config.options("input"):
        Config.remove_option("input", provider)  # touches come through SDL, once
    Config.set("input", "mouse", "mouse,disable_multitouch")
    Config.set("kivy", "exit_on_escape", 0)
    Config.set("kivy", "kivy_clock", "interrupt")  # a new view does not wait for the next frame's turn
    _style()
    from kivy.clock import Clock

    Clock.interupt_next_only = True  # but what is due later does


def _style() -> None:
    """Let Kivy read ui/style.kv in place of its own style, most of which is for widgets that no screen has."""
    import kivy
    import kivy.resources

    whole, kivy.kivy_data_dir = kivy.kivy_data_dir, str(HERE)
    import kivy.lang.builder  # reads it

    kivy.kivy_data_dir = whole


def _size(config: Any) -> tuple[int, int]:
    return config.getint("graphics", "width"), config.getint("graphics", "height")
