"""Staff put a trip right, by their role, and the bill stays what its lines say."""

import pytest
from desk import Desk, brisk

from cart.core.facts import ItemAdded, QuestionAnswered, Rule, TripCancelled, TripFinished
from cart.core.inputs import StaffTapped
from cart.core.roles import RIGHTS, Right, Role
from cart.core.staff_effects import Audit
from cart.core.staff_facts import StaffActed
from cart.core.taps import StaffTap, Tap
from cart.core.units import Seconds
from cart.core.view import Screen
from cart.core.viewing import view


@pytest.fixture
def desk() -> Desk:
    desk = brisk()
    desk.change(1034, ("milk", 0.96))
    desk.change(120, ("tea", 0.98))
    return desk


def bill(desk: Desk) -> list[tuple[str, int, int]]:
    return [(line.sku, line.quantity, line.price) for line in desk.state.basket.lines]


def problem(desk: Desk) -> str:
    staffer = view(desk.state).staffer
    return staffer.problem if staffer else "nobody"


def test_nobody_who_did_not_come_through_the_door_does_anything(desk: Desk) -> None:
    before = desk.state
    for tap in StaffTap:
        desk.feed(StaffTapped(Seconds(desk.t), tap, "1"))
    assert desk.state.basket == before.basket
    assert desk.state.staffer is None


def test_staff_see_the_trip_and_why_a_line_is_there(desk: Desk) -> None:
    desk.staff(StaffTap.LOOK_AT, "2")
    shown = view(desk.state)
    assert shown.screen is Screen.STAFF_PAGE
    assert shown.why is not None
    assert shown.why.sku == "tea"


def test_a_line_becomes_another_product_or_quantity_and_its_evidence_stays(desk: Desk) -> None:
    old = desk.state.basket.lines[1]
    desk.staff(StaffTap.CORRECT, "2:1:tea-mint")
    assert bill(desk) == [("milk", 1, 119), ("tea-mint", 1, 249)]
    new = desk.state.basket.lines[1]
    assert (new.why.rule, new.why.step, new.why.delta) == (Rule.STAFF, old.why.step, old.why.delta)
    desk.staff(StaffTap.CORRECT, f"{new.line}:2:tea-mint")
    assert bill(desk)[1] == ("tea-mint", 2, 498)
    acted = [fact.body for fact in desk.facts if isinstance(fact.body, StaffActed)]
    assert [(each.who, each.role, each.what) for each in acted] == [("anna", "manager", "correct")] * 2


@pytest.mark.parametrize(
    ("tap", "arg", "why"),
    [
        (StaffTap.CORRECT, "7:1:tea", "no such line"),
        (StaffTap.CORRECT, "2:1:caviar", "no such product"),
        (StaffTap.CORRECT, "2:0:tea", "no quantity"),
        (StaffTap.CORRECT, "2:-1:tea", "no quantity"),
        (StaffTap.CORRECT, "nonsense", "no such line"),
        (StaffTap.VOID, "", "no such line"),
        (StaffTap.NAME, "1:1:tea", "no such question"),
        (StaffTap.DROP, "1", "no such question"),
        (StaffTap.CHARGE, "1:1:tea", "no such thing"),
        (StaffTap.HAND_OVER, "home", "no such thing"),
        (StaffTap.CHECKED, "", "no such line"),
        (StaffTap.ZERO, "", "a trip is running"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(desk: Desk, tap: StaffTap, arg: str, why: str) -> None:
    before = bill(desk)
    desk.staff(tap, arg)
    assert problem(desk) == why
    assert bill(desk) == before
    audits = [effect for effect in desk.effects if isinstance(effect, Audit)]
    assert (audits[-1].what, audits[-1].outcome) == (tap.value, why)


def test_a_voided_thing_may_stay_and_leave_without_a_question(desk: Desk) -> None:
    desk.staff(StaffTap.VOID, "2")
    desk.staff(StaffTap.LEAVE)
    assert bill(desk) == [("milk", 1, 119)]
    desk.change(-120)
    assert view(desk.state).question is None
    assert bill(desk) == [("milk", 1, 119)]


def test_an_open_question_is_answered_or_dropped(desk: Desk) -> None:
    desk.change(120, ("tea", 0.4), ("tea-mint", 0.4))
    desk.change(420, ("beans", 0.3), nothing=0.6)
    asked = [question.question for question in desk.state.basket.questions]
    assert asked
    desk.staff(StaffTap.NAME, f"{asked[0]}:0:gum")
    assert problem(desk) == "weight differs"
    desk.staff(StaffTap.NAME, f"{asked[0]}:0:tea-mint")
    assert bill(desk)[-1] == ("tea-mint", 1, 249)
    for number in asked[1:]:
        desk.staff(StaffTap.DROP, str(number))
    assert not desk.state.basket.questions
    assert {fact.body.by for fact in desk.facts if isinstance(fact.body, QuestionAnswered)} == {"staff"}


def test_what_was_called_ones_own_can_be_charged(desk: Desk) -> None:
    desk.change(300, nothing=0.9)
    desk.tap(Tap.NOT_FOR_SALE)
    own = desk.state.basket.foreign
    assert len(own) == 1
    desk.staff(StaffTap.CHARGE, f"{own[0].step}:1:tuna")
    assert desk.state.basket.foreign == ()
    assert bill(desk)[-1] == ("tuna", 1, 199)


def test_a_trip_ends_with_its_receipt_or_without_a_sale() -> None:
    for tap, kind in ((StaffTap.FINISH, TripFinished), (StaffTap.CANCEL, TripCancelled)):
        desk = brisk()
        desk.change(1034, ("milk", 0.96))
        desk.staff(tap)
        assert isinstance(desk.facts[-1].body, kind)
        assert desk.state.trip == ""
        desk.staff(StaffTap.LEAVE)
        assert view(desk.state).screen is (Screen.RECEIPT if tap is StaffTap.FINISH else Screen.WELCOME)


def test_each_role_may_what_it_may(desk: Desk) -> None:
    desk.come(Role.ASSOCIATE)
    desk.staff(StaffTap.VOID, "2")
    assert problem(desk) == "not allowed"
    desk.come(Role.TECHNICIAN)
    desk.staff(StaffTap.CORRECT, "2:1:tea-mint")
    assert problem(desk) == "not allowed"
    desk.come(Role.LEAD)
    desk.staff(StaffTap.VOID, "2")
    assert bill(desk) == [("milk", 1, 119)]
    assert RIGHTS[Role.MANAGER] == set(Right)


def test_staff_who_walk_away_are_gone_after_a_while(desk: Desk) -> None:
    desk.come()
    desk.wait(round(desk.rules.staff_idle_s) + 2)
    assert view(desk.state).staffer is None
    assert [each.what for each in desk.effects if isinstance(each, Audit)] == ["came", "leave"]


def test_what_staff_put_right_no_tap_of_the_shopper_takes_back(desk: Desk) -> None:
    desk.change(120, ("tea", 0.4), ("tea-mint", 0.4))
    desk.tap(Tap.ANSWER, "tea-mint")
    desk.staff(StaffTap.CORRECT, f"{desk.state.basket.lines[-1].line}:1:tea")
    assert not view(desk.state).can_undo


def test_every_price_keeps_a_step(desk: Desk) -> None:
    desk.staff(StaffTap.CORRECT, "1:2:beans")
    added = [fact.body for fact in desk.facts if isinstance(fact.body, ItemAdded)]
    assert all(each.why.step and each.why.delta > 0 for each in added)
