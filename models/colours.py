"""The colours of one product, as numbers beside the network's: what is grey, and how much is of each hue and strength.

The network tells shapes and prints apart better than shades; models/card.md has what both name, alone and together.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.preprocess import GREY, Pixels

HUES = 8
STRENGTHS = (6.0, 14.0, 26.0, 44.0)
"""Chroma (CIE Lab) of grey and of the three rings of hues around it; a shade between two counts for both."""

NUMBERS = 1 + HUES * (len(STRENGTHS) - 1)

CELLS = 64
"""Cells of the histogram of a and b that the shares are added up from, each way."""


def of(square: Pixels) -> NDArray[np.float32]:
    """The square roots of shares, a unit vector (NUMBERS,), of all that is not GREY in an RGB square.

    The product of two is the Hellinger affinity of their histograms (Bhattacharyya 1943). Lightness is left out, as
    lamps and shadows change it. A square that shows nothing has zeros.
    """
    shown = cv2.bitwise_not(cv2.inRange(square, (GREY,) * 3, (GREY,) * 3))
    lab = cv2.cvtColor(square, cv2.COLOR_RGB2LAB)
    counts = cv2.calcHist([lab], [1, 2], shown, [CELLS, CELLS], [0, 256, 0, 256]).reshape(-1)
    shares = counts @ _SHARES / max(1.0, float(counts.sum()))
    return np.asarray(np.sqrt(shares), np.float32)


def _shares() -> NDArray[np.float32]:
    """What a pixel in each cell counts for each number: (CELLS * CELLS, NUMBERS), rows that add up to 1."""
    middle = (np.arange(CELLS) + 0.5) * 256 / CELLS - 128.5
    a, b = (axis.reshape(-1) for axis in np.meshgrid(middle, middle, indexing="ij"))
    strength = _between(np.interp(np.hypot(a, b), STRENGTHS, np.arange(len(STRENGTHS))), len(STRENGTHS))
    hue = _between(np.arctan2(b, a) / (2 * np.pi) % 1 * HUES, HUES)
    ringed = strength[:, 1:, None] * hue[:, None, :]
    return np.concatenate([strength[:, :1], ringed.reshape(len(a), -1)], axis=1).astype(np.float32)


def _between(place: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Places on a ring of `count` marks, as shares of the two marks next to each."""
    shares, rows = np.zeros((len(place), count)), np.arange(len(place))
    below = np.floor(place).astype(int)
    np.add.at(shares, (rows, below % count), 1 - (place - below))
    np.add.at(shares, (rows, (below + 1) % count), place - below)
    return shares


_SHARES = _shares()
