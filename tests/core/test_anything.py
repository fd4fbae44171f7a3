"""Whatever happens, in whatever order and with whatever times, a few things always hold."""

from collections.abc import Sequence

from desk import Desk, brisk
from happenings import Deed, deeds, happen, inputs
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cart.core import brain
from cart.core.basket import fold
from cart.core.facts import Fact, ItemAdded, ItemRemoved, QuestionAsked, StepSettled, TripFinished
from cart.core.inputs import Input
from cart.core.rebuilding import rebuild
from cart.core.staff_inputs import HandoverSealed
from cart.core.state import State
from cart.core.units import Seconds
from cart.core.viewing import view

LAWS = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
QUICK = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))


def by_trip(facts: Sequence[Fact]) -> dict[str, list[Fact]]:
    trips: dict[str, list[Fact]] = {}
    for fact in facts:
        trips.setdefault(fact.trip, []).append(fact)
    return trips


def hold(desk: Desk) -> None:
    """What is always true of a cart and its ledger."""
    for trip, facts in by_trip(desk.facts).items():
        basket = fold(facts)
        assert [fact.seq for fact in facts] == list(range(1, len(facts) + 1))
        settled = [fact.body.step for fact in facts if isinstance(fact.body, StepSettled)]
        assert settled == sorted(set(settled))
        for fact in facts:
            if isinstance(fact.body, ItemAdded | ItemRemoved | QuestionAsked):
                assert fact.body.why.step in settled
            if isinstance(fact.body, ItemAdded):
                assert fact.body.price >= 0
                assert fact.body.why.delta > 0
            if isinstance(fact.body, TripFinished):
                assert fact.body.total == basket.goods
                assert fact.body.total == sum(gross for _, gross, _ in fact.body.taxes)
        assert basket.goods >= 0
        assert basket.goods == sum(line.price for line in basket.lines)
        assert all(line.quantity > 0 and line.price >= 0 for line in basket.lines)
        if trip == desk.state.trip:
            assert desk.state.basket == basket
    shown = view(desk.state)
    assert shown.total == sum(line.price for line in shown.lines if not line.pending)


@LAWS
@given(st.lists(deeds, min_size=4, max_size=9))
def test_a_shopper_who_does_anything_breaks_no_law(plan: list[Deed]) -> None:
    desk = brisk()
    for deed in plan:
        deed(desk)
        hold(desk)


@QUICK
@given(st.lists(inputs, max_size=60))
@example([HandoverSealed(Seconds(0.0), "", 0, "till", "milk")])
def test_inputs_in_any_order_with_times_that_run_backwards_do_no_harm(happenings: list[Input]) -> None:
    desk = brisk()
    for inp in happenings:
        happen(desk, inp)
        view(desk.state)
    hold(desk)


@LAWS
@given(st.lists(deeds, min_size=2, max_size=5), st.lists(inputs, max_size=40))
def test_inputs_in_any_order_in_the_middle_of_a_trip_do_no_harm(plan: list[Deed], odd: list[Input]) -> None:
    desk = brisk()
    desk.change(1034, ("milk", 0.95))
    for deed in plan:
        deed(desk)
    for inp in odd:
        happen(desk, inp)
    hold(desk)


@LAWS
@given(st.lists(deeds, min_size=3, max_size=7))
def test_promise_5_a_trip_run_twice_is_equal(plan: list[Deed]) -> None:
    desk = brisk()
    for deed in plan:
        deed(desk)
    state: State = desk.start
    facts, effects = [], []
    for inp in desk.inputs:
        result = brain.step(state, inp)
        state = result.state
        facts.extend(result.facts)
        effects.extend(result.effects)
    assert facts == desk.facts
    assert effects == desk.effects
    assert state == desk.state


@LAWS
@given(st.lists(deeds, min_size=3, max_size=7))
def test_a_cart_rebuilt_from_its_facts_has_the_same_basket(plan: list[Deed]) -> None:
    desk = brisk()
    for deed in plan:
        deed(desk)
    running = by_trip(desk.facts).get(desk.state.trip, [])
    if running:
        state = rebuild(desk.start, running)
        assert state.basket == desk.state.basket
        assert state.steps == max((f.body.step for f in running if isinstance(f.body, StepSettled)), default=0)
        assert (state.seq, state.held) == (desk.state.seq, desk.state.held)
        assert (state.crossed_at is None) == (desk.state.crossed_at is None)
        assert state.lane.crossed == desk.state.lane.crossed or desk.state.crossed_at is None
        assert state.interventions == desk.state.interventions


@settings(LAWS, max_examples=6)
@given(st.permutations(["milk", "beans", "tuna", "tea"]), st.permutations(["milk", "beans", "tuna", "tea"]))
def test_add_then_remove_is_nothing(added: list[str], removed: list[str]) -> None:
    grams = {"milk": 1034, "beans": 420, "tuna": 185, "tea": 120}
    desk = brisk()
    totals = [0]
    for sku in added:
        desk.change(grams[sku], (sku, 0.96))
        totals.append(desk.state.bill.total)
    assert totals[-1] == 119 + 89 + 199 + 249
    for sku in removed:
        desk.change(-grams[sku], (sku, 0.96))
    assert desk.state.basket.lines == ()
    assert desk.state.bill.total == 0
