"""After a kill or a power cut the cart is rebuilt from facts alone, and goes on."""

from dataclasses import replace

import pytest
from desk import BRISK, CALIBRATION, SHELF, Desk, brisk

from cart.core import brain
from cart.core.basket import fold
from cart.core.facts import (
    CodeDropped,
    ExitLeft,
    Fact,
    ItemAdded,
    ItemRemoved,
    QuestionAsked,
    StepSettled,
    TripFinished,
    TripStarted,
)
from cart.core.inputs import CodeSeen, Lane, LaneSignal, NextTrip, Source, SourceUp, Tick
from cart.core.rebuilding import rebuild, receipt_again
from cart.core.state import State
from cart.core.taps import Tap
from cart.core.units import Seconds
from cart.core.viewing import view


def revived(desk: Desk, facts: list[Fact], t: float) -> Desk:
    """A cart that was started again with `facts` on its ledger, beside the same basket."""
    again = Desk.__new__(Desk)
    again.__dict__.update(desk.__dict__)
    again.t = t
    again.facts, again.effects, again.inputs = list(facts), [], []
    again.start = State(SHELF, BRISK, CALIBRATION, now=Seconds(t))
    again.state = rebuild(again.start, facts) if facts else again.start
    again.feed(SourceUp(Seconds(t), Source.SCALE, "desk"))
    return again


@pytest.fixture(scope="module")
def trip() -> Desk:
    """Lines, a removal, a question that was answered, a pending code, and a thing that is not for sale."""
    desk = brisk(3)
    desk.change(1034, ("milk", 0.95))
    desk.change(840, ("beans", 0.95))
    desk.change(120, ("tea", 0.5), ("tea-mint", 0.45))
    desk.tap(Tap.ANSWER, "tea")
    desk.change(-420, ("beans", 0.9))
    for _ in range(2):
        desk.feed(CodeSeen(Seconds(desk.t), "9780201379624", "EAN13"))
        desk.rest(0.3)
    desk.change(120, ("tea-mint", 0.9))
    desk.change(333, nothing=0.97)
    desk.tap(Tap.NOT_FOR_SALE)
    desk.change(120, ("tea", 0.5), ("tea-mint", 0.45))
    return desk


def test_promise_3_what_was_shown_is_there_again_after_every_single_fact(trip: Desk) -> None:
    for n in range(1, len(trip.facts) + 1):
        facts = trip.facts[:n]
        state = rebuild(State(SHELF, BRISK, CALIBRATION), facts)
        assert state.basket == fold(facts)
        assert (state.trip, state.seq) == (facts[-1].trip, n)
        shown = [line.line for line in view(state).lines if not line.pending]
        assert shown == [line.line for line in fold(facts).lines]
        assert view(state).total == fold(facts).goods


def test_the_trip_goes_on_from_every_single_fact(trip: Desk) -> None:
    for n in range(1, len(trip.facts) + 1):
        facts = trip.facts[:n]
        held = [f.body for f in facts if isinstance(f.body, StepSettled)]
        grams = CALIBRATION.grams(held[-1].counts) if held else 0.0
        desk = revived(trip, facts, trip.t + 5)
        desk.load = grams
        desk.rest(3.0)
        kept = {line.line for line in fold(facts).lines}
        assert kept <= {line.line for line in desk.state.basket.lines} | removed(desk)
        steps = desk.state.steps
        desk.change(185, ("tuna", 0.97))
        assert desk.state.steps == steps + 1
        assert "tuna" in desk.skus
        assert [fact.seq for fact in desk.facts] == list(range(1, len(desk.facts) + 1))


def removed(desk: Desk) -> set[int]:
    return {fact.body.line for fact in desk.facts if isinstance(fact.body, ItemRemoved)}


def test_what_changed_during_the_restart_is_a_step_of_its_own() -> None:
    desk = brisk()
    desk.change(1034, ("milk", 0.95))
    again = revived(desk, desk.facts, desk.t + 40)
    again.load += 420
    effects = again.rest(3.0)
    assert len(effects) == 1
    again.wait(6)
    assert again.skus == ["beans", "milk"]


