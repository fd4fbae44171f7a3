"""Staff: calibration of the scale, step by step."""

from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal

from cart.core.calibration import CORNERS, Place
from cart.core.staff_view import HistoryLine, StafferView
from cart.core.view import CalibrationStage, StaffView
from ui.devices import worded
from ui.formats import decimal, grams, moment, stamped
from ui.presenting.staff_parts import Note
from ui.tones import Tone
from ui.words import row_of, say

KNOWN_WEIGHTS = (500, 1000, 2000, 5000)  # grams: what shops have for their counter scales
SPAN_ODD = 0.005  # relative: good cells change by a tenth of that in years; the wrong weight changes it by more


@dataclass(frozen=True, slots=True)
class Step:
    text: str
    done: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Staff:
    title: str
    scale: str
    reading: str
    noise: str
    still: bool
    still_text: str
    steps: tuple[Step, ...]
    stage: CalibrationStage
    instruction: str
    verdict: str
    verdict_tone: Tone
    verdict_detail: str
    can_zero: bool
    can_span: bool
    can_save: bool
    can_corner: bool
    can_verify: bool
    can_check: bool
    corner_name: str
    corner: int | None  # which of the four is to be measured: front left, front right, rear left, rear right
    notes: tuple[str, ...]
    words: dict[str, str]
    weights: tuple[tuple[int, str], ...]
    curve: tuple[float, ...]  # grams, ten a second, newest last
    history: "History"


@dataclass(frozen=True, slots=True)
class History:
    """What was calibrated and checked before, newest first; `open` is the button that shows it."""

    open: str
    title: str
    empty: str
    notes: tuple[Note, ...]


_AT = {
    CalibrationStage.EMPTY_BASKET: 0,
    CalibrationStage.PLACE_WEIGHT: 1,
    CalibrationStage.SAVED: 3,
    CalibrationStage.CHECKED: 3,
}
_VERDICTS = {
    CalibrationStage.PASSED: ("pass", Tone.GOOD),
    CalibrationStage.REFUSED: ("refused", Tone.REFUSED),
    CalibrationStage.SAVED: ("saved", Tone.GOOD),
    CalibrationStage.CHECKED: ("pass", Tone.GOOD),
    CalibrationStage.FAILED: ("locked", Tone.REFUSED),
}


def calibration(staff: StaffView, lang: str, zone: tzinfo | None, staffer: StafferView | None = None) -> Staff:
    stage = staff.stage
    at = _AT.get(stage, 2)
    alive = staff.scale != ""
    word, tone = _verdict(staff)
    keys = ("reading", "known", "zero", "span", "save", "again", "leave", "measure", "corners", "verify", "check")
    calm = staff.still and alive
    return Staff(
        title=say(lang, "staff.title"),
        scale=say(lang, "staff.scale_id", id=staff.scale) if alive else say(lang, "staff.no_scale"),
        reading="–" if staff.grams is None else grams(staff.grams, lang, 1),
        noise=say(lang, "staff.noise_none")
        if staff.noise is None
        else say(lang, "staff.noise", value=grams(staff.noise, lang, 2)),
        still=staff.still,
        still_text=say(lang, "staff." + (("still" if staff.still else "moving") if alive else "silent")),
        steps=tuple(
            Step(
                say(lang, f"staff.{key}"),
                done=n < at and not (n == 2 and at < 3),
                current=n == at,
            )
            for n, key in enumerate(("step_zero", "step_span", "step_save"))
        ),
        stage=stage,
        instruction=_instruction(staff, lang),
        verdict=say(lang, f"staff.{word}") if word else "",
        verdict_tone=tone,
        verdict_detail=_detail_of(staff, lang),
        can_zero=stage is CalibrationStage.EMPTY_BASKET and calm,
        can_span=stage is CalibrationStage.PLACE_WEIGHT and calm,
        can_save=stage is CalibrationStage.PASSED,
        can_corner=(stage is CalibrationStage.PASSED and not staff.cornered)
        or (stage is CalibrationStage.CORNER and calm),
        can_verify=stage is CalibrationStage.PASSED or (stage is CalibrationStage.VERIFY and calm),
        can_check=stage is CalibrationStage.PLACE_WEIGHT and calm and staff.can_check,
        corner_name=say(lang, f"place.{row_of(staff.place.value)}"),
        corner=CORNERS.index(staff.place) if stage is CalibrationStage.CORNER and staff.place in CORNERS else None,
        notes=_notes(staff, lang, zone),
        words={key: say(lang, f"staff.{key}") for key in (*keys, "front")} | {"home": say(lang, "desk.home")},
        weights=tuple((weight, stamped(weight, lang)) for weight in KNOWN_WEIGHTS),
        curve=staffer.curve if staffer else (),
        history=_history(staffer.history if staffer else (), lang, zone),
    )


