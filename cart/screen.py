"""The cart with its touchscreen: Kivy keeps the main thread, everything else has its own.

The window comes first, and a welcome to tap where nothing speaks against it; the cart is loaded and built behind it.
"""

import gc
import logging
import os
import signal
from collections.abc import Callable
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from cart.at_rest import at_rest
from cart.clock import cart_clock
from cart.config import Config
from cart.starts import GOOD_S, Starts
from cart.voice import speaker

if TYPE_CHECKING:
    import numpy as np

    from cart.built import Built
    from cart.core.inputs import Input
    from cart.core.view import CartView

log = logging.getLogger(__name__)

SEEN_S = 0.05  # a frame or two: what was drawn is on the glass before the processor turns to the rest


class NotBuilt(Exception):
    """The cart cannot be built; its cause says why."""


class Window:
    """Screen and cart; `run` returns when the window closes or the process is told to end."""

    def __init__(
        self,
        config: Config,
        heard: "Callable[[CartView], None] | None" = None,
        starts: Starts | None = None,
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

        self._config = config
        self._heard = heard
        self.view: CartView | None = None
        self._starts = starts
        self._safe = starts.safe if starts else ""
        if starts:
            starts.begin()
        self._door = Lock()  # between the first taps and the inbox that they are for
        self._early: list[Input] = []
        self._built: Built | None = None
        self._failed: Exception | None = None
        self._builder = Thread(target=self._build, name="builder")
        self._voice = speaker()
        self.app: Any = CartApp(
            self._send,
            cart_clock,
            self,
            lambda sku: self._built.cart.picture_of(sku) if self._built else None,
            None if self._safe or config.camera.kind == "none" else self._latest_frame,
            lang=config.cart.language,
            store_name=config.cart.store_name,
            speak=self._voice.say if self._voice else None,
            reads_cards=bool(config.card_reader.port),
            crop=config.folder.joinpath("evidence").joinpath,
        )

    def run(self) -> None:
        """Show the screen and start the parts, until the window is closed; raises NotBuilt."""
        from kivy.clock import Clock
        from kivy.core.window import Window as Pane

        def seen(*_: object) -> None:
            Pane.unbind(on_flip=seen)
            if not self._safe and at_rest(self._config.folder / "ledger.db"):
                # Who taps now is served once the cart is there.
                self.app.greet(demo=self._config.rules.weigh_to_price == "demo")
            Clock.schedule_once(lambda _: self._builder.start(), SEEN_S)

        signal.signal(signal.SIGTERM, lambda *_: Clock.schedule_once(lambda _: self.app.stop()))
        Pane.bind(on_flip=seen)
        if self._starts:
            Clock.schedule_once(lambda _: self._lasted(), GOOD_S)
        try:
            self.app.run()
        finally:
            self._end()
        if self._failed is not None:
            raise NotBuilt from self._failed
        self._lasted()

    @property
    def badges(self) -> bool:
        """Whether anybody has a badge."""
        return any(each.badge for each in self._config.staff)

    @property
    def locked(self) -> bool:
        """Whether the staff's door is closed, not just slow."""
        return self._built is not None and self._built.door.locked

    def wait_s(self) -> float:
        """The staff's door, as the screen sees it: seconds until a PIN is looked at."""
        return self._built.door.wait_s() if self._built else 0.0

    def opens(self, pin: str) -> bool:
        """Whether the PIN is somebody's; whoever types it before the cart is there waits for it."""
        if self._builder.is_alive():
            self._builder.join()
        return self._built is not None and self._built.door.opens(pin)

    def _build(self) -> None:
        """Load and build the cart, and start its parts."""
        from kivy.clock import Clock

        try:
            from ui.stage import load_others

            load_others()  # the first tap may already open one of them
            from cart.built import Built
            from ui.app import window_size

            built = Built(self._config, self._show, self._safe, self._restart, window_size)
            self._built = built
            built.start()
            gc.freeze()  # all this stays: to look through it for garbage would hold a frame up for a tenth of a second
        except Exception as error:  # noqa: BLE001 - raised again in the caller's thread
            self._failed = error
            Clock.schedule_once(lambda _: self.app.stop())

    def _end(self) -> None:
        if self._builder.ident is not None:
            self._builder.join()
        if self._voice:
            self._voice.stop()
        if self._built:
            self._built.stop()

    def _send(self, tapped: "Input") -> None:
        with self._door:
            if self.view is None or self._built is None:
                self._early.append(tapped)
            else:
                self._built.cart.inbox.put(tapped)

    def _latest_frame(self) -> "np.ndarray | None":
        return self._built.latest_frame() if self._built else None

    def _lasted(self) -> None:
        """A start that lasted, or ended in order, was a good one; in safe mode only staff say so."""
        if self._starts and self._failed is None and not self._safe:
            self._starts.good()

    def _restart(self) -> None:
        from cart.main import end_process

        if self._starts:
            self._starts.good()
        log.warning("Staff ask for a restart.")
        end_process()

    def _show(self, view: "CartView") -> None:
        if self._heard is not None:
            self._heard(view)
        with self._door:
            first, self.view = self.view is None, view
            if first and self._built:  # the engine has begun: what it needs for a first tap lies in the inbox already
                for tapped in self._early:
                    self._built.cart.inbox.put(tapped)
        self.app.show(view)


def has_display() -> bool:
    """Whether a desktop is there to show a window."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
