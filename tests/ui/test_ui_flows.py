"""What a shopper touches beside the list, and what the cart hears of it."""

from dataclasses import replace

import pytest

from cart.core.facts import Kind
from cart.core.inputs import Reason, ShopperTapped, Source
from cart.core.shopper_facts import CallReason
from cart.core.shopper_view import Member, OwnView
from cart.core.taps import Tap
from cart.core.units import Decigrams
from cart.core.view import CartView, Screen
from cart.core.wishes import Choices
from ui.example_views import FEW, question, shop
from ui.examples_shopper import EVIDENCE, LISTED, call
from ui.theme import Look
from ui.words import say

WELCOME = CartView(Screen.WELCOME, "EUR")
BASKET = shop(*FEW)


def taps(cart):
    return [(tapped.tap, tapped.arg) for tapped in cart.sent]


def test_before_the_trip_one_may_choose_a_language_bring_a_bag_and_sign_in(screen):
    cart = screen()
    cart.show(WELCOME)
    assert cart.press("language:ja")
    assert cart.press("own")
    assert cart.press("member")
    for key in "73":
        assert cart.press(f"key:{key}")
    assert cart.press("key:ok")
    assert taps(cart) == [(Tap.LANGUAGE, "ja"), (Tap.OWN_THINGS, ""), (Tap.SIGN_IN, "73")]


def test_signing_in_is_answered_where_the_code_was_typed(screen):
    from ui import finger

    cart = screen()
    cart.show(WELCOME)
    assert cart.press("member")
    for key in ("7", "3", "ok"):
        assert cart.press(f"key:{key}")
    cart.show(replace(BASKET, member=Member.ASKING))
    assert "sheet:close" in cart.ids()
    assert {"73", "Signing in…"} <= set(cart.texts())
    assert finger.find(cart.app.root, "key:ok") is None  # one answer for one code
    cart.show(replace(BASKET, notice="sign-in unknown"))
    assert any(text.startswith("We do not know that code") for text in cart.texts())
    assert cart.press("key:4")
    assert "4" in cart.texts()  # another code begins
    assert cart.press("key:ok")
    cart.show(replace(BASKET, member=Member.ASKING))
    cart.show(replace(BASKET, member=Member.MEMBER))
    assert "sheet:close" not in cart.ids()
    assert taps(cart) == [(Tap.SIGN_IN, "73"), (Tap.SIGN_IN, "4")]


def test_on_a_small_panel_the_list_has_the_room_that_the_digits_do_not_need(screen):
    from ui.screens.pad import Pad

    cart = screen()
    small, usual = (Pad(look=Look(size)) for size in ((800, 480), (1024, 600)))
    digits = small.width
    small.numbers = False
    assert digits < 0.7 * small.width
    before = usual.width
    usual.numbers = False
    assert usual.width == before
    assert cart.sent == []


def test_a_question_closes_signing_in(screen):
    cart = screen()
    cart.show(BASKET)
    assert cart.press("menu")
    assert cart.press("menu:member")
    cart.show(question(Kind.WHICH_ADDED, "oat-drink", "banana"))
    assert "sheet:close" not in cart.ids()


@pytest.mark.parametrize(
    ("camera", "reader", "away", "said"),
    [
        (True, True, (), "member.anything"),
        (True, False, (), "member.camera"),
        (False, True, (), "member.reader"),
        (False, False, (), "member.code"),
        (True, True, ((Source.CAMERA, Reason.FROZEN),), "member.reader"),
    ],
)
def test_signing_in_names_what_the_cart_has(screen, camera, reader, away, said):
    cart = screen(latest_frame=(lambda: None) if camera else None, reads_cards=reader)
    cart.show(replace(WELCOME, trouble=away))
    assert cart.press("member")
    assert say("en", said) in cart.texts()


