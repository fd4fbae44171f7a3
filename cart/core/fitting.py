"""Known weights in known places -> the gains of the cells; or a refusal that says what to do better."""

from collections.abc import Sequence
from math import fsum, sqrt

from cart.core.calibration import (
    CORNERS,
    LARGEST_GAIN,
    LEAST_SPAN_G,
    UNMEASURED_SPREAD,
    Calibration,
    Place,
    Placement,
    Refusal,
    Still,
    Weighed,
    moving,
    unusable,
)
from cart.core.class3 import ClassIII
from cart.core.least_squares import settled, solve
from cart.core.sentences import Sentence
from cart.core.units import Grams

SMALLEST_GAIN = 5.0  # counts per gram: below, one cell or more is not connected
CORNER_SHARE = 0.35  # of the weight on the nearest cell: a weight in the middle would have 0.25
FAR_OFF = 0.15  # of the weight: no untrimmed platform differs so much from place to place
LARGEST_TRIM = 0.10  # cells of one kind differ by a few percent; more is a wrong or damaged cell
ALIKE = 0.05  # how far cells may differ before anything is known about them (rms)
READING_G = 0.5  # rms of one second's mean: 1/f noise and how a weight was put down


def calibrate(empty: Still, loaded: Still, known: Grams, scale: str, who: str, when: int) -> Calibration | Refusal:
    """Gain from an empty basket and a known weight in its middle; the cells share one gain."""
    return fit(empty, [Placement(Place.MIDDLE, known, loaded)], scale, who, when)


def fit(
    empty: Still,
    placements: Sequence[Placement],
    scale: str,
    who: str,
    when: int,
    table: ClassIII | None = None,
) -> Calibration | Refusal:
    """Gains from an empty basket and known weights, the first in the middle; refuses beyond `table`'s errors.

    Corners give each cell its own gain, so that the sum does not depend on the place; other weights in the middle
    show how straight the scale is; a weight put down twice shows how well it repeats.
    """
    table = table or ClassIII()
    refused = unusable(empty, "empty basket") or _misplaced(empty, placements)
    if refused:
        return refused
    changes = [_changes(empty, placement) for placement in placements]
    known = [float(placement.known) for placement in placements]
    per_count = known[0] / fsum(changes[0])
    refused = _far_off(placements, changes, per_count)
    if refused:
        return refused
    noise_g = max(empty.noise, *(placement.level.noise for placement in placements)) * abs(per_count)
    refused = moving(noise_g)
    if refused:
        return refused
    rows = [[per_count * change / READING_G for change in row] for row in changes]
    trims = _trims(rows, known)
    largest = max(abs(trim) for trim in trims)
    if largest > LARGEST_TRIM:
        # Not which: a twist of the gains is shared out among all four.
        return Refusal(Sentence.CELLS_DIFFER.of(percent=f"{100 * largest:.0f}"))
    gains = tuple(per_count * (1 + trim) for trim in trims)
    shown = [fsum(c * g for c, g in zip(change, gains, strict=True)) for change in changes]
    refused = _beyond(table, placements, shown)
    if refused:
        return refused
    cornered = any(placement.place is not Place.MIDDLE for placement in placements)
    freedom = max(1.0, len(placements) - settled(rows, 1 / ALIKE))
    return Calibration(
        scale,
        empty.counts,
        gains,
        who,
        when,
        known[0],
        round(noise_g, 3),
        round(_rms(placements, shown, freedom), 3),
        _spread(placements, shown, freedom) if cornered else UNMEASURED_SPREAD,
        tuple(
            Weighed(placement.place, float(placement.known), round(grams - placement.known, 2))
            for placement, grams in zip(placements, shown, strict=True)
        ),
    )


def _misplaced(empty: Still, placements: Sequence[Placement]) -> Refusal | None:
    """What a placement says by itself."""
    if not placements or placements[0].place is not Place.MIDDLE:
        return Refusal(Sentence.FIRST_MIDDLE.of())
    for placement in placements:
        refused = unusable(placement.level, "loaded basket")
        if refused:
            return refused
        if not placement.known >= LEAST_SPAN_G:
            return Refusal(Sentence.TOO_LIGHT.of(known=f"{placement.known:.0f}", least=f"{LEAST_SPAN_G:.0f}"))
        if len(empty.counts) != len(placement.level.counts):
            return Refusal(Sentence.CELLS_CHANGED.of())
        changes = _changes(empty, placement)
        gain = fsum(changes) / placement.known
        if abs(gain) < SMALLEST_GAIN:
            return Refusal(Sentence.NO_CHANGE.of())
        if abs(gain) > LARGEST_GAIN:
            return Refusal(Sentence.TOO_MUCH.of(known=f"{placement.known:.0f}"))
        shares = [change / (gain * placement.known) for change in changes]
        refused = _off_centre(shares) if placement.place is Place.MIDDLE else _not_there(placement.place, shares)
        if refused:
            return refused
    return None


