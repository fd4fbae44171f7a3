"""Which page of staff a view asks for."""

from cart.core.staff_view import StafferView, TakeOverView
from cart.core.staff_work import CameraWork, LaneWork, StaffPage
from cart.core.view import CartView
from ui.presenting.staff_home import StaffHome, staff_home
from ui.presenting.staff_lane import lane_test
from ui.presenting.staff_trip import StaffTrip, staff_trip
from ui.presenting.staff_work import Choosing, Work, camera_work, enrolment, health, take_over

Page = StaffHome | StaffTrip | Work | Choosing


def staff_page(view: CartView, staffer: StafferView, lang: str) -> Page:
    match staffer.page:
        case StaffPage.TRIP:
            return staff_trip(view, staffer, lang)
        case StaffPage.CAMERA:
            return camera_work(staffer, staffer.camera or CameraWork(), lang)
        case StaffPage.ENROL:
            return enrolment(view, staffer, lang)
        case StaffPage.TAKE_OVER:
            return take_over(view, staffer, staffer.offer or TakeOverView(), lang)
        case StaffPage.LANE:
            return lane_test(staffer, staffer.lane or LaneWork(), lang)
        case StaffPage.HEALTH:
            return health(view, staffer, lang)
    return staff_home(view, staffer, lang)