@pytest.mark.parametrize(("lang", "total"), [("de", "Summe"), ("ja", "合計"), ("ar", "المجموع")])
def test_the_screen_follows_the_language_that_was_chosen(screen, lang, total):
    cart = screen()
    cart.show(BASKET)
    assert "Total" in cart.texts()
    cart.show(replace(BASKET, choices=Choices(language=lang)))
    assert cart.until(lambda: total in cart.texts())
    cart.show(replace(BASKET, choices=Choices(language="xx")))
    assert cart.until(lambda: "Total" in cart.texts())  # unknown: the cart's own


def test_the_hand_and_the_size_of_text_are_followed(screen):
    from ui.screens.shop import ShopScreen

    def place() -> float:
        shop = next(widget for widget in cart.app.root.walk() if isinstance(widget, ShopScreen))
        return float(shop.ids.panel.x)

    cart = screen()
    cart.show(BASKET)
    assert place() > 500
    cart.show(replace(BASKET, choices=Choices(left_handed=True)))
    assert cart.until(lambda: place() == 0)
    cart.show(replace(BASKET, choices=Choices(left_handed=True, language="ar")))
    assert cart.until(lambda: place() > 500)
    larger = Look(larger_text=True)
    assert larger.font("small") > Look().font("small") == larger.smallest


def test_a_line_is_asked_why_and_help_is_called_and_called_off(screen):
    cart = screen()
    cart.show(BASKET)
    assert cart.press("line:2")
    cart.show(replace(BASKET, why=EVIDENCE))
    assert "Vine Tomatoes: 94\u00a0%" in cart.texts()
    assert cart.press("sheet:close")
    cart.show(BASKET)
    assert "Vine Tomatoes: 94\u00a0%" not in cart.texts()
    assert cart.press("help")
    cart.show(replace(BASKET, calls=(call(CallReason.HELP),)))
    assert any(text.startswith("Our staff know") for text in cart.texts())
    assert cart.press("help")
    assert taps(cart) == [(Tap.WHY, "2"), (Tap.WHY, ""), (Tap.HELP, ""), (Tap.HELP_CANCEL, "")]


def test_in_the_lane_the_open_question_stands_below_the_sum_and_a_tap_asks_it(screen):
    cart = screen()
    asked = question(Kind.WHICH_ADDED, "oat-drink", "banana")
    cart.show(replace(asked, screen=Screen.CHECKOUT, leaving=True))
    assert {"€23.55", "1 question open"} <= set(cart.texts())
    assert "You can go." not in cart.texts()
    assert cart.press("answer")
    assert taps(cart) == [(Tap.QUESTIONS, "")]
    cart.show(replace(asked, leaving=True))
    assert {"€23.55", "1 question open"} <= set(cart.texts())
    assert any(text.endswith("or just go on: what is open is not charged.") for text in cart.texts())
    cart.show(replace(BASKET, screen=Screen.CHECKOUT, leaving=True))
    assert "You can go." in cart.texts()
    assert "answer" not in cart.ids()


def test_doubt_stands_beside_the_total_and_the_last_answer_can_be_taken_back(screen):
    cart = screen()
    cart.show(replace(BASKET, open_questions=1, can_undo=True))
    assert "1 question open" in cart.texts()
    assert cart.press("undo")
    cart.show(replace(BASKET, undecided=1))
    assert "Total may still change" in cart.texts()
    assert "undo" not in cart.ids()
    assert taps(cart) == [(Tap.UNDO, "")]


def test_the_menu_leads_to_budget_list_search_and_own_things(screen):
    cart = screen(speak=lambda text, lang: None)
    view = replace(BASKET, shopping_list=LISTED)
    cart.show(view)
    for steps in (
        ("menu:budget", "key:5", "key:0", "key:ok"),
        ("menu:list", "list:remove:2", "list:clear", "list:add", "key:h", "find:honey", "sheet:close"),
        ("menu:type", "key:4", "key:0", "key:ok"),
        ("menu:settings", "wish:larger text", "wish:spoken", "language:sv", "sheet:close"),
        ("menu:own",),
    ):
        assert cart.press("menu")
        for step in steps:
            assert cart.press(step), step
    assert taps(cart) == [
        (Tap.BUDGET, "5000"),
        (Tap.LIST_REMOVE, "2"),
        (Tap.LIST_CLEAR, ""),
        (Tap.LIST_ADD, "honey"),
        (Tap.TYPED, "40"),
        (Tap.LARGER_TEXT, "on"),
        (Tap.SPOKEN, "on"),
        (Tap.LANGUAGE, "sv"),
        (Tap.OWN_THINGS, ""),
    ]
    cart.show(replace(view, own=OwnView(True, 1, Decigrams(6120))))
    assert "612\u00a0g of your own, not charged" in cart.texts()
    assert cart.press("own:done")
    assert taps(cart)[-1] == (Tap.OWN_DONE, "")


