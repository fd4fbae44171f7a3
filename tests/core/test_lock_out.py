"""Staff trim, verify and check at the screen; a check that fails keeps the cart from weighing, over restarts."""

from dataclasses import replace

import pytest
from desk import BRISK, CALIBRATION, COUNTS_PER_GRAM, SHELF, ZERO, Desk, brisk
from test_fitting import SIGNS

from cart.core.calibration import CORNERS, Calibration, Drift, Place, Refusal, still
from cart.core.checking import Check, after, check, drift, looks, since
from cart.core.class3 import ClassIII
from cart.core.effects import AdoptCalibration, KeepCheck, SaveCalibration, WriteRecord
from cart.core.encoding import decode, encode
from cart.core.facts import SourceLost, StepSettled
from cart.core.inputs import Reason, RecordRead, ScaleReading, Source, SourceDown, SourceUp
from cart.core.record import encode as as_record
from cart.core.rules import ScaleRules
from cart.core.state import State
from cart.core.taps import StaffTap, Tap
from cart.core.units import Grams, Seconds
from cart.core.view import CalibrationStage, Screen, StaffView
from cart.core.viewing import view

DAY = 86_400_000
BOARD = "0123456789abcdef"
UNEVEN = (1.0, 1.03, 0.98, 1.01)


def tap(desk: Desk, staff: StaffTap, arg: str = "") -> None:
    desk.staff(staff, arg)


def room(desk: Desk) -> StaffView:
    staff = view(desk.state).staff
    assert staff is not None
    return staff


def put(desk: Desk, grams: float, place: Place = Place.MIDDLE, gains: tuple[float, ...] = (1.0,) * 4) -> None:
    """A second of readings with a weight in a place of a stiff basket."""
    x, y = (0.7 * sign for sign in SIGNS[place])
    shares = [0.25 * (1 + sx * x + sy * y) for sx, sy in ((-1, -1), (1, -1), (-1, 1), (1, 1))]
    for _ in range(90):
        desk.t += 1 / 80
        counts = [
            round(zero + COUNTS_PER_GRAM * gain * (grams * share + desk.dice.gauss(0, 0.3)))
            for zero, gain, share in zip(ZERO, gains, shares, strict=True)
        ]
        desk.feed(ScaleReading(Seconds(desk.t), tuple(counts)))


@pytest.fixture
def desk() -> Desk:
    desk = brisk()
    tap(desk, StaffTap.ENTER)
    put(desk, 0.0)
    tap(desk, StaffTap.ZERO)
    return desk


def checked(desk: Desk, really: float, known: str = "1000") -> None:
    put(desk, really)
    tap(desk, StaffTap.CHECK, known)


def kept(desk: Desk) -> list[KeepCheck]:
    return [effect for effect in desk.effects if isinstance(effect, KeepCheck)]


def test_corners_and_a_second_weight_are_measured_on_the_screen(desk: Desk) -> None:
    put(desk, 0.0, gains=UNEVEN)
    tap(desk, StaffTap.ZERO)
    put(desk, 2000, gains=UNEVEN)
    tap(desk, StaffTap.SPAN, "2000")
    assert room(desk).stage is CalibrationStage.PASSED
    tap(desk, StaffTap.CORNER)
    for place in CORNERS:
        assert (room(desk).stage, room(desk).place) == (CalibrationStage.CORNER, place)
        put(desk, 2000, place, UNEVEN)
        tap(desk, StaffTap.CORNER)
    assert (room(desk).stage, room(desk).place) == (CalibrationStage.CORNER, Place.MIDDLE)
    put(desk, 2020, gains=UNEVEN)
    tap(desk, StaffTap.CORNER)
    assert "g apart" in room(desk).refusal
    put(desk, 2000, gains=UNEVEN)
    tap(desk, StaffTap.CORNER)
    assert room(desk).stage is CalibrationStage.PASSED
    assert room(desk).cornered
    tap(desk, StaffTap.CORNER)
    assert room(desk).stage is CalibrationStage.PASSED
    tap(desk, StaffTap.VERIFY)
    assert room(desk).stage is CalibrationStage.VERIFY
    put(desk, 500, Place.FRONT_LEFT, UNEVEN)
    tap(desk, StaffTap.VERIFY, "500")
    assert (room(desk).stage, room(desk).verified_g) == (CalibrationStage.PASSED, 500.0)
    tap(desk, StaffTap.SAVE)
    saved = next(one for one in reversed(desk.effects) if isinstance(one, SaveCalibration))
    assert isinstance(saved, SaveCalibration)
    assert saved.calibration.corners
    assert saved.calibration.verified_g == 500
    assert saved.calibration.corner_spread < 0.001
    assert desk.state.calibration == saved.calibration
    assert decode(encode(saved.calibration), Calibration) == saved.calibration


