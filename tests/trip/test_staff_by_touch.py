"""What staff do at the program's own window by a finger alone, and how many taps it takes."""

import pytest

from cart.clock import cart_clock
from cart.core.calibration import CORNERS, Place
from cart.core.staff_work import CameraWork, EnrolWork
from cart.core.view import CalibrationStage, CartView, Screen
from hw.twin.neighbours import WEIGHT_ID

LEANS = 4
CALIBRATED_S = 120.0  # what calibrating with one weight may take
SPOTS = ((-0.18, -0.11), (0.18, -0.11), (-0.18, 0.11), (0.18, 0.11), (0.0, 0.0))  # the corners, then the middle
STRANGER, BOARD, LIGHTER = "newcomer-000", "floor-board", "lighter-weight"


def zero_and_span(world, finger):
    """The empty basket, then one weight in the middle of it."""
    finger.tap("home:scale")
    finger.wait(lambda view: view.screen is Screen.STAFF and view.staff.still, "a still scale")
    finger.rest()
    finger.tap("zero")
    finger.wait(lambda view: view.staff.stage is CalibrationStage.PLACE_WEIGHT, "zero")
    world.wait_done(world.put(WEIGHT_ID, (0.0, 0.0)))
    finger.rest()
    finger.tap("known:2000", "span")
    finger.wait(lambda view: view.staff.stage is CalibrationStage.PASSED, "a calibration that passes")


@pytest.mark.timeout(300)
def test_staff_calibrate_with_one_weight_in_six_taps(neighbours, finger):
    world = neighbours.world
    finger.come_in()
    finger.taps, began = 0, cart_clock()
    zero_and_span(world, finger)
    finger.tap("save")
    finger.wait(lambda view: view.staff.stage is CalibrationStage.SAVED, "it to be kept")
    world.wait_done(world.take(WEIGHT_ID))
    finger.tap("leave")
    finger.wait(lambda view: view.screen is Screen.WELCOME, "the welcome screen")
    assert finger.taps <= 6
    took = cart_clock() - began
    print(f"calibrated with one weight in {finger.taps} taps and {took:.0f} s on the cart's clock")
    assert took <= CALIBRATED_S


@pytest.mark.timeout(300)
def test_staff_trim_the_corners_and_verify_with_another_weight(neighbours, finger):
    world = neighbours.world
    finger.come_in()
    zero_and_span(world, finger)
    finger.tap("corners")
    for place, spot in zip((*CORNERS, Place.MIDDLE), SPOTS, strict=True):
        finger.wait(lambda view, place=place: view.staff.place is place, f"the cart to ask for {place.value}")
        world.wait_done(world.move(WEIGHT_ID, spot))
        finger.rest()
        finger.tap("measure")
        told = finger.wait(
            lambda view, place=place: view.staff.place is not place or view.staff.cornered or view.staff.refusal,
            f"{place.value} to be measured",
        )
        assert told.staff.refusal == ""
    finger.wait(lambda view: view.staff.stage is CalibrationStage.PASSED and view.staff.cornered, "trimmed corners")
    finger.tap("verify")
    finger.wait(lambda view: view.staff.stage is CalibrationStage.VERIFY, "the verification")
    world.wait_done(world.take(WEIGHT_ID))
    world.wait_done(world.put(LIGHTER, (0.0, 0.0)))
    finger.rest()
    finger.tap("known:1000", "verify:now")
    done = finger.wait(
        lambda view: view.staff.verified_g or view.staff.stage is CalibrationStage.REFUSED, "a verification"
    )
    assert (done.staff.verified_g, done.staff.refusal) == (1000.0, "")
    finger.tap("save")
    finger.wait(lambda view: view.staff.stage is CalibrationStage.SAVED, "it to be kept")
    world.wait_done(world.take(LIGHTER))
    finger.tap("leave")
    finger.wait(lambda view: view.screen is Screen.WELCOME, "the welcome screen")


@pytest.mark.timeout(300)
def test_staff_teach_a_new_product_that_works_at_once(neighbours, finger):
    """Place, turn, weigh: the price file's weight is wrong, and no model ever saw it."""
    world = neighbours.world
    finger.come_in()
    finger.taps = 0
    finger.tap("home:enrol", *(f"key:{letter}" for letter in "fish"), f"pick:{STRANGER}")
    finger.wait(lambda view: enrolling(view) is not None, "the page of the product")
    shoot(finger, 0)
    world.wait_done(world.put(STRANGER))
    shoot(finger, 1)
    for view in (2, 3):
        world.wait_done(world.move(STRANGER))
        shoot(finger, view)
    work = enrolling(finger.view)
    assert all(abs(weight - 4480) < 40 for weight in work.weights)
    finger.tap("save")
    finger.wait(lambda view: enrolling(view).views == 3, "it to be learned")
    finger.tap("home:done", "leave")
    finger.wait(lambda view: view.screen is Screen.WELCOME, "the welcome screen")
    assert finger.taps == 13
    world.wait_done(world.take(STRANGER))
    finger.rest()
    finger.tap("start")
    finger.wait(lambda view: view.screen is Screen.SHOP, "the list")
    world.wait_done(world.put(STRANGER))
    view = finger.wait(lambda view: view.question or view.items == 1, "a line for what was taught")
    assert view.question is None
    assert [line.sku for line in view.lines] == [STRANGER]
    finger.leave(world)
    finger.go(world)


def _refused(finger, place):
    finger.tap("shoot")
    finger.look()
    seen = finger.wait(lambda view: working(view).refusal or working(view).place > place, "the board to be seen")
    return bool(working(seen).refusal)


@pytest.mark.timeout(300)
def test_staff_calibrate_the_camera_with_the_printed_board(neighbours, finger):
    world = neighbours.world
    finger.come_in()
    finger.taps = 0
    finger.tap("home:camera")
    finger.wait(lambda view: working(view) is not None, "the page of the camera")
    again = 0
    for place, spot in enumerate(((0.0, 0.04), (-0.13, -0.07), (0.13, -0.07))):
        world.wait_done(world.move(BOARD, spot) if place else world.put(BOARD, spot))
        while _refused(finger, place) and again < LEANS:
            again += 1  # it leans against the wall: laid down once more, as staff would
            world.wait_done(world.move(BOARD, spot))
        assert working(finger.view).refusal == ""
    fitted = finger.wait(lambda view: working(view).fitted is not None, "a fit").staffer.camera.fitted
    assert fitted.refusal == ""
    assert fitted.rms_mm < 1.0
    finger.tap("save")
    finger.wait(lambda view: working(view).kept, "it to be kept")
    world.wait_done(world.take(BOARD))
    finger.tap("home:done", "leave")
    finger.wait(lambda view: view.screen is Screen.WELCOME, "the welcome screen")
    assert finger.taps == 7 + again
    assert (neighbours.run / "cart" / "camera-floor.json").is_file()


def shoot(finger, view):
    """Let it rest, and take a picture."""
    finger.rest()
    finger.tap("shoot")
    seen = finger.wait(
        lambda shown: enrolling(shown).refusal or shown.staffer.problem or enrolling(shown).view > view, "a picture"
    )
    assert (enrolling(seen).refusal, seen.staffer.problem) == ("", "")


def enrolling(view: CartView) -> EnrolWork | None:
    return view.staffer.enrolment if view.staffer else None


def working(view: CartView) -> CameraWork | None:
    return view.staffer.camera if view.staffer else None
