"""The app in a real window without a display: views in, touches through Kivy's own path, taps out."""

from collections.abc import Callable
from dataclasses import replace
from threading import Thread

import numpy as np
import pytest

from cart.core.calibration import Place
from cart.core.facts import Kind
from cart.core.inputs import Reason, ShopperTapped, Source
from cart.core.taps import StaffTap, Tap
from cart.core.view import CalibrationStage, CartView, Screen
from ui import theme
from ui.example_views import FEW, MANY, question, receipt, shop
from ui.examples import staff

WELCOME = CartView(Screen.WELCOME, "EUR")


def taps(screen):
    return [(tapped.tap, tapped.arg) for tapped in screen.sent]


def test_a_view_becomes_words_and_a_tap_comes_back(screen):
    cart = screen()
    cart.show(WELCOME)
    assert "Our Market" in cart.texts()
    assert cart.press("start")
    assert cart.sent == [ShopperTapped(cart.now, Tap.START)]
    cart.show(shop(*FEW, trouble=((Source.CAMERA, Reason.SILENT),)))
    assert {"€23.55", "8 items", "Coffee Beans Crema 1\u00a0kg"} <= set(cart.texts())
    assert any(text.startswith("The camera does not answer.") for text in cart.texts())
    assert not cart.app.root.children[0].disabled


def test_a_broken_cart_can_still_be_started(screen):
    cart = screen()
    cart.show(replace(WELCOME, trouble=((Source.SCALE, Reason.UNPLUGGED),)))
    assert {"Please take\nanother cart.", "The scale is not connected.", "Start anyway"} <= set(cart.texts())
    assert cart.press("start")
    assert taps(cart) == [(Tap.START, "")]


def test_views_from_another_thread_are_coalesced_to_the_newest(screen):
    cart = screen()
    cart.show(WELCOME)
    thread = Thread(target=lambda: [cart.app.show(shop(*MANY[:n])) for n in range(1, 31)])
    thread.start()
    thread.join()
    assert cart.until(lambda: "30 items" in cart.texts())
    drawn = [text for text in cart.texts() if text.endswith(" items")]
    assert drawn == ["30 items"]


def test_a_list_of_any_length_has_rows_for_what_is_in_sight_and_a_new_line_brings_it_to_its_top(screen):
    from ui.screens.lines import LineRow, Lines

    def rows() -> dict[str, LineRow]:
        return {widget.key: widget for widget in cart.app.root.walk() if isinstance(widget, LineRow)}

    long = tuple(replace(line, line=n) for n, line in enumerate(MANY * 34, start=1))
    cart = screen()
    cart.show(shop(*long[:-1]))
    listed = next(widget for widget in cart.app.root.walk() if isinstance(widget, Lines))
    top = rows()
    assert f"line:{len(long) - 1}" in top
    assert len(top) < 20
    listed.scroll_y = 0.5
    cart.frames(4)
    assert len(rows()) < 40
    assert not set(rows()) & set(top)
    listed.scroll_y = 0
    cart.frames(6)
    assert {"line:1", "line:2", "line:3"} <= set(rows())
    last = rows()["line:1"]
    assert abs(last.to_window(*last.pos)[1] - listed.y) < 20
    cart.show(shop(*long))
    assert listed.scroll_y == 1
    assert f"line:{len(long)}" in rows()
    assert cart.press(f"line:{len(long)}")
    assert taps(cart) == [(Tap.WHY, str(len(long)))]


def test_answers(screen):
    cart = screen()
    which = question(Kind.WHICH_ADDED, "oat-drink", "oat-drink-classic")
    cart.show(which)
    assert cart.press("answer:oat-drink-classic")
    assert taps(cart) == [(Tap.ANSWER, "oat-drink-classic")]
    again = replace(which, question=replace(which.question, question=8))
    cart.show(again)
    assert cart.press("none")
    cart.show(replace(which, question=replace(which.question, question=9)))
    assert cart.press("mine")
    assert taps(cart)[1:] == [(Tap.NONE_OF_THESE, ""), (Tap.NOT_FOR_SALE, "")]
    cart.show(question(Kind.WHICH_REMOVED, "oat-drink", "banana", delta=-9))
    assert "mine" not in cart.ids()


