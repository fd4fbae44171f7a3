"""Language, layout, budget and shopping list: facts, so that they survive a restart; derived, so that they agree."""

from dataclasses import replace

import pytest
from desk import SHELF, Desk, brisk, product
from hypothesis import given
from hypothesis import strategies as st

from cart.core.catalog import Catalog, Product
from cart.core.facts import Evidence, Rule
from cart.core.inputs import ShopperTapped
from cart.core.line import Line
from cart.core.rebuilding import rebuild
from cart.core.shopper_facts import ChoiceMade, ListEntryAdded
from cart.core.shopping_list import found, is_called
from cart.core.taps import Tap
from cart.core.tariff import Goods, PercentOff, Promotion, Tariff
from cart.core.units import Decigrams, Money, Seconds, Sku, UnitPrice
from cart.core.view import Screen
from cart.core.viewing import view
from cart.core.wishes import Choices
from cart.core.wishing import CHOICES


@given(st.lists(st.tuples(st.sampled_from((Tap.QUIET, Tap.SPOKEN)), st.sampled_from(("on", "off")))))
def test_what_reads_aloud_is_never_quiet(taps: list[tuple[Tap, str]]) -> None:
    choices = Choices()
    for tap, value in taps:
        choices = choices.having(CHOICES[tap], value)
        assert not (choices.quiet and choices.spoken)
        assert (choices.quiet if tap is Tap.QUIET else choices.spoken) == (value == "on")


@pytest.fixture
def desk() -> Desk:
    return brisk()


def test_the_language_of_the_first_screen_goes_with_the_trip_and_its_receipt(desk: Desk) -> None:
    desk.tap(Tap.LANGUAGE, "de")
    assert view(desk.state).choices.language == "de"
    desk.change(1034, ("milk", 0.96))
    assert ChoiceMade in {type(fact.body) for fact in desk.facts}
    assert rebuild(desk.start, desk.facts).choices.language == "de"
    desk.leave()
    desk.wait(2)
    assert (view(desk.state).screen, view(desk.state).choices.language) == (Screen.RECEIPT, "de")
    desk.next_trip()
    assert view(desk.state).choices == Choices()


def test_choices_that_no_trip_follows_are_forgotten(desk: Desk) -> None:
    desk.tap(Tap.LANGUAGE, "ar")
    desk.tap(Tap.LARGER_TEXT, "on")
    desk.wait(round(desk.state.rules.receipt_s) + 2)
    assert view(desk.state).choices == Choices()


def test_the_receipt_of_another_keeps_no_choices_for_who_comes_next(desk: Desk) -> None:
    desk.tap(Tap.START)
    desk.tap(Tap.LANGUAGE, "fr")
    desk.change(1034, ("milk", 0.96))
    desk.leave()
    desk.wait(2)
    desk.next_trip()
    desk.change(-1034)
    desk.change(840, ("beans", 0.96))
    assert desk.state.trip
    assert view(desk.state).choices.language == ""


@pytest.mark.parametrize("tap", [Tap.LEFT_HANDED, Tap.LARGER_TEXT, Tap.QUIET, Tap.SPOKEN])
def test_a_double_tap_on_a_choice_is_one(desk: Desk, tap: Tap) -> None:
    desk.tap(Tap.START)
    said = len(desk.facts)
    desk.tap(tap, "on")
    desk.tap(tap, "on")
    assert len(desk.facts) == said + 1
    desk.tap(tap, "off")
    assert desk.state.choices == Choices() == desk.state.basket.wishes.choices


def test_a_language_that_is_none_is_said(desk: Desk) -> None:
    desk.tap(Tap.LANGUAGE, "Klingon")
    assert view(desk.state).notice == "language unknown"


def test_the_budget_says_what_is_left_and_what_is_over(desk: Desk) -> None:
    desk.tap(Tap.START)
    desk.tap(Tap.BUDGET, "200")
    desk.change(1034, ("milk", 0.96))
    budget = view(desk.state).budget
    assert budget is not None
    assert (budget.amount, budget.left) == (200, 81)
    desk.change(420, ("beans", 0.96))
    over = view(rebuild(desk.start, desk.facts)).budget
    assert over is not None
    assert over.left == -8
    desk.tap(Tap.BUDGET, "")
    assert view(desk.state).budget is None