def test_what_was_taken_out_during_the_restart_comes_off() -> None:
    desk = brisk()
    desk.change(1034, ("milk", 0.95))
    desk.change(420, ("beans", 0.95))
    again = revived(desk, desk.facts, desk.t + 40)
    again.load -= 420
    again.rest(3.0)
    again.wait(6)
    assert again.skus == ["milk"]


def test_small_drift_during_the_restart_is_no_step() -> None:
    desk = brisk()
    desk.change(1034, ("milk", 0.95))
    again = revived(desk, desk.facts, desk.t + 600)
    again.load += 6
    again.rest(3.0)
    assert again.facts == desk.facts


def test_a_step_that_was_never_decided_is_decided_after_the_restart() -> None:
    desk = brisk()
    desk.change(1034, ("milk", 0.95))
    facts = [fact for fact in desk.facts if not isinstance(fact.body, ItemAdded)]
    again = revived(desk, facts, desk.t + 5)
    assert again.skus == ["milk"]
    assert again.state.basket.undecided == ()


def test_an_undecided_removal_is_decided_by_weight_after_the_restart() -> None:
    desk = brisk()
    for sku, grams in [("milk", 1034), ("beans", 420), ("tuna", 185), ("gum", 14), ("tea", 120)] * 3:
        desk.change(grams, (sku, 0.97))
    desk.change(-1034, ("milk", 0.95))
    facts = [fact for fact in desk.facts if not isinstance(fact.body, ItemRemoved)]
    assert len(facts) == len(desk.facts) - 1
    again = revived(desk, facts, desk.t + 5)
    assert again.skus.count("milk") == 2
    assert not again.state.basket.questions


def test_an_open_question_is_still_open() -> None:
    desk = brisk()
    desk.change(120, ("tea", 0.5), ("tea-mint", 0.45))
    again = revived(desk, desk.facts, desk.t + 5)
    assert view(again.state).question == view(desk.state).question
    again.tap(Tap.ANSWER, "tea")
    assert again.skus == ["tea"]


def test_a_code_that_got_its_weight_is_not_dropped_again() -> None:
    desk = brisk()
    desk.tap(Tap.START)
    for _ in range(2):
        desk.feed(CodeSeen(Seconds(desk.t), "4006381333931", "EAN13"))
        desk.rest(0.3)
    desk.change(1034, ("milk", 0.95))
    again = revived(desk, desk.facts, desk.t + 5)
    assert again.state.pending_since == ()
    again.wait(30)
    assert not any(isinstance(fact.body, CodeDropped) for fact in again.facts)


def test_a_pending_code_is_still_pending_and_is_dropped_in_time() -> None:
    desk = brisk()
    desk.tap(Tap.START)
    for _ in range(2):
        desk.feed(CodeSeen(Seconds(desk.t), "4006381333931", "EAN13"))
        desk.rest(0.3)
    again = revived(desk, desk.facts, 3.0)
    assert [line.pending for line in view(again.state).lines] == [True]
    again.wait(14)
    assert view(again.state).lines
    again.wait(3)
    assert view(again.state).lines == ()


@pytest.mark.parametrize("t", [5.0, 130.0])
def test_the_wait_at_the_exit_ends_in_time_even_when_the_clock_began_anew(t: float) -> None:
    desk = brisk()
    desk.change(120, ("tea", 0.5), ("tea-mint", 0.45))
    desk.leave()
    again = revived(desk, desk.facts, t)
    again.wait(30)
    assert again.state.trip
    again.wait(61)
    assert again.state.trip == ""
    assert isinstance(again.facts[-1].body, TripFinished)


def test_a_cart_that_had_come_back_out_of_the_exit_is_still_shopping() -> None:
    desk = brisk()
    desk.change(120, ("tea", 0.5), ("tea-mint", 0.45))
    desk.leave()
    crossed = revived(desk, desk.facts, desk.t + 5)
    crossed.wait(2)
    crossed.feed(LaneSignal(Seconds(crossed.t), Lane.ARMED, "1"))
    assert isinstance(crossed.facts[-1].body, ExitLeft)
    back = revived(crossed, crossed.facts, crossed.t + 5)
    back.wait(70)
    back.tap(Tap.ANSWER, "tea")
    assert back.state.trip
    assert back.skus == ["tea"]


