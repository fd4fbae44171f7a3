"""One contract for every sensor of the exit lane, then what each of them minds by itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cart.core.inputs import Lane, LaneSignal, Way
from cart.core.units import Seconds
from cart.exit_lane import (
    BeaconSensor,
    CardSensor,
    ContactSensor,
    ExitSensor,
    Heard,
    Levels,
    Looked,
    MarkerSensor,
    Raw,
    Sign,
)
from cart.exit_lane.signs import LANES

Places = set[Lane]


def levels(stretches: list[tuple[Places, float]]) -> Iterator[Raw]:
    """What the contacts say 80 times a second of stretches at places, in seconds."""
    for t, places in _sampled(stretches, 80):
        yield Levels(t, (Lane.ARMED in places) | (Lane.CROSSED in places) << 1)


def markers(stretches: list[tuple[Places, float]]) -> Iterator[Raw]:
    """Ten pictures a second; what is seen comes nearer."""
    for t, places in _sampled(stretches, 10):
        yield Looked(t, Way.MARKER, tuple(Sign(place, "3", (0.6, 0.2 + t % 1 / 2), 0.2) for place in places))


def card(stretches: list[tuple[Places, float]]) -> Iterator[Raw]:
    """The card is shown at the line."""
    for t, places in _sampled(stretches, 10):
        there = Lane.CROSSED in places
        yield Looked(t, Way.CODE, (Sign(Lane.CROSSED, "3", (0.6 + t % 1 / 9, 0.5), 0.3),) if there else ())


def packets(stretches: list[tuple[Places, float]]) -> Iterator[Raw]:
    """The beacon hangs above the zone."""
    for t, places in _sampled(stretches, 8):
        yield Heard(t, "3", -58 if places else -85)


def _sampled(stretches: list[tuple[Places, float]], rate: int) -> Iterator[tuple[Seconds, Places]]:
    n = 0
    for places, seconds in stretches:
        for _ in range(round(seconds * rate)):
            n += 1
            yield Seconds(1 + n / rate), places


@dataclass(frozen=True)
class Rig:
    sensor: Callable[[], ExitSensor]
    raw: Callable[[list[tuple[Places, float]]], Iterator[Raw]]
    out: tuple[Lane, ...] = (Lane.ARMED, Lane.CROSSED)
    glimpse_s: float = 0.05


RIGS = {
    Way.CONTACT: Rig(ContactSensor, levels, glimpse_s=0.05),
    Way.MARKER: Rig(MarkerSensor, markers, glimpse_s=0.1),
    Way.CODE: Rig(CardSensor, card, glimpse_s=0.1),
    Way.RADIO: Rig(BeaconSensor, packets, out=(Lane.ARMED,), glimpse_s=1.0),
}

OUT: list[tuple[Places, float]] = [(set(), 3), ({Lane.ARMED}, 4), (set(), 0.3), ({Lane.CROSSED}, 3), (set(), 8)]


@pytest.fixture(params=RIGS, ids=lambda way: way.value)
def rig(request: pytest.FixtureRequest) -> Rig:
    return RIGS[request.param]


def told(sensor: ExitSensor, raw: Iterator[Raw]) -> list[LaneSignal]:
    return [signal for one in raw for signal in sensor.feed(one)]


def new(signals: list[LaneSignal]) -> list[Lane]:
    """The places that the cart came to, without what was said again."""
    seen: dict[tuple[Lane, Seconds | None], Lane] = {(one.lane, one.since): one.lane for one in signals}
    return list(seen.values())


def test_a_walk_out_is_told_place_by_place(rig: Rig) -> None:
    signals = told(rig.sensor(), rig.raw(OUT))
    assert tuple(new(signals)) == rig.out
    for one in signals:
        assert one.way is rig.sensor().way
        assert one.since is not None
        assert one.since <= one.t


def test_what_stays_is_said_again_but_not_often(rig: Rig) -> None:
    signals = told(rig.sensor(), rig.raw([(set(), 1), ({Lane.ARMED, Lane.CROSSED}, 10)]))
    for place in rig.out:
        times = [one.t for one in signals if one.lane is place]
        assert 5 <= len(times) <= 22
        assert times == sorted(times)


def test_a_glimpse_of_the_line_confirms_nothing(rig: Rig) -> None:
    sight = [(set(), 3), ({Lane.ARMED}, 4), ({Lane.ARMED, Lane.CROSSED}, rig.glimpse_s), ({Lane.ARMED}, 1), (set(), 9)]
    assert Lane.CROSSED not in new(told(rig.sensor(), rig.raw(sight)))


def test_what_other_sensors_take_in_is_nothing_to_it(rig: Rig) -> None:
    others = [each.raw for way, each in RIGS.items() if way is not rig.sensor().way]
    assert all(told(rig.sensor(), raw(OUT)) == [] for raw in others)


times = st.floats(0, 9).map(Seconds)
names = st.sampled_from(["1", "2", "", "a name that is much too long"])
signs = st.builds(Sign, st.sampled_from(Lane), names, st.tuples(st.floats(-1, 9), st.floats(-1, 9)), st.floats(0, 2))
raws = st.one_of(
    st.builds(Levels, times, st.integers(0, 255)),
    st.builds(Looked, times, st.sampled_from(Way), st.lists(signs, max_size=4).map(tuple)),
    st.builds(Heard, times, names, st.integers(-127, 20)),
)


@settings(max_examples=15)
@given(st.lists(raws, max_size=60), st.sampled_from(list(RIGS)))
def test_nothing_that_comes_in_stops_a_sensor(odd: list[Raw], way: Way) -> None:
    sensor = RIGS[way].sensor()
    told(sensor, iter(odd))
    later: list[tuple[Places, float]] = [(set(), 20.0), *OUT]
    assert set(RIGS[way].out) <= set(new(told(sensor, RIGS[way].raw(later))))


def test_many_made_up_lanes_lock_no_real_one_out() -> None:
    card, radio = CardSensor(), BeaconSensor()
    for n in range(2 * LANES):
        card.feed(Looked(Seconds(1), Way.CODE, (Sign(Lane.CROSSED, f"X{n}", (0.5, 0.5), 0.5),)))
        radio.feed(Heard(Seconds(1), f"X{n}", -50))
    later: list[tuple[Places, float]] = [(set(), 9), *OUT]
    for sensor, way in ((card, Way.CODE), (radio, Way.RADIO)):
        real = [one for one in told(sensor, RIGS[way].raw(later)) if one.name == "3"]
        assert tuple(new(real)) == RIGS[way].out


def bits(*stretches: tuple[int, float]) -> list[LaneSignal]:
    places = [({place for bit, place in ((1, Lane.ARMED), (2, Lane.CROSSED)) if b & bit}, s) for b, s in stretches]
    return told(ContactSensor(), levels(places))


def test_bounces_of_a_contact_are_no_edges() -> None:
    assert bits((0, 1), *[(1, 1 / 80), (0, 2 / 80)] * 20, (0, 1)) == []


def test_a_strip_with_a_gap_in_it_is_one_strip() -> None:
    assert new(bits((1, 2), (0, 0.3), (2, 0.075), (0, 0.0125), (2, 0.075), (0, 1))) == [Lane.ARMED, Lane.CROSSED]


@pytest.mark.parametrize(
    ("stretches", "moving"),
    [
        ([(1, 2), (0, 0.5), (2, 5)], True),  # it came from the zone
        ([(1, 2), (3, 5)], None),  # it is still on the zone
        ([(1, 2), (3, 0.4), (1, 1)], True),  # it passed
        ([(1, 2), (0, 20), (2, 5)], None),  # it stood before the line
    ],
)
def test_contacts_tell_motion_when_they_can(stretches: list[tuple[int, float]], moving: bool | None) -> None:
    assert [one.moving for one in bits(*stretches, (0, 1)) if one.lane is Lane.CROSSED][-1] is moving


def looks(way: Way, sensor: ExitSensor, *signs: Sign | None) -> list[LaneSignal]:
    raw = (Looked(Seconds(1 + n / 10), way, (sign,) if sign else ()) for n, sign in enumerate(signs))
    return told(sensor, raw)


def test_a_marker_of_the_next_lane_is_too_small_to_count() -> None:
    far = [Sign(Lane.ARMED, "2", (0.1, 0.1 + n / 50), 0.05) for n in range(20)]
    assert looks(Way.MARKER, MarkerSensor(), *far) == []


def test_a_marker_before_which_the_cart_stands_tells_no_motion() -> None:
    still = [Sign(Lane.CROSSED, "2", (0.5, 0.5), 0.2)] * 20
    assert looks(Way.MARKER, MarkerSensor(), *still)[-1].moving is False


def test_a_card_that_lies_in_the_basket_confirms_nothing() -> None:
    dice = Random(1)
    for scatter in (0.001, 0.002):  # half of what a card that lies still seems to move by: of most, and of the worst
        lying = [
            Sign(Lane.CROSSED, "2", (0.5 + dice.uniform(-scatter, scatter), 0.5 + dice.uniform(-scatter, scatter)), 0.2)
            for n in range(400)
        ]
        assert not any(one.moving for one in looks(Way.CODE, CardSensor(), *lying) if one.lane is Lane.CROSSED)


def test_a_hand_that_holds_a_card_nearly_still_is_seen_in_two_looks_and_a_drifting_card_is_not_in_many() -> None:
    held = [Sign(Lane.CROSSED, "2", (0.5, 0.5 + n * 0.006), 0.2) for n in range(2)]
    assert [one.moving for one in looks(Way.CODE, CardSensor(), *held) if one.lane is Lane.CROSSED] == [True]
    still = [Sign(Lane.CROSSED, "2", (0.5, 0.5), 0.2)] * 10
    assert not any(one.moving for one in looks(Way.CODE, CardSensor(), *still, *held) if one.lane is Lane.CROSSED)


def test_one_look_at_a_card_arms_only() -> None:
    assert new(looks(Way.CODE, CardSensor(), Sign(Lane.CROSSED, "2", (0.5, 0.5), 0.2), *[None] * 50)) == [Lane.ARMED]
