"""What people do wrong at the screen: each has a state, a sentence in their language, and charges nobody twice.

Taps go through the real core, as in the cart.
"""

from dataclasses import replace

import pytest

from cart.config import Config, ScreenConfig
from cart.core.brain import step
from cart.core.catalog import Catalog, Product, Sold, WeightModel
from cart.core.inputs import NextTrip, Tick
from cart.core.roles import Role
from cart.core.rules import Rules
from cart.core.shopper_inputs import NoSignIn, SignInRefused
from cart.core.staff_inputs import StaffCame
from cart.core.state import State
from cart.core.taps import StaffTap
from cart.core.units import Decigrams, Money, Seconds, Sku
from cart.core.view import CalibrationStage, Screen
from cart.core.viewing import view
from cart.health import examine
from ui.examples import examples, staff
from ui.words import LANGUAGES, say

SHOP = Catalog(
    "1", "EUR", (Product(Sku("tea"), "Tea", Sold.PIECE, WeightModel(Decigrams(620), Decigrams(6)), Money(149)),)
)


class Cart:
    """The screen, and behind it the core: what is tapped happens at once, and what becomes of it is drawn."""

    def __init__(self, screen) -> None:
        self.screen = screen
        self.state = State(SHOP, Rules(), spare_trip="trip-1")
        self.effects = []
        self.happen(Tick(Seconds(screen.now), 1_794_270_980_000))

    def happen(self, *inputs) -> None:
        for each in inputs:
            done = step(self.state, each)
            self.state = done.state
            self.effects += done.effects
        self.screen.show(view(self.state))

    def press(self, *ids: str) -> None:
        for each in ids:
            assert self.screen.press(each), each
            sent, self.screen.sent[:] = list(self.screen.sent), []
            self.happen(*sent)

    def says(self, text: str) -> bool:
        return any(text in said for said in self.screen.texts())


@pytest.fixture
def cart(screen) -> Cart:
    return Cart(screen())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_number_that_no_product_has(cart, lang):
    cart.press(f"language:{lang}", "start")
    cart.press("menu", "menu:type", "key:4", "key:9", "key:9", "key:9", "key:ok")
    assert cart.state.notice == "code unknown"
    assert cart.says(say(lang, "notice.code-unknown"))
    assert view(cart.state).total == 0


@pytest.mark.parametrize(
    ("reason", "row"), [(NoSignIn.UNKNOWN, "sign-in-unknown"), (NoSignIn.EXPIRED, "sign-in-expired")]
)
def test_a_code_that_nobody_knows_or_that_has_run_out(cart, reason, row):
    cart.press("start", "menu", "menu:member", *(f"key:{digit}" for digit in "730155"), "key:ok")
    cart.happen(SignInRefused(Seconds(cart.screen.now), "trip-1", reason))
    assert cart.says(say("en", f"notice.{row}"))
    assert view(cart.state).screen is Screen.SHOP
    cart.press("sheet:close")
    assert "menu" in cart.screen.ids()


def test_a_double_tap_begins_one_trip_and_calls_help_once(cart):
    for each in ("start", "help"):
        assert cart.screen.press(each)
        cart.screen.press(each)  # before anything came of the first
        cart.happen(*cart.screen.sent)
        cart.screen.sent.clear()
        cart.happen(NextTrip(Seconds(cart.screen.now), "trip-2"))
    assert cart.state.trip == "trip-1"
    assert len(view(cart.state).calls) <= 1


def test_a_tap_while_the_page_turns_is_not_lost(screen):
    """The button is there, and takes its place only after the finger came down."""
    from kivy.clock import Clock

    from ui import finger

    cart = screen()
    cart.show(staff(CalibrationStage.CORNER))
    cart.app.show(staff(CalibrationStage.PASSED, cornered=True))
    pressed = []
    Clock.schedule_once(lambda _dt: pressed.append(finger.press(cart.app.root, "save")))
    assert cart.until(lambda: bool(cart.sent))
    assert pressed == [True]
    assert [tapped.tap for tapped in cart.sent] == [StaffTap.SAVE]


def test_a_finger_that_slides_off_has_not_tapped(screen):
    from kivy.base import EventLoop

    from ui import finger

    cart = screen()
    cart.show(staff(CalibrationStage.PASSED))
    touch = finger.Fingertip(*finger.find(cart.app.root, "save"))
    EventLoop.post_dispatch_input("begin", touch)
    touch.move({"x": 0.5, "y": 0.5})
    EventLoop.post_dispatch_input("update", touch)
    EventLoop.post_dispatch_input("end", touch)
    cart.frames(3)
    assert cart.sent == []


def test_a_double_tap_on_save_saves_once(screen):
    cart = Cart(screen())
    cart.happen(StaffCame(Seconds(cart.screen.now), "kim", Role.LEAD))
    cart.press("home:enrol", "key:t", "pick:tea")
    before = len(cart.effects)
    for _ in range(2):
        assert cart.screen.press("shoot")
    cart.happen(*cart.screen.sent)
    shots = [effect for effect in cart.effects[before:] if type(effect).__name__ == "ShootProduct"]
    assert len(shots) == 1


def test_a_language_without_a_font_is_not_offered_and_staff_are_told(screen, tmp_path, monkeypatch):
    from ui import fonts

    monkeypatch.setattr(fonts, "FONTS", {**fonts.FONTS, "japanese": ("Gone-Regular.otf", "Gone-Bold.otf")})
    cart = screen(lang="ja")
    shown = next(example.view for example in examples() if example.name == "welcome")
    cart.show(shown)
    assert say("en", "welcome.start") in cart.texts()
    assert "language:ja" not in cart.ids()
    cart.show(replace(shown, choices=replace(shown.choices, language="ja")))
    assert say("en", "welcome.start") in cart.texts()
    found = {each.topic: each for each in examine(Config(tmp_path), None, lambda: State(SHOP, Rules()))}
    assert found["screen"].found == "no font for ja"


def test_a_screen_that_is_too_small_is_told_to_staff(tmp_path):
    config = Config(tmp_path, screen=ScreenConfig(width=640, height=480))
    found = {each.topic: each for each in examine(config, None, lambda: State(SHOP, Rules()))}
    assert found["screen"].found == "640x480 pixels: not every word fits"
    assert "800x480" in found["screen"].advice
    # A panel takes the size of the desktop, whatever cart.toml says.
    found = {
        each.topic: each for each in examine(Config(tmp_path), None, lambda: State(SHOP, Rules()), glass=(640, 480))
    }
    assert found["screen"].found == "640x480 pixels: not every word fits"


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (1024, 768), (600, 1024)])
def test_a_screen_of_another_size_keeps_every_rule(screen, tmp_path, size):
    from ui.gallery import Sheet, draw

    names = {
        "welcome",
        "shop-doubt",
        "question-four",
        "name-letters",
        "menu",
        "receipt",
        "pin-wait",
        "staff-home-manager",
    }
    shots = draw(tmp_path, (Sheet.of("de", size),), only=names.__contains__, pixels=False)
    assert [f"{shot.file}: {rule}" for shot in shots for rule in shot.broken] == []
