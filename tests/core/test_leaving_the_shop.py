"""The exit: crossing the lane ends the trip without a tap; doubt is settled in the shopper's favour."""

from dataclasses import replace

import pytest
from desk import SHELF, Desk, brisk
from hypothesis import given, settings
from hypothesis import strategies as st

from cart.core.facts import (
    ExitArmed,
    ExitCrossed,
    ExitLeft,
    ItemRemoved,
    QuestionAnswered,
    Rule,
    TripCancelled,
    TripFinished,
)
from cart.core.inputs import (
    Acked,
    CatalogArrived,
    CatalogConfirmed,
    Lane,
    LaneSignal,
    NextTrip,
    RecordsDamaged,
    Tick,
)
from cart.core.taps import Tap
from cart.core.tariff import Tariff, TaxClass, TaxPolicy, TaxRate
from cart.core.units import Seconds
from cart.core.view import Screen
from cart.core.viewing import view
from store.receipts import receipt
from store.wording import Shop
from ui.presenter import present


@pytest.fixture
def desk() -> Desk:
    desk = brisk()
    desk.change(1034, ("milk", 0.95))
    return desk


def lane(desk: Desk, *signals: Lane) -> None:
    for signal in signals:
        desk.feed(LaneSignal(Seconds(desk.t), signal, "1"))


def walk(desk: Desk, *places: Lane) -> None:
    """From place to place as people do, which takes them seconds."""
    for place in places:
        lane(desk, place)
        desk.wait(2)


def finished(desk: Desk) -> list[TripFinished]:
    return [fact.body for fact in desk.facts if isinstance(fact.body, TripFinished)]


def doubtful(desk: Desk) -> None:
    desk.change(120, ("tea", 0.5), ("tea-mint", 0.45))


def test_armed_and_crossed_finishes_the_trip_without_a_tap(desk: Desk) -> None:
    lane(desk, Lane.ARMED)
    assert view(desk.state).screen is Screen.CHECKOUT
    desk.rest(1.0)
    lane(desk, Lane.CROSSED)
    assert [done.total for done in finished(desk)] == [119]
    assert finished(desk)[0].taxes == ((70, 119, 8),)
    assert finished(desk)[0].interventions == 0
    seen = view(desk.state)
    assert seen.screen is Screen.RECEIPT
    assert seen.receipt is not None
    assert seen.receipt.total == 119
    assert not seen.receipt.stored


def test_the_receipt_says_when_the_store_has_it(desk: Desk) -> None:
    desk.leave()
    receipt = desk.state.receipt
    assert receipt is not None
    seq = desk.facts[-1].seq
    for trip, to in [("another", seq), (receipt.trip, seq - 1)]:
        desk.feed(Acked(Seconds(desk.t), trip, to))
        assert desk.state.receipt == receipt
    desk.feed(Acked(Seconds(desk.t), receipt.trip, seq, 42))
    shown = view(desk.state).receipt
    assert shown is not None
    assert (shown.stored, shown.number) == (True, 42)
    desk.feed(Acked(Seconds(desk.t), receipt.trip, seq))
    assert view(desk.state).receipt == shown, "an answer that comes again says no less"


def test_the_cart_says_when_its_prices_are_old(desk: Desk) -> None:
    hour = 3_600_000
    desk.feed(Tick(Seconds(desk.t), 1000 * hour))
    assert not view(desk.state).prices_old, "a cart without a store has nobody to ask"
    desk.feed(CatalogConfirmed(Seconds(desk.t), 1000 * hour))
    for later, old in ((23, False), (25, True)):
        desk.feed(Tick(Seconds(desk.t + 3600 * later), (1000 + later) * hour))
        assert view(desk.state).prices_old is old
    assert view(desk.state).prices_at == 1000 * hour
    desk.feed(CatalogConfirmed(Seconds(desk.t), 1025 * hour))
    assert not view(desk.state).prices_old


def test_damaged_records_are_told_until_they_are_whole(desk: Desk) -> None:
    for count in (2, 0):
        desk.feed(RecordsDamaged(Seconds(desk.t), count))
        assert view(desk.state).damaged == count


