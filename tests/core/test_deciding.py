"""What a weight step becomes: a line, a removal, a question, or no sale."""

from typing import TypeVar

import pytest
from desk import BRISK, SHELF, Desk, brisk

from cart.core.basket import fold
from cart.core.catalog import Catalog
from cart.core.facts import Evidence, ItemAdded, ItemRemoved, Kind, QuestionAsked, Rule, StepIgnored
from cart.core.inputs import Candidate, Reason, Sighting, Source, SourceDown
from cart.core.rules import Rules
from cart.core.taps import Tap
from cart.core.units import Seconds, Sku
from cart.core.viewing import view

T = TypeVar("T")


@pytest.fixture
def desk() -> Desk:
    return brisk()


def last(desk: Desk, kind: type[T]) -> T:
    return [fact.body for fact in desk.facts if isinstance(fact.body, kind)][-1]


def test_promise_1_a_line_on_the_bill_has_evidence(desk: Desk) -> None:
    desk.change(1034, ("milk", 0.9), nothing=0.05)
    why = last(desk, ItemAdded).why
    assert (why.rule, why.step) == (Rule.WEIGHT_AND_PICTURE, 1)
    assert abs(why.delta - 10_340) < 20
    assert why.posterior[0][0] == "milk"
    assert why.posterior[0][1] > 950
    assert why.pictures == ((Sku("milk"), 900),)


def test_promise_2_doubt_is_a_question_and_never_a_charge(desk: Desk) -> None:
    desk.change(120, ("tea", 0.5), ("tea-mint", 0.45))
    assert desk.skus == []
    asked = last(desk, QuestionAsked)
    assert asked.kind is Kind.WHICH_ADDED
    assert set(asked.options) == {"tea", "tea-mint"}
    assert view(desk.state).total == 0


def test_what_is_put_in_and_taken_out_again_is_nothing(desk: Desk) -> None:
    for sku, grams in [("milk", 1034), ("beans", 420), ("tuna", 185)]:
        desk.change(grams, (sku, 0.9))
        desk.change(-grams, (sku, 0.9))
        assert desk.skus == []
        assert desk.state.bill.total == 0


def test_weight_alone_decides_between_things_of_different_weight(desk: Desk) -> None:
    desk.feed(SourceDown(Seconds(desk.t), Source.CAMERA, Reason.UNPLUGGED))
    desk.change(1034)
    desk.change(185)
    assert desk.skus == ["milk", "tuna"]
    assert {line.why.rule for line in desk.state.basket.lines} == {Rule.WEIGHT}


def test_pictures_that_take_too_long_are_decided_without(desk: Desk) -> None:
    desk.hand()
    desk.load += 1034
    desk.rest(4.0)
    assert desk.skus == []
    desk.rest(16.0)
    assert desk.skus == ["milk"]
    desk.feed(Sighting(Seconds(desk.t), 1, (Candidate(Sku("beans"), 1.0),)))
    assert desk.skus == ["milk"]


def test_several_of_one_product_in_one_step_are_one_line_with_its_quantity(desk: Desk) -> None:
    desk.change(840, ("beans", 0.95))
    line = desk.state.basket.lines[0]
    assert (line.sku, line.quantity, line.price) == ("beans", 2, 178)


def test_pieces_of_one_line_can_leave_one_by_one(desk: Desk) -> None:
    desk.change(1260, ("beans", 0.95))
    assert [line.quantity for line in desk.state.basket.lines] == [3]
    for left in (2, 1, 0):
        desk.change(-420, ("beans", 0.95))
        assert sum(line.quantity for line in desk.state.basket.lines) == left
        assert desk.state.bill.total == 89 * left
    assert not desk.state.basket.questions


def test_two_pieces_that_are_left_of_three_can_leave_at_once(desk: Desk) -> None:
    desk.change(1260, ("beans", 0.95))
    desk.change(-420, ("beans", 0.95))
    desk.change(-840, ("beans", 0.95))
    assert desk.state.basket.lines == ()


def test_two_things_at_once_are_two_lines_that_share_the_weight(desk: Desk) -> None:
    desk.move(1034 + 420)
    seen = (Candidate(Sku("milk"), 0.5), Candidate(Sku("beans"), 0.45))
    desk.feed(Sighting(Seconds(desk.t), 1, seen, 0.0, changes=2))
    assert desk.skus == ["beans", "milk"]
    deltas = [line.why.delta for line in desk.state.basket.lines]
    assert abs(sum(deltas) - 14_540) < 20
    desk.change(-420, ("beans", 0.9))
    assert desk.skus == ["milk"]


