"""Staff's pages by touches: what is tapped is what the cart hears, and nothing ends without a second question."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cart.config import StaffConfig, pin_hash
from cart.core.facts import Kind
from cart.core.roles import Role
from cart.core.shopper_facts import CallReason
from cart.core.shopper_view import AgeView
from cart.core.staff_view import OwnThingView
from cart.core.staff_work import CameraWork, StaffPage
from cart.core.taps import StaffTap, Tap
from cart.core.units import Decigrams
from cart.core.view import CartView, Screen
from cart.staff_door import TRIES, StaffDoor
from ui.example_views import FEW, question, shop
from ui.examples import examples
from ui.examples_shopper import EVIDENCE, call
from ui.examples_staff import CORNERS, DEAD, ONE, at, beside
from ui.presenter import present

BASKET = shop(*FEW)
WELCOME = CartView(Screen.WELCOME, "EUR")


def example(name: str) -> CartView:
    return next(each.view for each in examples() if each.name == name)


def taps(cart) -> list[tuple[StaffTap | Tap, str]]:
    return [(tapped.tap, tapped.arg) for tapped in cart.sent]


def press(cart, *ids: str) -> None:
    for automation_id in ids:
        assert cart.press(automation_id), automation_id


class Clocked:
    """A door with a real lock, whose clock the test sets."""

    def __init__(self, folder: Path) -> None:
        self.now = 1000.0
        self.came: list[tuple[str, Role]] = []
        self.audited: list[str] = []
        self.door = StaffDoor(
            (StaffConfig("Kim", "lead", pin_hash("4711")),),
            lambda who, role, by: self.came.append((who, role)),
            lambda audit: self.audited.append(audit.outcome),
            folder / "door.json",
            lambda: self.now,
        )


def test_a_wrong_pin_is_slowed_down_then_locked_and_audited(screen, tmp_path):
    from ui import finger

    clocked = Clocked(tmp_path)
    cart = screen()
    cart.app.gate = clocked.door
    cart.app.afresh()
    cart.show(WELCOME)
    press(cart, "staff")
    for n in range(1, TRIES + 1):
        press(cart, "key:1", "key:ok")
        assert len(clocked.audited) == n
        assert cart.until(lambda: finger.find(cart.app.root, "key:1") is None)
        said = "That PIN is not right. Wait " if n < TRIES else "Too many tries. Wait "
        assert cart.until(lambda said=said: any(text.startswith(said) for text in cart.texts()))
        clocked.now += clocked.door.wait_s() if n < TRIES else 29.0
    cart.wait(0.7)
    assert finger.find(cart.app.root, "key:1") is None
    assert any(text.startswith("Too many tries.") for text in cart.texts())
    clocked.now += 1.1
    press(cart, *(f"key:{digit}" for digit in "4711"), "key:ok")
    assert clocked.came == [("Kim", Role.LEAD)]
    assert cart.until(lambda: "key:1" not in cart.ids())
    assert cart.sent == []


def test_a_badge_puts_the_pin_pad_away(screen):
    cart = screen()
    cart.show(WELCOME)
    press(cart, "staff")
    cart.show(at(StaffPage.HOME))
    assert "key:1" not in cart.ids()
    assert "Kim, Team lead" in cart.texts()


def test_home_offers_what_the_role_may_do(screen):
    cart = screen()
    cart.show(at(StaffPage.HOME, Role.ASSOCIATE))
    assert {each for each in cart.ids() if each.startswith("home:")} == {"home:health", "home:take-over"}
    cart.show(at(StaffPage.HOME, Role.MANAGER))
    press(cart, "home:scale", "home:camera", "home:enrol", "home:take-over", "home:health", "restart", "ask:no")
    press(cart, "restart", "restart:yes", "leave")
    wanted = ("ENTER", "CAMERA", "ENROL", "TAKE_OVER", "HEALTH", "RESTART", "LEAVE")
    assert taps(cart) == [(StaffTap[name], "") for name in wanted]


def test_every_problem_is_said(screen):
    cart = screen()
    cart.show(at(StaffPage.HOME, problem="not allowed"))
    assert "Your role may not do that." in cart.texts()
    cart.show(at(StaffPage.HOME))
    assert "Your role may not do that." not in cart.texts()


def test_a_line_is_looked_at_corrected_and_taken_off(screen):
    cart = screen()
    cart.show(beside(BASKET))
    press(cart, "line:2")
    looked_at = replace(beside(BASKET), why=EVIDENCE)
    cart.show(looked_at)
    assert "seen and weighed" in cart.texts()
    press(cart, "line:correct", "pick-more", "key:h", "pick:honey")
    assert "line:void" in cart.ids()  # the evidence is there again, until the line is another
    press(cart, "line:correct", "sheet:close", "line:void")
    press(cart, "sheet:close")
    cart.show(beside(BASKET))
    assert "line:void" not in cart.ids()
    assert taps(cart) == [
        (StaffTap.LOOK_AT, "2"),
        (StaffTap.CORRECT, "2:2:honey"),
        (StaffTap.VOID, "2"),
        (StaffTap.LOOK_AT, ""),
    ]


def test_what_waits_for_staff_is_done(screen):
    cart = screen()
    cart.show(beside(replace(BASKET, calls=(call(CallReason.HELP),), age=AgeView(18, False, (5,)))))
    press(cart, "helped:1", "age:approve", "age:refuse")
    cart.show(beside(question(Kind.WHICH_ADDED, "oat-drink", "honey")))
    press(cart, "name:oat-drink", "name:other", "pick-more", "pick-more", "keys:number", "key:4", "key:0", "key:ok")
    press(cart, "drop")
    cart.show(beside(BASKET, own=(OwnThingView(9, Decigrams(6120), ""),)))
    press(cart, "charge:9", "key:h", "pick:honey")
    assert taps(cart) == [
        (StaffTap.CALL_DONE, "1"),
        (StaffTap.AGE_APPROVE, ""),
        (StaffTap.AGE_REFUSE, ""),
        (StaffTap.NAME, "7:0:oat-drink"),
        (StaffTap.NAME, "7:2:40"),
        (StaffTap.DROP, "7"),
        (StaffTap.CHARGE, "9:1:honey"),
    ]


def test_a_spot_check_is_ticked_off_and_done(screen):
    cart = screen()
    cart.show(beside(replace(BASKET, check=ONE)))
    assert not cart.press("checked")  # not before each thing was looked at
    press(cart, "found:4", "missing:4", "extra", "pick-unknown")
    cart.show(beside(replace(BASKET, check=replace(ONE, lines=(replace(ONE.lines[0], found=True),)))))
    press(cart, "checked")
    found = (StaffTap.FOUND, "4"), (StaffTap.NOT_FOUND, "4"), (StaffTap.EXTRA, ""), (StaffTap.CHECKED, "")
    assert taps(cart) == list(found)


def test_a_trip_ends_after_a_second_question_only(screen):
    cart = screen()
    cart.show(beside(BASKET))
    press(cart, "finish", "ask:no", "cancel", "ask:no", "hand", "ask:no")
    assert cart.sent == []
    press(cart, "finish", "finish:yes", "cancel", "cancel:yes", "hand", "hand:till", "hand", "hand:cart", "leave")
    assert taps(cart) == [
        (StaffTap.FINISH, ""),
        (StaffTap.CANCEL, ""),
        (StaffTap.HAND_OVER, "till"),
        (StaffTap.HAND_OVER, "cart"),
        (StaffTap.LEAVE, ""),
    ]


def test_a_technician_sees_no_basket(screen):
    cart = screen()
    cart.show(beside(BASKET, Role.TECHNICIAN))
    assert not {"line:2", "finish", "cancel", "hand"} & cart.ids()
    assert "Vine Tomatoes" not in cart.texts()


def test_a_basket_is_shown_put_away_and_taken_over(screen):
    cart = screen()
    cart.show(example("handed-over"))
    assert "handed" not in cart.ids()  # staff have left: they come in again first
    press(cart, "staff", "pin:back")
    cart.show(example("handed-over-staff"))
    press(cart, "handed")
    cart.show(example("staff-takeover-refused"))
    assert "accept" not in cart.ids()
    cart.show(example("staff-takeover-fits"))
    press(cart, "accept", "home")
    assert taps(cart) == [(StaffTap.HANDED, ""), (StaffTap.ACCEPT, ""), (StaffTap.HOME, "")]


def test_the_camera_is_calibrated_beside_its_live_picture(screen):
    frame = np.full((120, 160, 3), (230, 20, 10), np.uint8)
    asked: list[bool] = []

    def latest() -> np.ndarray:
        asked.append(True)
        return frame

    cart = screen(latest_frame=latest)
    cart.show(example("staff-camera"))

    def red() -> bool:
        return bool((np.abs(cart.app.grab().astype(int) - (230, 20, 10)).max(axis=2) < 8).sum() > 20_000)

    assert cart.until(red)
    press(cart, "shoot")
    cart.show(at(StaffPage.CAMERA, camera=CameraWork(busy=True)))
    assert not cart.press("shoot")
    cart.show(example("staff-camera-refused"))
    assert any(text.startswith("The board is blurred") for text in cart.texts())
    cart.show(example("staff-camera-fitted"))
    assert "Corners found: 30" in cart.texts()
    assert len(CORNERS) == 30
    press(cart, "save")
    cart.show(example("staff-camera-saved"))
    press(cart, "home:done")
    cart.show(at(StaffPage.HOME))
    asked.clear()
    cart.wait(0.7)
    assert not asked  # nobody looks, and no frame is opened
    assert taps(cart) == [(StaffTap.SHOOT, ""), (StaffTap.SAVE, ""), (StaffTap.HOME, "")]


def test_a_product_is_taught_and_forgotten_again(screen):
    cart = screen()
    cart.show(example("staff-enrol"))
    press(cart, "key:m", "pick:muesli")
    for name in ("staff-enrol-empty", "staff-enrol-first"):
        cart.show(example(name))
        press(cart, "shoot")
    cart.show(example("staff-enrol-enough"))
    press(cart, "shoot", "save")
    cart.show(example("staff-enrol-learned"))
    press(cart, "forget", "next", "home:done")
    assert taps(cart) == [
        (StaffTap.ENROL, "muesli"),
        *[(StaffTap.SHOOT, "")] * 3,
        (StaffTap.SAVE, ""),
        (StaffTap.FORGET, "muesli"),
        (StaffTap.ENROL, ""),
        (StaffTap.HOME, ""),
    ]


def test_health_logs_and_the_scale_s_history(screen):
    cart = screen()
    cart.show(example("staff-health-good"))
    press(cart, "health:again", "logs")
    cart.show(example("staff-health-no-stick"))
    assert any(text.startswith("No USB stick") for text in cart.texts())
    cart.show(example("staff-zero"))
    press(cart, "history")
    assert "Check failed" in cart.texts()
    press(cart, "sheet:close", "zero")
    assert taps(cart) == [(StaffTap.HEALTH, ""), (StaffTap.LOGS, ""), (StaffTap.ZERO, "")]


@pytest.mark.parametrize("name", ["spot-check", "age-check", "safe-mode"])
def test_staff_come_in_where_the_shopper_waits_for_them(screen, name):
    cart = screen()
    cart.show(example(name))
    press(cart, "staff", "pin:back")


def test_staff_come_in_from_the_menu_while_somebody_shops(screen):
    cart = screen()
    cart.show(BASKET)
    press(cart, "menu", "menu:staff", "pin:back")
    cart.show(beside(BASKET))
    assert cart.until(lambda: "This trip" in cart.texts())


def test_who_waits_for_a_spot_check_knows_what_to_do_and_can_ask(screen):
    cart = screen()
    cart.show(example("spot-check"))
    assert any(text.startswith("Please wait a moment: our staff are coming") for text in cart.texts())
    press(cart, "help")
    cart.show(replace(example("spot-check"), calls=(call(CallReason.CHECK), call(CallReason.HELP))))
    assert "No help needed" in cart.texts()
    press(cart, "help")
    assert taps(cart) == [(Tap.HELP, ""), (Tap.HELP_CANCEL, "")]


def test_staff_read_what_a_spot_check_asks_before_its_things():
    trip = present(example("staff-trip-busy")).tasks
    keys = [task.key for task in trip if task.key.startswith("check")]
    assert keys == ["check", "check:4", "check:3", "check:2", "check:end"]
    assert trip[[task.key for task in trip].index("check")].text.startswith("Spot check: are these")


@pytest.mark.parametrize("name", ["question-four", "name"])
def test_staff_who_were_called_come_in_while_a_question_is_open(screen, name):
    from ui import finger

    cart = screen()
    cart.show(example(name))
    assert "staff" not in cart.ids()
    press(cart, "help")
    cart.app.show(replace(example(name), calls=(call(CallReason.HELP),)))
    assert cart.until(lambda: "staff" in cart.ids())
    assert finger.find(cart.app.root, "staff") is None  # not by the second tap of a double tap
    press(cart, "staff", "key:4", "pin:back")
    cart.show(example(name))
    press(cart, "help")
    assert taps(cart) == [(Tap.HELP, "")] * 2


@pytest.mark.parametrize("role", Role)
def test_staff_beside_a_shopper_see_trouble_and_come_to_health(screen, role):
    cart = screen()
    cart.show(beside(replace(BASKET, trouble=DEAD), role))
    assert "The scale is not connected." in cart.texts()
    assert "Nothing to do. All is on the bill." not in cart.texts()
    press(cart, "health")
    cart.show(beside(BASKET, role))
    assert "The scale is not connected." not in cart.texts()
    press(cart, "health")
    assert taps(cart) == [(StaffTap.HEALTH, "")] * 2


def test_the_wanted_corner_is_named_and_the_front_stands_above_the_basket(screen):
    cart = screen()
    cart.show(example("staff-corner"))
    top = {widget.said: widget.top for widget in cart.app.root.walk() if getattr(widget, "said", "")}
    name = present(example("staff-corner")).corner_name
    assert name in top
    assert top["front"] > top[name]
    assert "•" not in top
