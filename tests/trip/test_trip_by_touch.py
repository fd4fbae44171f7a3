"""Whole flows through the program's own window by a finger alone, and how many taps each of them takes."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from cart.clock import cart_clock
from cart.config import CameraConfig, Config, load, pin_hash
from cart.core.calibration import CORNERS, Place
from cart.core.handover import opened
from cart.core.inputs import CodeSeen, Reason, Source
from cart.core.staff_work import CameraWork, EnrolWork
from cart.core.view import CalibrationStage, CartView, Screen
from cart.main import build
from hw.bench.kept import Watched
from hw.bench.remote import Program
from hw.twin.neighbours import PIN, WEIGHT_ID, write_config
from ui.prepare import prepare

PATIENCE_S = 30.0
LEANS = 4
LOOK_S = 0.4  # people look before they tap; a button that moves away under the finger was not meant
STILL_S = 1.6  # a second of readings is averaged
CALIBRATED_S = 120.0  # what calibrating with one weight may take
SPOTS = ((-0.18, -0.11), (0.18, -0.11), (-0.18, 0.11), (0.18, 0.11), (0.0, 0.0))  # the corners, then the middle
STRANGER, BOARD, LIGHTER = "newcomer-000", "floor-board", "lighter-weight"


class Finger:
    """Touches the running program, and counts."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.taps = 0

    @property
    def view(self) -> CartView:
        return self._program.view

    def tap(self, *automation_ids: str) -> None:
        for automation_id in automation_ids:
            time.sleep(LOOK_S)
            assert self._program.press(automation_id), f"there is no {automation_id} on {self.view.screen}"
            self.taps += 1

    def wait(self, there: Callable[[CartView], bool], what: str) -> CartView:
        deadline = time.monotonic() + PATIENCE_S
        while not there(self.view):
            assert time.monotonic() < deadline, f"waited in vain for {what}; the cart shows {self.view}"
            time.sleep(0.05)
        return self.view


@pytest.fixture(scope="module")
def finger(neighbours) -> Iterator[Finger]:
    program = Program(neighbours.config, Watched())
    program.start()
    finger = Finger(program)
    finger.wait(lambda view: bool(view.products) and not view.trouble, "a cart without trouble")
    yield finger
    program.stop()


@pytest.mark.timeout(180)
def test_a_trip_without_doubt_takes_one_tap(neighbours, finger):
    world = neighbours.world
    finger.taps = 0
    finger.tap("start")
    finger.wait(lambda view: view.screen is Screen.SHOP, "the list")
    for number, sku in enumerate(("rice", "olive-oil"), start=1):
        world.wait_done(world.put(sku))
        view = finger.wait(lambda view, number=number: view.question or view.items == number, f"a line for {sku}")
        assert view.question is None
    leave(world, finger)
    assert [line.sku for line in finger.view.receipt.lines] == ["rice", "olive-oil"]
    assert finger.taps == 1
    go(world, finger)


@pytest.mark.timeout(180)
def test_language_help_and_a_question_by_touch(neighbours, finger):
    world = neighbours.world
    finger.tap("language:de")
    finger.wait(lambda view: view.choices.language == "de", "German")
    finger.tap("start", "help")
    finger.wait(lambda view: bool(view.calls), "a call for staff")
    finger.tap("help")
    finger.wait(lambda view: not view.calls, "no call")
    world.camera_fault("dead")
    finger.wait(lambda view: dict(view.trouble).get(Source.CAMERA) is Reason.SILENT, "the camera to be missed")
    finger.taps = 0
    world.wait_done(world.put("cucumber"))
    view = finger.wait(lambda view: view.question is not None, "a question")
    assert "cucumber" in [option.sku for option in view.question.options]
    finger.tap("answer:cucumber")
    assert finger.taps == 1
    finger.wait(lambda view: [line.sku for line in view.lines] == ["cucumber"], "the answer on the bill")
    world.camera_fault("none")
    finger.wait(lambda view: not view.trouble, "the camera to be back")
    leave(world, finger)
    assert finger.view.choices.language == "de"
    go(world, finger)