def test_two_lines_that_leave_at_once_are_both_taken_off(desk: Desk) -> None:
    desk.change(1034, ("milk", 0.9))
    desk.change(420, ("beans", 0.9))
    desk.change(185, ("tuna", 0.9))
    desk.change(-1034 - 185, ("milk", 0.5), ("tuna", 0.4))
    assert desk.skus == ["beans"]
    assert desk.state.bill.total == 89


def test_of_equal_weights_the_picture_decides_which_leaves(desk: Desk) -> None:
    desk.change(120, ("tea", 0.97))
    desk.change(120, ("tea-mint", 0.97))
    desk.change(-120, ("tea-mint", 0.97))
    assert desk.skus == ["tea"]


def test_goods_by_weight_cost_their_weight(desk: Desk) -> None:
    desk.change(180, ("apple", 0.97))
    line = desk.state.basket.lines[0]
    assert line.net == (line.why.delta + 5) // 10 * 10  # to the gram, as the receipt shows it
    assert line.price == (line.net * 29900 + 500_000) // 1_000_000


def test_without_an_approved_scale_nothing_is_priced_by_weight() -> None:
    desk = Desk(rules=Rules())
    desk.change(180, ("apple", 0.97))
    assert desk.skus == []
    desk.tap(Tap.SEARCHED, "apple")
    assert desk.skus == []
    shown = view(desk.state).question
    assert shown is not None
    assert shown.problem


def test_a_removal_that_no_line_weighs_is_ignored_without_a_question(desk: Desk) -> None:
    desk.change(420, ("beans", 0.95))
    desk.change(-300, ("milk", 0.3), nothing=0.6)
    assert "weighs" in last(desk, StepIgnored).why
    assert desk.skus == ["beans"]
    assert not [fact for fact in desk.facts if isinstance(fact.body, QuestionAsked)]


def test_a_line_names_the_picture_only_if_the_picture_shows_it(desk: Desk) -> None:
    desk.change(1034, ("beans", 0.5), nothing=0.3)
    desk.change(420, ("beans", 0.6), ("milk", 0.3))
    desk.change(185, ("beans", 0.3), ("tuna", 0.0494), nothing=0.6)
    desk.change(14, ("beans", 0.3), ("gum", 0.0496), nothing=0.6)
    rules = {line.sku: line.why.rule for line in desk.state.basket.lines}
    assert rules == {
        "milk": Rule.WEIGHT,
        "beans": Rule.WEIGHT_AND_PICTURE,
        "tuna": Rule.WEIGHT,
        "gum": Rule.WEIGHT_AND_PICTURE,
    }


def test_a_removal_names_the_picture_only_if_the_picture_shows_it(desk: Desk) -> None:
    for sku, grams in [("milk", 1034), ("tuna", 185)]:
        desk.change(grams, (sku, 0.95))
    desk.change(-1034, ("beans", 0.6), nothing=0.3)
    assert last(desk, ItemRemoved).why.rule is Rule.WEIGHT
    desk.change(-185, ("tuna", 0.9))
    assert last(desk, ItemRemoved).why.rule is Rule.WEIGHT_AND_PICTURE


def test_nothing_in_the_basket_means_nothing_to_take_out() -> None:
    desk = Desk(load=300, rules=BRISK, pace=0.3)
    desk.tap(Tap.START)
    desk.change(-300)
    assert "nothing" in last(desk, StepIgnored).why


def test_a_removal_without_pictures_is_still_certain_by_weight() -> None:
    desk = brisk()
    for sku, grams in [("milk", 1034), ("beans", 420), ("tuna", 185), ("gum", 14), ("tea", 120)] * 3:
        desk.change(grams, (sku, 0.97))
    desk.change(-1034)
    assert last(desk, ItemRemoved).sku == "milk"
    assert not desk.state.basket.questions


def test_a_cart_without_a_catalogue_asks_and_never_breaks() -> None:
    desk = Desk(catalog=Catalog("none", "EUR", ()), rules=BRISK, pace=0.3)
    desk.change(500, ("milk", 0.9))
    assert last(desk, QuestionAsked).options == ()
    desk.tap(Tap.NOT_FOR_SALE)
    desk.change(-500)
    desk.leave()
    assert desk.state.receipt is not None
    assert desk.state.receipt.total == 0


def test_every_line_names_the_step_that_it_came_in_with(desk: Desk) -> None:
    for sku, grams in [("milk", 1034), ("beans", 840), ("tuna", 185)]:
        desk.change(grams, (sku, 0.9))
    whys: list[Evidence] = [line.why for line in fold(desk.facts).lines]
    assert [why.step for why in whys] == [1, 2, 3]
    assert SHELF.by_code("04006381333931") is SHELF[Sku("milk")]
