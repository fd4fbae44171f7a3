"""Corners, linearity, repeatability: what can be fitted is fitted, and what cannot be is refused in a sentence."""

import random
from dataclasses import dataclass, replace
from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cart.core.calibration import (
    CORNERS,
    Calibration,
    Place,
    Placement,
    Refusal,
    Still,
    still,
)
from cart.core.class3 import ClassIII
from cart.core.fitting import fit
from cart.core.least_squares import settled, solve
from cart.core.procedure import Procedure, begin, result, take
from cart.core.units import Grams

LAWS = settings(max_examples=30, deadline=None)
SIGNS = {
    Place.MIDDLE: (0, 0),
    Place.FRONT_LEFT: (-1, -1),
    Place.FRONT_RIGHT: (1, -1),
    Place.REAR_LEFT: (-1, 1),
    Place.REAR_RIGHT: (1, 1),
}


@dataclass(frozen=True)
class Platform:
    """A stiff basket on four cells; x and y run from -1 to 1 between the cells, `noise_g` is of the sum."""

    per_gram: tuple[float, ...] = (100.0, 104.0, 97.0, 101.0)
    zero: tuple[float, ...] = (12_000.0, -8_000.0, 150_000.0, -90_000.0)
    noise_g: float = 0.8
    seed: int = 1

    def counts(self, grams: float, x: float = 0.0, y: float = 0.0) -> list[float]:
        shares = [0.25 * (1 + sx * x + sy * y) for sx, sy in ((-1, -1), (1, -1), (-1, 1), (1, 1))]
        return [z + per * grams * share for z, per, share in zip(self.zero, self.per_gram, shares, strict=True)]

    def read(self, grams: float, x: float = 0.0, y: float = 0.0, noise_g: float | None = None) -> Still:
        dice = random.Random(f"{self.seed} {grams} {x} {y}")
        spread = (self.noise_g if noise_g is None else noise_g) / 2
        exact = self.counts(grams, x, y)
        return still(
            [
                tuple(round(c + dice.gauss(0, spread) * per) for c, per in zip(exact, self.per_gram, strict=True))
                for _ in range(80)
            ]
        )

    def at(self, place: Place, grams: float, known: float | None = None, far: float = 0.7) -> Placement:
        sx, sy = SIGNS[place]
        return Placement(place, Grams(grams if known is None else known), self.read(grams, sx * far, sy * far))

    def full(self, grams: float) -> list[Placement]:
        return [self.at(place, grams) for place in (Place.MIDDLE, *CORNERS)]


def fitted(platform: Platform, placements: list[Placement], table: ClassIII | None = None) -> Calibration | Refusal:
    return fit(platform.read(0.0), placements, "desk", "test", 1, table)


platforms = st.builds(
    Platform,
    st.tuples(*[st.floats(95.0, 105.0)] * 4),
    st.tuples(*[st.floats(-1e6, 1e6)] * 4),
    st.floats(0.05, 1.2),
    st.integers(0, 10_000),
)
spots = st.floats(-0.9, 0.9)


@LAWS
@given(platforms, st.floats(1000.0, 5000.0), st.floats(0.55, 0.85), spots, spots, st.floats(100.0, 10_000.0))
def test_with_corners_a_load_weighs_the_same_everywhere(platform, known, far, x, y, load):
    placements = [platform.at(place, known, far=far) for place in (Place.MIDDLE, *CORNERS)]
    calibration = fitted(platform, placements)
    assert isinstance(calibration, Calibration), calibration
    assert abs(calibration.grams(platform.counts(load, x, y)) - load) <= 1.0 + 1e-3 * load
    assert calibration.corners
    assert calibration.corner_spread < 0.002


@LAWS
@given(platforms, st.floats(500.0, 5000.0), st.floats(100.0, 10_000.0))
def test_without_corners_the_middle_is_right(platform, known, load):
    calibration = fitted(platform, [platform.at(Place.MIDDLE, known)])
    assert isinstance(calibration, Calibration), calibration
    assert abs(calibration.grams(platform.counts(load)) - load) <= 1.0 + 1e-3 * load
    assert (calibration.residual_g, calibration.corner_spread) == (0.0, 0.001)


