"""Promise 5 on the live desk: the tape of a real trip gives the same facts and effects again."""

from cart.core.facts import CodePending, ExitCrossed, ItemAdded, ItemRemoved, TripFinished
from cart.core.inputs import Tap
from cart.replay import replay
from cart.tape import read


def test_promise_5_the_tape_of_a_live_trip_replays_to_the_same_facts_and_effects(desk):
    desk.put("rice")
    desk.put("cucumber")
    desk.take("rice")
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