def test_a_corner_that_is_none_is_asked_for_again_and_loses_nothing(desk: Desk) -> None:
    put(desk, 2000)
    tap(desk, StaffTap.SPAN, "2000")
    tap(desk, StaffTap.CORNER)
    put(desk, 2000)
    tap(desk, StaffTap.CORNER)
    assert (room(desk).stage, room(desk).place) == (CalibrationStage.CORNER, Place.FRONT_LEFT)
    assert "too near the middle" in room(desk).refusal
    tap(desk, StaffTap.CORNER)
    assert "no readings" in room(desk).refusal
    put(desk, 2000, Place.FRONT_LEFT)
    tap(desk, StaffTap.CORNER)
    assert (room(desk).place, room(desk).refusal) == (Place.FRONT_RIGHT, "")


def test_a_verification_that_disagrees_is_refused(desk: Desk) -> None:
    put(desk, 2000)
    tap(desk, StaffTap.SPAN, "2000")
    tap(desk, StaffTap.VERIFY)
    tap(desk, StaffTap.VERIFY, "heavy")
    assert "no weight" in room(desk).refusal
    put(desk, 2000)
    tap(desk, StaffTap.VERIFY, "2000")
    assert room(desk).stage is CalibrationStage.VERIFY
    assert "Use another weight" in room(desk).refusal
    put(desk, 520)
    tap(desk, StaffTap.VERIFY, "500")
    assert room(desk).stage is CalibrationStage.REFUSED
    assert "500 g are shown" in room(desk).refusal
    tap(desk, StaffTap.SAVE)
    assert desk.state.calibration == CALIBRATION


def test_a_check_that_passes_changes_nothing_but_the_history(desk: Desk) -> None:
    checked(desk, 1003)
    assert room(desk).stage is CalibrationStage.CHECKED
    assert abs((room(desk).residual or 0) - 3) < 0.5
    (done,) = kept(desk)
    assert done.check.passed
    assert not done.calibration.locked
    assert done.calibration.grams_per_count == CALIBRATION.grams_per_count
    assert desk.state.weighs


def test_a_check_that_fails_locks_the_scale_until_one_passes(desk: Desk) -> None:
    checked(desk, 1030)
    assert room(desk).stage is CalibrationStage.FAILED
    assert "1000 g are shown +" in room(desk).refusal
    (failed,) = kept(desk)
    assert not failed.check.passed
    assert failed.calibration.locked
    desk.load = 0.0
    tap(desk, StaffTap.LEAVE)
    assert (Source.SCALE, Reason.CHECK_FAILED) in view(desk.state).trouble
    desk.tap(Tap.START)
    desk.change(1034, ("milk", 0.95))
    assert desk.state.trip
    assert SourceLost(Source.SCALE, Reason.CHECK_FAILED) in [fact.body for fact in desk.facts]
    assert not any(isinstance(fact.body, StepSettled) for fact in desk.facts)
    assert desk.skus == []