def test_an_answer_names_its_question_so_that_a_second_tap_answers_no_other(screen):
    cart = screen()
    cart.show(question(Kind.WHICH_ADDED, "oat-drink", "banana"))
    assert cart.press("answer:banana")
    assert cart.sent == [ShopperTapped(cart.now, Tap.ANSWER, "banana", 7)]


def test_a_question_that_comes_closes_what_lay_over_the_list(screen):
    cart = screen()
    cart.show(BASKET)
    assert cart.press("menu")
    assert cart.press("menu:budget")
    assert cart.press("key:5")
    cart.show(question(Kind.WHICH_ADDED, "oat-drink", "banana"))
    assert "answer:banana" in cart.ids()
    assert "key:5" not in cart.ids()
    assert cart.sent == []


def test_a_swipe_in_the_middle_of_a_question_answers_nothing(screen):
    from kivy.base import EventLoop

    from ui import finger

    cart = screen()
    cart.show(question(Kind.WHICH_ADDED, "oat-drink", "banana"))
    assert cart.until(lambda: finger.find(cart.app.root, "answer:banana") is not None)
    touch = finger.Fingertip(*finger.find(cart.app.root, "answer:banana"))
    EventLoop.post_dispatch_input("begin", touch)
    cart.frames(2)
    touch.move({"x": 0.02, "y": 0.5})
    EventLoop.post_dispatch_input("update", touch)
    cart.frames(2)
    EventLoop.post_dispatch_input("end", touch)
    cart.frames(2)
    assert cart.sent == []


def test_at_the_exit_staff_come_first_where_an_age_is_to_be_checked(screen):
    from ui.examples import examples

    cart = screen()
    cart.show(next(example.view for example in examples() if example.name == "age-refused"))
    assert "Please hand this back" in cart.texts()
    assert "Our staff are coming" not in cart.texts()  # they were here
    assert "Red Wine Rioja 0.75\u00a0l" in cart.texts()


def test_how_many_of_the_list_are_wanted_stands_where_the_language_begins(screen):
    cart = screen(lang="ar")
    cart.show(replace(BASKET, shopping_list=LISTED))
    assert cart.press("menu")
    assert cart.press("menu:list")
    drawn = next(widget.text for widget in cart.app.root.walk() if "Milk" in getattr(widget, "said", ""))
    assert drawn.index("Milk") < drawn.index("2")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_code_is_drawn_where_its_place_is(screen, lang):
    """In Arabic it moved to the other side, and was drawn over the words beside it."""
    from kivy.graphics import Rectangle

    from ui.example_views import receipt
    from ui.screens.code import Code

    cart = screen(lang=lang)
    cart.show(receipt())
    code = next(widget for widget in cart.app.root.walk() if isinstance(widget, Code))
    drawn = next(each for each in code.canvas.children if isinstance(each, Rectangle))
    assert code.x <= drawn.pos[0] <= drawn.pos[0] + drawn.size[0] <= code.right
    assert code.y <= drawn.pos[1] <= drawn.pos[1] + drawn.size[1] <= code.top


def test_a_question_says_what_was_felt_and_what_comes_after_it(screen):
    cart = screen()
    for kind in (Kind.WHICH_ADDED, Kind.NAME_ADDED):
        cart.show(question(kind, "oat-drink", "banana", delta=4820, waiting=1))
        assert {"About 482\u00a0g went in.", "One more question after this", "2 questions open"} <= set(cart.texts())