@pytest.mark.timeout(180)
def test_staff_calibrate_with_one_weight_in_six_taps(neighbours, finger):
    world = neighbours.world
    finger.tap("staff", *(f"key:{digit}" for digit in PIN), "key:ok")
    finger.wait(lambda view: view.screen is Screen.STAFF_PAGE, "the first page of staff")
    finger.taps, began = 0, cart_clock()
    finger.tap("home:scale")
    finger.wait(lambda view: view.screen is Screen.STAFF and view.staff.still, "a still scale")
    time.sleep(STILL_S)
    finger.tap("zero")
    finger.wait(lambda view: view.staff.stage is CalibrationStage.PLACE_WEIGHT, "zero")
    world.wait_done(world.put(WEIGHT_ID, (0.0, 0.0)))
    time.sleep(STILL_S)
    finger.tap("known:2000", "span")
    finger.wait(lambda view: view.staff.stage is CalibrationStage.PASSED, "a calibration that passes")
    finger.tap("save")
    finger.wait(lambda view: view.staff.stage is CalibrationStage.SAVED, "it to be kept")
    world.wait_done(world.take(WEIGHT_ID))
    finger.tap("leave")
    finger.wait(lambda view: view.screen is Screen.WELCOME, "the welcome screen")
    assert finger.taps <= 6
    took = cart_clock() - began
    print(f"calibrated with one weight in {finger.taps} taps and {took:.0f} s on the cart's clock")
    assert took <= CALIBRATED_S


@pytest.mark.timeout(180)
def test_staff_trim_the_corners_and_verify_with_another_weight(neighbours, finger):
    world = neighbours.world
    come_in(finger)
    finger.tap("home:scale")
    finger.wait(lambda view: view.screen is Screen.STAFF and view.staff.still, "a still scale")
    time.sleep(STILL_S)
    finger.tap("zero")
    finger.wait(lambda view: view.staff.stage is CalibrationStage.PLACE_WEIGHT, "zero")
    world.wait_done(world.put(WEIGHT_ID, (0.0, 0.0)))
    time.sleep(STILL_S)
    finger.tap("known:2000", "span")
    finger.wait(lambda view: view.staff.stage is CalibrationStage.PASSED, "a span")
    finger.tap("corners")
    for place, spot in zip((*CORNERS, Place.MIDDLE), SPOTS, strict=True):
        finger.wait(lambda view, place=place: view.staff.place is place, f"the cart to ask for {place.value}")
        world.wait_done(world.move(WEIGHT_ID, spot))
        time.sleep(STILL_S)
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
    time.sleep(STILL_S)
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


def leave(world, finger: Finger) -> None:
    world.arm()
    time.sleep(0.5)
    world.cross()
    finger.wait(lambda view: view.screen is Screen.RECEIPT, "the receipt")
    world.arm(False)
    world.cross(False)


def go(world, finger: Finger) -> None:
    """Take everything along, and leave the cart to the next one."""
    for thing in world.truth():
        world.wait_done(world.take(thing["id"]))
    finger.tap("done")
    finger.wait(lambda view: view.screen is Screen.WELCOME, "the welcome screen")


@pytest.mark.timeout(180)
def test_staff_teach_a_new_product_that_works_at_once(neighbours, finger):
    """Place, turn, weigh: the price file's weight is wrong, and no model ever saw it."""
    world = neighbours.world
    come_in(finger)
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
    time.sleep(STILL_S)
    finger.tap("start")
    finger.wait(lambda view: view.screen is Screen.SHOP, "the list")
    world.wait_done(world.put(STRANGER))
    view = finger.wait(lambda view: view.question or view.items == 1, "a line for what was taught")
    assert view.question is None
    assert [line.sku for line in view.lines] == [STRANGER]
    leave(world, finger)
    go(world, finger)


def _refused(finger: Finger, place: int) -> bool:
    finger.tap("shoot")
    time.sleep(LOOK_S)
    seen = finger.wait(lambda view: working(view).refusal or working(view).place > place, "the board to be seen")
    return bool(working(seen).refusal)


@pytest.mark.timeout(180)
def test_staff_calibrate_the_camera_with_the_printed_board(neighbours, finger):
    world = neighbours.world
    come_in(finger)
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


@pytest.mark.timeout(180)
def test_staff_hand_a_basket_over_to_the_till(neighbours, finger):
    world = neighbours.world
    finger.tap("start")
    finger.wait(lambda view: view.screen is Screen.SHOP, "the list")
    world.wait_done(world.put("rice"))
    bill = finger.wait(lambda view: view.items == 1 and view.question is None, "a line for the rice")
    finger.tap("menu", "menu:staff")
    finger.tap(*(f"key:{digit}" for digit in PIN), "key:ok")
    finger.wait(lambda view: view.screen is Screen.STAFF_PAGE, "the page of the trip")
    finger.tap("hand", "hand:till")
    shown = finger.wait(lambda view: view.screen is Screen.HANDED_OVER, "the code").handover
    handed = opened(shown.text)[0]
    assert (handed.trip, [line.sku for line in handed.lines]) == (bill.trip, ["rice"])
    assert (handed.total, shown.total) == (bill.total, bill.total)
    finger.tap("handed")
    finger.wait(lambda view: view.screen is Screen.STAFF_PAGE, "staff's first page")
    world.wait_done(world.take("rice"))
    finger.tap("leave")
    finger.wait(lambda view: view.screen is Screen.WELCOME, "the welcome screen")


