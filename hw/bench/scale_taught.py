"""The simulated scales are calibrated as staff calibrate a cart: zero, a weight in the middle, one in each corner."""

import numpy as np

from cart.core.calibration import CORNERS, Calibration, Place, Placement, Refusal, Still, still
from cart.core.fitting import fit
from cart.core.units import Grams
from hw.bench.scale_signals import Array, Cells
from hw.bench.scale_signals import still as hold
from hw.twin.loadcell import CELLS

BASKET_G = 5000.0
MIDDLE_G, CORNER_G = 5000.0, 5000.0
READINGS = 160  # two seconds for each placement
NEAR, ASIDE, FAR = 0.64, 0.16, 0.04  # shares of a weight 20 % of the way in from both walls of a corner


def taught(cells: Cells) -> list[Calibration]:
    """What each lane's cart learns; the noise of the readings and of the cells is in it."""
    lanes = cells.lanes
    empty = _stretch(cells, np.zeros((lanes, CELLS)))
    middle = _stretch(cells, np.full((lanes, CELLS), MIDDLE_G / CELLS))
    corners = [_stretch(cells, np.tile(CORNER_G * share, (lanes, 1))) for share in _corners()]
    return [_learn(empty[lane], middle[lane], [c[lane] for c in corners]) for lane in range(lanes)]


def _learn(empty: Still, middle: Still, corners: list[Still]) -> Calibration:
    placements = [
        Placement(Place.MIDDLE, Grams(MIDDLE_G), middle),
        *(Placement(place, Grams(CORNER_G), level) for place, level in zip(CORNERS, corners, strict=True)),
    ]
    found = fit(empty, placements, "bench", "bench", 0)
    if isinstance(found, Refusal):
        raise ValueError(f"a simulated scale cannot be calibrated: {found.reason}")
    return found


def _stretch(cells: Cells, load: Array) -> list[Still]:
    got = hold(cells, BASKET_G / CELLS + load, READINGS)
    clean = [_without_spikes(got.counts[:, lane]) for lane in range(cells.lanes)]
    return [still([tuple(row) for row in rows]) for rows in clean]


def _without_spikes(counts: np.ndarray) -> list[list[int]]:
    """Staff would see a single wrong conversion as a refusal and try again."""
    off = np.abs(counts - np.median(counts, axis=0))
    kept = (off < 10 * np.median(off, axis=0) + 1).all(axis=1)
    rows: list[list[int]] = counts[kept].tolist()
    return rows


def _corners() -> list[Array]:
    return [
        np.array([NEAR if near == cell else FAR if near + cell == CELLS - 1 else ASIDE for cell in range(CELLS)])
        for near in range(CELLS)
    ]