@pytest.mark.parametrize("text", ["-5", "1.50", "lots", "9999999999"])
def test_a_budget_that_is_no_amount_is_said(desk: Desk, text: str) -> None:
    desk.tap(Tap.START)
    desk.tap(Tap.BUDGET, text)
    assert (view(desk.state).notice, view(desk.state).budget) == ("budget unreadable", None)


def test_the_list_is_ticked_as_things_go_in_and_unticked_as_they_leave(desk: Desk) -> None:
    desk.tap(Tap.START)
    for wanted in ("milk", "Tea", "bread"):
        desk.tap(Tap.LIST_ADD, wanted)
    desk.change(1034, ("milk", 0.96))
    desk.change(120, ("tea-mint", 0.96))
    assert [(item.name, item.done) for item in view(desk.state).shopping_list] == [
        ("Milk", True),
        ("Tea", True),
        ("bread", False),
    ]
    desk.change(-1034, ("milk", 0.96))
    shown = view(rebuild(desk.start, desk.facts)).shopping_list
    assert [item.done for item in shown] == [False, True, False]
    desk.tap(Tap.LIST_REMOVE, "1")
    desk.tap(Tap.LIST_REMOVE, "no such entry")
    assert [item.name for item in view(desk.state).shopping_list] == ["Tea", "bread"]
    desk.tap(Tap.LIST_CLEAR)
    assert view(desk.state).shopping_list == ()


def test_nothing_is_twice_on_the_list(desk: Desk) -> None:
    desk.tap(Tap.START)
    desk.tap(Tap.LIST_ADD, "Bread")
    desk.tap(Tap.LIST_ADD, " bread ")
    assert view(desk.state).notice == "on the list already"
    for n in range(80):
        desk.tap(Tap.LIST_ADD, f"thing {n}")
    assert view(desk.state).notice == "list full"
    assert len(view(desk.state).shopping_list) == 60


def called(name: str, *groups: str) -> Product:
    return replace(product("x", 100, 100), name=name, groups=groups)


@pytest.mark.parametrize(
    ("goods", "name", "fits"),
    [
        (called("Apple Golden Delicious"), "apples", True),
        (called("Crème fraîche 200 g"), "creme fraiche", True),
        (called("Weidemilch 1,5 %", "milk"), "Milk", True),
        (called("Pineapple"), "apple", False),
        (called("Tea"), "teaspoon", False),
        (called("Tea"), "", False),
    ],
)
def test_coarse_names(goods: Product, name: str, fits: bool) -> None:
    assert is_called(goods, name) is fits


def line(number: int, sku: str, quantity: int) -> Line:
    why = Evidence(Rule.WEIGHT, number, Decigrams(1000), Decigrams(5))
    return Line(number, Sku(sku), quantity, Money(100), 70, Decigrams(0), UnitPrice(0), why, Decigrams(1000))


lines = st.lists(st.tuples(st.sampled_from(["tea", "tea-mint", "milk", "gone"]), st.integers(1, 3)), max_size=5)
entries = st.lists(st.tuples(st.sampled_from(["", "tea", "tea-mint"]), st.integers(1, 4)), max_size=4)


@given(lines, entries)
def test_a_piece_ticks_one_entry_and_another_piece_unticks_none(
    have: list[tuple[str, int]], want: list[tuple[str, int]]
) -> None:
    listed = [ListEntryAdded(n, "tea", Sku(sku), count) for n, (sku, count) in enumerate(want, start=1)]
    basket = [line(n, sku, count) for n, (sku, count) in enumerate(have, start=1)]
    ticked = found(listed, basket, SHELF)
    assert sum(ticked.values()) <= sum(each.quantity for each in basket if each.sku != "milk")
    assert all(0 <= ticked[each.entry] <= each.quantity for each in listed)
    more = found(listed, [*basket, line(99, "tea", 1)], SHELF)
    assert sum(more.values()) >= sum(ticked.values())