@pytest.mark.parametrize(
    "signals",
    [
        (Lane.CROSSED,),
        (Lane.ARMED,),
        (Lane.ARMED, Lane.ARMED),
        (Lane.CROSSED, Lane.CROSSED),
    ],
)
def test_other_signals_do_not_end_a_trip(desk: Desk, signals: tuple[Lane, ...]) -> None:
    lane(desk, *signals)
    desk.rest(1.0)
    assert finished(desk) == []
    assert desk.state.trip


def test_a_cart_that_lingers_in_the_lane_goes_back_to_shopping(desk: Desk) -> None:
    lane(desk, Lane.ARMED)
    desk.wait(12)
    assert view(desk.state).screen is Screen.SHOP
    lane(desk, Lane.CROSSED)
    assert finished(desk) == []
    lane(desk, Lane.ARMED, Lane.CROSSED)
    assert len(finished(desk)) == 1


def test_crossing_without_a_trip_does_nothing() -> None:
    desk = brisk()
    walk(desk, Lane.ARMED, Lane.CROSSED, Lane.ARMED)
    assert desk.facts == []
    assert view(desk.state).screen is Screen.WELCOME


def test_a_second_crossing_is_nothing(desk: Desk) -> None:
    doubtful(desk)
    lane(desk, Lane.ARMED, Lane.CROSSED, Lane.CROSSED, Lane.ARMED, Lane.CROSSED)
    assert sum(isinstance(fact.body, ExitArmed) for fact in desk.facts) == 1
    assert sum(isinstance(fact.body, ExitCrossed) for fact in desk.facts) == 1


def test_promise_2_doubt_at_the_exit_is_dropped_in_the_shoppers_favour_and_counted(desk: Desk) -> None:
    doubtful(desk)
    desk.leave()
    assert finished(desk) == []
    assert (view(desk.state).screen, view(desk.state).open_questions) == (Screen.CHECKOUT, 1)
    desk.wait(57)
    assert finished(desk) == []
    desk.wait(9)
    assert [(done.total, done.interventions) for done in finished(desk)] == [(119, 1)]
    assert [f.body.by for f in desk.facts if isinstance(f.body, QuestionAnswered)] == ["exit"]
    paper = view(desk.state).receipt
    assert paper is not None
    assert [abs(dropped - 1200) < 30 for dropped in paper.dropped] == [True]


def test_an_answer_in_time_finishes_the_trip_with_the_line(desk: Desk) -> None:
    doubtful(desk)
    desk.leave()
    desk.wait(18)
    desk.tap(Tap.ANSWER, "tea")
    assert [(done.total, done.interventions) for done in finished(desk)] == [(368, 0)]


def test_a_doubtful_removal_at_the_exit_comes_off_the_bill() -> None:
    desk = brisk()
    desk.change(120, ("tea", 0.97))
    desk.change(120, ("tea-mint", 0.97))
    desk.change(-120, ("tea", 0.5), ("tea-mint", 0.45))
    assert len(desk.state.basket.questions) == 1
    desk.leave()
    desk.wait(66)
    assert [(done.total, done.interventions) for done in finished(desk)] == [(249, 1)]
    gone = [fact.body for fact in desk.facts if isinstance(fact.body, ItemRemoved)]
    assert [removed.why.rule for removed in gone] == [Rule.WEIGHT]


def test_a_step_that_still_waits_for_pictures_is_on_the_receipt(desk: Desk) -> None:
    desk.hand()
    desk.load += 420
    desk.rest()
    lane(desk, Lane.ARMED, Lane.CROSSED)
    assert finished(desk) == []
    desk.rest(20.0)
    assert [done.total for done in finished(desk)] == [208]


def test_what_a_hand_still_puts_in_while_crossing_is_on_the_receipt(desk: Desk) -> None:
    desk.hand()
    lane(desk, Lane.ARMED, Lane.CROSSED)
    assert finished(desk) == []
    assert view(desk.state).screen is Screen.CHECKOUT
    desk.change(420, ("beans", 0.95))
    desk.rest(1.0)
    assert [done.total for done in finished(desk)] == [208]


