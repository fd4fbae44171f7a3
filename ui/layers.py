"""What lies over the screen: one sheet or dialog at a time. Some the shopper opens; two the view itself asks for."""

from collections.abc import Callable
from typing import Any

from kivy.uix.floatlayout import FloatLayout

from cart.core.shopper_view import Member
from cart.core.taps import StaffTap, Tap
from cart.core.view import CartView, Screen
from ui.edges import Door, Edges
from ui.presenting.calibration import History
from ui.presenting.menu import menu
from ui.presenting.sheets import (
    budget_sheet,
    offers_sheet,
    own_sheet,
    search_sheet,
    settings_sheet,
    shopping_sheet,
    sign_in_sheet,
)
from ui.presenting.staff_parts import Ask, Pick
from ui.presenting.staff_pick import picking
from ui.presenting.staff_trip import staff_why
from ui.presenting.why import why
from ui.screens.finding import SearchSheet
from ui.screens.joining import OwnSheet, SignInSheet
from ui.screens.menu import MenuSheet
from ui.screens.overlays import CancelDialog, Overlay, PinPad
from ui.screens.shopping import ShoppingSheet
from ui.screens.staff_history import HistorySheet
from ui.screens.staff_parts import AskDialog
from ui.screens.staff_pick import PickSheet
from ui.screens.staff_trip import StaffWhySheet
from ui.screens.why import WhySheet
from ui.screens.wishing import BudgetSheet, OffersSheet, SettingsSheet

OWN, WHY, PIN, CANCEL, STAFF_WHY, MEMBER = "own", "why", "pin", "cancel", "staff why", "member"
ASK, PICK = "ask", "pick"

PRESENT: dict[str, Callable[[CartView, str], Any]] = {
    "menu": menu,
    "search": search_sheet,
    "type": search_sheet,
    "list": shopping_sheet,
    "budget": budget_sheet,
    "offers": offers_sheet,
    "settings": settings_sheet,
    MEMBER: sign_in_sheet,
    OWN: own_sheet,
    WHY: lambda view, lang: why(view, view.why, lang),
    STAFF_WHY: staff_why,
    PICK: picking,
}


class Layers:
    """Belongs to one look and language: the app makes new ones when either changes."""

    def __init__(self, root: FloatLayout, edges: Edges, gate: Door) -> None:
        self._root, self._edges, self._gate = root, edges, gate
        self._name = ""
        self._top: Overlay | None = None
        self._view: CartView | None = None
        self._pick: Pick | None = None

    def draw(self, view: CartView) -> None:
        """Show what the view asks for, and the newest of what is open."""
        before, self._view = self._view, view
        if self._name == PIN and view.staffer is not None and (before is None or before.staffer is None):
            self.close()  # they came in by their badge
        asked = _asked(view)
        if asked and asked != self._name and self._name not in (PIN, ASK, PICK):
            self.open(asked)
        elif not asked and self._name in (OWN, WHY, STAFF_WHY):
            self.close()
        signed_in = view.member is Member.MEMBER and before is not None and before.member is not Member.MEMBER
        if self._name == MEMBER and (signed_in or view.screen not in (Screen.WELCOME, Screen.SHOP)):
            self.close()
        self._draw(view)

    def open(self, name: str) -> None:
        """Lay something over the screen; what tells of the cart waits until there is something to tell."""
        self.close()
        self._name = name
        if name == PIN:
            self._lay(PinPad(self._edges, self._gate, self.close, self.close))
        elif name == CANCEL:
            self._lay(CancelDialog(self._edges, self._cancel, self.close))
        elif self._view is not None:
            self._draw(self._view)

    def _draw(self, view: CartView) -> None:
        if self._name not in PRESENT:
            return
        model = PRESENT[self._name](view, self._edges.lang)
        if self._top is None:
            self._lay(self._made(model))
        self._top.draw(model)

    def _lay(self, over: Overlay) -> None:
        self._top = over
        self._root.add_widget(over)

    def lay_over(self, over: Ask | Pick | History) -> None:
        """Ask, let pick, or show what was; what it lay over comes back after it."""
        self.close()
        match over:
            case Ask():
                self._name = ASK
                self._lay(AskDialog(self._edges, over, self._uncover))
            case Pick():
                self._name, self._pick = PICK, over
            case History():
                self._name = ASK
                self._lay(HistorySheet(self._edges, over, self._uncover))
        if self._view is not None:
            self.draw(self._view)

    def close(self) -> None:
        if self._top is not None:
            self._top.close()
            self._root.remove_widget(self._top)
        self._name, self._top = "", None

    def _uncover(self) -> None:
        self.close()
        if self._view is not None:
            self.draw(self._view)

    def screen_turned(self) -> None:
        """Another screen has come: what belonged to the last one goes; the PIN pad is nobody's."""
        if self._name not in (PIN, OWN, WHY, MEMBER):
            self.close()

    def _made(self, model: Any) -> Overlay:
        edges, close = self._edges, self.close
        match self._name:
            case "menu":
                return MenuSheet(edges, model, self._chosen, close)
            case "search" | "type":
                return SearchSheet(edges, model, close, numbers=self._name == "type")
            case "list":
                return ShoppingSheet(edges, model, lambda: self.open("search"), close)
            case "budget":
                return BudgetSheet(edges, model, close)
            case "offers":
                return OffersSheet(edges, model, close)
            case "settings":
                return SettingsSheet(edges, model, close)
            case "member":
                return SignInSheet(edges, model, close)
            case "own":
                return OwnSheet(edges, model, lambda: edges.tap(Tap.OWN_DONE))
            case "why":
                return WhySheet(edges, model, lambda: edges.tap(Tap.WHY, ""))
            case "pick":
                return PickSheet(edges, model, self._pick, self._uncover)
        return StaffWhySheet(edges, model, lambda: edges.staff(StaffTap.LOOK_AT))

    def _chosen(self, name: str) -> None:
        if name == OWN:
            self.close()
            self._edges.tap(Tap.OWN_THINGS)
        else:
            self.open(PIN if name == "staff" else name)

    def _cancel(self) -> None:
        self.close()
        self._edges.tap(Tap.CANCEL_TRIP)


def _asked(view: CartView) -> str:
    """What the view itself asks for: staff's pages have an evidence of their own, and no sheet of the shopper's."""
    if view.screen is Screen.STAFF_PAGE:
        return STAFF_WHY if view.why is not None else ""
    return OWN if view.own.placing else WHY if view.why is not None else ""
