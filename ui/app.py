"""The app on the cart's touchscreen: views come in by `show`, taps go out by `send`.

Call ui.prepare.prepare() before importing this module.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from kivy.app import App
from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from cart.core.inputs import ShopperTapped, StaffTap, StaffTapped, Tap
from cart.core.units import Seconds
from cart.core.view import CartView
from ui import presenter, theme
from ui.edges import Door, Edges
from ui.pictures import Pictures
from ui.presenter import present
from ui.screens.checkout import CheckoutScreen
from ui.screens.name import NameScreen
from ui.screens.overlays import CancelDialog, Overlay, PinPad
from ui.screens.question import QuestionScreen
from ui.screens.receipt import ReceiptScreen
from ui.screens.shop import ShopScreen
from ui.screens.staff import StaffScreen
from ui.screens.welcome import WelcomeScreen
from ui.theme import rgba

SCREENS: dict[type, type[Widget]] = {
    presenter.Welcome: WelcomeScreen,
    presenter.Shop: ShopScreen,
    presenter.Question: QuestionScreen,
    presenter.Name: NameScreen,
    presenter.Checkout: CheckoutScreen,
    presenter.Receipt: ReceiptScreen,
    presenter.Staff: StaffScreen,
}


class CartApp(App):
    """Draws the newest view; views that come faster than frames are skipped."""

    title = "Smart cart"

    def __init__(
        self,
        send: Callable[[ShopperTapped | StaffTapped], None],
        clock: Callable[[], float],
        door: Door,
        picture: Callable[[str], Path | None],
        latest_frame: Callable[[], np.ndarray | None] | None = None,
        lang: str = "en",
        store_name: str = "Our Market",
    ) -> None:
        super().__init__()
        self._send, self._clock, self._lang = send, clock, lang
        self._gate = door
        self._edges = Edges(
            tap=lambda tap, arg="": send(ShopperTapped(Seconds(clock()), tap, arg)),
            staff=lambda tap, arg="": send(StaffTapped(Seconds(clock()), tap, arg)),
            open_staff=self._ask_pin,
            ask_cancel=self._ask_cancel,
            pictures=Pictures(picture),
            store_name=store_name,
            latest_frame=latest_frame,
        )
        self._newest: CartView | None = None
        self._draw_soon = Clock.create_trigger(self._draw)
        self._screens: dict[type, Widget] = {}
        self._screen: Widget | None = None
        self._overlay: Overlay | None = None
        self._pixels: np.ndarray | None = None

    def build(self) -> Widget:
        Window.clearcolor = rgba(theme.PAPER)
        return FloatLayout()

    def on_start(self) -> None:
        self._draw_soon()

    def on_stop(self) -> None:
        self._close_overlay()
        Window.unbind(on_flip=self._read)

    def open(self) -> None:
        """Open the window without Kivy's own loop: the caller turns it with `frame`."""
        self._run_prepare()

    def frame(self) -> None:
        """One turn of Kivy's loop: clock, touches, drawing; at most 30 a second."""
        EventLoop.idle()

    def show(self, view: CartView) -> None:
        """Draw `view` soon; may be called from any thread."""
        self._newest = view
        self._draw_soon()

    def grab(self) -> np.ndarray:
        """What the window shows, height x width x RGB; only in Kivy's thread.

        The first call draws; later ones return what the last drawn frame left, at no further cost.
        """
        if self._pixels is None:
            Window.bind(on_flip=self._read)
            Window.dispatch("on_draw")
            self._read()
        return self._pixels

    def _read(self, *_: object) -> None:
        width, height = Window.system_size
        data = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
        self._pixels = np.frombuffer(data, np.uint8).reshape(height, width, 3)[::-1]

    def _draw(self, _dt: float) -> None:
        view = self._newest
        if view is None or self.root is None:
            return
        model = present(view, self._lang)
        screen = self._screens.get(type(model))
        if screen is None:
            screen = self._screens[type(model)] = SCREENS[type(model)](self._edges)
        screen.draw(model)
        if screen is not self._screen:
            self._turn_to(screen)

    def _turn_to(self, screen: Widget) -> None:
        if hasattr(self._screen, "leave"):
            self._screen.leave()
        if isinstance(self._overlay, CancelDialog):
            self._close_overlay()  # it asked about another screen
        if self._screen is not None:
            self.root.remove_widget(self._screen)
        self._screen = screen
        self.root.add_widget(screen, index=len(self.root.children))

    def _ask_pin(self) -> None:
        self._lay_over(PinPad(self._lang, self._gate, self._enter_staff, self._close_overlay))

    def _enter_staff(self) -> None:
        self._close_overlay()
        self._edges.staff(StaffTap.ENTER)

    def _ask_cancel(self) -> None:
        self._lay_over(CancelDialog(self._lang, self._cancel, self._close_overlay))

    def _cancel(self) -> None:
        self._close_overlay()
        self._edges.tap(Tap.CANCEL_TRIP)

    def _lay_over(self, overlay: Overlay) -> None:
        self._close_overlay()
        self._overlay = overlay
        self.root.add_widget(overlay)

    def _close_overlay(self) -> None:
        if self._overlay is None:
            return
        if isinstance(self._overlay, PinPad):
            self._overlay.close()
        if self.root is not None:
            self.root.remove_widget(self._overlay)
        self._overlay = None
