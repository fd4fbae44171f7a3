"""Two pictures of the basket, before a weight step and after it, become what they say about it."""

import logging
import time
from collections.abc import Callable, Sequence

import cv2
import numpy as np

from cart.camera.frames import Picture
from cart.core.alternatives import Scores, any_of, of_one_thing
from cart.core.effects import Look
from cart.core.inputs import Candidate, Sighting
from cart.core.units import Seconds
from cart.sight.light import Recolour
from cart.sight.lying import Lying
from cart.sight.regions import APART, WHOLE, Mask, Region, difference, region_of, regions
from cart.sight.steady import aligned

log = logging.getLogger(__name__)

ALSO = 0.25  # a region this large beside the largest is a change of its own
MOST_REGIONS = 3
CANDIDATES = 8
OPEN = 1.02  # a cut that shows "none of these" for sure still counts by this less one

Recognise = Callable[[Picture, Sequence[Mask]], list[Scores]]
"""A picture and masks -> for each mask the products' probabilities, and that of none of them."""

SizeOf = Callable[[Mask], tuple[float, float] | None]
"""A mask -> the long and the short side on the basket floor in centimetres, where they are known."""


Remember = Callable[[tuple[str, ...], Picture, Mask], None]
"""The hashes of a step's crops, its picture in the light of the calibration, and the one thing that came."""


def forget(crops: tuple[str, ...], picture: Picture, mask: Mask) -> None:
    """Remembers nothing."""


class Comparison:
    """Makes Sightings; `keep` stores evidence and returns its hash."""

    def __init__(
        self,
        recognise: Recognise,
        keep: Callable[[bytes], str],
        size_of: SizeOf,
        recolour: Recolour,
        clock: Callable[[], Seconds],
        remember: Remember = forget,
    ) -> None:
        self._recognise, self._keep, self._size_of, self._clock = recognise, keep, size_of, clock
        self._recolour, self._remember = recolour, remember
        self._lying = Lying()

    def sighting(self, look: Look, before: Picture | None, after: Picture) -> Sighting:
        if before is None:
            return Sighting(self._clock(), look.step)
        started = time.perf_counter()
        after = aligned(before, after)
        different = difference(before, after)
        found = regions(different, WHOLE)
        if not found:
            return Sighting(self._clock(), look.step, nothing=1.0, crops=self._crops(before, after, None))
        changes = np.logical_or.reduce([region.mask for region in found])
        picture = self._recolour(after if look.upward else before)
        whole = _large(found)
        likely = whole + _large(regions(different, APART))
        known = [] if look.upward else self._lying.among(changes, before)
        likely += [region_of(mask) for mask, _ in known]
        scored = self._recognise(picture, [region.mask for region in likely])
        first = len(likely) - len(known)
        scored[first:] = [of_one_thing(both) for both in zip(scored[first:], (then for _, then in known), strict=True)]
        shares = [region.area * (OPEN - nothing) for region, (_, nothing) in zip(likely, scored, strict=True)]
        nth = shares.index(max(shares))
        best = likely[nth]
        if look.upward:
            self._lying.came(best.mask, changes, after, scored[nth])
        else:
            self._lying.went(changes)
        scores, nothing = any_of(scored, shares)
        ranked = sorted(scores.items(), key=lambda item: -item[1])[:CANDIDATES]
        things = sum(nothing < 0.5 for _, nothing in scored[: len(whole)])
        log.debug("look %d: %d regions in %.0f ms", look.step, len(found), 1e3 * (time.perf_counter() - started))
        crops = self._crops(before, after, best)
        if look.upward and things <= 1:
            self._remember(crops, picture, best.mask)
        return Sighting(
            self._clock(),
            look.step,
            tuple(Candidate(sku, round(p, 4)) for sku, p in ranked if p >= 0.001),
            round(nothing, 4),
            max(1, things),
            best.centre,
            crops,
            self._size_of(best.mask),
        )

    def _crops(self, before: Picture, after: Picture, region: Region | None) -> tuple[str, ...]:
        """The changed place before and after, kept as evidence; the whole basket when no place stands out."""
        height, width = after.shape[:2]
        x, y, w, h = region.box if region else (0, 0, width, height)
        pad = 12
        x0, y0, x1, y1 = max(0, x - pad), max(0, y - pad), min(width, x + w + pad), min(height, y + h + pad)
        return tuple(self._keep(_jpeg(picture[y0:y1, x0:x1])) for picture in (before, after))


def _large(found: Sequence[Region]) -> list[Region]:
    return [region for region in found if region.area >= ALSO * found[0].area][:MOST_REGIONS]


def _jpeg(picture: Picture) -> bytes:
    ok, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 85])
    if not ok:
        raise ValueError("the crop cannot be kept as a JPEG")
    return bytes(data)
