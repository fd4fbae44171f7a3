"""A thing that leaves is cut out as it came, though its neighbours slide into its place."""

from typing import Any

import numpy as np
import pytest

from cart.core.units import Sku
from cart.sight.lying import Lying
from cart.sight.regions import WHOLE, difference, regions

BOX, BESIDE, OVER = (200, 150, 140, 110), (342, 150, 90, 110), (280, 180, 90, 60)
RED, BLUE, OCHRE = (190, 40, 40), (40, 70, 190), (200, 150, 30)
Mask = Any
NAMED = {Sku("red"): 0.9}


def mask_of(box: tuple[int, int, int, int]) -> Mask:
    x, y, w, h = box
    mask = np.zeros((480, 640), np.bool_)
    mask[y : y + h, x : x + w] = True
    return mask


def overlap(one: Mask, other: Mask) -> float:
    return float((one & other).sum() / (one | other).sum())


def come(lying: Lying, basket: Any, box: tuple[int, int, int, int], colour: tuple[int, int, int]) -> None:
    before = basket.picture()
    basket.put(box, colour)
    after = basket.picture()
    (region,) = regions(difference(before, after), WHOLE)
    lying.came(region.mask, region.mask, after, (NAMED, 0.1))


def changed(before: Any, after: Any) -> Mask:
    return np.logical_or.reduce([region.mask for region in regions(difference(before, after), WHOLE)])


def test_what_left_is_told_from_the_neighbour_that_slid(basket: Any) -> None:
    lying = Lying()
    come(lying, basket, BOX, RED)
    come(lying, basket, BESIDE, OCHRE)
    before = basket.picture()
    basket.take(BOX)
    basket.take(BESIDE)
    basket.put((230, 160, 90, 110), OCHRE)
    change = changed(before, basket.picture())
    assert overlap(change, mask_of(BOX)) < 0.7
    cuts = lying.among(change, before)
    assert max(overlap(cut, mask_of(BOX)) for cut, _ in cuts) >= 0.9
    lying.went(change)
    assert lying.among(change, before) == []


def test_only_what_still_shows_is_cut_out(basket: Any) -> None:
    lying = Lying()
    come(lying, basket, BOX, RED)
    come(lying, basket, OVER, BLUE)
    before = basket.picture()
    ((cut, then),) = lying.among(mask_of(BOX) & ~mask_of(OVER), before)
    assert then == (NAMED, 0.1)
    assert overlap(cut, mask_of(BOX) & ~mask_of(OVER)) >= 0.9


@pytest.mark.parametrize("light", [0.85, (1.1, 1.0, 0.85)])
def test_other_light_leaves_a_thing_known(basket: Any, light: Any) -> None:
    lying = Lying()
    come(lying, basket, BOX, RED)
    basket.light = light
    assert len(lying.among(mask_of(BOX), basket.picture())) == 1


def test_what_went_while_nobody_looked_is_known_no_longer(basket: Any) -> None:
    lying = Lying()
    come(lying, basket, BOX, RED)
    basket.take(BOX)
    assert lying.among(mask_of(BOX), basket.picture()) == []
    basket.put(BOX, BLUE)
    assert lying.among(mask_of(BOX), basket.picture()) == []


def test_nothing_is_known_at_first(basket: Any) -> None:
    lying = Lying()
    lying.went(mask_of(BOX))
    assert lying.among(mask_of(BOX), basket.picture()) == []