def test_the_search_knows_aisles_ages_and_the_offers_that_hold() -> None:
    wine = replace(product("wine", 1200, 499), aisle="7", min_age=18)
    goods = Goods((Sku("wine"),))
    offers = (
        Promotion("a", "Wine week", PercentOff(100), goods),
        Promotion("b", "For members", PercentOff(200), goods, loyalty=True),
        Promotion("c", "Long ago", PercentOff(500), goods, windows=((1, 2),)),
        Promotion("d", "Everything", PercentOff(10)),
    )
    desk = Desk(catalog=Catalog("x", "EUR", (wine,), Tariff(promotions=offers)))
    shown = view(desk.state)
    assert [(option.aisle, option.min_age) for option in shown.products] == [("7", 18)]
    assert [(offer.name, offer.skus) for offer in shown.offers] == [("Wine week", ("wine",)), ("Everything", ())]


def test_the_evidence_of_a_line_opens_and_closes(desk: Desk) -> None:
    desk.change(1034, ("milk", 0.96))
    desk.tap(Tap.WHY, "1")
    why = view(desk.state).why
    assert why is not None
    assert (why.name, why.rule, why.pictures[0][:2]) == ("Milk", Rule.WEIGHT_AND_PICTURE, ("milk", "Milk"))
    assert abs(why.delta - 10340) < 20
    assert why.together[0][2] > 990
    desk.tap(Tap.WHY, "")
    assert view(desk.state).why is None
    desk.tap(Tap.WHY, "7")
    assert view(desk.state).why is None
    desk.tap(Tap.WHY, "1")
    desk.change(-1034, ("milk", 0.96))
    assert view(desk.state).why is None


def test_the_view_says_what_just_changed(desk: Desk) -> None:
    desk.change(840, ("beans", 0.96))
    assert [(n.kind.value, n.sku, n.quantity, n.price) for n in view(desk.state).news] == [("added", "beans", 2, 178)]
    desk.change(-420, ("beans", 0.96))
    assert [(n.kind.value, n.sku, n.quantity, n.price) for n in view(desk.state).news] == [("removed", "beans", 1, 89)]
    desk.hand()
    desk.load += 420
    desk.rest(1.0)
    assert view(desk.state).undecided == 1


def test_a_tap_for_a_question_that_is_closed_answers_no_other(desk: Desk) -> None:
    for _ in range(2):
        desk.change(120, ("tea", 0.5), ("tea-mint", 0.45))
    asked = view(desk.state).question
    assert asked is not None
    for _ in range(2):
        desk.feed(ShopperTapped(Seconds(desk.t), Tap.ANSWER, "tea", asked.question))
    shown = view(desk.state)
    assert (desk.skus, shown.open_questions, shown.notice) == (["tea"], 1, "answered already")
    desk.wait(10)
    assert view(desk.state).notice == ""


@pytest.mark.parametrize("tap", [Tap.ANSWER, Tap.NONE_OF_THESE, Tap.NOT_FOR_SALE, Tap.SEARCHED])
def test_an_answer_without_a_question_is_said_and_loses_nothing(desk: Desk, tap: Tap) -> None:
    desk.change(1034, ("milk", 0.96))
    said = len(desk.facts)
    desk.tap(tap, "milk")
    assert (len(desk.facts), view(desk.state).notice) == (said, "answered already")


def test_a_number_typed_ahead_waits_for_its_weight_and_an_unknown_one_is_said(desk: Desk) -> None:
    desk.tap(Tap.START)
    desk.tap(Tap.TYPED, "4011")
    assert view(desk.state).notice == "code unknown"
    desk.tap(Tap.TYPED, "9780201379624")
    desk.tap(Tap.TYPED, "9780201379624")
    shown = view(desk.state)
    assert [(each.sku, each.pending) for each in shown.lines] == [("tea-mint", True)]
    assert (shown.total, shown.notice) == (0, "")
    desk.change(120)
    assert desk.skus == ["tea-mint"]
    assert view(desk.state).total == 249
