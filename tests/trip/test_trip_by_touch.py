"""Whole flows through the program's own window by a finger alone, and how many taps each of them takes."""

import time
from collections.abc import Callable, Iterator

import pytest

from cart.core.inputs import Reason, Source
from cart.core.view import CalibrationStage, CartView, Screen
from hw.bench.kept import Watched
from hw.bench.remote import Program
from hw.twin.neighbours import PIN, WEIGHT_ID

PATIENCE_S = 30.0
LOOK_S = 0.4  # people look before they tap; a button that moves away under the finger was not meant
STILL_S = 1.6  # a second of readings is averaged


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
    finger.taps = 0
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
