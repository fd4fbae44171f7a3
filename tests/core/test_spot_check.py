"""Spot checks: as often as the rate says, of one to three things, each as likely as documented."""

from collections import Counter
from dataclasses import replace
from itertools import permutations
from math import sqrt
from random import Random

import pytest
from desk import BRISK, Desk
from hypothesis import given
from hypothesis import strategies as st

from cart.core.effects import SendNow
from cart.core.facts import Evidence, Rule, TripFinished
from cart.core.inputs import NextTrip
from cart.core.line import Line
from cart.core.shopper_facts import CallClosed, CallReason, StaffCalled
from cart.core.spot_check import chosen, how_many, is_drawn, share
from cart.core.staff_facts import SpotCheckAsked, SpotChecked, SpotCheckEnded, SpotExtra
from cart.core.taps import StaffTap, Tap
from cart.core.units import Decigrams, Money, Permille, Seconds, Sku, UnitPrice
from cart.core.view import Screen
from cart.core.viewing import view

ALWAYS = replace(BRISK, spot_check_permille=1000, staff_wait_s=5.0)


def line(number: int, sure: int) -> Line:
    why = Evidence(Rule.WEIGHT, number, Decigrams(100), Decigrams(1), ((Sku("a"), Permille(sure)),))
    return Line(number, Sku("a"), 1, Money(100), 0, Decigrams(0), UnitPrice(0), why, Decigrams(100))


@given(st.integers(0, 1000), st.integers(0, 2**64 - 1))
def test_exactly_the_rate_of_all_lots_is_drawn(rate: int, lot: int) -> None:
    assert is_drawn(lot, rate) == (lot < rate * 2**64 / 1000 or rate == 1000)
    border = rate * 2**64 // 1000
    assert not is_drawn(min(border + 1, 2**64 - 1), rate) or rate == 1000
    assert border == 0 or is_drawn(border - 1, rate)
    assert not is_drawn(-1, rate)


@given(st.integers(0, 2**64 - 1), st.lists(st.integers(0, 1000), max_size=30))
def test_one_to_three_different_lines_are_chosen(lot: int, sure: list[int]) -> None:
    lines = [line(number, p) for number, p in enumerate(sure, start=1)]
    taken = chosen(lot, lines)
    assert len(set(taken)) == len(taken) == how_many(len(lines)) <= 3
    assert bool(taken) == bool(lines)


def test_the_frequency_is_the_rate() -> None:
    dice, n = Random(1), 20_000
    drawn = sum(is_drawn(dice.getrandbits(64), 50) for _ in range(n))
    assert abs(drawn - 0.05 * n) < 5 * sqrt(n * 0.05 * 0.95)


def test_each_lines_chance_is_as_documented() -> None:
    lines = [line(number, sure) for number, sure in enumerate((1000, 1000, 900, 500, 0), start=1)]
    shares = {each.line: share(each) for each in lines}
    assert shares == {1: 1000, 2: 1000, 3: 1100, 4: 1500, 5: 2000}
    expected = Counter[int]()
    for first, second in permutations(shares, 2):  # two of five are looked at
        chance = shares[first] / sum(shares.values())
        chance *= shares[second] / (sum(shares.values()) - shares[first])
        expected[first] += chance
        expected[second] += chance
    dice, n = Random(2), 20_000
    seen = Counter(number for _ in range(n) for number in chosen(dice.getrandbits(64), lines))
    for number, chance in expected.items():
        assert abs(seen[number] - chance * n) < 5 * sqrt(n * chance * (1 - chance)), number


@pytest.fixture
def desk() -> Desk:
    desk = Desk(rules=ALWAYS, pace=0.3)
    desk.feed(NextTrip(Seconds(desk.t), "drawn", 12345))
    desk.change(1034, ("milk", 0.96))
    desk.change(420, ("beans", 0.96))
    return desk


def test_the_check_is_asked_before_the_exit_and_the_trip_waits_for_it(desk: Desk) -> None:
    desk.leave()
    shown = view(desk.state)
    assert shown.screen is Screen.SPOT_CHECK
    assert shown.check is not None
    assert 1 <= len(shown.check.lines) <= 3
    desk.staff(StaffTap.CHECKED)
    assert view(desk.state).staffer.problem == "not looked at yet"
    desk.staff(StaffTap.FOUND, str(shown.check.lines[0].line))
    desk.staff(StaffTap.EXTRA, "tuna")
    desk.staff(StaffTap.CHECKED)
    said = [fact.body for fact in desk.facts]
    assert SpotChecked(shown.check.lines[0].line, True) in said
    assert SpotExtra(Sku("tuna")) in said
    assert SpotCheckEnded(True) in said
    assert isinstance(said[-1], TripFinished)
    assert said[-1].total == 119 + 89


def test_nobody_came_and_the_shopper_goes(desk: Desk) -> None:
    desk.leave()
    desk.wait(7)
    assert desk.state.trip == ""
    assert any(fact.body == SpotCheckEnded(False) for fact in desk.facts)
    last = desk.facts[-1].body
    assert isinstance(last, TripFinished)
    assert (last.total, last.interventions) == (119 + 89, 1)


def test_a_thing_that_left_meanwhile_need_not_be_found(desk: Desk) -> None:
    desk.leave()
    check = desk.state.basket.check
    assert check is not None
    number = check.lines[0]
    sku = next(each.sku for each in desk.state.basket.lines if each.line == number)
    desk.change(-1034 if sku == "milk" else -420, (sku, 0.96))
    desk.staff(StaffTap.CHECKED)
    assert any(fact.body == SpotCheckEnded(True) for fact in desk.facts)


def test_with_no_lot_or_no_rate_nobody_is_checked() -> None:
    for rules, lot in ((ALWAYS, -1), (replace(ALWAYS, spot_check_permille=0), 0)):
        desk = Desk(rules=rules, pace=0.3)
        desk.feed(NextTrip(Seconds(desk.t), "free", lot))
        desk.change(1034, ("milk", 0.96))
        desk.leave()
        assert desk.state.trip == ""
        assert not any(isinstance(fact.body, SpotCheckAsked) for fact in desk.facts)


@pytest.mark.parametrize("comes", [True, False])
def test_a_check_calls_staff_once_and_the_call_ends_with_it(desk: Desk, comes: bool) -> None:
    desk.leave()
    assert [call.reason for call in view(desk.state).calls] == [CallReason.CHECK]
    assert any(isinstance(effect, SendNow) for effect in desk.effects)
    desk.tap(Tap.HELP_CANCEL)  # it is not the shopper's call
    if comes:
        for line in view(desk.state).check.lines:
            desk.staff(StaffTap.FOUND, str(line.line))
        desk.staff(StaffTap.CALL_DONE)
        assert [call.reason for call in view(desk.state).calls] == [CallReason.CHECK]  # it ends by its own answer
        desk.staff(StaffTap.CHECKED)
    else:
        desk.wait(7)
    said = [fact.body for fact in desk.facts]
    assert [body.reason for body in said if isinstance(body, StaffCalled)] == [CallReason.CHECK]
    assert [body.by for body in said if isinstance(body, CallClosed)] == ["staff" if comes else "nobody came"]
    assert said.index(CallClosed(1, "staff" if comes else "nobody came")) < len(said) - 1
