"""Where views are drawn: the screen that each is for, what lies over it, and the look and language of both.

The welcome is all that the first shopper waits for, and it needs nothing of the core; every other screen, and what lies
over screens, is loaded by `load_others` in another thread, or when it is first needed.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from kivy.uix.floatlayout import FloatLayout

from cart.core.taps import StaffTap, Tap
from ui import fonts
from ui.edges import Door, Edges
from ui.laid import Page
from ui.pictures import Pictures
from ui.presenting.greeting import Welcome, greeting
from ui.screens.welcome import WelcomeScreen
from ui.theme import Look
from ui.words import LANGUAGES, RIGHT_TO_LEFT, own_name

if TYPE_CHECKING:
    from cart.core.view import CartView
    from cart.core.wishes import Choices
    from ui.app import Outside
    from ui.layers import Layers

OTHERS = ("ui.presenter", "ui.layers", "ui.screens.table", "ui.presenting.spoken")


def load_others() -> None:
    """Load what the first screen does without; from any thread."""
    for name in OTHERS:
        import_module(name)


class Stage:
    def __init__(
        self,
        root: FloatLayout,
        outside: "Outside",
        door: Callable[[], Door],
        window_size: Callable[[], tuple[int, int]],
        draw_soon: Callable[[], None],
    ) -> None:
        self._root, self._outside, self._door = root, outside, door
        self._window_size, self._draw_soon = window_size, draw_soon
        self._pictures, self._crops = Pictures(outside.picture), Pictures(outside.crop)
        self._lang = outside.lang
        self._look = Look(window_size(), rtl=self._lang in RIGHT_TO_LEFT)
        self._edges = self._make_edges()
        self._view: CartView | None = None
        self._pleased: Choices | None = None
        self._screens: dict[type, Page] = {}
        self._screen: Page | None = None
        self._over: Layers | None = None

    def greet(self, demo: bool) -> None:
        """Welcome shoppers before there is a view."""
        self._set(greeting(self._lang, demo))

    def draw(self, view: "CartView") -> None:
        from ui.presenter import present

        self._please(view)
        self._set(present(view, self._lang))
        before, self._view = self._view, view
        self._layers.draw(view)
        self._tell(before, view)

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
        self.close()
        if self._screen is not None:
            self._leave_screen()
            self._root.remove_widget(self._screen)
        self._screens, self._screen, self._over = {}, None, None
        self._draw_soon()

    def close(self) -> None:
        """Take away what lies over the screen."""
        if self._over is not None:
            self._over.close()

    @property
    def _layers(self) -> "Layers":
        """What lies over the screen; made when something first does."""
        if self._over is None:
            from ui.layers import Layers

            self._over = Layers(self._root, self._edges, self._door())
            if self._view is not None:
                self._over.draw(self._view)
        return self._over

    def _make_edges(self) -> Edges:
        return Edges(
            look=self._look,
            lang=self._lang,
            languages=tuple((lang, own_name(lang)) for lang in fonts.offered(LANGUAGES)),
            tap=self._send_tap,
            staff=self._send_staff,
            open_staff=lambda: self._layers.open("pin"),
            open_menu=lambda: self._layers.open("menu"),
            open_sheet=lambda name: self._layers.open(name),
            lay_over=lambda over: self._layers.lay_over(over),
            choose_language=lambda lang: self._edges.tap(Tap.LANGUAGE, lang),
            pictures=self._pictures,
            crops=self._crops,
            store_name=self._outside.store_name,
            speaks=self._outside.speak is not None,
            reads_cards=self._outside.reads_cards,
            latest_frame=self._outside.latest_frame,
        )

    def _set(self, model: Any) -> None:
        """Let the model's screen draw it, and turn to that screen."""
        screen = self._screens.get(type(model))
        if screen is None:
            screen = self._screens[type(model)] = _screen_of(type(model))(self._edges, model)
        screen.draw(model)
        if screen is not self._screen:
            self._turn_to(screen)

    def _send_tap(self, tap: Tap, arg: str = "", question: int = 0) -> None:
        from cart.core.inputs import ShopperTapped

        self._outside.send(ShopperTapped(self._outside.clock(), tap, arg, question))

    def _send_staff(self, tap: StaffTap, arg: str = "") -> None:
        from cart.core.inputs import StaffTapped

        self._outside.send(StaffTapped(self._outside.clock(), tap, arg))

    def _tell(self, before: "CartView | None", view: "CartView") -> None:
        """Read aloud what changed, to who wishes it."""
        speak = self._outside.speak
        if speak is not None and view.choices.spoken and not view.choices.quiet:
            from ui.presenting.spoken import spoken

            text = spoken(before, view, self._lang)
            if text:
                speak(text, self._lang)

    def _please(self, view: "CartView") -> None:
        """Follow what the shopper chose; a language that cannot be shown stays the cart's own."""
        from cart.core.wishes import Choices

        if view.choices == (self._pleased or Choices()):
            return
        self._pleased = view.choices
        lang = view.choices.language
        self.look_like(
            lang if lang in fonts.offered(LANGUAGES) else self._outside.lang,
            larger_text=view.choices.larger_text,
            left_handed=view.choices.left_handed,
            quiet=view.choices.quiet,
        )

    def _turn_to(self, screen: Page) -> None:
        self._leave_screen()
        if self._over is not None:
            self._over.screen_turned()
        if self._screen is not None:
            self._root.remove_widget(self._screen)
        self._screen = screen
        self._root.add_widget(screen, index=len(self._root.children))

    def _leave_screen(self) -> None:
        if self._screen is not None:
            self._screen.leave()


def _screen_of(model: type) -> type[Page]:
    if model is Welcome:
        return WelcomeScreen
    from ui.screens.table import SCREENS

    return SCREENS[model]
