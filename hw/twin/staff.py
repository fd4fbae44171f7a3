"""Staff at the desk: calibrate the scale on the touchscreen, with a test weight in the middle and the corners."""

import time
from collections.abc import Callable

from cart.core.calibration import CORNERS, Place
from cart.core.view import CalibrationStage, Screen
from hw.twin.client import WorldClient
from hw.twin.neighbours import PIN, WEIGHT_ID
from hw.twin.touching import Touchscreen

STILL_S = 1.6  # a second of readings is averaged
PATIENCE_S = 15.0
AGAIN_S = 2.0
_SPOTS = ((-0.18, -0.11), (0.18, -0.11), (-0.18, 0.11), (0.18, 0.11), (0.0, 0.0))
"""In metres from the middle of the floor, in the cart's order: front left, right, rear left, right, and the middle."""


ATTEMPTS = 3


class CalibrationFailed(Exception):
    """The cart's screen did not come along, or it refused again and again; the message says what it showed."""


class Refused(CalibrationFailed):
    """The cart refused and said why: people start again."""


def calibrate(screen: Touchscreen, world: WorldClient) -> None:
    """PIN, zero, two kilograms, span, corners, save; raises CalibrationFailed."""
    _press(screen, "staff", *(f"key:{digit}" for digit in PIN), "key:ok")
    _until(screen, lambda: screen.view.screen is Screen.STAFF_PAGE)
    _press_until(screen, "home:scale", lambda: screen.view.screen is Screen.STAFF)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _measure(screen, world)
            break
        except Refused:
            world.wait_done(world.take(WEIGHT_ID))  # refused by the hand where it is not in the basket yet
            if attempt == ATTEMPTS:
                raise
            _press_until(screen, "again", lambda: screen.view.staff is not None and not screen.view.staff.refusal)
    world.wait_done(world.take(WEIGHT_ID))
    time.sleep(STILL_S)
    _press_until(screen, "leave", lambda: screen.view.screen is Screen.WELCOME)


def _measure(screen: Touchscreen, world: WorldClient) -> None:
    time.sleep(STILL_S)
    _press_until(screen, "zero", lambda: _stage(screen) is CalibrationStage.PLACE_WEIGHT)
    world.wait_done(world.put(WEIGHT_ID, (0.0, 0.0)))
    time.sleep(STILL_S)
    _press(screen, "known:2000")
    _press_until(screen, "span", lambda: _stage(screen) is CalibrationStage.PASSED)
    _press_until(screen, "corners", lambda: _stage(screen) is CalibrationStage.CORNER)
    for place, spot in zip((*CORNERS, Place.MIDDLE), _SPOTS, strict=True):
        world.wait_done(world.move(WEIGHT_ID, spot))
        time.sleep(STILL_S)
        _press_until(screen, "measure", lambda place=place: _done(screen, place))
    _press_until(screen, "save", lambda: _stage(screen) is CalibrationStage.SAVED)


def _stage(screen: Touchscreen) -> CalibrationStage | None:
    staff = screen.view.staff
    if staff is not None and staff.stage is CalibrationStage.REFUSED:
        raise Refused(f"the cart refused: {staff.refusal}")
    return staff.stage if staff else None


def _done(screen: Touchscreen, place: Place) -> bool:
    """Whether a place is measured: the next one is asked for, or all are done."""
    staff = screen.view.staff
    return staff is not None and (staff.stage is CalibrationStage.PASSED or staff.place is not place)


def _press(screen: Touchscreen, *automation_ids: str) -> None:
    for automation_id in automation_ids:
        if not screen.press(automation_id):
            raise CalibrationFailed(f"there is no '{automation_id}' on the screen {screen.view.screen.value}")


def _press_until(screen: Touchscreen, automation_id: str, there: Callable[[], bool]) -> None:
    """Press, look, and press again when nothing came of it, as people do."""
    deadline = time.monotonic() + PATIENCE_S
    while not there():
        if time.monotonic() > deadline:
            raise CalibrationFailed(f"'{automation_id}' does nothing on the screen {screen.view.screen.value}")
        screen.press(automation_id)
        answer = time.monotonic() + AGAIN_S
        while not there() and time.monotonic() < answer:
            time.sleep(0.05)


def _until(screen: Touchscreen, there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not there():
        if time.monotonic() > deadline:
            raise CalibrationFailed(f"the screen stays at '{screen.view.screen.value}'")
        time.sleep(0.05)
