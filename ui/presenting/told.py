"""Screens that tell one thing and wait: a spot check, a basket that is handed over, a cart that has a rest."""

from dataclasses import dataclass

from cart.core.view import CartView, Screen
from ui.presenting.parts import Banner, banner
from ui.words import say

_ICONS = {Screen.SPOT_CHECK: "eye", Screen.HANDED_OVER: "basket", Screen.SAFE_MODE: "info"}
_ROWS = {Screen.SPOT_CHECK: "spot_check", Screen.HANDED_OVER: "handed_over", Screen.SAFE_MODE: "safe_mode"}


@dataclass(frozen=True, slots=True)
class Told:
    """`code` is what a QR says; `done` is empty where the shopper has nothing to tap."""

    icon: str
    title: str
    hint: str
    detail: str
    code: str
    done: str
    staff: str
    banner: Banner | None


def told(view: CartView, lang: str) -> Told:
    row = _ROWS[view.screen]
    handed = view.screen is Screen.HANDED_OVER
    return Told(
        icon=_ICONS[view.screen],
        title=say(lang, f"told.{row}"),
        hint=say(lang, f"told_hint.{row}"),
        detail=view.safe if view.screen is Screen.SAFE_MODE else "",
        code=view.handover.text if handed and view.handover else "",
        done=say(lang, "receipt.done") if handed else "",
        staff=say(lang, "welcome.staff"),
        banner=banner(view, lang),
    )
