"""The exit lane's decision: what it says of walks, and laws that hold for any signals in any order."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from desk import Desk, brisk
from happenings import lane_signals
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cart.core.exit import CROSS_WITHIN, LINGER, ExitLane, Passage, pass_time, signal
from cart.core.facts import ExitCrossed, TripFinished
from cart.core.inputs import Lane, LaneSignal, Tick, Way
from cart.core.units import Seconds

ARMED, CROSSED, BACK = Passage.ARMED, Passage.CROSSED, Passage.TURNED_BACK


def zone(t: float, since: float | None = None, name: str = "1", way: Way = Way.CONTACT) -> LaneSignal:
    return LaneSignal(Seconds(t), Lane.ARMED, name, way, None if since is None else Seconds(since))


def line(t: float, since: float | None = None, name: str = "1", way: Way = Way.CONTACT) -> LaneSignal:
    return LaneSignal(Seconds(t), Lane.CROSSED, name, way, None if since is None else Seconds(since))


def run(*signals: LaneSignal, rolls: bool | None = None) -> list[Passage]:
    """What came of the signals, without those of which nothing came."""
    lane, passages = ExitLane(), []
    for seen in signals:
        lane, passage = signal(lane, seen, rolls)
        passages.append(passage)
    return [passage for passage in passages if passage is not Passage.NOTHING]


WALKS = {
    "out": ([zone(1), line(3)], [ARMED, CROSSED]),
    "in": ([line(1), zone(3)], [ARMED]),
    "in, while the line's sensor still tells it": ([line(1), zone(3), line(3.5, 1)], [ARMED]),
    "out, both sensors telling on": ([zone(1), zone(2, 1), line(3), zone(3, 1), line(4, 3)], [ARMED, CROSSED]),
    "out and back": ([zone(1), line(3), line(6), zone(8)], [ARMED, CROSSED, BACK]),
    "out, back, and out again": ([zone(1), line(3), line(6), zone(8), line(11)], [ARMED, CROSSED, BACK, CROSSED]),
    "too late": ([zone(1), line(1.1 + CROSS_WITHIN)], [ARMED]),
    "late, but the zone was told all along": ([zone(1), zone(9, 1), line(12)], [ARMED, CROSSED]),
    "the zone of another lane": ([zone(1, name="2"), line(3)], [ARMED]),
    "beside another lane": ([zone(1), zone(1.1, name="2"), line(3), line(4, name="2")], [ARMED, CROSSED]),
    "a line without a name": ([zone(1, way=Way.MARKER), line(3, name="")], [ARMED, CROSSED]),
    "radio knows no lanes": ([zone(1, name="2", way=Way.RADIO), line(3)], [ARMED, CROSSED]),
    "radio never confirms": ([zone(1), line(3, way=Way.RADIO)], [ARMED]),
    "radio turns nobody back": ([zone(1), line(3), zone(9, way=Way.RADIO)], [ARMED, CROSSED]),
    "a card shown twice turns nobody back": ([zone(1), line(3), zone(9, way=Way.CODE)], [ARMED, CROSSED]),
    "a zone that was on its way": ([zone(1), line(3), zone(3.2, 2.8, way=Way.MARKER)], [ARMED, CROSSED]),
}


@pytest.mark.parametrize("walk", WALKS)
def test_a_walk(walk: str) -> None:
    signals, passages = WALKS[walk]
    assert run(*signals) == passages


def test_a_cart_that_stands_on_the_line_crosses_when_it_moves_on() -> None:
    armed, _ = signal(ExitLane(), zone(1), rolls=True)
    stood, nothing = signal(armed, line(3), rolls=False)
    assert (stood, nothing) == (armed, Passage.NOTHING)
    assert signal(stood, line(9, 3), rolls=True)[1] is CROSSED


def test_a_sensor_that_saw_it_move_needs_no_accelerometer() -> None:
    armed, _ = signal(ExitLane(), zone(1))
    assert signal(armed, replace(line(3), moving=True), rolls=False)[1] is CROSSED
    assert signal(armed, replace(line(3), moving=False), rolls=True)[1] is Passage.NOTHING


@pytest.mark.parametrize(("stands_s", "crosses"), [(60, True), (LINGER + 2 * CROSS_WITHIN, False)])
def test_a_cart_that_stands_in_the_lane_stays_armed_for_a_while(stands_s: float, crosses: bool) -> None:
    lane, _ = signal(ExitLane(), zone(1), rolls=True)
    for tick in range(2, int(stands_s)):
        lane = pass_time(lane, Seconds(tick), rolls=False)
    assert (signal(lane, line(stands_s + 1), rolls=True)[1] is CROSSED) == crosses


signals = st.lists(lane_signals, max_size=40)


@given(signals, st.none() | st.booleans())
@example([zone(13), zone(1), line(12)], None)
def test_never_a_crossing_without_a_zone_before_it(seen: list[LaneSignal], rolls: bool | None) -> None:
    lane = ExitLane()
    zones: list[LaneSignal] = []
    for one in seen:
        lane, passage = signal(lane, one, rolls)
        if one.lane is Lane.ARMED:
            zones.append(one)
        if passage is CROSSED:
            assert one.way is not Way.RADIO
            assert any(start <= begin(one) and one.t - end <= CROSS_WITHIN for start, end in visits(zones))
            assert not (one.moving is None and rolls is False)
            assert one.moving is not False


def test_a_late_sign_of_an_earlier_visit_does_not_lengthen_this_one() -> None:
    assert CROSSED not in run(zone(13), zone(1), line(12))


def visits(zones: list[LaneSignal]) -> Iterator[tuple[float, float]]:
    """From when to when the cart was in a zone, however many readings said so: gaps make another visit."""
    for place in {(one.name, one.way) for one in zones}:
        spans = sorted((begin(one), one.t) for one in zones if (one.name, one.way) == place)
        start, end = spans[0]
        for begun, told in spans[1:]:
            if begun - end > CROSS_WITHIN:
                yield start, end
                start, end = begun, told
            end = max(end, told)
        yield start, end


def begin(seen: LaneSignal) -> float:
    return seen.t if seen.since is None else seen.since


@given(signals)
def test_radio_alone_never_ends_a_trip(seen: list[LaneSignal]) -> None:
    assert CROSSED not in run(*(replace(one, way=Way.RADIO) for one in seen))


@given(signals)
@example([zone(1), line(3)])
def test_signals_that_come_twice_do_what_they_do_once(seen: list[LaneSignal]) -> None:
    assert run(*(one for one in seen for _ in range(2))) == run(*seen)


@given(st.permutations([zone(1), zone(2, 1), line(3), line(3.5, 3), line(4, 3)]))
def test_signals_of_one_walk_in_any_order_cross_once(seen: list[LaneSignal]) -> None:
    passages = run(*seen)
    assert passages.count(ARMED) == 1
    assert BACK not in passages
    last_line = max(n for n, one in enumerate(seen) if one.lane is Lane.CROSSED)
    first_zone = min(n for n, one in enumerate(seen) if one.lane is Lane.ARMED)
    assert passages.count(CROSSED) == (first_zone < last_line)


LAWS = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@LAWS
@given(st.lists(lane_signals | st.builds(Tick, st.floats(0, 400).map(Seconds), st.just(0)), max_size=80))
def test_no_trip_ends_twice(seen: list[LaneSignal | Tick]) -> None:
    desk: Desk = brisk()
    desk.change(1034, ("milk", 0.95))
    desk.change(120, ("tea", 0.5), ("tea-mint", 0.45))
    begun = desk.t
    for one in seen:
        desk.feed(replace(one, t=Seconds(begun + one.t)))
    desk.wait(70)
    ended = [fact.trip for fact in desk.facts if isinstance(fact.body, TripFinished)]
    assert len(ended) == len(set(ended))
    crossed = any(isinstance(fact.body, ExitCrossed) for fact in desk.facts)
    assert crossed or not ended
