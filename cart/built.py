"""The cart behind the window, whole: built with the staff's door and the picture for the screen, started, stopped."""

from collections.abc import Callable

import numpy as np

from cart.camera.preview import Preview
from cart.config import Config
from cart.core.view import CartView
from cart.main import Cart, build
from cart.safe_mode import build_safe
from cart.staff_desk import Glass


class Built:
    def __init__(
        self,
        config: Config,
        show: Callable[[CartView], None],
        safe: str,
        restart: Callable[[], None],
        glass: Glass,
    ) -> None:
        """`safe` says why the cart is built for safe mode; empty: it is the whole cart."""
        self.cart: Cart = (
            build_safe(config, show, safe, restart, glass) if safe else build(config, show, restart, glass)
        )
        self.door = self.cart.door
        self._preview = Preview(self.cart.camera) if self.cart.camera else None

    def start(self) -> None:
        self.cart.start()
        if self._preview:
            self._preview.start()

    def stop(self) -> None:
        if self._preview:
            self._preview.stop()
        self.cart.stop()

    def latest_frame(self) -> np.ndarray | None:
        """What the camera sees, for the screen: RGB; None when it gives none."""
        return self._preview.latest() if self._preview else None
