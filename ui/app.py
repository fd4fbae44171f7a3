"""The window of the cart's touchscreen: views come in by `show`, taps go out by `send`.

Call ui.prepare.prepare() before importing this module. It loads what the first moment needs; what draws views
(`ui.stage`) comes with the first of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kivy.app import App
from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from ui import fonts, theme
from ui.lettering import register
from ui.screens.splash import Splash
from ui.theme import Look, rgba
from ui.words import LANGUAGES, RIGHT_TO_LEFT, say

if TYPE_CHECKING:
    import numpy as np

    from cart.core.view import CartView
    from ui.edges import Door
    from ui.stage import Stage


@dataclass(frozen=True, slots=True)
class Outside:
    """What the screen reaches beyond the glass; `CartApp` says what each is."""

    send: Callable[[Any], None]
    clock: Callable[[], float]
    picture: Callable[[str], Path | None]
    crop: Callable[[str], Path | None]
    latest_frame: "Callable[[], np.ndarray | None] | None"
    speak: Callable[[str, str], None] | None
    store_name: str
    lang: str
    reads_cards: bool


class CartApp(App):
    """Draws the newest view; views that come faster than frames are skipped."""

    title = "Smart cart"

    def __init__(
        self,
        send: Callable[[Any], None],
        clock: Callable[[], float],
        door: "Door",
        picture: Callable[[str], Path | None],
        latest_frame: "Callable[[], np.ndarray | None] | None" = None,
        lang: str = "en",
        store_name: str = "Our Market",
        crop: Callable[[str], Path | None] = lambda digest: None,
        speak: Callable[[str, str], None] | None = None,
        reads_cards: bool = False,
    ) -> None:
        """`send` takes a ShopperTapped or StaffTapped.

        `picture` finds a product's picture by sku, `crop` one that the cart took, by its hash.
        `speak` reads a text of a language aloud; None where that cannot be offered.
        `reads_cards`: the cart has a reader for cards and tags.
        """
        super().__init__()
        register()
        self.gate = door
        lang = lang if not fonts.missing(lang) else LANGUAGES[0]
        self._outside = Outside(send, clock, picture, crop, latest_frame, speak, store_name, lang, reads_cards)
        self._newest: CartView | None = None
        self._greeting: bool | None = None
        self._draw_soon = Clock.create_trigger(self._draw)
        self._splash: Widget | None = None
        self._stage: Stage | None = None
        self._pixels: np.ndarray | None = None

    @property
    def stage(self) -> "Stage":
        """Where views are drawn: there once it is needed."""
        if self._stage is None:
            from ui.stage import Stage

            self._stage = Stage(self.root, self._outside, lambda: self.gate, window_size, self._draw_soon)
        return self._stage

    def look_like(self, lang: str, **wishes: bool) -> None:
        """Draw everything anew in `lang` and as the shopper likes it (Look's larger_text, left_handed, quiet)."""
        self.stage.look_like(lang, **wishes)

    def afresh(self) -> None:
        """Draw everything anew: what was typed is forgotten."""
        self.stage.afresh()

    def build(self) -> Widget:
        Window.clearcolor = rgba(theme.PAPER)
        return FloatLayout()

    def on_start(self) -> None:
        if self._newest is None:
            lang = self._outside.lang
            look = Look(window_size(), rtl=lang in RIGHT_TO_LEFT)
            self._splash = Splash(look, store_name=self._outside.store_name, words=say(lang, "splash.wait"))
            self.root.add_widget(self._splash)
        self._draw_soon()

    def on_stop(self) -> None:
        if self._stage is not None:
            self._stage.close()
        Window.unbind(on_flip=self._read)

    def open(self) -> None:
        """Open the window without Kivy's own loop: the caller turns it with `frame`."""
        self._run_prepare()

    def frame(self) -> None:
        """One turn of Kivy's loop: clock, touches, drawing; at most 30 a second."""
        EventLoop.idle()

    def show(self, view: "CartView") -> None:
        """Draw `view` soon; may be called from any thread."""
        self._newest = view
        self._draw_soon()

    def greet(self, demo: bool) -> None:
        """Welcome shoppers before there is a view to draw; `demo`: the cart weighs for show."""
        self._greeting = demo
        self._draw_soon()

    def grab(self) -> "np.ndarray":
        """What the window shows, height x width x RGB; only in Kivy's thread.

        The first call draws; later ones return what the last drawn frame left, at no further cost.
        """
        if self._pixels is None:
            Window.bind(on_flip=self._read)
            Window.dispatch("on_draw")
            self._read()
        return self._pixels

    def _read(self, *_: object) -> None:
        import numpy as np

        width, height = Window.system_size
        data = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
        self._pixels = np.frombuffer(data, np.uint8).reshape(height, width, 3)[::-1]

    def _draw(self, _dt: float) -> None:
        view = self._newest
        if (view is None and self._greeting is None) or self.root is None:
            return
        if self._splash is not None:
            self.root.remove_widget(self._splash)
            self._splash = None
        if view is not None:
            self.stage.draw(view)
        else:
            self.stage.greet(bool(self._greeting))


def window_size() -> tuple[int, int]:
    width, height = Window.system_size
    return int(width), int(height)