def restarted(desk: Desk, calibration: Calibration) -> Desk:
    """The cart was started again with what it had kept."""
    again = Desk.__new__(Desk)
    again.__dict__.update(desk.__dict__)
    again.facts, again.effects, again.inputs = [], [], []
    again.state = State(SHELF, BRISK, decode(encode(calibration), Calibration), now=Seconds(desk.t))
    again.feed(SourceUp(Seconds(desk.t), Source.SCALE, calibration.scale))
    return again


def test_a_restart_keeps_the_lock_and_a_check_that_passes_opens_it(desk: Desk) -> None:
    checked(desk, 1030)
    again = restarted(desk, kept(desk)[0].calibration)
    again.load = 0.0
    assert not again.state.weighs
    assert (Source.SCALE, Reason.CHECK_FAILED) in view(again.state).trouble
    tap(again, StaffTap.ENTER)
    put(again, 0.0)
    tap(again, StaffTap.ZERO)
    checked(again, 1000)
    assert room(again).stage is CalibrationStage.CHECKED
    assert again.state.weighs
    tap(again, StaffTap.LEAVE)
    assert view(again.state).trouble == ()
    assert view(again.state).screen is Screen.WELCOME


def test_a_light_weight_opens_no_lock(desk: Desk) -> None:
    checked(desk, 2060, "2000")
    assert kept(desk)[-1].calibration.failed_g == 2000
    for known, says in ((200, "200 g is too light"), (1000, "Use 2000 g"), (2000, "")):
        tap(desk, StaffTap.ENTER)
        put(desk, 0.0)
        tap(desk, StaffTap.ZERO)
        checked(desk, known, str(known))
        assert says in room(desk).refusal
        assert desk.state.weighs == (not says)
    assert desk.state.calibration is not None
    assert desk.state.calibration.failed_g == 0


@pytest.mark.parametrize(("known", "opens"), [(499, False), (500, True)])
def test_a_lock_that_came_with_the_scale_opens_with_half_the_weight_of_the_fit(known: float, opens: bool) -> None:
    locked = replace(CALIBRATION, locked=True)
    found = check(locked, EMPTY, level(*(known / 4,) * 4), Grams(known), "test", 0)
    assert isinstance(found, Check if opens else Refusal)


def test_a_new_calibration_opens_the_lock(desk: Desk) -> None:
    checked(desk, 1030)
    tap(desk, StaffTap.ENTER)
    put(desk, 0.0)
    tap(desk, StaffTap.ZERO)
    put(desk, 1000)
    tap(desk, StaffTap.SPAN, "1000")
    tap(desk, StaffTap.SAVE)
    assert desk.state.weighs


def test_another_scale_or_none_cannot_be_checked() -> None:
    desk = brisk()
    desk.feed(SourceUp(Seconds(desk.t), Source.SCALE, "another"))
    tap(desk, StaffTap.ENTER)
    put(desk, 0.0)
    tap(desk, StaffTap.ZERO)
    checked(desk, 1000)
    assert room(desk).stage is CalibrationStage.PLACE_WEIGHT
    assert not room(desk).can_check


@pytest.mark.parametrize(("known", "says"), [("5", "no weight to check with"), ("nan", "no weight in grams")])
def test_a_check_with_no_weight_is_refused(desk: Desk, known: str, says: str) -> None:
    checked(desk, 1000, known)
    assert says in room(desk).refusal
    assert kept(desk) == []


def test_rules_that_name_no_scale_are_told_to_staff() -> None:
    desk = Desk(1, rules=replace(BRISK, scale=ScaleRules(3.0)), pace=0.3)
    tap(desk, StaffTap.ENTER)
    put(desk, 0.0)
    tap(desk, StaffTap.ZERO)
    put(desk, 1000)
    tap(desk, StaffTap.SPAN, "1000")
    assert "no scale of class III" in room(desk).refusal


