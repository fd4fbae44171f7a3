"""The engine: on disk first, then on the screen; and what it did can be done again from the tape."""

import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from queue import SimpleQueue

import pytest
from desk import BRISK, CALIBRATION, SHELF
from happenings import Deed, deeds
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rig import Cart

from cart.core.basket import fold
from cart.core.effects import DrawTrip, Effect, Look
from cart.core.facts import StepSettled, TripFinished
from cart.core.inputs import Acked, Input, Lane, LaneSignal, Reason, Source, SourceDown
from cart.core.state import State
from cart.core.taps import Tap
from cart.core.units import Seconds
from cart.core.view import CartView
from cart.engine import Engine, EngineThread
from cart.explain import explanation
from cart.ledger import Ledger, LedgerFull, LedgerReader
from cart.plot import weight_curve
from cart.replay import replay
from cart.tape import Tape, read
from hw.bench.powercut import NEVER, Drive, mounted


def shop(cart: Cart) -> None:
    cart.change(1034, ("milk", 0.96))
    cart.change(120, ("tea", 0.5), ("tea-mint", 0.45))
    cart.tap(Tap.ANSWER, "tea")
    cart.change(420, ("beans", 0.96))
    cart.change(-1034, ("milk", 0.96))
    cart.leave()


def test_promise_5_a_whole_trip_is_replayed_to_the_same_facts_and_effects(cart: Cart) -> None:
    shop(cart)
    recording = read(cart.tapes()[0])
    assert recording.whole
    assert list(recording.facts) == cart.kept()
    outcome = replay(recording)
    assert outcome.differences == ()
    assert outcome.facts == len(cart.kept())
    assert isinstance(cart.kept()[-1].body, TripFinished)


def test_a_tape_that_was_changed_is_not_the_same(cart: Cart) -> None:
    shop(cart)
    recording = read(cart.tapes()[0])
    other = replace(recording.start, rules=replace(BRISK, weigh=replace(BRISK.weigh, onset_g=40.0)))
    assert not replay(replace(recording, start=other)).same
    fewer = tuple(r for n, r in enumerate(recording.records) if n % 7)
    assert not replay(replace(recording, records=fewer)).same


def test_promise_3_facts_are_on_disk_before_anything_is_shown_or_wished(tmp_path: Path) -> None:
    seen: list[int] = []
    ledger = Ledger(tmp_path / "ledger.db")
    reader = LedgerReader(tmp_path / "ledger.db")

    def show(view: CartView) -> None:
        facts = reader.facts(view.trip) if view.trip else []
        assert [line.line for line in view.lines if not line.pending] == [line.line for line in fold(facts).lines]
        seen.append(len(view.lines))

    def perform(effect: Effect) -> None:
        if isinstance(effect, Look):
            steps = [fact.body.step for fact in reader.facts("trip-1") if isinstance(fact.body, StepSettled)]
            assert effect.step in steps

    engine = Engine(State(SHELF, BRISK, CALIBRATION), ledger, lambda trip, start: None, perform, show)
    with Cart(folder=tmp_path / "other") as cart:
        shop(cart)
        for inp in cart.inputs:
            engine.handle(inp)
    assert max(seen) == 3
    reader.close()
    ledger.close()


