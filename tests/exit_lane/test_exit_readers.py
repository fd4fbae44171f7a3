"""Pictures -> signs: turned, small and foreign ones; and the thread that looks for them."""

from dataclasses import dataclass, field
from queue import SimpleQueue

import cv2
import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray

from cart.core.inputs import Lane, Way
from cart.core.units import Seconds
from cart.exit_lane.raw import Looked
from cart.exit_lane.readers import CardReader, MarkerReader, card_text, marker_of
from cart.exit_lane.watching import LaneWatch

Picture = NDArray[np.uint8]


def scene(code: Picture, degrees: float = 25.0, at: tuple[int, int] = (200, 100)) -> Picture:
    """A code on white paper, turned, on a grey ground of 640x480."""
    paper = np.pad(code, 40, constant_values=255)
    side = paper.shape[0]
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), degrees, 1.0)
    turned = cv2.warpAffine(paper, turn, (side, side), borderMode=cv2.BORDER_REPLICATE)
    picture = np.full((480, 640, 3), 180, np.uint8)
    picture[at[1] : at[1] + side, at[0] : at[0] + side] = turned[..., None]
    return picture


def marker(number: int) -> Picture:
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_6X6_50)
    return cv2.aruco.generateImageMarker(dictionary, number, 90)


def card(text: str) -> Picture:
    code = np.array(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=4), np.uint8)
    return code if code.ndim == 2 else code[..., 0]


@pytest.mark.parametrize("place", list(Lane))
@pytest.mark.parametrize("lane", [1, 7, 25])
def test_reads_a_turned_marker(lane: int, place: Lane) -> None:
    (sign,) = MarkerReader()(scene(marker(marker_of(lane, place))))
    assert (sign.lane, sign.name) == (place, str(lane))
    assert sign.centre == pytest.approx((285 / 480, 185 / 480), abs=0.01)
    assert sign.side == pytest.approx(90 / 480, abs=0.01)
    assert MarkerReader()(np.full((480, 640), 180, np.uint8)) == ()


def test_reads_a_lanes_card_and_no_other_code() -> None:
    (sign,) = CardReader()(scene(card(card_text("12"))))
    assert (sign.lane, sign.name) == (Lane.CROSSED, "12")
    for other in ("https://shop.example/01/04006381333931", "SMART-CART:LANE:", "SMART-CART:LANE:1:2"):
        assert CardReader()(scene(card(other))) == ()


def test_a_card_that_was_read_is_read_in_worse_pictures_too() -> None:
    plain = scene(card(card_text("12")))[..., 0]
    dim = cv2.GaussianBlur(20 + 0.08 * plain.astype(np.float32), (0, 0), 1.3)
    grainy = [dim + np.random.default_rng(seed).normal(0, 3, dim.shape) for seed in range(30)]
    pictures = [np.clip(picture, 0, 255).astype(np.uint8) for picture in grainy]
    alone = sum(bool(CardReader()(picture)) for picture in pictures)
    reader = CardReader()
    (first,) = reader(plain)
    after = [sign for picture in pictures for sign in reader(picture)]
    assert len(after) > 2 * alone
    assert all(sign.centre == pytest.approx(first.centre, abs=0.01) and sign.name == "12" for sign in after)


def test_a_lane_that_no_card_can_name_is_refused() -> None:
    with pytest.raises(ValueError, match="eight capital letters"):
        card_text("the lane at the door")


@dataclass
class Shot:
    number: int
    picture: Picture
    t: Seconds = field(default=Seconds(5.0))

    def video(self) -> Picture:
        if self.number == 2:
            raise OSError("the pixels are gone")
        return self.picture


def test_the_watch_looks_at_every_new_picture_and_survives_a_bad_one() -> None:
    seen: SimpleQueue[Looked] = SimpleQueue()
    shots = [Shot(1, scene(marker(0))), Shot(2, scene(marker(0))), Shot(3, scene(marker(1)))]
    given = iter([None, shots[0], shots[0], shots[1], shots[2]])
    watch = LaneWatch(Way.MARKER, lambda: next(given, shots[2]), MarkerReader(), seen.put)
    watch.start()
    looks = [seen.get(timeout=20) for _ in range(2)]
    watch.stop()
    assert [look.signs[0].lane for look in looks] == [Lane.ARMED, Lane.CROSSED]
    assert {look.t for look in looks} == {5.0}
    assert seen.empty()