KEPT = replace(CALIBRATION, scale=BOARD, when=10 * DAY)
WITH_RECORD = [
    ("", [], "", 1000.0),
    ("zz", [], "", 1000.0),
    (KEPT, [], "", 1000.0),
    (replace(KEPT, when=KEPT.when - DAY), [WriteRecord], "", 1000.0),
    (replace(KEPT, when=KEPT.when + DAY, known_g=5000.0), [AdoptCalibration], "", 5000.0),
    (replace(KEPT, zero=(0.0,) * 4), [], "different calibrations", 1000.0),
]


@pytest.mark.parametrize(("record", "wishes", "doubt", "known"), WITH_RECORD)
def test_the_scales_own_record_is_compared_between_trips(record, wishes, doubt, known) -> None:
    desk = restarted(brisk(), KEPT)
    wire = as_record(record) if isinstance(record, Calibration) else b""
    assert not isinstance(wire, Refusal)
    text = record if isinstance(record, str) else wire.hex()
    for _ in range(2):  # a memory that takes nothing tells the same again
        desk.feed(RecordRead(Seconds(desk.t), text))
        desk.rest(0.5)
    if text:
        assert [
            type(effect)
            for effect in desk.effects
            if isinstance(effect, WriteRecord | SaveCalibration | AdoptCalibration)
        ] == wishes
    assert desk.state.calibration is not None
    assert desk.state.calibration.known_g == known
    assert doubt in desk.state.doubt
    assert desk.state.weighs == (not doubt)
    if doubt:
        assert (Source.SCALE, Reason.UNCALIBRATED) in view(desk.state).trouble
        tap(desk, StaffTap.ENTER)
        assert doubt in room(desk).refusal
        put(desk, 0.0)
        tap(desk, StaffTap.ZERO)
        checked(desk, 400, "400")
        assert "too light" in room(desk).refusal
        assert not desk.state.weighs
        tap(desk, StaffTap.ENTER)
        put(desk, 0.0)
        tap(desk, StaffTap.ZERO)
        checked(desk, 1000)
        assert desk.state.weighs


def test_a_record_waits_for_its_scale_to_come_up_and_none_is_adopted_in_a_trip() -> None:
    desk = restarted(brisk(), KEPT)
    newer = as_record(replace(KEPT, when=KEPT.when + DAY, known_g=5000.0))
    assert not isinstance(newer, Refusal)
    desk.feed(RecordRead(Seconds(desk.t), newer.hex()))
    desk.feed(SourceDown(Seconds(desk.t), Source.SCALE, Reason.UNPLUGGED))
    desk.feed(SourceUp(Seconds(desk.t), Source.SCALE, BOARD))
    desk.rest(0.5)
    assert not any(isinstance(effect, AdoptCalibration) for effect in desk.effects)
    desk.feed(SourceDown(Seconds(desk.t), Source.SCALE, Reason.UNPLUGGED))
    desk.feed(RecordRead(Seconds(desk.t), as_record(KEPT).hex()))
    desk.rest(0.5)
    assert desk.state.record is not None
    desk.feed(SourceUp(Seconds(desk.t), Source.SCALE, BOARD))
    desk.rest(0.5)
    assert desk.state.record is None
    desk.state = replace(desk.state, spare_trip="trip-9")
    desk.tap(Tap.START)
    desk.feed(RecordRead(Seconds(desk.t), newer.hex()))
    desk.rest(0.5)
    assert desk.state.calibration == KEPT
    desk.tap(Tap.CANCEL_TRIP)
    desk.rest(0.5)
    assert desk.state.trip == ""
    assert desk.state.calibration is not None
    assert desk.state.calibration.known_g == 5000


def level(*grams: float, noise: float = 0.3, n: int = 80) -> object:
    desk = brisk()
    return still(
        [
            tuple(
                round(zero + COUNTS_PER_GRAM * (each + desk.dice.gauss(0, noise)))
                for zero, each in zip(ZERO, grams, strict=True)
            )
            for _ in range(n)
        ]
    )


EMPTY, KILO = level(0, 0, 0, 0), level(250, 250, 250, 250)