@LAWS
@given(platforms, st.data())
def test_what_is_impossible_is_refused_and_never_fitted_in_silence(platform, data):
    placements = platform.full(2000.0)
    spoilt = data.draw(st.integers(0, 4))
    place = placements[spoilt].place
    wrong = data.draw(st.sampled_from(["nothing there", "half", "double", "another corner", "a dead cell"]))
    if wrong == "nothing there":
        placements[spoilt] = replace(platform.at(place, 0.0), known=Grams(2000.0))
    elif wrong == "another corner":
        other = data.draw(st.sampled_from([corner for corner in CORNERS if corner is not place]))
        spoilt = max(spoilt, 1)
        placements[spoilt] = replace(platform.at(other, 2000.0), place=placements[spoilt].place)
        if placements[spoilt].place is other:
            return
    elif wrong == "a dead cell":
        cell = data.draw(st.integers(0, 3))
        dead = platform.read(0.0).counts[cell]
        placements = [
            replace(p, level=replace(p.level, counts=(*p.level.counts[:cell], dead, *p.level.counts[cell + 1 :])))
            for p in placements
        ]
    else:
        placements[spoilt] = platform.at(place, 1000.0 if wrong == "half" else 4000.0, known=2000.0)
    refused = fitted(platform, placements)
    assert isinstance(refused, Refusal), wrong
    assert refused.reason.endswith((".", "?"))


@LAWS
@given(platforms, st.sampled_from(CORNERS), st.floats(0.03, 0.14))
def test_what_a_basket_that_touches_in_one_corner_takes_away_is_never_trimmed_away(platform, place, share):
    """Nearly all of it stays in sight: either refused, or the residual and the spread say how bad it is."""
    placements = [
        platform.at(p.place, 2000.0 * (1 - share), known=2000.0) if p.place is place else p
        for p in platform.full(2000.0)
    ]
    outcome = fitted(platform, placements)
    if isinstance(outcome, Calibration):
        assert outcome.residual_g > 2.0
        assert outcome.corner_spread > 0.002


@pytest.mark.parametrize(
    ("placements", "says"),
    [
        ([], "first weight goes in the middle"),
        ([Platform().at(Place.REAR_LEFT, 2000)], "first weight goes in the middle"),
        ([Platform().at(Place.MIDDLE, 2000), Platform().at(Place.REAR_LEFT, 2000, far=0.1)], "too near the middle"),
        (
            [
                Platform().at(Place.MIDDLE, 2000),
                replace(Platform().at(Place.REAR_LEFT, 2000), place=Place.FRONT_RIGHT),
            ],
            "cell 3 carries most, not cell 2",
        ),
        ([Platform().at(Place.MIDDLE, 2000), Platform().at(Place.MIDDLE, 1000, known=1500)], "read as 100"),
        (
            [Platform().at(Place.MIDDLE, 2000), Platform().at(Place.MIDDLE, 2020, known=2000)],
            "g apart; 5.0 g are allowed",
        ),
        (
            [Platform().at(Place.MIDDLE, 2000), Platform().at(Place.MIDDLE, 5150, known=5000)],
            "g off; 5.0 g are allowed",
        ),
        ([Platform().at(Place.MIDDLE, 2000), Platform(noise_g=5.0).at(Place.FRONT_LEFT, 2000)], "not still"),
        (Platform((100.0, 104.0, 97.0, 131.0)).full(2000), "cells differ by 1"),
    ],
)
def test_every_refusal_of_the_full_procedure_is_a_sentence(placements, says):
    outcome = fitted(Platform(), placements)
    assert isinstance(outcome, Refusal)
    assert says in outcome.reason
    assert outcome.reason.endswith((".", "?"))


def test_linearity_shows_in_the_record_and_in_the_residual():
    platform = Platform()
    placements = [*platform.full(2000), platform.at(Place.MIDDLE, 4996, known=5000), platform.at(Place.MIDDLE, 500)]
    calibration = fitted(platform, placements)
    assert isinstance(calibration, Calibration)
    assert [(each.place, each.known_g) for each in calibration.fitted[-2:]] == [
        (Place.MIDDLE, 5000.0),
        (Place.MIDDLE, 500.0),
    ]
    straight = fitted(platform, [*platform.full(2000), platform.at(Place.MIDDLE, 5000)])
    assert isinstance(straight, Calibration)
    assert calibration.residual_g > straight.residual_g
    assert calibration.residual_g > 0.5


