"""Regions are where something came or went, and nothing that light, shadow or noise does."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from cart.sight.regions import changed

BOX = (230, 150, 140, 110)
RED, BLUE, OCHRE = (190, 40, 40), (40, 70, 190), (200, 150, 30)
Overlap = Callable[[Any, tuple[int, int, int, int]], float]


@pytest.mark.parametrize("colour", [RED, (240, 240, 240), (30, 28, 30)])
def test_a_thing_that_came_is_one_region(basket: Any, overlap: Overlap, colour: tuple[int, int, int]) -> None:
    before = basket.picture()
    basket.put(BOX, colour)
    (region,) = changed(before, basket.picture())
    assert overlap(region.mask, BOX) >= 0.8


def test_a_thing_that_went_is_one_region_where_it_lay(basket: Any, overlap: Overlap) -> None:
    basket.put(BOX, RED)
    before = basket.picture()
    basket.take(BOX)
    (region,) = changed(before, basket.picture())
    assert overlap(region.mask, BOX) >= 0.8
    assert region.centre == pytest.approx((469, 427), abs=15)


@pytest.mark.parametrize("depth", [0.2, 0.4, 0.5])
def test_a_soft_shadow_that_moves_is_nothing(basket: Any, depth: float) -> None:
    basket.light = shadow((220, 200), depth)
    before = basket.picture()
    basket.light = shadow((420, 280), depth)
    assert changed(before, basket.picture()) == []


def shadow(centre: tuple[int, int], depth: float) -> np.ndarray:
    """The light that is left around an arm far above the basket."""
    dark = np.zeros((480, 640), np.float32)
    cv2.ellipse(dark, centre, (110, 70), 20.0, 0.0, 360.0, 1.0, cv2.FILLED)
    return 1.0 - depth * cv2.GaussianBlur(dark, (0, 0), 18.0)[..., None]


@pytest.mark.parametrize("light", [0.85, 1.15, (1.2, 1.0, 0.7)], ids=["darker", "brighter", "warmer"])
def test_other_light_everywhere_is_nothing(basket: Any, light: float | tuple[float, float, float]) -> None:
    basket.put(BOX, RED)
    before = basket.picture()
    basket.light = light
    assert changed(before, basket.picture()) == []


@pytest.mark.parametrize("share", [0.85, 1.15])
def test_a_thing_is_found_under_other_light(basket: Any, overlap: Overlap, share: float) -> None:
    before = basket.picture()
    basket.put(BOX, BLUE)
    basket.light = share
    (region,) = changed(before, basket.picture())
    assert overlap(region.mask, BOX) >= 0.8


def test_a_thing_is_found_under_a_shadow_that_came_with_it(basket: Any, overlap: Overlap) -> None:
    before = basket.picture()
    basket.put(BOX, BLUE)
    basket.light = shadow((330, 230), 0.3)
    assert overlap(changed(before, basket.picture())[0].mask, BOX) >= 0.75


def test_the_thing_is_larger_than_what_it_pushed(basket: Any, overlap: Overlap) -> None:
    basket.put((80, 150, 130, 110), OCHRE)
    before = basket.picture()
    basket.take((80, 150, 130, 110))
    basket.put((77, 150, 130, 110), OCHRE)
    basket.put(BOX, RED)
    assert overlap(changed(before, basket.picture())[0].mask, BOX) >= 0.8


def test_a_label_in_the_colour_of_the_floor_belongs_to_the_thing(basket: Any, overlap: Overlap) -> None:
    before = basket.picture()
    basket.put(BOX, RED)
    (region,) = changed(before, basket.picture(label=(265, 185, 60, 45)))
    assert overlap(region.mask, BOX) >= 0.8
    assert region.mask[205, 295]


def test_two_things_are_two_regions(basket: Any, overlap: Overlap) -> None:
    small = (440, 300, 80, 70)
    before = basket.picture()
    basket.put(BOX, RED)
    basket.put(small, BLUE)
    first, second = changed(before, basket.picture())
    assert overlap(first.mask, BOX) >= 0.8
    assert overlap(second.mask, small) >= 0.8
    assert first.area > second.area


def test_the_same_basket_twice_is_nothing(basket: Any) -> None:
    basket.put(BOX, RED)
    picture = basket.picture()
    assert changed(picture, picture) == []
    assert changed(picture, basket.picture(noise=4.0)) == []


def test_pictures_of_different_sizes_are_refused(basket: Any) -> None:
    picture = basket.picture()
    with pytest.raises(ValueError, match="differ in size"):
        changed(picture, picture[:240])


def test_a_grey_side_is_no_shadow_where_the_floors_pattern_is_gone(basket: Any, overlap: Overlap) -> None:
    """The shaded side of a white carton has the floor's colour, and none of its lattice."""
    basket.floor = basket.floor.copy()
    basket.floor[(np.arange(480) // 9 % 2 == 1)[:, None] & (np.arange(640) // 21 % 3 > 0)] -= 40
    before = basket.picture()
    basket.put((230, 150, 70, 110), (235, 235, 235))
    basket.put((300, 150, 70, 110), (104, 101, 96))
    (region,) = changed(before, basket.picture())
    assert overlap(region.mask, BOX) >= 0.7


def test_a_neighbour_in_fine_print_that_slid_is_not_of_the_thing(basket: Any, overlap: Overlap) -> None:
    def pack(left: int) -> None:
        basket.put((left, 150, 120, 110), (235, 235, 235))
        for line in range(12):
            basket.put((left + 10, 158 + 8 * line, 100, 4), (40, 40, 40))

    pack(108)
    before = basket.picture()
    basket.things.clear()
    pack(106)
    basket.put(BOX, RED)
    assert overlap(changed(before, basket.picture())[0].mask, BOX) >= 0.85
