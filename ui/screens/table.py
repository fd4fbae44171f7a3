"""Which screen draws which model."""

from ui import presenter
from ui.laid import Page
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

SCREENS: dict[type, type[Page]] = {
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
"""All but the welcome, which ui.stage shows before these are loaded."""
