"""Laws of weighing: whatever happens, nothing crashes, the hand is never in the reference, and steps add up."""

import math
from dataclasses import replace

import pytest
from desk import CALIBRATION, COUNTS_PER_GRAM, ZERO
from hypothesis import given, settings
from hypothesis import strategies as st
from test_weighing import RULES, Scale, steps

from cart.core.impacts import impacts
from cart.core.inputs import HeadReading, ScaleReading
from cart.core.ringing import ring
from cart.core.units import Decigrams, Seconds
from cart.core.weighing import (
    Event,
    Provisional,
    Rested,
    Shape,
    Touched,
    Weighing,
    WeightStep,
    resume_head,
    weigh,
    weigh_head,
)

FLAT = (0, 0, 16384)
counts = st.lists(st.integers(-(2**23), 2**23), max_size=5).map(tuple)
motions = st.none() | st.tuples(*[st.integers(-32768, 32767)] * 3)
jumps = st.sampled_from([0.0, 1 / 80, 1 / 80, 1 / 80, 0.3, 0.6, 40.0, -2.0])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(jumps, counts | st.just(ZERO), motions, st.integers(1, 60)), max_size=12))
def test_any_readings_are_survived(
    stretches: list[tuple[float, tuple[int, ...], tuple[int, int, int] | None, int]],
) -> None:
    weighing, t = Weighing(), 10.0
    for jump, row, motion, times in stretches:
        for _ in range(times):
            t += jump
            weighing, _ = weigh(weighing, ScaleReading(Seconds(t), row, motion), CALIBRATION, RULES)


def falls(scale: Scale, load: float, grams: float, hz: float = 13.0, height: float = 3.0) -> list[float]:
    """Weights of a thing that is dropped on a platform that rings, without noise."""
    decay = 0.06 * 2 * math.pi * hz
    return [
        load + grams * (1 - height * math.exp(-decay * k / 80) * math.cos(2 * math.pi * hz * k / 80 + 0.4))
        for k in range(1, 160)
    ]


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 999), st.floats(8.0, 2000.0), st.floats(9.0, 23.0))
def test_what_goes_in_and_out_again_weighs_nothing(seed: int, grams: float, hz: float) -> None:
    scale = Scale(seed)
    scale.hold(600, 2.0)
    came = steps(scale.hand(600) + scale.feed(falls(scale, 600, grams, hz)) + scale.hold(600 + grams, 1.5))
    went = steps(scale.hand(600 + grams) + scale.hold(600, 2.0))
    assert [len(came), len(went)] == [1, 1]
    assert abs(came[0].delta + went[0].delta) < 6 * math.hypot(came[0].sigma, went[0].sigma)


@pytest.mark.parametrize("push", [20.0, 150.0, 400.0])
def test_the_reference_is_never_taken_across_the_hand(push: float) -> None:
    scale = Scale(21)
    scale.hold(800, 2.0)
    hand = [800 + push * math.sin(math.pi * n / 80) ** 2 for n in range(40)]
    found = steps(scale.feed(hand) + scale.feed(falls(scale, 800, 120)) + scale.hold(920, 1.0))
    assert [abs(step.delta - 120) < 1.5 for step in found] == [True]


def test_a_provisional_value_comes_while_the_platform_still_rings() -> None:
    scale = Scale(22)
    scale.hold(500, 2.0)
    start = scale.t
    events = scale.feed(falls(scale, 500, 400, 11.0, 8.0)) + scale.hold(900, 1.0)
    told = [event for event in events if isinstance(event, Provisional)]
    assert told[0].t - start <= 0.6
    assert abs(told[0].delta - 400) <= 2.0
    assert abs(steps(events)[0].delta - 400) <= 1.0


def test_the_onset_is_noticed_within_tens_of_milliseconds() -> None:
    scale = Scale(23)
    scale.hold(500, 2.0)
    start = scale.t
    touched = [event for event in scale.hold(600, 1.0) if isinstance(event, Touched)]
    assert touched[0].t - start <= 0.05


