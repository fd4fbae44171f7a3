"""A thing lifted and put down again is no removal and no question, whatever it was."""

import pytest
from desk import SHELF, Desk, product

from cart.core.basket import fold
from cart.core.catalog import Catalog
from cart.core.effects import Look
from cart.core.facts import Kind, QuestionAsked, StepIgnored
from cart.core.inputs import Candidate, Sighting
from cart.core.units import Seconds, Sku

TWINS = (("tea", 0.5), ("tea-mint", 0.45))


@pytest.fixture
def desk() -> Desk:
    desk = Desk(catalog=Catalog("test", "EUR", (*SHELF.products, product("spice", 120, 999, 0.8))))
    desk.change(120, ("tea", 0.97))
    desk.change(120.5, ("tea-mint", 0.97))
    assert desk.skus == ["tea", "tea-mint"]
    return desk


def step(desk: Desk, grams: float, rest: float = 1.0) -> int:
    """A change that comes to rest; returns the number of the step, whose pictures are still awaited."""
    desk.hand()
    desk.load += grams
    desk.hand(0.1)
    return next(effect.step for effect in desk.rest(rest) if isinstance(effect, Look))


def show(desk: Desk, number: int, *seen: tuple[str, float]) -> None:
    candidates = tuple(Candidate(Sku(sku), p) for sku, p in seen)
    desk.feed(Sighting(Seconds(desk.t), number, candidates, 0.02, 1))


def asked(desk: Desk) -> list[QuestionAsked]:
    return [fact.body for fact in desk.facts if isinstance(fact.body, QuestionAsked)]


def lift(desk: Desk) -> None:
    """One of the twins leaves, nobody can say which, and the hand is back in the basket when that is seen."""
    lifted = step(desk, -120.2)
    desk.hand(0.3)
    show(desk, lifted, *TWINS)
    assert not asked(desk)


def test_what_is_lifted_and_put_down_again_asks_nothing(desk: Desk) -> None:
    lift(desk)
    desk.load += 120.2
    desk.hand(0.1)
    put_down = next(effect.step for effect in desk.rest(1.0) if isinstance(effect, Look))
    assert not asked(desk)
    show(desk, put_down, *TWINS)
    assert not asked(desk)
    assert desk.skus == ["tea", "tea-mint"]
    ignored = [fact.body.why for fact in desk.facts if isinstance(fact.body, StepIgnored)]
    assert ignored == ["lifted", "put down again"]
    assert fold(desk.facts) == desk.state.basket


def test_a_hand_that_brings_nothing_back_is_asked_what_it_took(desk: Desk) -> None:
    lift(desk)
    desk.rest(1.0)
    assert [question.kind for question in asked(desk)] == [Kind.WHICH_REMOVED]


def test_a_hand_that_stays_is_asked_all_the_same(desk: Desk) -> None:
    lift(desk)
    desk.hand(8.0)
    assert [question.kind for question in asked(desk)] == [Kind.WHICH_REMOVED]


def test_another_thing_of_the_same_weight_is_charged_and_the_removal_asked_about(desk: Desk) -> None:
    lift(desk)
    desk.load += 120.2
    desk.hand(0.1)
    put_in = next(effect.step for effect in desk.rest(1.0) if isinstance(effect, Look))
    show(desk, put_in, ("spice", 0.98))
    assert [question.kind for question in asked(desk)] == [Kind.WHICH_REMOVED]
    assert desk.skus == ["spice", "tea", "tea-mint"]


def test_a_heavier_thing_that_comes_in_is_no_return(desk: Desk) -> None:
    lift(desk)
    desk.load += 185
    desk.hand(0.1)
    put_in = next(effect.step for effect in desk.rest(1.0) if isinstance(effect, Look))
    show(desk, put_in, ("tuna", 0.97))
    assert [question.kind for question in asked(desk)] == [Kind.WHICH_REMOVED]
    assert desk.skus == ["tea", "tea-mint", "tuna"]


def test_a_thing_moved_while_the_pictures_were_slow_is_still_that_thing() -> None:
    fillers = [product(f"filler-{number}", 1500 + 60 * number, 100, 0.8) for number in range(40)]
    desk = Desk(catalog=Catalog("test", "EUR", (*SHELF.products, product("sardines", 185, 299), *fillers)))
    desk.change(185, ("tuna", 0.97))
    lifted, put_down = step(desk, -185), step(desk, 185)
    show(desk, lifted, ("tuna", 0.97))
    # The picture from before already shows it on its new spot.
    desk.feed(Sighting(Seconds(desk.t), put_down, (), 1.0, 0))
    assert not asked(desk)
    assert desk.skus == ["tuna"]
