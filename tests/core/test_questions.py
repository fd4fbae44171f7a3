"""Questions: neutral, answerable in every way a shopper may take, and closed by what the shopper does."""

import pytest
from desk import BRISK, Desk, brisk, product

from cart.core.catalog import Catalog
from cart.core.facts import CodePending, Kind, QuestionAnswered, QuestionAsked, Rule, StepIgnored
from cart.core.inputs import CodeSeen
from cart.core.rebuilding import rebuild
from cart.core.taps import Tap
from cart.core.units import Seconds
from cart.core.view import Screen
from cart.core.viewing import view


@pytest.fixture
def desk() -> Desk:
    return brisk()


def answers(desk: Desk) -> list[QuestionAnswered]:
    return [fact.body for fact in desk.facts if isinstance(fact.body, QuestionAnswered)]


def doubtful(desk: Desk) -> None:
    desk.change(120, ("tea", 0.5), ("tea-mint", 0.45))


def foreign(desk: Desk) -> None:
    desk.change(333, nothing=0.97)


def test_the_answer_makes_the_line(desk: Desk) -> None:
    doubtful(desk)
    assert view(desk.state).screen is Screen.QUESTION
    desk.tap(Tap.ANSWER, "tea-mint")
    assert desk.skus == ["tea-mint"]
    assert desk.state.basket.lines[0].why.rule is Rule.SHOPPER
    assert desk.state.basket.lines[0].why.step == 1
    assert view(desk.state).screen is Screen.SHOP


def test_an_answer_that_was_not_offered_changes_nothing(desk: Desk) -> None:
    doubtful(desk)
    before = desk.state.basket
    for arg in ("milk", "", "no such thing"):
        desk.tap(Tap.ANSWER, arg)
    assert desk.state.basket == before


def test_none_of_these_asks_for_the_name(desk: Desk) -> None:
    doubtful(desk)
    desk.tap(Tap.NONE_OF_THESE)
    shown = view(desk.state).question
    assert shown is not None
    assert shown.kind is Kind.NAME_ADDED
    desk.tap(Tap.SEARCHED, "tea")
    assert desk.skus == ["tea"]


def test_a_typed_code_that_nobody_knows_is_said_and_charges_nothing(desk: Desk) -> None:
    foreign(desk)
    desk.tap(Tap.TYPED, "12345678")
    shown = view(desk.state).question
    assert shown is not None
    assert shown.problem == "code unknown"
    assert desk.skus == []


def test_a_typed_code_of_another_weight_is_said_and_charges_nothing(desk: Desk) -> None:
    foreign(desk)
    desk.tap(Tap.TYPED, "4006381333931")
    shown = view(desk.state).question
    assert shown is not None
    assert shown.problem == "weight differs"
    assert desk.skus == []


def test_a_name_of_another_weight_charges_nothing(desk: Desk) -> None:
    foreign(desk)
    desk.tap(Tap.SEARCHED, "milk")
    assert desk.skus == []
    assert len(desk.state.basket.questions) == 1


def test_a_typed_code_that_fits_is_a_line_by_barcode(desk: Desk) -> None:
    desk.change(1065, nothing=0.9)
    assert desk.skus == []
    desk.tap(Tap.TYPED, "4006381333931")
    line = desk.state.basket.lines[0]
    assert (line.sku, line.why.rule, line.why.code) == ("milk", Rule.WEIGHT_AND_CODE, "4006381333931")
    assert answers(desk)[-1].by == "barcode"


def test_a_barcode_shown_to_the_camera_answers_the_question(desk: Desk) -> None:
    doubtful(desk)
    for _ in range(2):
        desk.feed(CodeSeen(Seconds(desk.t), "9780201379624", "EAN13"))
        desk.rest(0.5)
    assert desk.skus == ["tea-mint"]
    assert answers(desk)[-1].by == "barcode"


def shown(desk: Desk, code: str) -> None:
    for _ in range(2):
        desk.feed(CodeSeen(Seconds(desk.t), code, "EAN13"))
        desk.rest(0.5)


def unanswered(desk: Desk) -> tuple[list[str], str]:
    """What became pending, and what the open question complains of."""
    question = view(desk.state).question
    assert question is not None
    assert desk.skus == []
    return [fact.body.sku for fact in desk.facts if isinstance(fact.body, CodePending)], question.problem


def test_a_barcode_that_was_not_offered_is_the_next_thing_and_no_answer() -> None:
    desk = brisk()
    desk.change(122, ("tea", 0.5), ("tea-mint", 0.45))
    shown(desk, "4006381333931")
    assert unanswered(desk) == (["milk"], "")


def test_a_barcode_of_the_same_weight_that_was_not_offered_is_no_answer() -> None:
    six = Catalog("six", "EUR", (*TEAS.products[:5], product("chai", 120, 199, gtin="4006381333931")))
    desk = Desk(catalog=six, rules=BRISK, pace=0.3)
    desk.change(120, ("tea-1", 0.5), ("tea-2", 0.45))
    assert "chai" not in desk.state.basket.questions[0].options
    shown(desk, "4006381333931")
    assert unanswered(desk) == (["chai"], "")


