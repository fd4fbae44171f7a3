"""Welcome: one tap to start."""

from dataclasses import replace

from cart.core.view import CartView
from ui.presenting.greeting import Welcome, greeting
from ui.presenting.parts import banner
from ui.presenting.talk import talk


def welcome(view: CartView, lang: str) -> Welcome:
    said = greeting(lang, demo=view.weigh_to_price == "demo")
    return replace(said, banner=banner(view, lang), talk=talk(view, lang) if view.notice else None)