def test_a_second_tap_does_not_answer_the_next_question(screen):
    from ui import finger

    cart = screen()
    first = question(Kind.WHICH_ADDED, "oat-drink", "banana")
    cart.show(first)
    assert cart.press("answer:oat-drink")
    assert finger.find(cart.app.root, "answer:oat-drink") is None  # one answer for one question
    second = replace(first, question=replace(first.question, question=8))
    cart.show(second, frames=2)
    assert finger.find(cart.app.root, "answer:oat-drink") is None  # not armed in its first moment
    assert cart.until(lambda: finger.find(cart.app.root, "answer:oat-drink") is not None)
    assert len(cart.sent) == 1


def test_name_by_number_by_list_and_by_letters(screen):
    cart = screen()
    name = question(Kind.NAME_ADDED)
    cart.show(name)
    for digit in "4011":
        assert cart.press(f"key:{digit}")
    assert "4011" in cart.texts()
    assert cart.press("key:erase")
    assert cart.press("key:ok")
    assert taps(cart) == [(Tap.TYPED, "401")]
    cart.show(replace(name, question=replace(name.question, problem="code unknown")))
    assert any(text.startswith("We do not know that number") for text in cart.texts())
    assert cart.press("keys:name")
    assert cart.press("key:h")
    assert cart.press("pick:honey")
    assert taps(cart)[1:] == [(Tap.SEARCHED, "honey")]


def test_the_camera_is_shown_where_a_barcode_is_wanted(screen):
    frames = [None]
    asked = []

    def latest() -> np.ndarray | None:
        asked.append(True)
        return frames[-1]

    cart = screen(latest_frame=latest)

    def shown(red: int, green: int, blue: int) -> Callable[[], bool]:
        return lambda: bool((np.abs(cart.app.grab().astype(int) - (red, green, blue)).max(axis=2) < 8).sum() > 4000)

    cart.show(shop(*FEW))
    assert not asked  # nobody looks, and no frame is opened
    cart.show(question(Kind.NAME_ADDED))
    assert cart.until(lambda: bool(asked))
    assert not shown(230, 20, 10)()
    for colour in ((230, 20, 10), (10, 20, 230)):
        frames.append(np.full((120, 160, 3), colour, np.uint8))
        assert cart.until(shown(*colour))
    frames.append(None)
    assert cart.until(lambda: not shown(10, 20, 230)())  # an old picture would say that the camera sees
    cart.show(shop(*FEW))
    asked.clear()
    cart.wait(0.7)
    assert not asked


def test_what_is_off_covered_or_out_of_sight_cannot_be_touched(screen):
    from ui import finger

    cart = screen()
    cart.show(question(Kind.NAME_ADDED))
    root = cart.app.root
    assert finger.find(root, "key:ok") is None  # nothing typed yet
    assert finger.find(root, "pick:passata") is None  # further down the list
    assert finger.find(root, "no such thing") is None
    assert not finger.press(root, "key:ok")
    assert not finger.touch(2, 2)
    cart.show(WELCOME)
    assert cart.press("staff")
    assert finger.find(cart.app.root, "start") is None  # under the PIN pad


def test_cancelling_asks_first(screen):
    cart = screen()
    cart.show(shop(*FEW))
    assert cart.press("menu")
    assert "menu:cancel" not in cart.ids()  # the way out of a full basket is to put things back
    assert cart.press("sheet:close")
    cart.show(shop())
    assert cart.press("menu")
    assert cart.press("menu:cancel")
    assert cart.press("cancel:no")
    assert cart.sent == []
    assert cart.press("menu")
    assert cart.press("menu:cancel")
    assert cart.press("cancel:yes")
    assert taps(cart) == [(Tap.CANCEL_TRIP, "")]


