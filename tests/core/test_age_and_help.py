"""Age checks and calls for staff: never sold silently, never an alarm, and always settled."""

from dataclasses import replace

import pytest
from desk import BRISK, SHELF, Desk
from happenings import Deed, deeds
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_anything import by_trip, hold

from cart.core.basket import fold
from cart.core.catalog import Catalog
from cart.core.effects import SendNow
from cart.core.facts import ItemRemoved, TripFinished
from cart.core.news import ChangeKind
from cart.core.pricing import bill_of
from cart.core.rebuilding import rebuild
from cart.core.shopper_facts import AgeApproved, CallClosed, CallReason, ItemWithheld, StaffCalled
from cart.core.shopper_inputs import StaffComing
from cart.core.taps import StaffTap, Tap
from cart.core.units import Seconds, Sku
from cart.core.view import Screen
from cart.core.viewing import view

AGES = {"beans": 18, "tuna": 16}  # the desk's scale knows their weights; what is in them does not matter
CELLAR = Catalog(
    "cellar",
    "EUR",
    tuple(replace(product, min_age=AGES.get(product.sku, 0)) for product in SHELF.products),
)


def cellar() -> Desk:
    return Desk(catalog=CELLAR, rules=BRISK, pace=0.3)


@pytest.fixture
def desk() -> Desk:
    return cellar()


def staff(desk: Desk, tap: StaffTap, arg: str = "kim") -> None:
    desk.come(who="kim")
    desk.staff(tap, arg)
    desk.staff(StaffTap.LEAVE)


def calls(desk: Desk) -> list[tuple[CallReason, int]]:
    return [(call.reason, call.age) for call in view(desk.state).calls]


def test_something_with_an_age_calls_staff_once(desk: Desk) -> None:
    desk.change(420, ("beans", 0.96))
    desk.change(1034, ("milk", 0.96))
    desk.change(420, ("beans", 0.96))
    shown = view(desk.state)
    assert calls(desk) == [(CallReason.AGE, 18)]
    assert sum(isinstance(fact.body, StaffCalled) for fact in desk.facts) == 1
    assert shown.age is not None
    assert (shown.age.years, shown.age.refused, shown.age.lines) == (18, False, (1, 3))
    assert [(line.sku, line.waits, line.min_age) for line in shown.lines] == [
        ("beans", True, 18),
        ("milk", False, 0),
        ("beans", True, 18),
    ]
    assert any(isinstance(effect, SendNow) for effect in desk.effects)


def test_staff_approve_once_for_the_trip(desk: Desk) -> None:
    desk.change(420, ("beans", 0.96))
    staff(desk, StaffTap.AGE_APPROVE)
    assert (calls(desk), view(desk.state).age) == ([], None)
    desk.change(420, ("beans", 0.96))
    desk.change(185, ("tuna", 0.96))
    assert calls(desk) == []
    assert AgeApproved(18, "kim") in [fact.body for fact in desk.facts]
    again = rebuild(desk.start, desk.facts)
    assert view(again).age is None
    desk.leave()
    desk.wait(2)
    assert view(desk.state).screen is Screen.RECEIPT


def test_an_approval_for_sixteen_is_none_for_eighteen(desk: Desk) -> None:
    desk.change(185, ("tuna", 0.96))
    staff(desk, StaffTap.AGE_APPROVE)
    desk.change(420, ("beans", 0.96))
    assert calls(desk) == [(CallReason.AGE, 18)]


def test_what_leaves_again_needs_nobody(desk: Desk) -> None:
    desk.change(420, ("beans", 0.96))
    desk.change(-420, ("beans", 0.96))
    assert (calls(desk), view(desk.state).age) == ([], None)
    assert isinstance(desk.facts[-1].body, CallClosed)


def test_refused_means_off_the_bill_and_out_of_the_basket(desk: Desk) -> None:
    desk.change(840, ("beans", 0.96))
    desk.change(1034, ("milk", 0.96))
    staff(desk, StaffTap.AGE_REFUSE)
    shown = view(desk.state)
    assert (shown.total, [line.sku for line in shown.lines]) == (119, ["milk"])
    assert [(line.sku, line.quantity) for line in shown.withheld] == [("beans", 2)]
    assert shown.age is not None
    assert shown.age.refused
    assert shown.news[0].kind is ChangeKind.WITHHELD
    desk.leave()
    desk.wait(2)
    assert view(desk.state).screen is Screen.AGE_CHECK
    desk.change(-420, ("beans", 0.96))
    assert view(desk.state).withheld[0].quantity == 1
    assert view(desk.state).news[0].kind is ChangeKind.RETURNED
    desk.change(-420, ("beans", 0.96))
    desk.wait(2)
    receipt = view(desk.state).receipt
    assert receipt is not None
    assert (receipt.total, receipt.withheld) == (119, ())
    assert [body.price for fact in desk.facts if isinstance(body := fact.body, ItemRemoved)] == [0, 0]
    closed = desk.facts[-1].body
    assert isinstance(closed, TripFinished)
    assert closed.interventions == 0


