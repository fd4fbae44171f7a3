"""Staff calibrate: it passes or is refused with a reason, and never in the middle of a trip."""

import math
import random
from collections.abc import Sequence

import pytest
from desk import CALIBRATION, COUNTS_PER_GRAM, ZERO, Desk, brisk

from cart.core.calibration import FULL_SCALE, Calibration, Refusal, Still, still, zero
from cart.core.effects import SaveCalibration
from cart.core.fitting import calibrate
from cart.core.inputs import Reason, ScaleReading, Source, SourceDown, SourceUp
from cart.core.taps import StaffTap, Tap
from cart.core.units import Grams, Seconds
from cart.core.view import CalibrationStage, Screen
from cart.core.viewing import view


def tap(desk: Desk, staff: StaffTap, arg: str = "") -> None:
    desk.staff(staff, arg)


def stage(desk: Desk) -> CalibrationStage | None:
    staff = view(desk.state).staff
    return staff.stage if staff else None


def refusal(desk: Desk) -> str:
    staff = view(desk.state).staff
    assert staff is not None
    assert staff.stage is CalibrationStage.REFUSED
    return staff.refusal


@pytest.fixture
def desk() -> Desk:
    desk = brisk()
    tap(desk, StaffTap.ENTER)
    desk.rest(4.0)
    return desk


def spanned(desk: Desk, grams: float = 1000, arg: str = "1000") -> None:
    tap(desk, StaffTap.ZERO)
    assert stage(desk) is CalibrationStage.PLACE_WEIGHT
    desk.load = grams
    desk.rest(4.0)
    tap(desk, StaffTap.SPAN, arg)


def test_zero_span_and_save_teach_the_scale(desk: Desk) -> None:
    assert view(desk.state).screen is Screen.STAFF
    spanned(desk)
    staff = view(desk.state).staff
    assert staff is not None
    assert staff.stage is CalibrationStage.PASSED
    assert staff.residual is not None
    assert abs(staff.residual) < 1
    tap(desk, StaffTap.SAVE)
    saved = [effect.calibration for effect in desk.effects if isinstance(effect, SaveCalibration)]
    assert [desk.state.calibration] == saved
    assert all(abs(gain * COUNTS_PER_GRAM - 1) < 0.005 for gain in saved[0].grams_per_count)
    assert saved[0].scale == "desk"
    tap(desk, StaffTap.LEAVE)
    desk.rest()
    desk.change(-1000)
    desk.change(420, ("beans", 0.95))
    assert desk.skus == ["beans"]


def test_a_refused_calibration_changes_nothing(desk: Desk) -> None:
    spanned(desk, arg="5000000")
    assert refusal(desk)
    tap(desk, StaffTap.SAVE)
    assert desk.state.calibration == CALIBRATION
    assert desk.effects[-1:] == [] or not isinstance(desk.effects[-1], SaveCalibration)
    tap(desk, StaffTap.ZERO)
    assert stage(desk) is CalibrationStage.PLACE_WEIGHT


@pytest.mark.parametrize("arg", ["", "heavy", "nan", "inf", "-inf", "1e999"])
def test_what_is_no_weight_is_refused(desk: Desk, arg: str) -> None:
    spanned(desk, arg=arg)
    assert "no weight" in refusal(desk)


@pytest.mark.parametrize("arg", ["0", "-1000", "150"])
def test_a_weight_too_light_is_refused(desk: Desk, arg: str) -> None:
    spanned(desk, arg=arg)
    assert "too light" in refusal(desk)


def test_no_readings_is_a_refusal() -> None:
    desk = brisk()
    tap(desk, StaffTap.ENTER)
    tap(desk, StaffTap.ZERO)
    assert "no readings" in refusal(desk)


def test_taps_out_of_order_change_nothing(desk: Desk) -> None:
    tap(desk, StaffTap.SPAN, "1000")
    tap(desk, StaffTap.SAVE)
    assert stage(desk) is CalibrationStage.EMPTY_BASKET
    tap(desk, StaffTap.LEAVE)
    for staff in (StaffTap.ZERO, StaffTap.SPAN, StaffTap.SAVE, StaffTap.LEAVE):
        tap(desk, staff, "1000")
        assert stage(desk) is None


def test_staff_cannot_calibrate_in_the_middle_of_a_trip() -> None:
    desk = brisk()
    desk.tap(Tap.START)
    tap(desk, StaffTap.ENTER)
    assert stage(desk) is None


def test_no_trip_starts_in_the_middle_of_a_calibration(desk: Desk) -> None:
    desk.tap(Tap.START)
    assert desk.state.trip == ""
    desk.change(1000)
    assert desk.state.trip == ""


def test_what_staff_leave_in_the_basket_is_nobodys_purchase(desk: Desk) -> None:
    desk.load = 1000
    desk.rest()
    tap(desk, StaffTap.LEAVE)
    desk.rest(4.0)
    assert desk.state.trip == ""


def test_another_scale_is_not_weighed_with_this_calibration() -> None:
    desk = brisk()
    desk.feed(SourceUp(Seconds(desk.t), Source.SCALE, "another"))
    assert not desk.state.weighs
    desk.change(1034)
    assert desk.state.trip == ""


def readings(cells: Sequence[float], noise: float = 0.3, n: int = 80) -> Still:
    dice = random.Random(1)
    return still([tuple(round(cell + dice.gauss(0, noise * 428 / 2)) for cell in cells) for _ in range(n)])


