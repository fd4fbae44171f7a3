"""Checks of a calibration with a known weight, and how the scale drifts from one entry of its history to the next."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import ceil

from cart.core.calibration import LEAST_SPAN_G, Calibration, Drift, Refusal, Still, moving, unusable
from cart.core.class3 import ClassIII
from cart.core.sentences import Sentence
from cart.core.units import Grams

DAY_MS = 86_400_000
SOON_DAYS = 1 / 24  # within an hour the noise of two readings would pass for drift
OPENING_SHARE = 0.5  # of the fitted weight: the error allowed at a light one hides any wrong gain
ALIKE_G = 1.0  # weights closer than this are taken for the same one


@dataclass(frozen=True, slots=True)
class Check:
    """A known weight put on a calibrated scale: what it was shown as, and whether that is within bounds.

    `zero` holds the counts of the empty basket, `zero_g` what the calibration makes of them; `calibrated` tells
    which calibration was checked, by its `when`.
    """

    scale: str
    who: str
    when: int
    calibrated: int
    zero: tuple[float, ...]
    zero_g: float
    known_g: float
    shown_g: float
    limit_g: float
    zero_limit_g: float
    noise_g: float

    @property
    def error_g(self) -> float:
        return self.shown_g - self.known_g

    @property
    def passed(self) -> bool:
        return abs(self.error_g) <= self.limit_g and abs(self.zero_g) <= self.zero_limit_g

    @property
    def reason(self) -> str:
        """Why it did not pass, for the fitter; empty when it did."""
        if abs(self.zero_g) > self.zero_limit_g:
            return Sentence.EMPTY_READS.of(grams=f"{self.zero_g:+.0f}")
        if not self.passed:
            return Sentence.OFF.of(
                known=f"{self.known_g:.0f}", error=f"{self.error_g:+.1f}", limit=f"{self.limit_g:.1f}"
            )
        return ""


Entry = Calibration | Check
"""A line of the scale's history."""


def check(
    calibration: Calibration,
    empty: Still,
    loaded: Still,
    known: Grams,
    who: str,
    when: int,
    table: ClassIII | None = None,
    in_service: bool = True,
) -> Check | Refusal:
    """Weigh a known weight; a Refusal where the readings decide nothing.

    The weight counts from the empty basket just read: zero may wander (it is told apart), the span may not.
    """
    table = table or ClassIII()
    refused = unusable(empty, "empty basket") or unusable(loaded, "loaded basket")
    if refused:
        return refused
    if len({len(empty.counts), len(loaded.counts), len(calibration.zero)}) != 1:
        return Refusal(Sentence.CELLS_CHANGED.of())
    if not LEAST_SPAN_G <= known <= table.max_g:
        return Refusal(
            Sentence.CHECK_WEIGHT.of(known=f"{known:.0f}", least=f"{LEAST_SPAN_G:.0f}", most=f"{table.max_g:.0f}")
        )
    refused = too_light(calibration, known) if in_service and calibration.locked else None
    if not in_service and any(abs(known - each.known_g) < ALIKE_G for each in calibration.fitted):
        refused = Refusal(Sentence.OF_THE_FIT.of(known=f"{known:.0f}"))
    noise_g = max(empty.noise, loaded.noise) * abs(calibration.gain)
    refused = refused or moving(noise_g)
    if refused:
        return refused
    zero_g = calibration.grams(empty.counts)
    shown = calibration.grams(loaded.counts) - zero_g
    if abs(shown) < 0.5 * LEAST_SPAN_G:
        return Refusal(Sentence.NO_CHANGE.of())
    return Check(
        calibration.scale,
        who,
        when,
        calibration.when,
        empty.counts,
        round(float(zero_g), 2),
        float(known),
        round(float(shown), 2),
        table.limit_g(known, in_service),
        table.zero_g,
        round(noise_g, 3),
    )


def opening_g(calibration: Calibration) -> float:
    """The lightest weight whose check makes a locked or doubted calibration count again."""
    return max(OPENING_SHARE * calibration.known_g, calibration.failed_g, LEAST_SPAN_G)


def too_light(calibration: Calibration, known: float) -> Refusal | None:
    """Whether a weight says too little to open the lock."""
    if known < opening_g(calibration):
        return Refusal(Sentence.TOO_LIGHT_TO_OPEN.of(known=f"{known:.0f}", least=ceil(opening_g(calibration))))
    return None


def after(calibration: Calibration, done: Check) -> Calibration:
    """The calibration once checked: locked when the check failed, free again when one passes."""
    drifted = drift(calibration, done.zero, done.known_g / done.shown_g, done.when) if done.shown_g else None
    return replace(
        calibration,
        locked=not done.passed,
        failed_g=0.0 if done.passed else max(calibration.failed_g, done.known_g),
        verified_g=done.known_g if done.passed else 0.0,
        drift=drifted or calibration.drift,
    )


def since(before: Calibration | None, now: Calibration) -> Calibration:
    """The new calibration with its drift since the one before, where that is of the same scale."""
    if before is None or before.scale != now.scale or len(before.zero) != len(now.zero):
        return now
    return replace(now, drift=drift(before, now.zero, now.gain / before.gain, now.when))


def drift(before: Calibration, zero: tuple[float, ...], span: float, when: int) -> Drift | None:
    """Wandering since a calibration, a day; `span` is the gain that would be right now by the gain that was.

    None within the hour, or when the clock ran backwards: it says nothing then.
    """
    days = (when - before.when) / DAY_MS
    if days < SOON_DAYS or len(zero) != len(before.zero):
        return None
    return Drift(round(days, 3), round(before.grams(zero) / days, 2), round(1e6 * (span - 1) / days, 1))


@dataclass(frozen=True, slots=True)
class Looked:
    """An entry of the history and the drift since the calibration before it."""

    entry: Entry
    drift: Drift | None


def looks(entries: Iterable[Entry]) -> Iterator[Looked]:
    """The history with its drift; entries of other scales in between do not matter."""
    latest: dict[str, Calibration] = {}
    for entry in entries:
        before = latest.get(entry.scale)
        match entry:
            case Calibration():
                yield Looked(entry, since(before, entry).drift if before else None)
                latest[entry.scale] = entry
            case Check():
                share = entry.known_g / entry.shown_g if entry.shown_g else 1.0
                yield Looked(entry, drift(before, entry.zero, share, entry.when) if before else None)