def test_the_exit_works_after_a_restart(trip: Desk) -> None:
    again = revived(trip, trip.facts, 1.0)
    again.rest(2.0)
    again.tap(Tap.ANSWER, "tea")
    for signal in (Lane.ARMED, Lane.CROSSED):
        again.feed(LaneSignal(Seconds(again.t), signal, "1"))
    assert again.state.receipt is not None
    assert again.state.receipt.total == fold(trip.facts).goods + 249


def test_a_trip_that_began_before_the_first_rest_finds_its_level_after_the_restart() -> None:
    start = State(SHELF, BRISK, CALIBRATION)
    fact = Fact("trip", 1, 5, TripStarted("test", "EUR", 0))
    state = rebuild(start, [fact])
    assert not state.held
    desk = revived(brisk(), [fact], 9.0)
    desk.rest(3.0)
    assert desk.state.held
    desk.change(420, ("beans", 0.95))
    assert desk.skus == ["beans"]


def test_without_a_calibration_the_basket_is_there_all_the_same(trip: Desk) -> None:
    for calibration in (None, replace(CALIBRATION, zero=(0.0,), grams_per_count=(1.0,))):
        state = rebuild(State(SHELF, BRISK, calibration), trip.facts)
        assert state.basket == fold(trip.facts)


def test_a_catalogue_that_changed_meanwhile_breaks_nothing(trip: Desk) -> None:
    fewer = replace(SHELF, version="newer", products=SHELF.products[3:])
    state = rebuild(State(fewer, BRISK, CALIBRATION), trip.facts)
    assert [line.name for line in view(state).lines][:1] == ["milk"]
    asked = [fact.body for fact in trip.facts if isinstance(fact.body, QuestionAsked)][-1]
    desk = revived(trip, trip.facts, trip.t + 5)
    desk.state = state
    desk.tap(Tap.ANSWER, asked.options[0])
    assert len(desk.state.basket.questions) == 1
    assert brain.begin(state)


@pytest.mark.parametrize("acked", [(0, 0), (10**6, 42)], ids=["provisional", "numbered"])
def test_the_receipt_is_on_the_screen_again(acked: tuple[int, int]) -> None:
    """The very receipt that was shown, for the rest of its minute."""
    desk = brisk()
    desk.change(1034, ("milk", 0.97))
    desk.change(840, ("beans", 0.95))
    desk.leave()
    shown = view(desk.state).receipt
    assert shown is not None
    start = State(SHELF, BRISK, CALIBRATION, now=Seconds(7.0), wall=shown.wall + 20_000)
    again = receipt_again(start, desk.facts, SHELF, acked)
    assert view(again).receipt == replace(shown, stored=acked[0] > 0, number=acked[1])
    for t, still in ((7.0 + BRISK.receipt_s - 21, True), (7.0 + BRISK.receipt_s - 19, False)):
        later = brain.step(again, Tick(Seconds(t), start.wall)).state
        assert (later.receipt is not None) == still
    for wall in (shown.wall - 1, shown.wall + round(1000 * BRISK.receipt_s) + 1):
        assert receipt_again(replace(start, wall=wall), desk.facts, SHELF, acked).receipt is None


@pytest.mark.parametrize("grams", [1034, 120], ids=["what was bought", "something else"])
def test_whatever_comes_in_after_a_restart_begins_a_trip(grams: float) -> None:
    """Nobody saw what was lifted out, and the next shopper may buy the same."""
    desk = brisk()
    desk.change(1034, ("milk", 0.97))
    desk.leave()
    receipt = desk.state.receipt
    assert receipt is not None
    again = revived(desk, [], 5.0)
    start = State(SHELF, BRISK, CALIBRATION, now=Seconds(5.0), wall=receipt.wall)
    again.state = receipt_again(start, desk.facts, SHELF, (0, 0))
    again.feed(SourceUp(Seconds(5.0), Source.SCALE, "desk"))
    again.feed(NextTrip(Seconds(5.0), "next"))
    again.load = 0.0
    again.rest()
    again.move(grams)
    assert again.state.trip