def test_a_hand_that_leaves_nothing_behind_only_delays_the_receipt(desk: Desk) -> None:
    desk.hand()
    lane(desk, Lane.ARMED, Lane.CROSSED)
    assert finished(desk) == []
    desk.rest()
    assert [done.total for done in finished(desk)] == [119]


def test_a_cart_that_rolls_on_and_never_settles_still_finishes(desk: Desk) -> None:
    desk.hand()
    lane(desk, Lane.ARMED, Lane.CROSSED)
    crossed = desk.t
    while not finished(desk) and desk.t < crossed + 10:
        desk.hand(0.1)
    assert [done.total for done in finished(desk)] == [119]
    assert desk.t - crossed <= desk.rules.look_wait_s + 1
    desk.rest()
    assert len(finished(desk)) == 1


def test_who_comes_back_out_of_the_exit_goes_on_shopping(desk: Desk) -> None:
    doubtful(desk)
    walk(desk, Lane.ARMED, Lane.CROSSED, Lane.ARMED)
    assert [fact.body.lane for fact in desk.facts if isinstance(fact.body, ExitLeft)] == ["1"]
    desk.wait(70)
    desk.tap(Tap.ANSWER, "tea")
    assert finished(desk) == []
    assert view(desk.state).screen is Screen.SHOP
    desk.change(420, ("beans", 0.95))
    lane(desk, Lane.ARMED, Lane.CROSSED)
    assert [(done.total, done.interventions) for done in finished(desk)] == [(457, 0)]


def test_who_comes_back_through_the_lane_and_turns_round_has_crossed_again(desk: Desk) -> None:
    doubtful(desk)
    walk(desk, Lane.ARMED, Lane.CROSSED, Lane.CROSSED, Lane.ARMED, Lane.CROSSED)
    kinds = [type(fact.body) for fact in desk.facts if isinstance(fact.body, ExitArmed | ExitCrossed | ExitLeft)]
    assert kinds == [ExitArmed, ExitCrossed, ExitLeft, ExitCrossed]
    desk.tap(Tap.ANSWER, "tea")
    assert len(finished(desk)) == 1


def test_a_crossing_without_a_trip_and_back_leaves_no_trace_in_the_next_trip() -> None:
    desk = brisk()
    lane(desk, Lane.ARMED, Lane.CROSSED)
    desk.change(1034, ("milk", 0.95))
    lane(desk, Lane.ARMED)
    assert not [fact for fact in desk.facts if isinstance(fact.body, ExitLeft | ExitCrossed)]
    desk.wait(12)
    assert view(desk.state).screen is Screen.SHOP


def test_the_receipt_adds_up(desk: Desk) -> None:
    desk.change(180, ("apple", 0.97))
    desk.change(840, ("beans", 0.95))
    desk.leave()
    paper = desk.state.receipt
    assert paper is not None
    assert paper.total == sum(line.price for line in paper.lines)
    assert paper.total == sum(gross for _, gross, _ in paper.taxes)


@pytest.mark.parametrize("added", [False, True])
def test_the_screen_names_each_tax_at_its_whole_rate_as_the_stores_receipt_does(added: bool) -> None:
    quebec = TaxClass("quebec", (TaxRate("TPS", 50_000), TaxRate("TVQ", 99_750)))
    products = tuple(replace(product, tax="quebec") for product in SHELF.products)
    desk = Desk(catalog=replace(SHELF, products=products, tariff=Tariff(TaxPolicy(added), (quebec,))))
    desk.change(1034, ("milk", 0.95))
    desk.leave()
    printed = receipt(desk.facts, desk.catalog, Shop())
    rows = printed.added if added else [(rate, tax) for rate, _, tax in printed.taxes]
    shown = present(view(desk.state)).taxes
    assert [rate for rate, _ in rows] == ["TPS 5%", "TVQ 9.975%"]
    for (rate, tax), said in zip(rows, shown, strict=True):
        assert rate in said.replace("\u00a0%", "%")
        assert said.endswith(f": {tax}")


