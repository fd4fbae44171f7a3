"""Own bag and coat: announced, weighed, no lines, and free to leave again."""

from desk import Desk, brisk

from cart.core.facts import StepIgnored, TripStarted
from cart.core.news import ChangeKind
from cart.core.rebuilding import rebuild
from cart.core.shopper_facts import OWN
from cart.core.taps import Tap
from cart.core.view import Screen
from cart.core.viewing import view


def bag(desk: Desk, grams: float = 333.0) -> None:
    desk.change(grams, nothing=0.97)


def test_a_bag_put_in_before_the_trip_starts_it_and_is_no_line() -> None:
    desk = brisk()
    desk.tap(Tap.OWN_THINGS)
    assert view(desk.state).own.placing
    bag(desk)
    shown = view(desk.state)
    assert isinstance(desk.facts[0].body, TripStarted)
    assert (shown.screen, shown.total, shown.items, shown.open_questions) == (Screen.SHOP, 0, 0, 0)
    assert (shown.own.things, round(shown.own.weight, -1)) == (1, 3330)
    assert shown.news[0].kind is ChangeKind.OWN


def test_several_things_one_after_the_other_and_then_goods() -> None:
    desk = brisk()
    desk.tap(Tap.OWN_THINGS)
    bag(desk)
    bag(desk, 700.0)
    desk.tap(Tap.OWN_DONE)
    assert not view(desk.state).own.placing
    desk.change(1034, ("milk", 0.96))
    shown = view(desk.state)
    assert desk.skus == ["milk"]
    assert shown.own.things == 2
    bag(desk)
    assert view(desk.state).screen is Screen.QUESTION


def test_it_leaves_again_without_a_word_of_doubt() -> None:
    desk = brisk()
    desk.tap(Tap.OWN_THINGS)
    bag(desk)
    desk.tap(Tap.OWN_DONE)
    desk.change(1034, ("milk", 0.96))
    desk.change(-333)
    shown = view(desk.state)
    assert (shown.own.things, shown.own.weight, shown.open_questions) == (0, 0, 0)
    assert shown.news[0].kind is ChangeKind.OWN_OUT
    assert desk.skus == ["milk"]
    gone = desk.facts[-1].body
    assert isinstance(gone, StepIgnored)
    assert gone.undoes == 1


def test_the_time_for_own_things_runs_out() -> None:
    desk = brisk()
    desk.tap(Tap.OWN_THINGS)
    desk.wait(round(desk.state.rules.own_s) + 1)
    assert not view(desk.state).own.placing
    bag(desk)
    assert view(desk.state).screen is Screen.QUESTION


def test_what_is_certainly_the_shops_is_asked_about_even_then() -> None:
    desk = brisk()
    desk.tap(Tap.OWN_THINGS)
    desk.change(1034, ("milk", 0.97))
    asked = view(desk.state).question
    assert asked is not None
    assert asked.options[0].sku == "milk"
    assert view(desk.state).total == 0
    desk.tap(Tap.NOT_FOR_SALE)
    assert view(desk.state).own.things == 1
    assert desk.skus == []


def test_a_restart_keeps_what_was_tared() -> None:
    desk = brisk()
    desk.tap(Tap.OWN_THINGS)
    bag(desk)
    again = rebuild(desk.start, desk.facts)
    assert view(again).own.things == 1
    assert again.basket.foreign[0].why == OWN