def test_two_things_at_once_are_marked_and_one_is_not() -> None:
    for second, parts in ((0.0, 1), (150.0, 2)):
        scale = Scale(24)
        scale.hold(500, 2.0)
        first = falls(scale, 500, 250, 12.0, 2.0)
        late = falls(scale, 0, second, 12.0, 2.0)
        both = [a + (late[n - 40] if n >= 40 else 0.0) for n, a in enumerate(first)]
        found = steps(scale.feed(both) + scale.hold(750 + second, 1.5))
        assert [step.parts for step in found] == [parts]


@pytest.mark.parametrize("readings", [20, 48])
def test_a_still_lean_is_reported_late_and_marked_as_a_ramp(readings: int) -> None:
    scale = Scale(25)
    scale.hold(500, 2.0)
    start = scale.t
    leant = [500 + 900 * math.sin(math.pi / 2 * n / readings) ** 2 for n in range(readings)]
    found = steps(scale.feed(leant) + scale.hold(1400, 3.0))
    assert [step.shape for step in found] == [Shape.RAMP]
    assert found[0].t1 - start > 1.4 + readings / 80


def test_a_lean_that_varies_is_never_booked() -> None:
    scale = Scale(26)
    scale.hold(500, 2.0)
    lean = [500 + 900 * min(1, n / 40) * (1 + 0.04 * math.sin(n / 35)) for n in range(1200)]
    events = scale.feed(lean) + scale.hold(500, 2.0)
    assert steps(events) == []
    assert isinstance(events[-1], Rested)


def test_a_move_over_untrimmed_cells_is_no_step_and_five_grams_are() -> None:
    scale = Scale(27)
    left, right = (0.5, 0.0, 0.5, 0.0), (0.0, 0.504, 0.0, 0.504)
    for _ in range(160):
        scale.read(1000, left)
    events = [e for _ in range(160) if (e := scale.read(1000, right))]
    assert steps(events) == []
    assert isinstance(events[-1], Rested)
    found = steps([e for _ in range(160) if (e := scale.read(1005, right))])
    assert [abs(step.delta - 5) < 1.2 for step in found] == [True]


def test_creep_after_a_heavy_step_is_no_step() -> None:
    scale = Scale(28)
    scale.hold(0, 2.0)
    first = scale.hold(8000, 2.0)
    events = scale.feed(8000 * (1 + 0.0005 * (1 - math.exp(-n / 4800))) for n in range(80 * 120))
    assert len(steps(first)) == 1
    assert steps(events) == []


class Cart(Scale):
    """A scale with an accelerometer; `shake` is the acceleration of its frame in g, `tilt` in radians."""

    live_g = 9000.0
    rough = 0.0
    tilt = 0.0
    n = 0
    wrong_at = -1
    """The reading in which the first cell's conversion is nonsense."""

    def roll(self, grams: float, seconds: float) -> list[Event]:
        events = []
        for _ in range(round(seconds * 80)):
            self.n += 1
            self.t += 1 / 80
            shake = self.rough * math.sqrt(2) * math.sin(2 * math.pi * 9.7 * self.n / 80)
            whole = grams + self.live_g * shake
            row = tuple(round(z + (whole / 4 + self.dice.gauss(0, 0.4)) * COUNTS_PER_GRAM) for z in ZERO)
            if self.n == self.wrong_at:
                row = (-row[0], *row[1:])
            up = round(16384 * (math.cos(self.tilt) + shake + self.dice.gauss(0, 0.0025)))
            motion = (round(16384 * math.sin(self.tilt)), 0, up)
            reading = ScaleReading(Seconds(self.t), row, motion)
            self.weighing, event = weigh(self.weighing, reading, CALIBRATION, RULES)
            events += [event] if event else []
        return events


