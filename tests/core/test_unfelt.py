"""A trip during which the scale was away: staff are called to the exit, nobody is held up, and somebody looks."""

from dataclasses import replace

import pytest
from desk import BRISK, SHELF, Desk
from hypothesis import given, settings
from hypothesis import strategies as st

from cart.core.basket import fold
from cart.core.facts import TripFinished
from cart.core.inputs import Lane, LaneSignal, Reason, Source, SourceDown, SourceUp
from cart.core.shopper_facts import CallClosed, CallReason, StaffCalled
from cart.core.taps import StaffTap, Tap
from cart.core.units import Seconds
from cart.core.view import Screen
from cart.core.viewing import view
from store.audit import TripState, audit


def lose(desk: Desk, source: Source, reason: Reason = Reason.UNPLUGGED) -> None:
    desk.feed(SourceDown(Seconds(desk.t), source, reason))


def find(desk: Desk, source: Source) -> None:
    desk.feed(SourceUp(Seconds(desk.t), source, "desk" if source is Source.SCALE else ""))


def called(desk: Desk) -> list[CallReason]:
    return [fact.body.reason for fact in desk.facts if isinstance(fact.body, StaffCalled)]


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(["before", "after", "never"]), st.booleans(), st.sampled_from(list(Reason)))
def test_whenever_the_scale_was_away_staff_are_called_and_the_trip_is_reviewed(when, back, reason):
    desk = Desk(rules=BRISK, pace=0.3)
    if when == "before":
        lose(desk, Source.SCALE, reason)
    desk.tap(Tap.START)
    if when == "after":
        lose(desk, Source.SCALE, reason)
    if back and when != "never":
        find(desk, Source.SCALE)
    away = when != "never"
    desk.leave()
    desk.wait(1)
    assert called(desk) == [CallReason.SCALE] * away
    assert view(desk.state).screen is Screen.RECEIPT  # nobody is held up
    last = desk.facts[-1].body
    assert isinstance(last, TripFinished)
    assert last.interventions == away
    verdict = audit(desk.facts, SHELF)
    assert verdict.state is (TripState.REVIEW if away else TripState.CLOSED)
    assert verdict.reason.startswith("the scale was away") == away
    assert fold(desk.facts).unfelt == away


def test_staff_who_looked_are_not_called_again_and_nothing_is_left_to_review():
    desk = Desk(rules=replace(BRISK, spot_check_permille=0), pace=0.3)
    desk.tap(Tap.START)
    lose(desk, Source.SCALE)
    desk.feed(LaneSignal(Seconds(desk.t), Lane.ARMED, "1"))
    shown = view(desk.state)
    assert shown.screen is Screen.CHECKOUT
    assert [call.reason for call in shown.calls] == [CallReason.SCALE]
    desk.staff(StaffTap.CALL_DONE, "1")
    desk.staff(StaffTap.LEAVE)
    assert CallClosed(1, "staff") in [fact.body for fact in desk.facts]
    desk.rest(1.0)
    desk.feed(LaneSignal(Seconds(desk.t), Lane.CROSSED, "1"))
    desk.wait(1)
    assert called(desk) == [CallReason.SCALE]
    assert (desk.facts[-1].body.interventions, audit(desk.facts, SHELF).state) == (0, TripState.CLOSED)


@pytest.mark.parametrize("source", [Source.CAMERA, Source.STORE])
def test_other_devices_call_nobody(source):
    desk = Desk(rules=BRISK, pace=0.3)
    desk.tap(Tap.START)
    lose(desk, source)
    desk.leave()
    desk.wait(1)
    assert called(desk) == []
    assert audit(desk.facts, SHELF).state is TripState.CLOSED