def test_a_refusal_holds_for_what_comes_later_and_can_be_taken_back(desk: Desk) -> None:
    desk.change(420, ("beans", 0.96))
    staff(desk, StaffTap.AGE_REFUSE)
    desk.change(420, ("beans", 0.96))
    assert (view(desk.state).total, len(view(desk.state).withheld), calls(desk)) == (0, 2, [])
    bill = desk.state.bill
    staff(desk, StaffTap.AGE_APPROVE)
    shown = view(desk.state)
    assert (shown.total, [line.line for line in shown.lines], shown.withheld) == (178, [1, 2], ())
    assert bill.total == 0
    assert desk.state.bill == bill_of(fold(desk.facts), CELLAR)


def test_unchecked_at_the_exit_it_waits_then_is_not_sold(desk: Desk) -> None:
    desk.change(420, ("beans", 0.96))
    desk.change(1034, ("milk", 0.96))
    desk.leave()
    assert view(desk.state).screen is Screen.AGE_CHECK
    desk.wait(round(desk.state.rules.staff_wait_s) - 5)
    assert view(desk.state).screen is Screen.AGE_CHECK
    assert desk.state.trip
    desk.wait(8)
    receipt = view(desk.state).receipt
    assert receipt is not None
    assert (receipt.total, [line.sku for line in receipt.lines]) == (119, ["milk"])
    assert [line.sku for line in receipt.withheld] == ["beans"]
    assert ItemWithheld(1, "age not checked at the exit") in [fact.body for fact in desk.facts]
    last = desk.facts[-1].body
    assert isinstance(last, TripFinished)
    assert last.interventions == 1


def test_approved_at_the_exit_the_trip_closes_at_once(desk: Desk) -> None:
    desk.change(420, ("beans", 0.96))
    desk.leave()
    desk.wait(3)
    staff(desk, StaffTap.AGE_APPROVE)
    desk.wait(1)
    receipt = view(desk.state).receipt
    assert receipt is not None
    assert receipt.total == 89


def test_approving_nothing_says_nothing(desk: Desk) -> None:
    desk.change(1034, ("milk", 0.96))
    said = len(desk.facts)
    staff(desk, StaffTap.AGE_APPROVE)
    staff(desk, StaffTap.AGE_REFUSE)
    staff(desk, StaffTap.CALL_DONE)
    assert len(desk.facts) == said


def test_help_is_called_once_answered_and_ended(desk: Desk) -> None:
    desk.tap(Tap.START)
    desk.tap(Tap.HELP)
    desk.tap(Tap.HELP)
    assert calls(desk) == [(CallReason.HELP, 0)]
    desk.feed(StaffComing(Seconds(desk.t), "another trip", 1))
    assert not view(desk.state).calls[0].coming
    desk.feed(StaffComing(Seconds(desk.t), desk.state.trip, 1))
    desk.feed(StaffComing(Seconds(desk.t), desk.state.trip, 1))
    assert view(rebuild(desk.start, desk.facts)).calls[0].coming
    staff(desk, StaffTap.CALL_DONE, "")
    assert calls(desk) == []
    desk.tap(Tap.HELP)
    desk.tap(Tap.HELP_CANCEL)
    desk.tap(Tap.HELP_CANCEL)
    assert calls(desk) == []
    assert [f.body.by for f in desk.facts if isinstance(f.body, CallClosed)] == ["staff", "shopper"]


def test_an_open_call_holds_nobody_up(desk: Desk) -> None:
    desk.change(1034, ("milk", 0.96))
    desk.tap(Tap.HELP)
    desk.leave()
    desk.wait(2)
    assert view(desk.state).screen is Screen.RECEIPT


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(deeds, min_size=3, max_size=7))
def test_nothing_is_sold_unchecked_whatever_happens(plan: list[Deed]) -> None:
    desk = cellar()
    desk.change(420, ("beans", 0.96))
    for deed in plan:
        deed(desk)
    desk.leave()
    desk.wait(140)
    hold(desk)
    for facts in by_trip(desk.facts).values():
        basket = fold(facts)
        if basket.finished is not None and basket.started is not None and basket.started.catalog == "cellar":
            assert all(AGES.get(line.sku, 0) <= basket.care.approved for line in basket.lines)
            assert basket.finished.total == bill_of(basket, CELLAR.at(0)).total
    running = by_trip(desk.facts).get(desk.state.trip, [])
    if running:
        assert rebuild(desk.start, running).basket == desk.state.basket


def test_the_desk_knows_whose_age_it_asks_for() -> None:
    assert CELLAR[Sku("beans")].min_age == 18