@pytest.mark.parametrize(("grams", "found"), [(30.0, 0), (200.0, 1), (-200.0, 1)])
def test_only_heavy_steps_are_booked_while_rolling_and_the_rest_at_the_stop(grams: float, found: int) -> None:
    cart = Cart(31)
    cart.roll(2000, 4.0)
    cart.rough = 0.03
    assert steps(cart.roll(2000, 4.0)) == []
    moving = steps(cart.roll(2000 + grams, 3.5))
    assert [abs(step.delta - grams) < 15 for step in moving] == [True] * found
    cart.rough = 0.0
    standing = steps(cart.roll(2000 + grams, 5.0))
    assert [abs(step.delta - grams) < 1.5 for step in standing] == [True] * (1 - found)


@pytest.mark.parametrize("after", [40, 90, 130])
def test_a_wrong_conversion_while_rolling_moves_no_step(after: int) -> None:
    found = []
    for wrong in (False, True):
        cart = Cart(34)
        cart.roll(2000, 4.0)
        cart.rough = 0.03
        cart.roll(2000, 4.0)
        cart.wrong_at = cart.n + after if wrong else -1
        found.append([step.delta for step in steps(cart.roll(2600, 3.5))])
    assert len(found[0]) == len(found[1]) == 1
    assert abs(found[1][0] - found[0][0]) < 3.0


def test_nothing_is_booked_on_a_slope() -> None:
    cart = Cart(32)
    cart.roll(2000, 3.0)
    cart.tilt = math.radians(5)
    assert steps(cart.roll(2300, 3.0)) == []
    cart.tilt = 0.0
    assert [abs(step.delta - 300) < 1.5 for step in steps(cart.roll(2300, 3.0))] == [True]


def test_a_level_and_its_ring_are_told_apart() -> None:
    scale = Scale(33)
    noisy = [w + scale.dice.gauss(0, 0.8) for w in falls(scale, 100, 900)[:40]]
    found = ring(noisy, 0.8)
    assert found is not None
    assert abs(found.level - 1000) < 5 * found.sigma
    assert ring([100.0 + k for k in range(40)], 0.8) is None


def test_a_single_wrong_conversion_is_no_impact() -> None:
    scale = Scale(34)
    quiet = [500 + scale.dice.gauss(0, 0.8) for _ in range(100)]
    ringing = [w + scale.dice.gauss(0, 0.8) for w in falls(scale, 500, 100)]
    assert impacts([*quiet[:50], 9000.0, *quiet[50:], *ringing], 0.8) == 1


def test_a_certified_head_gives_the_same_events() -> None:
    weighing, seen = Weighing(), []
    said = [(0, True), (0, True), (130, False), (420, False), (425, True), (425, True), (400, False), (425, True)]
    for n, (decigrams, stable) in enumerate([(d * 10, s) for d, s in said]):
        weighing, event = weigh_head(weighing, HeadReading(Seconds(n / 5), Decigrams(decigrams), stable))
        seen.append(type(event))
    nothing = type(None)
    assert seen == [Rested, nothing, Touched, nothing, WeightStep, nothing, Touched, Rested]
    _, event = weigh_head(resume_head((4250,)), HeadReading(Seconds(9.0), Decigrams(9250), True))
    assert isinstance(event, WeightStep)
    assert event.delta == 500


def test_readings_with_a_better_calibration_ask_for_less() -> None:
    quiet = replace(CALIBRATION, noise_g=0.4)
    scale = Scale(35)
    weighing = Weighing()
    found = []
    for n in range(480):
        scale.t += 1 / 80
        grams = 500 + (4.5 if n > 240 else 0)
        row = tuple(round(z + (grams / 4 + scale.dice.gauss(0, 0.2)) * COUNTS_PER_GRAM) for z in ZERO)
        weighing, event = weigh(weighing, ScaleReading(Seconds(scale.t), row), quiet, RULES)
        found += [event] if isinstance(event, WeightStep) else []
    assert [abs(step.delta - 4.5) < 1.0 for step in found] == [True]
