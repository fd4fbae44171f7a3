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

from cart.core.inputs import ShopperTapped, StaffTapped, Tap
from cart.core.units import Seconds
from cart.core.view import CartView
from cart.core.wishes import Choices
from ui import fonts, presenter, theme
from ui.edges import Door, Edges
from ui.layers import Layers
from ui.lettering import register
from ui.pictures import Pictures
from ui.presenter import present
from ui.presenting.spoken import spoken
from ui.presenting.staff_home import StaffHome
from ui.presenting.staff_trip import StaffTrip
from ui.presenting.staff_work import Choosing, Work
from ui.screens.age import AgeScreen
from ui.screens.checkout import CheckoutScreen
from ui.screens.name import NameScreen
from ui.screens.question import QuestionScreen
from ui.screens.receipt import ReceiptScreen
from ui.screens.shop import ShopScreen
from ui.screens.staff import StaffScreen
from ui.screens.staff_home import StaffHomeScreen
from ui.screens.staff_pick import ChoosingScreen
from ui.screens.staff_shown import HandedOverScreen, SafeModeScreen, SpotCheckScreen
from ui.screens.staff_trip import StaffTripScreen
from ui.screens.staff_work import StaffWorkScreen
from ui.screens.welcome import WelcomeScreen
from ui.theme import Look, rgba
from ui.words import LANGUAGES, RIGHT_TO_LEFT, say

SCREENS: dict[type, type[Widget]] = {
    presenter.Welcome: WelcomeScreen,
    presenter.Shop: ShopScreen,
    presenter.Question: QuestionScreen,
    presenter.Name: NameScreen,
    presenter.Checkout: CheckoutScreen,
    presenter.AgeCheck: AgeScreen,
    presenter.Receipt: ReceiptScreen,
    presenter.Staff: StaffScreen,
    StaffHome: StaffHomeScreen,
    StaffTrip: StaffTripScreen,
    Work: StaffWorkScreen,
    Choosing: ChoosingScreen,
    presenter.SpotCheck: SpotCheckScreen,
    presenter.HandedOver: HandedOverScreen,
    presenter.SafeMode: SafeModeScreen,
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
        crop: Callable[[str], Path | None] = lambda digest: None,
        speak: Callable[[str, str], None] | None = None,
    ) -> None:
        """`picture` finds a product's picture by sku, `crop` one that the cart took, by its hash.

        `speak` reads a text of a language aloud; None where that cannot be offered.
        """
        super().__init__()
        register()
        self._send, self._clock = send, clock
        self.gate = door
        self._pictures, self._crops = Pictures(picture), Pictures(crop)
        self._store_name, self._latest_frame = store_name, latest_frame
        self._speak = speak
        self._spoken_to: CartView | None = None
        self._own_lang = lang if not fonts.missing(lang) else LANGUAGES[0]
        self._lang = self._own_lang
        self._look = Look(self._window_size(), rtl=self._lang in RIGHT_TO_LEFT)
        self._edges = self._make_edges()
        self._newest: CartView | None = None
        self._pleased = Choices()
        self._draw_soon = Clock.create_trigger(self._draw)
        self._screens: dict[type, Widget] = {}
        self._screen: Widget | None = None
        self._layers: Layers | None = None
        self._pixels: np.ndarray | None = None

    def _make_edges(self) -> Edges:
        return Edges(
            look=self._look,
            lang=self._lang,
            languages=tuple((lang, say(lang, "language.name")) for lang in fonts.offered(LANGUAGES)),
            tap=lambda tap, arg="", question=0: self._send(ShopperTapped(Seconds(self._clock()), tap, arg, question)),
            staff=lambda tap, arg="": self._send(StaffTapped(Seconds(self._clock()), tap, arg)),
            open_staff=lambda: self._open("pin"),
            open_menu=lambda: self._open("menu"),
            open_sheet=self._open,
            lay_over=lambda over: self._layers.lay_over(over),
            choose_language=lambda lang: self._edges.tap(Tap.LANGUAGE, lang),
            pictures=self._pictures,
            crops=self._crops,
            store_name=self._store_name,
            speaks=self._speak is not None,
            latest_frame=self._latest_frame,
        )

    def look_like(self, lang: str, **wishes: bool) -> None:
        """Draw everything anew in `lang` and as the shopper likes it (Look's larger_text, left_handed, quiet)."""
        look = Look(self._window_size(), rtl=lang in RIGHT_TO_LEFT, **wishes)
        if (lang, look) == (self._lang, self._look):
            return
        self._lang, self._look = lang, look
        self._edges = self._make_edges()
        self.afresh()

    def afresh(self) -> None:
        """Draw everything anew: what was typed is forgotten."""
        if self._layers is not None:
            self._layers.close()
        if self._screen is not None:
            self._leave_screen()
            self.root.remove_widget(self._screen)
        self._screens, self._screen = {}, None
        self._layers = Layers(self.root, self._edges, self.gate)
        self._draw_soon()

    @staticmethod
    def _window_size() -> tuple[int, int]:
        width, height = Window.system_size
        return int(width), int(height)

    def build(self) -> Widget:
        Window.clearcolor = rgba(theme.PAPER)
        return FloatLayout()

    def on_start(self) -> None:
        self._draw_soon()

    def on_stop(self) -> None:
        if self._layers is not None:
            self._layers.close()
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
        if self._layers is None:
            self._layers = Layers(self.root, self._edges, self.gate)
        self._please(view)
        model = present(view, self._lang)
        screen = self._screens.get(type(model))
        if screen is None:
            screen = self._screens[type(model)] = SCREENS[type(model)](self._edges)
        screen.draw(model)
        if screen is not self._screen:
            self._turn_to(screen)
        self._layers.draw(view)
        self._tell(view)

    def _tell(self, view: CartView) -> None:
        """Read aloud what changed, to who wishes it."""
        before, self._spoken_to = self._spoken_to, view
        if self._speak is not None and view.choices.spoken and not view.choices.quiet:
            text = spoken(before, view, self._lang)
            if text:
                self._speak(text, self._lang)

    def _please(self, view: CartView) -> None:
        """Follow what the shopper chose; a language that cannot be shown stays the cart's own."""
        if view.choices == self._pleased:
            return
        self._pleased = view.choices
        lang = view.choices.language
        self.look_like(
            lang if lang in fonts.offered(LANGUAGES) else self._own_lang,
            larger_text=view.choices.larger_text,
            left_handed=view.choices.left_handed,
            quiet=view.choices.quiet,
        )

    def _turn_to(self, screen: Widget) -> None:
        self._leave_screen()
        self._layers.screen_turned()
        if self._screen is not None:
            self.root.remove_widget(self._screen)
        self._screen = screen
        self.root.add_widget(screen, index=len(self.root.children))

    def _leave_screen(self) -> None:
        if hasattr(self._screen, "leave"):
            self._screen.leave()

    def _open(self, name: str) -> None:
        self._layers.open(name)
