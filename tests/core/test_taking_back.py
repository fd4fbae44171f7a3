"""Undo: the last answer taken back leaves everything exactly as it was before it."""

from dataclasses import replace

from desk import Desk, brisk
from happenings import Deed, deeds
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_anything import by_trip

from cart.core.basket import Basket, fold
from cart.core.facts import StepIgnored
from cart.core.inputs import CodeSeen
from cart.core.news import ChangeKind
from cart.core.pricing import bill_of
from cart.core.rebuilding import rebuild
from cart.core.taps import Tap
from cart.core.units import Seconds
from cart.core.view import Screen
from cart.core.viewing import view

LAWS = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
TEA = "5901234123457"


def visible(basket: Basket) -> Basket:
    """A basket without its counters, which never go back, and without grey lines, which nobody was promised."""
    return replace(basket, next_line=0, asked=0, answer=None, pending=())


def doubtful(desk: Desk) -> None:
    desk.change(120, ("tea", 0.5), ("tea-mint", 0.45))


answers = st.sampled_from(
    [(Tap.ANSWER, ""), (Tap.NONE_OF_THESE, ""), (Tap.NOT_FOR_SALE, ""), (Tap.TYPED, TEA), (Tap.SEARCHED, "tea")]
)


@LAWS
@given(st.lists(deeds, min_size=1, max_size=5), answers, st.booleans())
def test_the_bill_is_exactly_as_before(plan: list[Deed], answer: tuple[Tap, str], removal: bool) -> None:
    desk = brisk()
    desk.change(120, ("tea", 0.96))
    desk.change(119, ("tea-mint", 0.96))
    for deed in plan:
        deed(desk)
    if removal:
        desk.change(-min(120.0, desk.load))
    else:
        doubtful(desk)
    if not desk.state.basket.questions:
        return
    before, bill = desk.state.basket, desk.state.bill
    tap, arg = answer
    said = len(desk.facts)
    desk.tap(tap, arg or next(iter(before.questions[0].options), ""))
    if not desk.facts[said:] or not desk.state.trip:
        return
    assert view(desk.state).can_undo
    desk.tap(Tap.UNDO)
    assert visible(desk.state.basket) == visible(before)
    assert desk.state.bill == bill == bill_of(desk.state.basket, desk.state.catalog)
    again = rebuild(desk.start, by_trip(desk.facts)[desk.state.trip])
    assert again.basket == desk.state.basket
    assert again.interventions == desk.state.interventions
    assert [sku for sku, _, _ in again.taken] == [sku for sku, _, _ in desk.state.taken]


def test_the_question_is_open_again_and_takes_another_answer() -> None:
    desk = brisk()
    desk.change(1034, ("milk", 0.95))
    doubtful(desk)
    desk.tap(Tap.ANSWER, "tea")
    assert view(desk.state).news[0].kind is ChangeKind.ANSWERED
    desk.tap(Tap.UNDO)
    shown = view(desk.state)
    assert (shown.screen, shown.total, shown.open_questions) == (Screen.QUESTION, 119, 1)
    assert [(news.kind, news.sku, news.price) for news in shown.news] == [(ChangeKind.TAKEN_BACK, "tea", 249)]
    desk.tap(Tap.ANSWER, "tea-mint")
    assert desk.skus == ["milk", "tea-mint"]


def test_what_came_after_the_answer_stays() -> None:
    desk = brisk()
    doubtful(desk)
    desk.tap(Tap.ANSWER, "tea")
    desk.change(1034, ("milk", 0.95))
    desk.tap(Tap.UNDO)
    assert desk.skus == ["milk"]
    assert view(desk.state).open_questions == 1


def test_an_answer_whose_line_has_left_since_cannot_be_taken_back() -> None:
    desk = brisk()
    doubtful(desk)
    desk.tap(Tap.ANSWER, "tea")
    desk.change(-120, ("tea", 0.95))
    assert not view(desk.state).can_undo
    said = len(desk.facts)
    desk.tap(Tap.UNDO)
    assert len(desk.facts) == said
    assert view(desk.state).notice == "nothing to take back"


def test_a_second_tap_takes_nothing_else_back() -> None:
    desk = brisk()
    doubtful(desk)
    desk.tap(Tap.ANSWER, "tea")
    doubtful(desk)
    desk.tap(Tap.ANSWER, "tea-mint")
    desk.tap(Tap.UNDO)
    desk.tap(Tap.UNDO)
    assert desk.skus == ["tea"]
    assert view(desk.state).open_questions == 1


def test_not_for_sale_is_taken_back() -> None:
    desk = brisk()
    desk.change(333, nothing=0.97)
    desk.tap(Tap.NOT_FOR_SALE)
    assert view(desk.state).own.weight == desk.state.basket.foreign[0].delta
    desk.tap(Tap.UNDO)
    assert desk.state.basket.foreign == ()
    assert view(desk.state).open_questions == 1


def test_a_removal_that_nothing_explained_counts_no_intervention_once_it_is_taken_back() -> None:
    desk = brisk()
    desk.change(120, ("tea", 0.96))
    desk.change(120, ("tea-mint", 0.96))
    desk.change(-120)
    while desk.state.basket.questions:
        desk.tap(Tap.NONE_OF_THESE)
    assert desk.state.interventions == 1
    assert isinstance(desk.facts[-1].body, StepIgnored)
    desk.tap(Tap.UNDO)
    assert desk.state.interventions == 0
    assert view(desk.state).screen is Screen.QUESTION


def test_its_barcode_may_be_shown_at_once_after_undo() -> None:
    desk = brisk()
    doubtful(desk)
    desk.tap(Tap.ANSWER, "tea")
    desk.tap(Tap.UNDO)
    for _ in range(2):
        desk.feed(CodeSeen(Seconds(desk.t), TEA, "EAN13"))
        desk.rest(0.3)
    assert desk.skus == ["tea"]
    assert fold(desk.facts).lines[0].why.code == TEA