def _history(lines: tuple[HistoryLine, ...], lang: str, zone: tzinfo | None) -> History:
    """Each with its drift since the one before."""
    notes = []
    for line in lines:
        row = ("passed" if line.passed else "failed") if line.checked else "calibrated"
        known, error = grams(line.known_g, lang), grams(line.error_g, lang, 1)
        said = [say(lang, "history.line", when=moment(line.when, lang, zone), who=line.who, known=known, error=error)]
        if line.zero_drift_g is not None and line.span_drift_ppm is not None:
            span = decimal(Decimal(round(line.span_drift_ppm)), lang)
            said.append(say(lang, "staff.drift", zero=grams(line.zero_drift_g, lang, 1), span=span))
        tone, icon = (Tone.GOOD, "check") if line.passed else (Tone.REFUSED, "cross")
        notes.append(Note(say(lang, f"history.{row}"), icon, tone, "\n".join(said)))
    return History(say(lang, "history.open"), say(lang, "history.title"), say(lang, "history.empty"), tuple(notes))


def _instruction(staff: StaffView, lang: str) -> str:
    """What to do next."""
    if staff.stage is CalibrationStage.PASSED and staff.cornered:
        return say(lang, "staff.save_now")
    if staff.stage is CalibrationStage.CORNER and staff.place is Place.MIDDLE:
        return say(lang, "staff.middle_again")
    return say(lang, f"stage.{row_of(staff.stage.value)}", place=say(lang, f"place.{row_of(staff.place.value)}"))


def _verdict(staff: StaffView) -> tuple[str, Tone]:
    if staff.stage is CalibrationStage.PASSED and abs(staff.span_change) > SPAN_ODD:
        return "pass", Tone.WARN
    if staff.stage in _VERDICTS:
        return _VERDICTS[staff.stage]
    if not staff.refusal:
        return "", Tone.INFO
    return "doubt" if staff.stage is CalibrationStage.EMPTY_BASKET else "retry", Tone.WARN


def _detail_of(staff: StaffView, lang: str) -> str:
    """What stands under the verdict: why not, or how well."""
    if staff.refusal:
        return worded(staff.refusal, lang)
    if staff.residual is None:
        return ""
    if staff.stage is CalibrationStage.PASSED and abs(staff.span_change) > SPAN_ODD:
        percent = decimal(round(100 * abs(staff.span_change), 1), lang)
        return say(lang, "staff.span_changed", percent=percent)
    off = grams(staff.residual, lang, 1)
    passed = staff.stage is CalibrationStage.PASSED
    if passed and staff.verified_g:
        return say(lang, "staff.verified", known=grams(staff.verified_g, lang), value=off)
    return say(lang, "staff.corners_trimmed" if passed and staff.cornered else "staff.residual", value=off)


def _notes(staff: StaffView, lang: str, zone: tzinfo | None) -> tuple[str, ...]:
    """The calibration in use, how it drifts, and what it is no licence for."""
    notes = []
    if staff.calibrated:
        notes.append(say(lang, "staff.calibrated", when=moment(staff.calibrated, lang, zone), who=staff.by))
    else:
        notes.append(say(lang, "staff.not_calibrated"))
    if staff.drift is not None:
        span = decimal(Decimal(round(staff.drift.span_ppm)), lang)
        notes.append(say(lang, "staff.drift", zero=grams(staff.drift.zero_g, lang, 1), span=span))
    return (*notes, say(lang, "staff.not_legal"))