def test_only_an_empty_trip_can_be_cancelled(desk: Desk) -> None:
    desk.tap(Tap.CANCEL_TRIP)
    assert desk.state.trip
    desk.change(-1034, ("milk", 0.95))
    desk.tap(Tap.CANCEL_TRIP)
    assert desk.state.trip == ""
    assert isinstance(desk.facts[-1].body, TripCancelled)


def test_one_trip_after_the_other_does_not_mix(desk: Desk) -> None:
    desk.leave()
    desk.tap(Tap.DONE)
    desk.feed(NextTrip(Seconds(desk.t), "trip-b"))
    desk.change(-1034)
    assert desk.state.trip == ""
    desk.change(420, ("beans", 0.95))
    assert desk.state.trip == "trip-b"
    desk.leave()
    assert [done.total for done in finished(desk)] == [119, 89]
    second = [fact for fact in desk.facts if fact.trip == "trip-b"]
    assert [fact.seq for fact in second] == list(range(1, len(second) + 1))


def test_a_new_catalogue_counts_from_the_next_trip_on(desk: Desk) -> None:
    newer = replace(desk.catalog, version="newer")
    desk.feed(CatalogArrived(Seconds(desk.t), newer))
    assert desk.state.catalog.version == "test"
    desk.leave()
    assert desk.state.catalog.version == "newer"
    assert desk.state.next_catalog is None


def paid(*things: tuple[str, float]) -> Desk:
    """A desk whose trip is over; what was bought still lies in the basket, and the receipt is on the screen."""
    desk = brisk()
    for sku, grams in things:
        desk.change(grams, (sku, 0.95))
    desk.leave()
    assert view(desk.state).screen is Screen.RECEIPT
    desk.feed(NextTrip(Seconds(desk.t), "trip-b"))
    return desk


BOUGHT = (("milk", 1034.0), ("beans", 420.0), ("tuna", 185.0))


def test_who_puts_something_in_after_the_unloading_begins_a_new_trip() -> None:
    desk = paid(*BOUGHT)
    for _, grams in BOUGHT:
        desk.change(-grams)
        assert view(desk.state).screen is Screen.RECEIPT
    desk.change(120, ("tea", 0.97))
    assert desk.state.trip == "trip-b"
    seen = view(desk.state)
    assert (seen.screen, seen.receipt, seen.total) == (Screen.SHOP, None, 249)
    desk.leave()
    assert [done.total for done in finished(desk)] == [407, 249]


def test_who_forgot_something_buys_it_on_a_new_trip() -> None:
    desk = paid(("milk", 1034.0))
    desk.change(420, ("beans", 0.95))
    assert desk.state.trip == "trip-b"
    assert desk.skus == ["beans"]


def test_the_same_thing_bought_by_the_next_shopper_is_not_taken_for_one_put_back() -> None:
    desk = paid(("milk", 1034.0))
    desk.change(-1034)
    desk.wait(25)
    desk.change(1034, ("milk", 0.95))
    assert desk.state.trip == "trip-b"


def test_a_nudge_under_the_receipt_begins_nothing() -> None:
    desk = paid(("milk", 1034.0))
    desk.change(9)
    desk.change(-9)
    desk.hand()
    desk.rest()
    assert desk.state.trip == ""
    assert view(desk.state).screen is Screen.RECEIPT


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(range(3)), st.floats(-0.004, 0.004)), max_size=8))
def test_who_unloads_and_puts_back_is_charged_for_nothing_more(deeds: list[tuple[int, float]]) -> None:
    """Each deed lifts a thing out of the basket, or puts it back where the corner weighs it a little otherwise."""
    desk = paid(*BOUGHT)
    inside, weighs = {0, 1, 2}, [grams for _, grams in BOUGHT]
    for thing, off in deeds:
        if thing not in inside:
            weighs[thing] = BOUGHT[thing][1] * (1 + off)
        desk.change(-weighs[thing] if thing in inside else weighs[thing])
        inside ^= {thing}
        assert desk.state.trip == ""


def test_the_receipt_goes_by_itself(desk: Desk) -> None:
    desk.leave()
    desk.wait(66)
    assert view(desk.state).screen is Screen.WELCOME
