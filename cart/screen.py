"""The cart with its touchscreen: Kivy keeps the main thread, everything else has its own."""

import logging
import os
import signal
from collections.abc import Callable
from typing import Any

from cart.camera.frames import cart_clock
from cart.camera.preview import Preview
from cart.config import Config, pin_fits
from cart.core.view import CartView
from cart.main import Cart, build

log = logging.getLogger(__name__)


class Window:
    """Builds cart and screen; `run` returns when the window closes or the process is told to end."""

    def __init__(self, config: Config, heard: Callable[[CartView], None] | None = None) -> None:
        """`heard` gets every view before the screen does, from the engine's thread."""
        from ui.prepare import prepare

        panel = config.screen.window == "panel"
        offscreen = config.screen.window == "offscreen" or not (panel or has_display())
        size = (config.screen.width, config.screen.height)
        prepare(config.folder / "kivy", offscreen, size, fullscreen=panel)
        from ui.app import CartApp

        self._heard = heard
        self.view: CartView | None = None
        self.cart: Cart = build(config, self._show)
        self._preview = Preview(self.cart.camera) if self.cart.camera else None
        self.app: Any = CartApp(
            self.cart.inbox.put,
            cart_clock,
            lambda pin: pin_fits(pin, config.cart.pin),
            self.cart.picture_of,
            self._preview.latest if self._preview else None,
            lang=config.cart.language,
            store_name=config.cart.store_name,
        )

    def run(self) -> None:
        """Start the parts and show the screen until it is closed."""
        from kivy.clock import Clock

        signal.signal(signal.SIGTERM, lambda *_: Clock.schedule_once(lambda _: self.app.stop()))
        self.cart.start()
        if self._preview:
            self._preview.start()
        try:
            self.app.run()
        finally:
            if self._preview:
                self._preview.stop()
            self.cart.stop()

    def _show(self, view: CartView) -> None:
        if self._heard is not None:
            self._heard(view)
        self.view = view
        self.app.show(view)


def has_display() -> bool:
    """Whether a desktop is there to show a window."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