def test_a_barcode_of_another_weight_is_the_next_thing_and_names_nothing(desk: Desk) -> None:
    foreign(desk)
    desk.tap(Tap.NONE_OF_THESE)
    assert desk.state.basket.questions[0].kind is Kind.NAME_ADDED
    shown(desk, "4006381333931")
    assert unanswered(desk) == (["milk"], "")


def test_a_barcode_that_fits_names_what_came_in(desk: Desk) -> None:
    desk.change(1065, nothing=0.97)
    desk.tap(Tap.NONE_OF_THESE)
    assert desk.state.basket.questions[0].kind is Kind.NAME_ADDED
    shown(desk, "4006381333931")
    assert desk.skus == ["milk"]


TEAS = Catalog("teas", "EUR", tuple(product(f"tea-{n}", 120, 249) for n in range(1, 7)))


def six_teas() -> Desk:
    """Six lines of one weight and a heavy one; one of the six leaves unseen."""
    milk = product("milk", 1034, 119, 3.0)
    desk = Desk(catalog=Catalog("teas", "EUR", (*TEAS.products, milk)), rules=BRISK, pace=0.3)
    desk.change(1034, ("milk", 0.97))
    for tea in TEAS.products:
        desk.change(120, (tea.sku, 0.97))
    desk.change(-120)
    return desk


def offers(desk: Desk) -> list[tuple[str, ...]]:
    return [fact.body.options for fact in desk.facts if isinstance(fact.body, QuestionAsked)]


def test_a_removal_question_offers_only_lines_that_may_have_gone_and_goes_on_until_none_is_left() -> None:
    desk = six_teas()
    assert [len(options) for options in offers(desk)] == [4]
    desk.tap(Tap.NONE_OF_THESE)
    assert [len(options) for options in offers(desk)] == [4, 2]
    assert {sku for options in offers(desk) for sku in options} == {tea.sku for tea in TEAS.products}
    desk.tap(Tap.ANSWER, offers(desk)[1][0])
    assert len(desk.skus) == 6
    assert desk.state.interventions == 0


def test_a_removal_that_the_shopper_finds_in_no_line_changes_nothing_and_is_counted() -> None:
    desk = six_teas()
    before = desk.state.bill.total
    desk.tap(Tap.NONE_OF_THESE)
    desk.tap(Tap.NONE_OF_THESE)
    assert not desk.state.basket.questions
    assert desk.state.bill.total == before
    assert [fact.body.step for fact in desk.facts if isinstance(fact.body, StepIgnored)] == [8]
    assert desk.state.interventions == 1
    assert rebuild(desk.start, desk.facts).interventions == 1


def test_a_thing_of_the_shoppers_own_comes_and_goes_without_a_charge_or_a_second_question(desk: Desk) -> None:
    foreign(desk)
    desk.tap(Tap.NOT_FOR_SALE)
    assert desk.skus == []
    desk.change(420, ("beans", 0.95))
    desk.change(-333)
    assert not desk.state.basket.questions
    assert desk.state.basket.foreign == ()
    assert desk.skus == ["beans"]


def test_put_in_and_at_once_out_again_closes_the_question(desk: Desk) -> None:
    doubtful(desk)
    desk.change(-120)
    assert not desk.state.basket.questions
    assert answers(desk)[-1].by == "taken out again"
    assert desk.skus == []
    assert [f.body.undoes for f in desk.facts if isinstance(f.body, StepIgnored)] == [1]


def test_a_problem_is_not_carried_over_to_the_next_question(desk: Desk) -> None:
    foreign(desk)
    doubtful(desk)
    desk.tap(Tap.TYPED, "12345678")
    desk.change(-333)
    shown = view(desk.state).question
    assert shown is not None
    assert shown.problem == ""


def test_questions_wait_in_line_and_none_stops_the_shopping(desk: Desk) -> None:
    doubtful(desk)
    foreign(desk)
    desk.change(1034, ("milk", 0.95))
    assert desk.skus == ["milk"]
    shown = view(desk.state).question
    assert shown is not None
    assert shown.waiting == 1
    desk.tap(Tap.ANSWER, "tea")
    desk.tap(Tap.NOT_FOR_SALE)
    assert not desk.state.basket.questions


def test_equal_weights_that_leave_are_asked_about(desk: Desk) -> None:
    desk.change(120, ("tea", 0.97))
    desk.change(120, ("tea-mint", 0.97))
    desk.change(-120, ("tea", 0.5), ("tea-mint", 0.45))
    shown = view(desk.state).question
    assert shown is not None
    assert shown.kind is Kind.WHICH_REMOVED
    assert desk.state.bill.total == 498
    desk.tap(Tap.NOT_FOR_SALE)
    desk.tap(Tap.TYPED, "5901234123457")
    desk.tap(Tap.SEARCHED, "tea")
    assert desk.state.bill.total == 498
    desk.tap(Tap.ANSWER, "tea")
    assert desk.state.bill.total == 249
    assert desk.skus == ["tea-mint"]
