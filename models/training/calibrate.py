"""Fits the numbers that turn cosines into probabilities, on pictures that were not enrolled.

A store changes: its newest products are enrolled from a few views by a network that never saw them, beside
others that it was trained on. So the numbers are fitted on a store as it stands and as it grows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp

import numpy as np
from numpy.typing import NDArray

from cart.core.units import Sku
from models.figures import BINS, calibration_error
from models.gallery import ENDLESS, Calibration, Gallery, alike, log_scores
from models.looks import Vectors

UNKNOWN_SHARE = 0.05
"""Weight of unknown things against known ones: one in twenty that a cart meets is in no gallery.

With a tenth, "none of these" takes 8 % of pictures that are all known (five networks, each asked about the fifth of
the photographs that it was trained without), with a twentieth 4 %, with a fiftieth 2 %.
"""

ODD_SHARE = 0.1
"""Weight of what is no product at all among the unknown things.

A half rejects 80 % of the goods that are not sold where a tenth, as nothing at all, rejects 83 %, and no more of
hands and smears (25 products of the virtual cart and views that were neither enrolled nor measured with).
"""

GAIN = 1e-7
"""Of the loss, for which a step of the search is taken: along a valley that is all but level it would never end."""

SHOTS = (1, 3, 8)
"""Views from which products are enrolled anew, as far as there are so many."""


@dataclass(frozen=True)
class Store:
    """A gallery, fresh pictures of its products, and products that it does not know: views to enrol, and others.

    `odd` are fresh pictures of what is no product at all.
    """

    gallery: Gallery
    fresh: Vectors
    truth: NDArray[np.int64]  # the column of each fresh picture
    views: Vectors
    views_of: NDArray[np.int64]
    asked: Vectors
    asked_of: NDArray[np.int64]
    odd: Vectors | None = None


@dataclass(frozen=True)
class Case:
    """Cosines (pictures, products) with the products' spreads; `truth` is a column, -1 for none of them.

    `odd` has the cosines to what is no product: (pictures, kinds).
    """

    cosines: Vectors
    spreads: Vectors
    truth: NDArray[np.int64]
    odd: Vectors | None = None

    def loss(self, calibration: Calibration) -> float:
        log_p = log_scores(alike(self.cosines, self.spreads, calibration), calibration, self.odd)
        return float(-log_p[np.arange(len(self.truth)), self.truth].mean())


def fit(stores: Sequence[Store]) -> Calibration:
    """The likeliest calibration of these stores, as they stand and with products enrolled anew."""
    usual = _usual(stores)
    known, unknown, odd = [], [], []
    for store in stores:
        gallery = replace(store.gallery, calibration=usual)
        known.append(_case(gallery, store.fresh, store.truth))
        unknown.append(_case(gallery, store.asked, np.full(len(store.asked), -1)))
        if store.odd is not None:
            odd.append(_case(gallery, store.odd, np.full(len(store.odd), -1)))
        for shots in _shots(store):
            grown, truth = _grown(replace(store, gallery=gallery), shots)
            known += [_case(grown, store.fresh, store.truth), _case(grown, store.asked, truth)]
    return likeliest(known, unknown, usual, odd)


def likeliest(
    known: Sequence[Case], unknown: Sequence[Case], usual: Calibration, odd: Sequence[Case] = ()
) -> Calibration:
    """Sharpness, "none of these", trust, start and core with the smallest loss, by a search along the axes."""

    def loss(point: NDArray[np.float64]) -> float:
        tried = _at(point, usual)
        of_known = float(np.mean([case.loss(tried) for case in known]))
        of_unknown = float(np.mean([case.loss(tried) for case in unknown]))
        if odd:
            of_odd = float(np.mean([case.loss(tried) for case in odd]))
            of_unknown = (1 - ODD_SHARE) * of_unknown + ODD_SHARE * of_odd
        return (1 - UNKNOWN_SHARE) * of_known + UNKNOWN_SHARE * of_unknown

    point = np.array([np.log(50.0), 0.6, 0.5, 0.0, np.log(0.2)])
    step = np.array([0.4, 0.1, 0.25, 0.1 if odd else 0.0, 0.4])
    least = loss(point)
    while step.max() > 0.004:
        better = False
        for move in (*np.diag(step), *np.diag(-step)):
            there = loss(point + move)
            if there < least - GAIN:
                point, least, better = point + move, there, True
        step = step if better else step / 2
    return _at(point, usual)


def _at(point: NDArray[np.float64], usual: Calibration) -> Calibration:
    """The numbers at a point of the search, within bounds: a power never falls to nothing, so it goes on for ever."""
    low, high = [0.0, -2.0, 0.0, -2.0, np.log(0.001)], [8.0, 1.0, 1.0, 2.0, np.log(ENDLESS)]
    sharpness, nothing, trust, odd, core = np.clip(point, low, high).tolist()
    return replace(usual, sharpness=exp(sharpness), nothing=nothing, trust=trust, odd=odd, core=exp(core))


def _usual(stores: Sequence[Store]) -> Calibration:
    """How far pictures of newly enrolled products lie from their prototypes: a line over one by the views."""
    shares, distances = [], []
    for store in stores:
        for shots in _shots(store):
            grown, truth = _grown(store, shots)
            own = grown.cosines(store.asked)[np.arange(len(truth)), truth]
            shares.append(1.0 / np.array([grown.looks[column].views for column in truth.tolist()]))
            distances.append(1.0 - own)
    over, far = np.concatenate(shares), np.concatenate(distances)
    # Where all were enrolled from as many views there is no line through them, only their mean.
    few, near = np.polyfit(over, far, 1) if np.ptp(over) else (0.0, far.mean())
    return Calibration(20.0, 0.6, near=max(0.01, float(near)), few=max(0.0, float(few)))


def _shots(store: Store) -> list[int]:
    """From how many views the strange products can be enrolled: a few have less, and are enrolled from all theirs."""
    most = int(np.unique(store.views_of, return_counts=True)[1].max())
    return [shots for shots in SHOTS if shots <= most]


def _grown(store: Store, shots: int) -> tuple[Gallery, NDArray[np.int64]]:
    """The gallery with the strange products enrolled from `shots` views, and the columns of what is asked."""
    gallery, column = store.gallery, {}
    for label in np.unique(store.asked_of).tolist():
        column[label] = len(gallery.looks)
        gallery = gallery.enrol(Sku(f"strange {label}"), "", store.views[store.views_of == label][:shots])
    return gallery, np.array([column[label] for label in store.asked_of.tolist()])


def _case(gallery: Gallery, vectors: Vectors, truth: NDArray[np.int64]) -> Case:
    return Case(gallery.cosines(vectors), gallery.spreads, truth, gallery.odd_cosines(vectors))


def without_truth(case: Case) -> Case:
    """Known pictures as if their own product had never been enrolled."""
    hidden = case.cosines.copy()
    hidden[np.arange(len(case.truth)), case.truth] = -1.0
    return replace(case, cosines=hidden, truth=np.full(len(case.truth), -1))


def expected_calibration_error(p: NDArray[np.float64], truth: NDArray[np.int64], bins: int = BINS) -> float:
    """Mean distance between confidence and accuracy over equal bins of confidence."""
    return calibration_error(p.max(axis=1), p.argmax(axis=1) == truth, bins)


def floor(p: NDArray[np.float64], bins: int = BINS, draws: int = 200) -> tuple[float, float]:
    """The calibration error that perfectly honest scores like these would show: its mean and its 95 % point."""
    dice, confidence = np.random.default_rng(15), p.max(axis=1)
    errors = [calibration_error(confidence, dice.random(len(p)) < confidence, bins) for _ in range(draws)]
    return float(np.mean(errors)), float(np.quantile(errors, 0.95))
