"""Looks for barcodes end in time: on a clock that only the looks themselves move."""

import cv2
import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cart.codes import CodeLooks, late_after, read_codes
from cart.codes.looks import MOST_SIDE, Picture, Read, read_straight, within
from cart.codes.printed import Code
from cart.codes.successive import LEAST_SIDE, Way
from cart.codes.voting import deep_looks, read_by_vote

BUDGET = 0.06
VIDEO = np.full((480, 640), 128, np.uint8)
CODE = Code("4006381333931", "EAN-13")


class Desk:
    """A clock, and ways of looking that take their time on it and write down what they looked at."""

    def __init__(self, *seconds_per_pixel: float) -> None:
        self.now = 100.0
        self.looked: list[tuple[int, tuple[int, ...]]] = []
        self.shown = False
        self.ways: tuple[Way, ...] = tuple(self._way(nth, pace) for nth, pace in enumerate(seconds_per_pixel))

    def clock(self) -> float:
        return self.now

    def _way(self, nth: int, pace: float) -> Way:
        def look(grey: Picture) -> list[Read]:
            self.now += pace * grey.size
            self.looked.append((nth, grey.shape))
            return [Read(CODE, (10.0, 20.0, 30.0, 40.0))] if self.shown else []

        return look

    def frame(self, looks: CodeLooks, picture: Picture) -> tuple[list[int], float]:
        """The ways that one frame is looked at in, and the seconds that it takes."""
        began, self.looked = self.now, []
        looks.look(picture)
        return [nth for nth, _ in self.looked], self.now - began


def settled(desk: Desk, picture: Picture) -> CodeLooks:
    """Looks that have learned how long each way takes."""
    looks = CodeLooks(desk.clock, BUDGET, desk.ways)
    for _ in range(24):
        looks.look(picture)
    return looks


def test_every_way_looks_where_there_is_time() -> None:
    desk = Desk(4e-8, 5e-8, 6e-8)
    looks = settled(desk, VIDEO)
    assert desk.frame(looks, VIDEO) == ([0, 1, 2], pytest.approx(1.5e-7 * VIDEO.size))


def test_a_way_that_there_is_no_time_for_is_the_first_at_the_next_frame() -> None:
    desk = Desk(4e-8, 1e-7, 1.1e-7)
    looks = settled(desk, VIDEO)
    frames = [desk.frame(looks, VIDEO) for _ in range(4)]
    assert sorted(order for order, _ in frames) == [[1, 0], [1, 0], [2, 0], [2, 0]]
    assert max(seconds for _, seconds in frames) <= BUDGET


@settings(max_examples=40)
@given(
    st.lists(st.floats(1e-9, 5e-7), min_size=3, max_size=3),
    st.sampled_from([(640, 480), (850, 200), (1300, 900), (2100, 300)]),
)
def test_no_frame_takes_longer_than_its_budget(paces: list[float], size: tuple[int, int]) -> None:
    """Or than one way on the least that a frame is shrunk to, on however slow a machine."""
    desk, picture = Desk(*paces), np.full(size[::-1], 128, np.uint8)
    looks = settled(desk, picture)
    frames = [desk.frame(looks, picture) for _ in range(9)]
    least = within(picture, LEAST_SIDE)[0].size
    for order, seconds in frames:
        assert seconds <= 1.02 * max(BUDGET, paces[order[0]] * least)
    assert {way for order, _ in frames for way in order} == {0, 1, 2}, "no way waits for ever"


def test_a_code_ends_the_look_and_keeps_its_place_in_the_large_frame() -> None:
    desk = Desk(1e-9, 1e-9)
    desk.shown = True
    frame = np.full((3000, 4000), 128, np.uint8)
    looks = CodeLooks(desk.clock, BUDGET, desk.ways)
    for _ in range(20):
        read = looks.look(frame)[0]
    assert desk.looked[-1] == (0, (1500, MOST_SIDE))
    assert {way for way, _ in desk.looked} == {0}
    assert read.box == pytest.approx((20.0, 40.0, 60.0, 80.0))


@pytest.mark.parametrize("side", [2304, 4000])
def test_a_large_picture_is_read_shrunk(side: int) -> None:
    picture = _large(side)
    assert read_codes(picture) == read_codes(picture, deep=True) == [CODE]
    clock = Desk().clock  # stands still: there is always time
    (read,) = CodeLooks(clock).look(picture)
    left, top, right, bottom = read.box
    assert side * 0.2 < left < right < side * 0.8
    assert side * 0.2 < top < bottom < side * 0.8


def test_a_vote_ends_when_it_is_late() -> None:
    """The looks before it count: with none but the first, nothing has a second look to agree with."""
    grey = _large(640)
    assert {read.code for read in read_by_vote(grey)} == {CODE}
    assert read_by_vote(grey, late=lambda: True) == []
    asked: list[bool] = []
    noise = np.random.default_rng(1).integers(0, 256, (120, 160), dtype=np.uint8)
    assert read_by_vote(noise, late=lambda: asked.append(True) or len(asked) == 3) == []
    assert len(asked) == 3 < len(list(deep_looks(noise)))


def test_late_is_when_the_seconds_have_gone_by() -> None:
    desk = Desk()
    late = late_after(0.5, desk.clock)
    assert not late()
    desk.now += 0.49
    assert not late()
    desk.now += 0.02
    assert late()


def _large(side: int) -> NDArray[np.uint8]:
    """A code across half of a square picture."""
    label = np.array(zxingcpp.create_barcode(CODE.text, zxingcpp.BarcodeFormat.EAN13).to_image(scale=3), np.uint8)
    factor = side / 2 / label.shape[1]
    label = np.asarray(cv2.resize(label, None, fx=factor, fy=factor, interpolation=cv2.INTER_LINEAR), np.uint8)
    scene = np.full((side, side), 230, np.uint8)
    top, left = (side - label.shape[0]) // 2, (side - label.shape[1]) // 2
    scene[top : top + label.shape[0], left : left + label.shape[1]] = label
    assert read_straight(within(scene)[0])
    return scene