EMPTY = readings(ZERO)
LOADED = readings([cell + 250 * 428 for cell in ZERO])


@pytest.mark.parametrize(
    ("empty", "loaded", "known", "says"),
    [
        (readings(ZERO, n=20), LOADED, 1000, "readings"),
        (EMPTY, readings(ZERO, n=20), 1000, "readings"),
        (still([ZERO] * 80), LOADED, 1000, "never change"),
        (readings([FULL_SCALE - 9, 0, 0, 0]), LOADED, 1000, "Cell 1 reads full scale"),
        (EMPTY, readings([cell + 250 * 428 for cell in ZERO[:3]]), 1000, "number of cells"),
        (EMPTY, readings(ZERO), 1000, "did not change"),
        (EMPTY, readings([cell + 400_000 for cell in ZERO]), 300, "far too much"),
        (EMPTY, readings([ZERO[0], *(cell + 333 * 428 for cell in ZERO[1:])]), 1000, "Cell 1 carries nothing"),
        (
            EMPTY,
            readings([cell + 428 * grams for cell, grams in zip(ZERO, (30, 30, 30, 910), strict=True)]),
            1000,
            "Cell 4 carries nearly all",
        ),
        (EMPTY, readings([cell + 250 * 428 for cell in ZERO], noise=4), 1000, "not still"),
        (readings(ZERO, noise=4), LOADED, 1000, "not still"),
    ],
)
def test_every_reason_to_refuse_is_a_sentence(empty: Still, loaded: Still, known: float, says: str) -> None:
    match calibrate(empty, loaded, Grams(known), "desk", "staff", 0):
        case Refusal(reason=reason):
            assert says in reason
            assert reason.endswith((".", "?"))
        case Calibration():
            pytest.fail("it should have been refused")


def test_an_upside_down_cell_wiring_still_calibrates() -> None:
    downwards = readings([cell - 250 * 428 for cell in ZERO])
    assert isinstance(calibrate(EMPTY, downwards, Grams(1000), "desk", "staff", 0), Calibration)


def test_an_empty_basket_is_a_zero_only_with_readings() -> None:
    assert zero(EMPTY) is None
    with pytest.raises(ValueError, match="no readings"):
        still([])


def test_a_basket_that_moves_is_no_zero(desk: Desk) -> None:
    assert "not still" in refused(zero(readings(ZERO, noise=40)))
    assert zero(readings(ZERO, noise=4)) is None  # what that is in grams, only a calibration knows
    assert "g of noise" in refused(zero(readings(ZERO, noise=4), CALIBRATION))
    assert zero(EMPTY, CALIBRATION) is None
    for _ in range(90):
        desk.read(desk.dice.gauss(0, 150))
    tap(desk, StaffTap.ZERO)
    assert "not still" in refusal(desk)


def refused(outcome: Refusal | None) -> str:
    assert isinstance(outcome, Refusal)
    return outcome.reason


def test_an_unplugged_scale_gives_no_zero_and_its_readings_are_forgotten(desk: Desk) -> None:
    desk.feed(SourceDown(Seconds(desk.t), Source.SCALE, Reason.UNPLUGGED))
    assert desk.state.recent == ()
    tap(desk, StaffTap.ZERO)
    assert "no readings" in refusal(desk)
    tap(desk, StaffTap.ENTER)
    desk.rest(4.0)  # what was under way when the plug came out
    tap(desk, StaffTap.ZERO)
    assert "no readings" in refusal(desk)
    desk.feed(SourceUp(Seconds(desk.t), Source.SCALE, "desk"))
    tap(desk, StaffTap.ENTER)
    desk.rest(4.0)
    spanned(desk)
    assert stage(desk) is CalibrationStage.PASSED


@pytest.mark.parametrize("unplugged", [True, False])
def test_another_scale_in_the_middle_begins_with_the_empty_basket(desk: Desk, unplugged: bool) -> None:
    spanned(desk)
    assert stage(desk) is CalibrationStage.PASSED
    if unplugged:
        desk.feed(SourceDown(Seconds(desk.t), Source.SCALE, Reason.UNPLUGGED))
        desk.feed(SourceUp(Seconds(desk.t), Source.SCALE, "desk"))
        assert stage(desk) is CalibrationStage.PASSED
    desk.feed(SourceUp(Seconds(desk.t), Source.SCALE, "another"))
    staff = view(desk.state).staff
    assert staff is not None
    assert (staff.stage, staff.grams) == (CalibrationStage.EMPTY_BASKET, None)
    assert "Another scale" in staff.refusal
    tap(desk, StaffTap.SAVE)
    assert desk.state.calibration == CALIBRATION


@pytest.mark.parametrize(
    ("zeros", "gains"), [((), ()), ((1.0,), ()), ((1.0,), (0.0,)), ((math.nan,), (1.0,)), ((1.0,), (math.inf,))]
)
def test_a_calibration_that_cannot_weigh_cannot_exist(zeros: tuple[float, ...], gains: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="calibration"):
        Calibration("desk", zeros, gains, "staff", 0, 1000.0, 0.5)


def test_readings_of_another_length_start_the_average_anew(desk: Desk) -> None:
    for n in range(100):
        desk.feed(ScaleReading(Seconds(desk.t + n / 80), (1, 2, 3)[: n % 4]))
    tap(desk, StaffTap.ZERO)
    assert refusal(desk)
