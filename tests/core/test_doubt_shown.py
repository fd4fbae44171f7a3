"""Doubt beside the total: which screen shows it when, and that no picture shows what the cart never does."""

import pytest
from desk import Desk, brisk

from cart.core.inputs import Lane, LaneSignal
from cart.core.taps import Tap
from cart.core.units import Seconds
from cart.core.view import CartView, Screen
from cart.core.viewing import view
from ui.examples import examples


@pytest.fixture
def desk() -> Desk:
    desk = brisk()
    desk.change(1034, ("milk", 0.95))
    return desk


def lane(desk: Desk, place: Lane) -> None:
    desk.feed(LaneSignal(Seconds(desk.t), place, "1"))


def doubtful(desk: Desk) -> None:
    desk.change(120, ("tea", 0.5), ("tea-mint", 0.45))


def undecided(desk: Desk) -> None:
    """Something went in whose pictures have not come yet."""
    desk.hand()
    desk.load += 420
    desk.rest(1.0)


def test_in_the_lane_the_sum_and_the_open_question_are_shown_and_a_tap_asks_it(desk: Desk) -> None:
    doubtful(desk)
    assert view(desk.state).screen is Screen.QUESTION
    lane(desk, Lane.ARMED)
    shown = view(desk.state)
    assert (shown.screen, shown.open_questions, shown.leaving) == (Screen.CHECKOUT, 1, True)
    assert [line.sku for line in shown.lines] == ["milk"]
    desk.tap(Tap.QUESTIONS)
    shown = view(desk.state)
    assert (shown.screen, shown.leaving) == (Screen.QUESTION, True)
    desk.tap(Tap.ANSWER, "tea")
    shown = view(desk.state)
    assert (shown.screen, shown.open_questions, shown.total) == (Screen.CHECKOUT, 0, 368)


def test_whoever_turns_back_is_asked_and_shown_the_sum_again_at_the_next_lane(desk: Desk) -> None:
    doubtful(desk)
    lane(desk, Lane.ARMED)
    desk.tap(Tap.QUESTIONS)
    desk.wait(12)
    assert not view(desk.state).leaving
    assert view(desk.state).screen is Screen.QUESTION
    lane(desk, Lane.ARMED)
    assert view(desk.state).screen is Screen.CHECKOUT


def test_with_nothing_open_the_tap_shows_no_question(desk: Desk) -> None:
    lane(desk, Lane.ARMED)
    desk.tap(Tap.QUESTIONS)
    doubtful(desk)
    assert view(desk.state).screen is Screen.CHECKOUT


def doubt(shown: CartView) -> tuple[object, ...]:
    """What a view says of doubt."""
    waiting = shown.question.waiting if shown.question is not None else None
    return shown.screen, shown.leaving, shown.open_questions, waiting, min(shown.undecided, 1)


def made(questions: int, steps: int, *then: Lane | Tap) -> tuple[object, ...]:
    desk = brisk()
    desk.change(1034, ("milk", 0.95))
    for _ in range(questions):
        doubtful(desk)
    if steps:
        undecided(desk)
    for each in then:
        lane(desk, each) if isinstance(each, Lane) else desk.tap(each)
    return doubt(view(desk.state))


def test_every_example_of_doubt_is_a_view_that_the_core_makes() -> None:
    ways = ((), (Lane.ARMED,), (Lane.ARMED, Tap.QUESTIONS))
    real = {made(questions, steps, *way) for questions in (0, 1, 2) for steps in (0, 1) for way in ways}
    shopping = (Screen.SHOP, Screen.QUESTION, Screen.CHECKOUT)
    shown = {example.name: doubt(example.view) for example in examples() if example.view.screen in shopping}
    assert {name: said for name, said in shown.items() if said not in real} == {}
    assert {screen for screen, _, questions, _, _ in shown.values() if questions} == {Screen.QUESTION, Screen.CHECKOUT}
