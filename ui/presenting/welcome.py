"""Welcome: one tap to start; a cart that does not weigh sends its shopper to another one."""

from dataclasses import replace

from cart.core.inputs import Source
from cart.core.view import CartView
from ui.messages import TROUBLE
from ui.presenting.greeting import Welcome, greeting
from ui.presenting.parts import Banner, banner
from ui.presenting.talk import talk
from ui.words import say


def welcome(view: CartView, lang: str) -> Welcome:
    said = greeting(lang, demo=view.weigh_to_price == "demo")
    said = replace(said, banner=banner(view, lang), talk=talk(view, lang) if view.notice else None)
    broken = [trouble for trouble in view.trouble if trouble[0] is Source.SCALE]
    if not broken:
        return said
    what = TROUBLE[broken[0]]
    return replace(
        said,
        title=say(lang, "welcome.another"),
        start=say(lang, "welcome.anyway"),
        banner=Banner(say(lang, what.rows[0]), what.tone, what.icon),
        inviting=False,
    )