def test_receipt_is_left_by_done(screen):
    cart = screen(lang="de")
    cart.show(receipt())
    assert {"Vielen Dank!", "Einkauf A4E7B3"} <= set(cart.texts())
    assert cart.press("done")
    assert taps(cart) == [(Tap.DONE, "")]


def test_the_pin_is_checked_and_never_sent(screen):
    cart = screen()
    cart.show(WELCOME)
    assert cart.press("staff")
    for key in ("1", "2", "ok", "4", "7", "1", "1", "ok"):
        assert cart.press(f"key:{key}")
    assert cart.asked_pins == ["12", "4711"]
    assert cart.sent == []  # who it was comes from the door, and their page with the next view
    assert "key:1" not in cart.ids()


def test_five_wrong_pins_switch_the_pad_off_even_when_it_is_opened_again(screen):
    from ui import finger

    cart = screen()
    cart.show(WELCOME)
    assert cart.press("staff")
    for _ in range(5):
        assert cart.press("key:1")
        assert cart.press("key:ok")
    assert "Too many tries. Wait 30 s." in cart.texts()
    assert finger.find(cart.app.root, "key:1") is None
    assert cart.press("pin:back")
    assert cart.press("staff")
    assert finger.find(cart.app.root, "key:1") is None
    cart.now += 31
    assert cart.press("key:1")


def test_calibration(screen):
    cart = screen()
    cart.show(staff(CalibrationStage.EMPTY_BASKET))
    assert cart.press("zero")
    cart.show(staff(CalibrationStage.PLACE_WEIGHT))
    assert cart.press("known:2000")
    assert cart.press("span")
    assert cart.press("check")
    cart.show(staff(CalibrationStage.PASSED, residual=0.4))
    assert "PASS" in cart.texts()
    assert cart.press("corners")
    cart.show(staff(CalibrationStage.CORNER, place=Place.FRONT_LEFT))
    assert cart.press("measure")
    cart.show(staff(CalibrationStage.PASSED, residual=0.4, cornered=True))
    assert not cart.press("corners")
    assert cart.press("verify")
    cart.show(staff(CalibrationStage.VERIFY))
    assert cart.press("known:500")
    assert cart.press("verify:now")
    cart.show(staff(CalibrationStage.PASSED, residual=0.4, cornered=True, verified_g=500.0))
    assert cart.press("save")
    cart.show(staff(CalibrationStage.FAILED, refusal="2000 g are shown +17.1 g off."))
    assert "LOCKED" in cart.texts()
    assert "Not legal for trade" in cart.texts()
    cart.show(staff(CalibrationStage.REFUSED, refusal="Cell 2 carries nothing. Is it connected?"))
    assert "REFUSED" in cart.texts()
    assert cart.press("again")
    assert cart.press("leave")
    assert taps(cart) == [
        (StaffTap.ZERO, ""),
        (StaffTap.SPAN, "2000"),
        (StaffTap.CHECK, "2000"),
        (StaffTap.CORNER, ""),
        (StaffTap.CORNER, ""),
        (StaffTap.VERIFY, ""),
        (StaffTap.VERIFY, "500"),
        (StaffTap.SAVE, ""),
        (StaffTap.ENTER, ""),
        (StaffTap.LEAVE, ""),
    ]


def test_grab_sees_what_is_drawn(screen):
    cart = screen()
    cart.show(replace(shop(*FEW), screen=Screen.CHECKOUT))
    pixels = cart.app.grab()
    assert pixels.shape == (600, 1024, 3)
    accent = tuple(round(255 * value) for value in theme.rgba(theme.ACCENT)[:3])
    assert tuple(pixels[590, 800]) == accent
    cart.show(shop())
    paper = tuple(round(255 * value) for value in theme.rgba(theme.PAPER)[:3])
    assert tuple(cart.app.grab()[590, 20]) == paper


def test_kivy_is_prepared_once_for_one_window(screen, tmp_path):
    from ui.prepare import prepare

    screen()
    prepare(tmp_path, offscreen=True)
    with pytest.raises(RuntimeError, match="once"):
        prepare(tmp_path, offscreen=True, size=(800, 480))