def _off_centre(shares: Sequence[float]) -> Refusal | None:
    for number, share in enumerate(shares, start=1):
        if share < 0.02:
            return Refusal(Sentence.CELL_NOTHING.of(cell=number))
        if share > 0.7 and len(shares) > 1:
            return Refusal(Sentence.CELL_ALL.of(cell=number))
    return None


def _not_there(place: Place, shares: Sequence[float]) -> Refusal | None:
    if len(shares) != len(CORNERS):
        return None  # which cell is near which corner is known for four
    nearest = CORNERS.index(place)
    most = max(range(len(shares)), key=lambda cell: shares[cell])
    if shares[most] < CORNER_SHARE:
        return Refusal(Sentence.NEAR_MIDDLE.of(place=place.value))
    if most != nearest:
        return Refusal(Sentence.WRONG_CORNER.of(place=place.value, most=most + 1, wanted=nearest + 1))
    return None


def _far_off(placements: Sequence[Placement], changes: Sequence[Sequence[float]], per_count: float) -> Refusal | None:
    """Before any trim: a wrong weight, or a basket that touches something, must not be trimmed away."""
    for placement, change in zip(placements, changes, strict=True):
        shown = fsum(change) * per_count
        if abs(shown - placement.known) > FAR_OFF * placement.known:
            return Refusal(
                Sentence.MISREAD.of(known=f"{placement.known:.0f}", place=placement.place.value, shown=f"{shown:.0f}")
            )
    return None


def _beyond(table: ClassIII, placements: Sequence[Placement], shown: Sequence[float]) -> Refusal | None:
    again: dict[tuple[Place, float], float] = {}
    for placement, grams in zip(placements, shown, strict=True):
        limit = table.limit_g(placement.known)
        first = again.setdefault((placement.place, float(placement.known)), grams)
        if abs(grams - first) > limit:
            return Refusal(
                Sentence.APART.of(
                    known=f"{placement.known:.0f}", apart=f"{abs(grams - first):.1f}", limit=f"{limit:.1f}"
                )
            )
    for placement, grams in zip(placements, shown, strict=True):
        limit, error = table.limit_g(placement.known), grams - placement.known
        if abs(error) > limit:
            return Refusal(
                Sentence.OFF_PLACE.of(
                    known=f"{placement.known:.0f}",
                    place=placement.place.value,
                    error=f"{error:+.1f}",
                    limit=f"{limit:.1f}",
                )
            )
    return None


def _changes(empty: Still, placement: Placement) -> list[float]:
    return [after - before for before, after in zip(empty.counts, placement.level.counts, strict=True)]


def _trims(rows: Sequence[Sequence[float]], known: Sequence[float]) -> list[float]:
    """Each cell's gain relative to the shared one, by least squares with the prior that cells are much alike.

    The prior settles what the placements leave open: on a stiff basket a twist of the gains (diagonal against
    diagonal) never shows in any sum, and with the middle alone nothing but the shared gain does.
    """
    wanted = [load / READING_G - fsum(row) for load, row in zip(known, rows, strict=True)]
    return solve(rows, wanted, 1 / ALIKE)


def _rms(placements: Sequence[Placement], shown: Sequence[float], freedom: float) -> float:
    if len(placements) == 1:
        return 0.0
    squares = fsum((grams - placement.known) ** 2 for placement, grams in zip(placements, shown, strict=True))
    return sqrt(squares / freedom)


def _spread(placements: Sequence[Placement], shown: Sequence[float], freedom: float) -> float:
    """Between the places at one load; larger by what a fit with so little freedom hides."""
    load = placements[0].known
    relative = [grams / load for placement, grams in zip(placements, shown, strict=True) if placement.known == load]
    return round((max(relative) - min(relative)) * sqrt(len(placements) / freedom), 6)