@pytest.mark.parametrize(
    ("empty", "loaded", "known", "says"),
    [
        (level(0, 0, 0, 0, n=9), KILO, 1000, "Only 9 readings"),
        (EMPTY, level(250, 250, 250, 250, noise=4), 1000, "not still"),
        (level(0, 0, 0, 0, noise=4), KILO, 1000, "not still"),
        (EMPTY, KILO, 40_000, "no weight to check with"),
        (EMPTY, KILO, float("nan"), "no weight to check with"),
        (EMPTY, EMPTY, 1000, "did not change"),
        (EMPTY, still([(1, 2), (2, 2)] * 40), 1000, "number of cells"),
    ],
)
def test_a_check_that_decides_nothing_is_a_refusal(empty, loaded, known, says) -> None:
    refused = check(CALIBRATION, empty, loaded, Grams(known), "test", 0)
    assert isinstance(refused, Refusal)
    assert says in refused.reason


def done(really: float, when: int = 0, known: float = 1000.0, zero: float = 0.0, in_service: bool = True) -> Check:
    found = check(
        CALIBRATION,
        level(*(zero / 4,) * 4),
        level(*((zero + really) / 4,) * 4),
        Grams(known),
        "test",
        when,
        ClassIII(),
        in_service,
    )
    assert isinstance(found, Check)
    return found


def test_in_service_twice_the_error_is_allowed() -> None:
    assert done(1009).passed
    assert not done(1009, in_service=False).passed
    assert not done(1011).passed


def test_zero_may_wander_a_little_but_not_beyond_what_can_be_set_again() -> None:
    wandered = done(1000, zero=60)
    assert wandered.passed
    assert abs(wandered.zero_g - 60) < 1
    lost = done(1000, zero=1300)
    assert not lost.passed
    assert "empty basket reads +1300 g" in lost.reason


def test_drift_is_told_by_the_day_and_within_the_hour_not_at_all() -> None:
    later = replace(
        CALIBRATION,
        zero=tuple(zero + 428.0 for zero in CALIBRATION.zero),
        grams_per_count=tuple(gain * 1.0002 for gain in CALIBRATION.grams_per_count),
        when=2 * DAY,
    )
    assert since(CALIBRATION, later).drift == Drift(2.0, 2.0, 100.0)
    assert since(None, later).drift is None
    assert since(replace(CALIBRATION, scale="other"), later).drift is None
    assert drift(CALIBRATION, later.zero, 1.0, 1_000_000) is None
    assert drift(replace(CALIBRATION, when=9 * DAY), later.zero, 1.0, DAY) is None
    checked_on = after(CALIBRATION, done(1001, when=4 * DAY, zero=8))
    assert checked_on.drift is not None
    assert abs(checked_on.drift.zero_g - 2) < 0.2
    assert abs(checked_on.drift.span_ppm + 250) < 60


def test_the_history_drifts_from_calibration_to_calibration_scale_by_scale() -> None:
    later = replace(CALIBRATION, zero=tuple(zero + 428.0 for zero in CALIBRATION.zero), when=2 * DAY)
    other = replace(CALIBRATION, scale="other", when=DAY)
    seen = list(looks([CALIBRATION, other, later, done(1000, when=3 * DAY, zero=4)]))
    assert [look.drift is None for look in seen] == [True, True, False, False]
    assert seen[2].drift == Drift(2.0, 2.0, 0.0)
    assert seen[3].drift is not None
    assert abs(seen[3].drift.zero_g) < 0.5  # from the calibration before it, whose zero was there already


def test_old_calibrations_still_decode() -> None:
    old = {
        "scale": "desk",
        "zero": [1.0],
        "grams_per_count": [0.01],
        "who": "staff",
        "when": 0,
        "known_g": 1000.0,
        "noise_g": 0.5,
    }
    calibration: Calibration = decode(old, Calibration)
    assert (calibration.residual_g, calibration.corner_spread, calibration.locked) == (0.0, 0.001, False)