def test_a_junction_box_has_no_corners_to_trim_but_they_are_held_against_the_table():
    """One converter for all cells: the sum of a platform whose cells differ by far more than a trim pot leaves."""

    def summed(platform: Platform, place: Place) -> Placement:
        placement = platform.at(place, 2000.0)
        return replace(placement, level=Still((fsum(placement.level.counts),), placement.level.noise, 80))

    alike = Platform((100.0,) * 4)
    empty = Still((fsum(alike.read(0.0).counts),), 80.0, 80)
    good = fit(empty, [summed(alike, place) for place in SIGNS], "box", "test", 1)
    assert isinstance(good, Calibration)
    assert len(good.grams_per_count) == 1
    uneven = Platform((100.0, 106.0, 100.0, 94.0))
    bad = fit(empty, [summed(uneven, place) for place in SIGNS], "box", "test", 1)
    assert isinstance(bad, Refusal)
    assert "off; 5.0 g are allowed" in bad.reason


def test_the_table_that_a_fit_is_held_against_is_the_shops():
    platform = Platform()
    placements = [platform.at(Place.MIDDLE, 2000), platform.at(Place.MIDDLE, 2003, known=2000)]
    assert isinstance(fitted(platform, placements), Calibration)
    assert isinstance(fitted(platform, placements, ClassIII(2.0, 15_000.0)), Refusal)


def test_least_squares_gives_what_the_equations_say_and_nothing_where_they_say_nothing():
    assert solve([[2.0, 0.0], [0.0, 4.0]], [2.0, 4.0], 1e-9) == pytest.approx([1.0, 1.0])
    assert solve([[1.0, 1.0]], [2.0], 1e-6) == pytest.approx([1.0, 1.0])
    assert solve([[0.0, 0.0]], [0.0], 1.0) == [0.0, 0.0]
    assert settled([[2.0, 0.0], [0.0, 4.0]], 1e-6) == pytest.approx(2.0)
    assert settled([[2.0, 2.0], [3.0, 3.0]], 1e-6) == pytest.approx(1.0)


def walked(weights: list[float], real: dict[float, float], platform: Platform | None = None) -> Procedure | Refusal:
    """Through the whole procedure, with a hand that obeys; `real` holds what wrong weights really weigh."""
    platform = platform or Platform()
    procedure = begin("desk", "test", weights, ClassIII())
    while procedure.wanted is not None:
        wanted = procedure.wanted
        level = platform.at(wanted.place, real.get(wanted.known, wanted.known)).level
        taken = take(procedure, level, 7)
        if isinstance(taken, Refusal):
            return taken
        procedure = taken
    return procedure


def test_the_procedure_asks_for_what_it_needs_and_ends_with_a_calibration():
    steps = begin("desk", "test", [2000, 5000, 500], ClassIII()).steps
    assert [(step.place, step.known, step.verifies) for step in steps] == [
        (Place.MIDDLE, 0, False),
        (Place.MIDDLE, 2000, False),
        *((place, 2000, False) for place in CORNERS),
        (Place.MIDDLE, 2000, False),
        (Place.MIDDLE, 5000, False),
        (Place.MIDDLE, 500, True),
    ]
    done = walked([2000, 5000, 500], {})
    assert isinstance(done, Procedure)
    calibration = result(done)
    assert isinstance(calibration, Calibration)
    assert calibration.verified_g == 500
    assert calibration.known_g == 2000
    assert done.repeats_g < 0.5
    assert len(begin("desk", "test", [2000], ClassIII(), corners=False).steps) == 2


def test_a_verification_that_disagrees_is_no_calibration():
    done = walked([2000, 500], {500.0: 508.0})
    assert isinstance(done, Procedure)
    refused = result(done)
    assert isinstance(refused, Refusal)
    assert "500 g are shown +" in refused.reason


def test_a_step_that_is_refused_is_wanted_again():
    platform = Platform()
    procedure = begin("desk", "test", [2000], ClassIII())
    assert isinstance(result(procedure), Refusal)
    first = take(procedure, platform.read(0.0, noise_g=0.0), 7)
    assert isinstance(first, Refusal)
    procedure = take(procedure, platform.read(0.0), 7)
    assert isinstance(procedure, Procedure)
    assert isinstance(take(procedure, platform.read(0.0), 7), Refusal)
    assert isinstance(take(procedure, platform.read(2000.0), 7), Procedure)
