"""Promises 3 and 5 on the live desk: every shown line is there after a kill -9, and every tape gives its trip again."""

import time
from contextlib import suppress
from pathlib import Path

import pytest

from cart.clock import cart_clock
from cart.core.effects import ConfirmLook
from cart.core.facts import CodePending, ExitCrossed, ItemAdded, ItemRemoved, TripFinished
from cart.core.inputs import CodeSeen
from cart.core.taps import Tap
from cart.core.units import Seconds
from cart.refinements import CONFIRMED_FILE
from cart.replay import replay
from cart.tape import Recording, TapeUnreadable, read
from hw.bench.kept import Watched
from hw.bench.program_kills import kill_on
from hw.bench.remote import Program
from hw.twin.goods import ASSORTMENT

WAIT_S = 60.0
PESTO = next(goods.product.gtins[0] for goods in ASSORTMENT if goods.product.sku == "pesto")


def test_promise_5_the_tape_of_a_live_trip_replays_to_the_same_facts_and_effects(desk):
    desk.put("rice")
    desk.put("cucumber")
    desk.take("rice")
    for again in (0.0, 0.2):
        desk.cart.inbox.put(CodeSeen(Seconds(cart_clock() + again), PESTO, "EAN13"))
    desk.put("pesto")
    trip = desk.leave().receipt.trip
    desk.tap(Tap.DONE)
    recording = read(desk.tape(trip))
    assert recording.whole
    said = [type(fact.body) for fact in recording.facts if not isinstance(fact.body, CodePending)]
    assert said.count(ItemAdded) == 3
    assert said.count(ItemRemoved) == 1
    assert said.count(ExitCrossed) == said.count(TripFinished) == 1
    outcome = replay(recording)
    assert outcome.differences == ()
    assert outcome.facts == len(recording.facts) == len(desk.facts(trip))
    lines = {fact.body.sku: fact.body for fact in recording.facts if isinstance(fact.body, ItemAdded)}
    wished = [each for record in recording.records for each in record.effects if isinstance(each, ConfirmLook)]
    assert [each.event for each in wished if each.sku == "pesto"] == [f"{trip}/{lines['pesto'].line}"]
    wait_for((desk.run / "cart" / CONFIRMED_FILE).exists, "the look that the barcode named to be kept")


@pytest.mark.timeout(300)
def test_promise_3_what_was_shown_is_there_after_kill_9(neighbours):
    result = kill_on(neighbours, 3, seed=2)
    assert result["kills"] == 3
    assert result["lines_shown"] >= 3
    assert result["trips"] >= 1
    assert (result["lost"], result["doubled"], result["money_mismatch"]) == (0, 0, 0)


def test_promise_5_the_tape_of_a_killed_trip_replays_to_the_same_facts_and_effects(neighbours):
    program = Program(neighbours.config, Watched())
    program.start()
    wait_for(lambda: program.view.products and not program.view.trouble, "a cart without trouble")
    neighbours.world.wait_done(neighbours.world.put("rice"))
    wait_for(lambda: [line.sku for line in program.view.lines] == ["rice"], "rice on the bill")
    tape = neighbours.tape(program.view.trip)
    wait_for(lambda: (kept := part(tape)) and kept.facts, "the facts on tape")
    program.kill()
    recording = read(tape)
    assert not recording.whole
    outcome = replay(recording)
    assert outcome.differences == ()
    assert outcome.facts >= len(recording.facts) > 0
    program.start()
    program.stop()
    on_disk = neighbours.facts(recording.facts[0].trip)
    assert list(recording.facts) == on_disk[: len(recording.facts)]


def part(tape: Path) -> Recording | None:
    """As much of a tape as is on disk while it is still being recorded."""
    with suppress(TapeUnreadable):
        return read(tape)
    return None


def wait_for(there, what: str) -> None:
    deadline = time.monotonic() + WAIT_S
    while not there():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.2)
