"""A real window without a display, pictures drawn on the spot, and a shopper's finger."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from cart.core.inputs import ShopperTapped, StaffTapped
from cart.core.view import CartView
from ui.example_views import PRODUCTS
from ui.prepare import prepare

PATIENCE_S = 10.0  # far more than anything here takes
LIFTED_S = 0.2  # after this a finger is up again, and a list has passed its touch on


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    rng = np.random.default_rng(1)
    for product in PRODUCTS[:-1]:
        image = np.full((200, 300, 3), 235, np.uint8)
        colour = tuple(int(value) for value in rng.integers(30, 200, 3))
        cv2.rectangle(image, (110, 20), (190, 180), colour, -1)
        cv2.imwrite(str(folder / f"{product.sku}.jpg"), image)
    (folder / f"{PRODUCTS[-1].sku}.jpg").write_bytes(b"no picture at all")
    return folder


class Screen:
    """The app in its window, with what it sent; frames are turned by hand."""

    def __init__(self, pictures: Path, lang: str = "en", **options: Any) -> None:
        from ui.app import CartApp

        self.sent: list[ShopperTapped | StaffTapped] = []
        self.now = 100.0
        self.asked_pins: list[str] = []
        self.closed_until = 0.0
        self.badges = False
        self.app = CartApp(
            send=self.sent.append,
            clock=lambda: self.now,
            door=self,
            picture=lambda sku: pictures / f"{sku}.jpg",
            lang=lang,
            **options,
        )
        self.app.open()

    def opens(self, pin: str) -> bool:
        """The staff's door: the fifth wrong try closes it for half a minute (the real one is tested elsewhere)."""
        self.asked_pins.append(pin)
        if pin != "4711" and len(self.asked_pins) >= 5:
            self.closed_until = self.now + 30.0
        return pin == "4711"

    @property
    def locked(self) -> bool:
        return self.wait_s() > 0

    def wait_s(self) -> float:
        return max(0.0, self.closed_until - self.now)

    def show(self, view: CartView, frames: int = 4) -> None:
        self.app.show(view)
        self.frames(frames)

    def frames(self, count: int) -> None:
        for _ in range(count):
            self.app.frame()

    def wait(self, seconds: float) -> None:
        """Turn frames for so long by Kivy's clock: a new view does not wait for the turn of its frame."""
        from kivy.clock import Clock

        until = Clock.get_time() + seconds
        while Clock.get_time() < until:
            self.app.frame()

    def until(self, condition: Callable[[], bool]) -> bool:
        from kivy.clock import Clock

        until = Clock.get_time() + PATIENCE_S
        while Clock.get_time() < until:
            if condition():
                return True
            self.app.frame()
        return condition()

    def press(self, automation_id: str) -> bool:
        """Touch a widget as soon as it can be touched, and let the finger go."""
        from ui import finger

        if not self.until(lambda: finger.find(self.app.root, automation_id) is not None):
            return False
        assert finger.press(self.app.root, automation_id)
        self.wait(LIFTED_S)
        return True

    def texts(self) -> list[str]:
        return [widget.said for widget in self.app.root.walk() if getattr(widget, "said", "")]

    def ids(self) -> set[str]:
        return {widget.automation_id for widget in self.app.root.walk() if hasattr(widget, "automation_id")}


@pytest.fixture
def screen(pictures: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Screen]]:
    prepare(tmp_path_factory.getbasetemp() / "kivy", offscreen=True)
    opened: list[Screen] = []

    def open_screen(**options: Any) -> Screen:
        opened.append(Screen(pictures, **options))
        return opened[-1]

    yield open_screen
    for each in opened:
        each.app.stop()
