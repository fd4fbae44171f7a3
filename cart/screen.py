"""The cart with its touchscreen: Kivy keeps the main thread, everything else has its own."""

import logging
import os
import signal
import time
from collections.abc import Callable
from typing import Any

from cart.camera.frames import cart_clock
from cart.camera.preview import Preview
from cart.config import Config
from cart.core.staff_inputs import StaffCame
from cart.core.view import CartView
from cart.evidence import EvidenceFolder
from cart.main import Cart, build, end_process
from cart.safe_mode import build_safe
from cart.staff_door import DOOR_FILE, StaffDoor, staff_of
from cart.starts import GOOD_S, Starts
from cart.voice import speaker

log = logging.getLogger(__name__)


class Window:
    """Builds cart and screen; `run` returns when the window closes or the process is told to end."""

    def __init__(
        self, config: Config, heard: Callable[[CartView], None] | None = None, starts: Starts | None = None
    ) -> None:
        """`heard` gets every view before the screen does, from the engine's thread; `starts` counts those that fail."""
        from ui.prepare import prepare

        panel = config.screen.window == "panel"
        offscreen = config.screen.window == "offscreen" or not (panel or has_display())
        size = (config.screen.width, config.screen.height)
        prepare(config.folder / "kivy", offscreen, size, fullscreen=panel)
        from ui.app import CartApp
        from ui.fonts import missing
        from ui.words import LANGUAGES

        for sentence in filter(None, map(missing, LANGUAGES)):
            log.warning("%s", sentence)

        self._heard = heard
        self.view: CartView | None = None
        self._starts = starts
        self._safe = safe = starts.safe if starts else ""
        if starts:
            starts.begin()
        restart = self._restart
        self.cart: Cart = build_safe(config, self._show, safe, restart) if safe else build(config, self._show, restart)
        inbox = self.cart.inbox
        self.door = StaffDoor(
            staff_of(config),
            lambda who, role: inbox.put(StaffCame(cart_clock(), who, role)),
            self.cart.audit.append,
            config.folder / DOOR_FILE,
            time.time,
        )
        self._voice = speaker()
        self._preview = Preview(self.cart.camera) if self.cart.camera else None
        self.app: Any = CartApp(
            self.cart.inbox.put,
            cart_clock,
            self.door,
            self.cart.picture_of,
            self._preview.latest if self._preview else None,
            lang=config.cart.language,
            store_name=config.cart.store_name,
            speak=self._voice.say if self._voice else None,
            crop=EvidenceFolder(config.folder / "evidence").path,
        )

    def run(self) -> None:
        """Start the parts and show the screen until it is closed."""
        from kivy.clock import Clock

        signal.signal(signal.SIGTERM, lambda *_: Clock.schedule_once(lambda _: self.app.stop()))
        self.cart.start()
        if self._starts:
            Clock.schedule_once(lambda _: self._lasted(), GOOD_S)
        if self._preview:
            self._preview.start()
        try:
            self.app.run()
            self._lasted()
        finally:
            if self._preview:
                self._preview.stop()
            if self._voice:
                self._voice.stop()
            self.cart.stop()

    def _lasted(self) -> None:
        """A start that lasted, or ended in order, was a good one; in safe mode only staff say so."""
        if self._starts and not self._safe:
            self._starts.good()

    def _restart(self) -> None:
        if self._starts:
            self._starts.good()
        log.warning("Staff ask for a restart.")
        end_process()

    def _show(self, view: CartView) -> None:
        if self._heard is not None:
            self._heard(view)
        self.view = view
        self.app.show(view)


def has_display() -> bool:
    """Whether a desktop is there to show a window."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
