"""Weighing: steps are found and measured, noise and drift are not steps."""

import random
from collections.abc import Iterable

import pytest
from desk import CALIBRATION, COUNTS_PER_GRAM, ZERO

from cart.core.inputs import ScaleReading
from cart.core.rules import WeighRules
from cart.core.units import Seconds
from cart.core.weighing import Event, Provisional, Rested, Touched, Weighing, WeightStep, resume, weigh

RULES = WeighRules()


class Scale:
    """Readings of a platform with white noise, one after the other."""

    def __init__(self, seed: int, weighing: Weighing | None = None) -> None:
        self.dice = random.Random(seed)
        self.weighing = weighing or Weighing()
        self.t = 10.0

    def read(self, grams: float, share: tuple[float, ...] = (0.25,) * 4) -> Event | None:
        self.t += 1 / 80
        counts = tuple(
            round(zero + (grams * part + self.dice.gauss(0, 0.4)) * COUNTS_PER_GRAM)
            for zero, part in zip(ZERO, share, strict=True)
        )
        self.weighing, event = weigh(self.weighing, ScaleReading(Seconds(self.t), counts), CALIBRATION, RULES)
        return event

    def feed(self, weights: Iterable[float]) -> list[Event]:
        return [event for event in map(self.read, weights) if event is not None]

    def hold(self, grams: float, seconds: float) -> list[Event]:
        return self.feed([grams] * round(seconds * 80))

    def hand(self, grams: float) -> list[Event]:
        return self.feed(grams + self.dice.gauss(0, 120) for _ in range(30))


def steps(events: list[Event]) -> list[WeightStep]:
    return [event for event in events if isinstance(event, WeightStep)]


@pytest.mark.parametrize("grams", [10, 15, 25, 60, 180, 500, 1000, 2000])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_step_is_found_once_and_measured_within_a_gram_and_a_half(grams: float, seed: int) -> None:
    scale = Scale(seed)
    load = 800.0
    assert isinstance(scale.hold(load, 2.0)[-1], Rested)
    for sign in (1, -1):
        events = scale.hand(load)
        load += sign * grams
        found = steps(events + scale.hold(load, 2.0))
        assert [abs(step.delta - sign * grams) < 1.5 for step in found] == [True]
        assert abs(found[0].delta - sign * grams) < 5 * found[0].sigma


@pytest.mark.parametrize("grams", [10, 300])
def test_a_thing_laid_in_without_a_hand_is_found_too(grams: float) -> None:
    scale = Scale(4)
    scale.hold(0, 2.0)
    events = scale.hold(grams, 2.0)
    assert [type(event) for event in events] == [Touched, Provisional, WeightStep]
    assert abs(steps(events)[0].delta - grams) < 1.5


def test_a_minute_of_noise_and_slow_drift_is_no_step() -> None:
    scale = Scale(5)
    scale.hold(500, 2.0)
    events = scale.feed(500 + 10 * n / 4800 for n in range(4800))
    assert steps(events) == []


def test_drift_before_a_step_is_not_part_of_it() -> None:
    scale = Scale(6)
    scale.hold(500, 2.0)
    scale.feed(500 + 20 * n / 2400 for n in range(2400))
    scale.hand(520)
    found = steps(scale.hold(620, 2.0))
    assert len(found) == 1
    assert abs(found[0].delta - 100) < 1.5


def test_single_wrong_readings_are_ignored() -> None:
    scale = Scale(7)
    scale.hold(500, 2.0)
    spikes = [500.0] * 800
    for n in range(40, 800, 60):
        spikes[n] = scale.dice.choice([-20_000.0, 90_000.0, 0.0])
    assert scale.feed(spikes) == []


def test_a_touch_that_changes_nothing_is_no_step() -> None:
    scale = Scale(8)
    scale.hold(500, 2.0)
    events = scale.hand(500) + scale.hold(500, 2.0)
    assert [type(event) for event in events] == [Touched, Rested]


def test_what_changed_while_nobody_read_comes_out_as_one_step() -> None:
    scale = Scale(9)
    scale.hold(500, 2.0)
    scale.t += 30.0
    found = steps(scale.hold(800, 2.0))
    assert [abs(step.delta - 300) < 1.5 for step in found] == [True]


def test_small_drift_while_nobody_read_is_no_step() -> None:
    scale = Scale(10)
    scale.hold(500, 2.0)
    scale.t += 300.0
    assert [type(event) for event in scale.hold(505, 2.0)] == [Rested]


def test_a_clock_that_jumps_back_starts_the_window_anew_and_loses_no_step() -> None:
    scale = Scale(11)
    scale.hold(500, 2.0)
    scale.t -= 5.0
    found = steps(scale.hold(700, 2.0))
    assert [abs(step.delta - 200) < 1.5 for step in found] == [True]


def test_readings_of_another_number_of_cells_mean_nothing() -> None:
    scale = Scale(12)
    scale.hold(500, 2.0)
    before = scale.weighing
    for counts in [(), (1,), (1, 2, 3), (1, 2, 3, 4, 5)]:
        assert weigh(before, ScaleReading(Seconds(scale.t), counts), CALIBRATION, RULES) == (before, None)


def test_a_step_that_never_rests_is_not_measured() -> None:
    scale = Scale(13)
    scale.hold(500, 2.0)
    events = scale.feed(500 + scale.dice.gauss(100, 40) for _ in range(800))
    assert [type(event) for event in events] == [Touched]


def test_the_cells_say_where_a_thing_was_put() -> None:
    scale = Scale(14)
    scale.hold(0, 2.0)
    found = steps([e for _ in range(160) if (e := scale.read(1000, (0.05, 0.15, 0.2, 0.6)))])
    right, rear = found[0].spot
    assert abs(right - 750) < 20
    assert abs(rear - 800) < 20


def test_weighing_goes_on_from_the_level_of_the_ledger() -> None:
    counts = tuple(zero + 125 * COUNTS_PER_GRAM for zero in ZERO)
    found = steps(Scale(15, resume(counts, CALIBRATION)).hold(650, 2.0))
    assert [abs(step.delta - 150) < 1.5 for step in found] == [True]
    assert steps(Scale(16, resume(counts, CALIBRATION)).hold(504, 2.0)) == []
