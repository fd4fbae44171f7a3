"""The basket tells the colour of the light, whatever lies in it; and steady light leaves a picture as it is."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cart.sight.light import LIGHT_FILE, as_it_is, basket_of, recolour, under

RED, BLUE, WHITE = (190, 40, 40), (40, 70, 190), (235, 235, 235)
THINGS = (((60, 60, 200, 160), RED), ((290, 40, 220, 190), BLUE), ((80, 260, 240, 180), WHITE))


def filled(basket: Any) -> Any:
    for box, colour in THINGS:
        basket.put(box, colour)
    return basket.picture()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0.8, 1.2), st.floats(0.75, 1.2), st.floats(0.75, 1.0))
def test_tinted_light_is_taken_back(basket: Any, red: float, blue: float, level: float) -> None:
    basket.things.clear()
    reference, plain = basket.picture(), filled(basket)
    tinted = np.clip(plain * (level * np.array([red, 1.0, blue])), 0, 255).astype(np.uint8)
    shown = under(reference, tinted)
    for (x, y, w, h), _ in THINGS[:2]:
        true, mine = (picture[y : y + h, x : x + w].mean(axis=(0, 1)) for picture in (plain, shown))
        assert mine / mine.sum() == pytest.approx(true / true.sum(), abs=0.02)


def test_steady_light_leaves_a_picture_as_it_is(basket: Any) -> None:
    reference, plain = basket.picture(), filled(basket)
    assert under(reference, plain) is plain
    shaded = (plain * np.linspace(0.6, 1.0, 640)[:, None]).astype(np.uint8)
    assert under(reference, shaded) is shaded


def test_a_full_basket_tells_nothing(basket: Any) -> None:
    reference = basket.picture()
    for nth in range(40):
        basket.put((16 * nth, 0, 16, 480), (40 + 97 * nth % 200, 40 + 53 * nth % 200, 40 + 29 * nth % 200))
    covered = basket.picture()
    assert under(reference, covered) is covered
    assert under(reference[:240], covered) is covered


def test_the_board_is_not_of_the_basket(basket: Any) -> None:
    empty, views = basket.picture(), []
    for box in ((40, 160, 160, 120), (240, 160, 160, 120), (440, 160, 160, 120)):
        basket.put(box, WHITE)
        views.append(basket.picture())
        basket.take(box)
    assert np.abs(basket_of(views).astype(int) - empty).mean() < 3


def test_a_file_that_is_no_picture_changes_nothing(tmp_path: Path, basket: Any) -> None:
    file = tmp_path / LIGHT_FILE
    assert recolour(file) is as_it_is
    file.write_bytes(b"torn")
    assert recolour(file) is as_it_is
    cv2.imwrite(str(file), np.zeros((10, 10, 3), np.uint8))
    assert recolour(file) is as_it_is
    cv2.imwrite(str(file), basket.picture()[..., ::-1])
    picture = basket.picture()
    assert recolour(file)(picture) is picture
