"""CartView -> what a screen says: words, formats, what is enabled; pure, knows no kivy."""

from datetime import tzinfo

from cart.core.facts import Kind
from cart.core.view import CartView, Screen
from ui.presenting.calibration import Staff, calibration
from ui.presenting.greeting import Welcome
from ui.presenting.leaving import AgeCheck, Checkout, Receipt, age_check, checkout, receipt
from ui.presenting.question import Name, Question, name, question
from ui.presenting.shop import Shop, shop
from ui.presenting.staff_pages import Page, staff_page
from ui.presenting.staff_shown import HandedOver, SafeMode, SpotCheck, handed_over, safe_mode, spot_check
from ui.presenting.welcome import welcome

Model = (
    Welcome | Shop | Question | Name | Checkout | AgeCheck | Receipt | Staff | Page | SpotCheck | HandedOver | SafeMode
)


def present(view: CartView, lang: str = "en", zone: tzinfo | None = None) -> Model:
    """What the screen of `view` says in `lang`; receipts in the time of `zone` (or the machine's)."""
    match view.screen:
        case Screen.QUESTION if view.question is not None:
            return (name if view.question.kind is Kind.NAME_ADDED else question)(view, view.question, lang)
        case Screen.CHECKOUT:
            return checkout(view, lang)
        case Screen.AGE_CHECK:
            return age_check(view, lang)
        case Screen.RECEIPT if view.receipt is not None:
            return receipt(view, view.receipt, lang, zone)
        case Screen.STAFF if view.staff is not None:
            return calibration(view.staff, lang, zone, view.staffer)
        case Screen.STAFF_PAGE if view.staffer is not None:
            return staff_page(view, view.staffer, lang)
        case Screen.SPOT_CHECK if view.check is not None:
            return spot_check(view, view.check, lang)
        case Screen.HANDED_OVER if view.handover is not None:
            return handed_over(view, view.handover, lang)
        case Screen.SAFE_MODE:
            return safe_mode(view, lang)
        case Screen.WELCOME:
            return welcome(view, lang)
    return shop(view, lang)