def test_a_full_disk_shows_nothing_new_and_the_trip_goes_on_when_there_is_space(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    drive = Drive()
    with mounted(drive, "fills-up") as vfs, Cart(folder=tmp_path, vfs=vfs) as cart:
        cart.change(1034, ("milk", 0.96))
        drive.full_at = 0
        before, shown, kept = cart.engine.state, list(cart.shown), cart.kept()
        for _ in range(3):
            with pytest.raises(LedgerFull):
                cart.feed(SourceDown(Seconds(cart.t), Source.STORE, Reason.UNREACHABLE))
            with pytest.raises(LedgerFull):
                cart.feed(Acked(Seconds(cart.t), "trip-1", 1))
        assert cart.engine.state == before
        assert cart.shown == [*shown, replace(shown[-1], full=True)]
        assert cart.kept() == kept
        assert caplog.text.count("Free some space") == 1
        drive.full_at = NEVER
        cart.change(420, ("beans", 0.96))
        cart.leave()
        recording = read(cart.tapes()[0])
        assert [record.refused for record in recording.records].count(True) == 6
        assert replay(recording).differences == ()
        assert fold(cart.kept()).finished is not None
        assert not cart.shown[-1].full


def test_what_happens_while_the_disk_is_full_happens_when_there_is_space(tmp_path: Path) -> None:
    """The cart crosses the lane while nothing can be written: that is not seen twice."""
    drive = Drive()
    with mounted(drive, "full-for-a-while") as vfs, Cart(folder=tmp_path, vfs=vfs) as cart:
        cart.change(1034, ("milk", 0.96))
        drive.full_at = 0
        inbox: SimpleQueue[Input | None] = SimpleQueue()
        thread = EngineThread(cart.engine, inbox, died=lambda: None)
        thread.start()
        for happened in (Lane.ARMED, Lane.CROSSED):
            inbox.put(LaneSignal(Seconds(cart.t), happened, "1"))
        wait_for(lambda: cart.shown[-1].full, "the shopper to be told")
        assert [line.sku for line in cart.shown[-1].lines] == ["milk"]
        assert cart.shown[-1].receipt is None
        drive.full_at = NEVER
        wait_for(lambda: cart.shown[-1].receipt is not None, "the receipt")
        thread.stop()
        assert not cart.shown[-1].full
        finished = fold(cart.kept()).finished
        assert finished is not None
        assert finished.total == 119
        assert replay(read(cart.tapes()[0])).differences == ()


def test_a_cart_stops_while_its_disk_is_full(tmp_path: Path) -> None:
    drive = Drive()
    with mounted(drive, "full-for-good") as vfs, Cart(folder=tmp_path, vfs=vfs) as cart:
        cart.change(1034, ("milk", 0.96))
        kept, drive.full_at = cart.kept(), 0
        inbox: SimpleQueue[Input | None] = SimpleQueue()
        thread = EngineThread(cart.engine, inbox, died=lambda: None)
        thread.start()
        inbox.put(LaneSignal(Seconds(cart.t), Lane.ARMED, "1"))
        wait_for(lambda: cart.shown[-1].full, "the shopper to be told")
        thread.stop()
        drive.full_at = NEVER
        assert cart.kept() == kept


def wait_for(there: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 30
    while not there():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)


def test_a_tape_that_cannot_be_written_does_not_stop_the_trip(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    full = partial(Tape, Path("/dev/full"), versions={})
    with Cart(folder=tmp_path, open_tape=lambda _trip, start: full(start)) as cart:
        cart.change(1034, ("milk", 0.96))
        for sku, grams in [("beans", 420), ("tuna", 185)] * 12:
            cart.change(grams, (sku, 0.96))
        cart.leave()
        assert fold(cart.kept()).finished is not None
    assert "tape" in caplog.text


def test_a_tape_that_cannot_be_opened_does_not_stop_the_trip(tmp_path: Path) -> None:
    (tmp_path / "tapes").write_text("a file where the folder should be")
    with Cart(folder=tmp_path) as cart:
        shop(cart)
        assert fold(cart.kept()).finished is not None


def test_a_cart_opened_again_goes_on_with_the_trip_and_a_new_tape(tmp_path: Path) -> None:
    with Cart(folder=tmp_path) as cart:
        cart.change(1034, ("milk", 0.96))
        view = cart.shown[-1]
        t = cart.t
    with Cart(folder=tmp_path, load=1034, t=t + 9) as again:
        assert again.shown[0].lines == view.lines
        assert again.shown[0].total == 119
        again.change(420, ("beans", 0.96))
        again.leave()
        assert fold(again.kept()).finished is not None
        assert [path.name for path in again.tapes()] == ["trip-1-1.mcap", "trip-1-2.mcap"]
        for path in again.tapes():
            assert replay(read(path)).differences == ()


def test_what_the_store_has_is_noted(cart: Cart) -> None:
    shop(cart)
    facts = cart.kept()
    cart.feed(Acked(Seconds(cart.t), "trip-1", len(facts)))
    assert cart.shown[-1].receipt is not None
    assert cart.shown[-1].receipt.stored
    with closing(LedgerReader(cart.folder / "ledger.db")) as reader:
        assert reader.unsent() == []


def test_equal_views_are_shown_once(cart: Cart) -> None:
    cart.rest(5.0)
    shown = len(cart.shown)
    cart.rest(5.0)
    assert len(cart.shown) == shown


def test_the_first_wish_is_a_trip_number(cart: Cart) -> None:
    assert cart.performed[0] == DrawTrip()


def test_every_line_can_be_explained_in_words_and_the_weights_drawn(cart: Cart) -> None:
    shop(cart)
    words = explanation(cart.kept(), None)
    assert "1 x milk came in for 119 minor units" in words
    assert "1 x milk went out" in words
    assert "asked 'which added', answered by shopper: tea" in words
    assert explanation(cart.kept(), 99) == ""
    picture = weight_curve(read(cart.tapes()[0]))
    assert picture.startswith("<svg")
    assert "+420 g" in picture


def test_the_engines_thread_takes_inputs_until_it_is_told_to_stop(tmp_path: Path) -> None:
    with Cart(folder=tmp_path / "cart") as cart:
        cart.change(1034, ("milk", 0.96))
        inputs = list(cart.inputs)
    ledger = Ledger(tmp_path / "ledger.db")
    lines = threading.Event()
    inbox: SimpleQueue[Input | None] = SimpleQueue()
    engine = Engine(
        State(SHELF, BRISK, CALIBRATION),
        ledger,
        lambda trip, start: None,
        lambda effect: None,
        lambda view: lines.set() if view.lines else None,
    )
    thread = EngineThread(engine, inbox, died=lambda: None)
    thread.start()
    for inp in inputs:
        inbox.put(inp)
    assert lines.wait(60)
    thread.stop()
    assert [line.sku for line in fold(ledger.running()).lines] == ["milk"]
    ledger.close()


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=st.lists(deeds, min_size=3, max_size=6))
def test_a_shopper_who_does_anything_is_replayed(plan: list[Deed], tmp_path_factory: pytest.TempPathFactory) -> None:
    with Cart(folder=tmp_path_factory.mktemp("cart")) as cart:
        for deed in plan:
            deed(cart)
        cart.engine.close()
        for tape in cart.tapes():
            recording = read(tape)
            assert replay(recording).differences == ()
            kept = cart.ledger.facts(recording.facts[0].trip)
            assert list(recording.facts) == kept
