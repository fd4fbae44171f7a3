"""The drivers of the exit lane turn levels and markers into signals in the right order."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart.core.inputs import Lane
from cart.core.units import Seconds
from cart.exit_lane import BridgeLines, LaneMarkers, MarkerReader

RATE = 80


def signals_of_bits(*stretches: tuple[int, float]) -> list[Lane]:
    """Each stretch is a level of both lines, held for some seconds at 80 samples a second."""
    heard = []
    lines = BridgeLines("exit", lambda signal: heard.append(signal.lane))
    sample = 0
    for bits, seconds in stretches:
        for _ in range(round(seconds * RATE)):
            lines.feed(Seconds(sample / RATE), bits)
            sample += 1
    return heard


def test_zone_then_line_is_a_crossing() -> None:
    assert signals_of_bits((0, 1), (1, 1), (3, 0.1), (2, 0.1), (0, 1)) == [Lane.ARMED, Lane.CROSSED]


def test_line_alone_is_nothing() -> None:
    assert signals_of_bits((0, 1), (2, 0.2), (0, 1)) == []


def test_zone_again_after_a_crossing_is_back() -> None:
    out_and_in = signals_of_bits((1, 1), (2, 0.1), (0, 1), (2, 0.1), (1, 1), (0, 1))
    assert out_and_in == [Lane.ARMED, Lane.CROSSED, Lane.CROSSED_BACK, Lane.ARMED]


@given(st.lists(st.sampled_from([0, 1, 2, 3]), max_size=200))
def test_a_crossing_always_follows_an_arming(levels: list[int]) -> None:
    heard = signals_of_bits(*((level, 3 / RATE) for level in levels))
    armed = False
    for lane in heard:
        assert lane is not Lane.CROSSED or armed
        armed = lane is Lane.ARMED


def test_bounces_are_not_edges() -> None:
    bounce = [(bits, 2 / RATE) for bits in (1, 0) * 20]
    assert signals_of_bits((0, 1), *bounce, (0, 1)) == []


def signals_of_markers(*frames: set[int]) -> list[Lane]:
    heard = []
    markers = LaneMarkers("exit", entry=7, beyond=8, on_signal=lambda signal: heard.append(signal.lane))
    for number, ids in enumerate(frames):
        markers.feed(Seconds(number / 10), ids)
    return heard


def test_markers_in_order_are_a_crossing() -> None:
    frames = [{7}] * 5 + [{7, 8}] * 5 + [{8}] * 5 + [set()] * 30
    assert signals_of_markers(*frames) == [Lane.ARMED, Lane.CROSSED]


def test_a_marker_in_two_frames_is_nothing() -> None:
    assert signals_of_markers({7}, {7}, *[set()] * 30, {7}, {7}) == []


def test_two_equal_markers_are_refused() -> None:
    with pytest.raises(ValueError, match="both number 3"):
        LaneMarkers("exit", 3, 3, print)


def test_reads_a_turned_marker() -> None:
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_6X6_50)
    marker = np.pad(cv2.aruco.generateImageMarker(dictionary, 7, 90), 30, constant_values=255)
    turned = cv2.warpAffine(
        marker, cv2.getRotationMatrix2D((75, 75), 25, 1.0), (150, 150), borderMode=cv2.BORDER_REPLICATE
    )
    scene = np.full((480, 640, 3), 180, np.uint8)
    scene[100:250, 200:350] = turned[..., None]
    assert MarkerReader().ids(scene) == {7}
    assert MarkerReader().ids(np.full((480, 640), 180, np.uint8)) == set()