@pytest.mark.timeout(180)
def test_staff_hand_a_basket_over_to_another_cart(neighbours, finger, tmp_path_factory):
    """The first cart is the whole program; the second one's parts and screen run here, before the same store."""
    world = neighbours.world
    finger.tap("start")
    finger.wait(lambda view: view.screen is Screen.SHOP, "the list")
    world.wait_done(world.put("rice"))
    bill = finger.wait(lambda view: view.items == 1 and view.question is None, "a line for the rice")
    finger.tap("menu", "menu:staff", *(f"key:{digit}" for digit in PIN), "key:ok")
    finger.wait(lambda view: view.screen is Screen.STAFF_PAGE, "the page of the trip")
    finger.tap("hand", "hand:cart")
    code = finger.wait(lambda view: view.screen is Screen.HANDED_OVER, "the code").handover.text
    finger.tap("handed")
    with second_cart(neighbours, tmp_path_factory) as other:
        other.tap("staff", *(f"key:{digit}" for digit in PIN), "key:ok", "home:take-over")
        other.wait(lambda view: view.staffer is not None and view.staffer.offer is not None, "the page")
        other.cart.inbox.put(CodeSeen(cart_clock(), code, "QR_CODE"))  # its camera sees the first cart's screen
        offer = other.wait(lambda view: view.staffer.offer.lines or view.staffer.offer.refusal, "an answer")
        assert (offer.staffer.offer.refusal, offer.staffer.offer.total) == ("", bill.total)
        other.tap("accept")
        taken = other.wait(lambda view: view.trip and view.lines, "the basket")
        assert ([line.sku for line in taken.lines], taken.total) == (["rice"], bill.total)
        assert taken.trip != bill.trip
        other.tap("finish", "finish:yes")
        receipt = other.wait(lambda view: view.receipt is not None, "the receipt").receipt
        assert receipt.total == bill.total
    world.wait_done(world.take("rice"))
    finger.tap("leave")
    finger.wait(lambda view: view.screen is Screen.WELCOME, "the welcome screen")


class Second:
    """A second cart and its screen; its scale and camera are elsewhere."""

    def __init__(self, config: Config, home: Path) -> None:
        prepare(home, offscreen=True)
        from ui.app import CartApp

        self.view: CartView | None = None
        self.cart = build(config, self._show)
        self.app = CartApp(self.cart.inbox.put, cart_clock, self.cart.door, self.cart.picture_of)
        self.app.open()
        self.cart.start()

    def stop(self) -> None:
        self.cart.stop()
        self.app.stop()

    def tap(self, *automation_ids: str) -> None:
        from ui import finger

        for automation_id in automation_ids:
            self._until(lambda name=automation_id: finger.find(self.app.root, name), f"a button {automation_id}")
            assert finger.press(self.app.root, automation_id)
            lifted = time.monotonic() + LOOK_S
            self._until(lambda lifted=lifted: time.monotonic() > lifted, "the finger to be lifted")

    def wait(self, there: Callable[[CartView], bool], what: str) -> CartView:
        self._until(lambda: self.view is not None and there(self.view), what)
        return self.view

    def _until(self, there: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not there():
            assert time.monotonic() < deadline, f"waited in vain for {what}; the second cart shows {self.view}"
            self.app.frame()

    def _show(self, view: CartView) -> None:
        self.view = view
        self.app.show(view)


@contextmanager
def second_cart(neighbours, folders) -> Iterator[Second]:
    """Enrolled at the same store, with its prices."""
    run = folders.mktemp("second")
    config = load(write_config(run, neighbours.store, pin_hash(PIN), window=False, name="desk-2"))
    other = Second(replace(config, camera=CameraConfig("none")), folders.getbasetemp() / "kivy")
    try:
        other.wait(lambda view: bool(view.products), "its prices")
        yield other
    finally:
        other.stop()


def come_in(finger: Finger) -> None:
    finger.tap("staff", *(f"key:{digit}" for digit in PIN), "key:ok")
    finger.wait(lambda view: view.screen is Screen.STAFF_PAGE, "the first page of staff")


def shoot(finger: Finger, view: int) -> None:
    """Let it rest, and take a picture."""
    time.sleep(STILL_S)
    finger.tap("shoot")
    seen = finger.wait(
        lambda shown: enrolling(shown).refusal or shown.staffer.problem or enrolling(shown).view > view, "a picture"
    )
    assert (enrolling(seen).refusal, seen.staffer.problem) == ("", "")


def enrolling(view: CartView) -> EnrolWork | None:
    return view.staffer.enrolment if view.staffer else None


def working(view: CartView) -> CameraWork | None:
    return view.staffer.camera if view.staffer else None
