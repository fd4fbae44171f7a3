"""The thread that looks compares the right two pictures, and answers every look whatever the camera does."""

import itertools
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from threading import Condition
from typing import Any

import cv2
import numpy as np
import pytest

from cart.camera.floor import Floor
from cart.camera.frames import Frame, FrameGone, Picture, Rect, StoredFrame, swapped
from cart.core.effects import HoldQuiet, Look
from cart.core.floor import FloorCalibration
from cart.core.inputs import CodeSeen, Sighting
from cart.core.units import Seconds, Sku
from cart.sight import looking
from cart.sight.looking import GIVE_UP_S, SETTLE_S, Sight

COLOURS = {"red": (190, 40, 40), "green": (40, 150, 60), "blue": (40, 70, 190)}
SKIN, MAGENTA = (224, 172, 140), (250, 10, 250)
LEFT, MIDDLE, RIGHT = (60, 200, 110, 90), (260, 180, 120, 100), (460, 220, 110, 90)
LABEL = (60, 40)
STEP_S = 0.12
FLOOR = FloorCalibration(
    "desk", (640, 480), (0.1, 0, 0, 0, 0.1, 0, 0, 0, 1), 0.0, 0.1, 0.3, 40, 1, 500.0, 100.0, "Jo", 0
)
HAND = (300, 230)


class LostFrame(StoredFrame):
    """A frame whose pixels the camera may have forgotten."""

    lost = False

    def video(self) -> Picture:
        self._check()
        return super().video()

    def lores(self) -> Picture:
        self._check()
        return super().lores()

    def main(self, crop: Rect | None = None) -> Picture:
        self._check()
        return super().main(crop)

    def _check(self) -> None:
        if self.lost:
            raise FrameGone(f"Frame {self.number} is gone.")


class Camera:
    """Shows what the script says; knows when the thread is through with it."""

    ROUNDS = 4  # one look asks twice at most, and one may be under way: with the fourth asking one is complete

    def __init__(self) -> None:
        self.frame: LostFrame | None = None
        self.numbers = itertools.count()
        self._asked = 0
        self._asking = Condition()

    def latest(self) -> Frame | None:
        with self._asking:
            self._asked += 1
            self._asking.notify_all()
            if self.frame is not None and self.frame.lost:  # while the pixels come too late, frames go on coming
                self.frame.number = next(self.numbers)
            return self.frame

    def looked_at(self) -> None:
        with self._asking:
            enough = self._asked + self.ROUNDS
            assert self._asking.wait_for(lambda: self._asked >= enough, 20.0), "the thread looks no more"


@dataclass
class Desk:
    """A basket, its camera, the clock, and what came out of Sight."""

    basket: Any
    camera: Camera = field(default_factory=Camera)
    now: float = 100.0
    said: list[Any] = field(default_factory=list)
    kept: dict[str, bytes] = field(default_factory=dict)
    asked_codes: list[Picture] = field(default_factory=list)
    broken: bool = False
    reads: bool = True
    wide: bool = False

    def __post_init__(self) -> None:
        self.sight = Sight(
            self.camera.latest,
            self._recognise,
            self._read_codes,
            self._keep,
            self.said.append,
            lambda: Seconds(self.now),
            size_of=Floor(FLOOR),
        )

    def see(self, looks: int = 1, hand: tuple[int, int] | None = None, lost: bool = False) -> None:
        """Frame after frame; `hand` is where the arm's end begins its wavering."""
        for _ in range(looks):
            self.now += STEP_S
            number = next(self.camera.numbers)
            picture = self.basket.picture()
            if hand is not None:
                end = (hand[0] + 50 * (number % 2), hand[1])
                cv2.line(picture, (end[0], 0), end, SKIN, 70)
            self.camera.frame = LostFrame(Seconds(self.now), number, self._main(picture), picture)
            self.camera.frame.lost = lost
            self.camera.looked_at()

    def ask(self, effect: HoldQuiet | Look) -> None:
        self.sight.perform(effect)
        self.camera.looked_at()

    def touched(self) -> None:
        self.now += STEP_S / 3
        self.ask(HoldQuiet(Seconds(self.now)))

    def settled(self, step: int, upward: bool = True) -> None:
        self.ask(Look(step, Seconds(self.now - 1.0), Seconds(self.now), upward))

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.camera.looked_at()

    @property
    def codes(self) -> list[CodeSeen]:
        return [said for said in self.said if isinstance(said, CodeSeen)]

    @property
    def sightings(self) -> list[Sighting]:
        return [said for said in self.said if isinstance(said, Sighting)]

    def seen(self, step: int) -> tuple[str, ...]:
        (sighting,) = [said for said in self.sightings if said.step == step]
        return tuple(candidate.sku for candidate in sighting.candidates)

    def _main(self, picture: Picture) -> Picture:
        """As the device gives it: BGR, and more to the sides than the video shows when it is wide."""
        if not self.wide:
            return swapped(picture)
        return swapped(cv2.copyMakeBorder(picture, 60, 60, 200, 200, cv2.BORDER_CONSTANT))[60:-60]

    def _recognise(self, picture: Picture, masks: Sequence[Any]) -> list[tuple[dict[Sku, float], float]]:
        if self.broken:
            raise ValueError("the model is broken")
        return [self._named(picture[mask].mean(axis=0)) for mask in masks]

    def _named(self, colour: Any) -> tuple[dict[Sku, float], float]:
        for name, true in COLOURS.items():
            if np.abs(colour - true).max() < 40:
                return {Sku(name): 0.9}, 0.1
        return {}, 1.0

    def _read_codes(self, picture: Picture) -> list[tuple[str, str, tuple[float, float, float, float]]]:
        """A whole magenta label stands for a barcode; one that is cut off cannot be read."""
        self.asked_codes.append(picture)
        if not self.reads:
            raise ValueError("the reader is broken")
        rows, columns = np.nonzero(near(picture, MAGENTA, 20))
        if not rows.size or np.ptp(columns) + 1 < LABEL[0] or np.ptp(rows) + 1 < LABEL[1]:
            return []
        return [("4006381333931", "EAN13", (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1))]

    def _keep(self, data: bytes) -> str:
        name = f"crop {len(self.kept)}"
        self.kept[name] = data
        return name


@pytest.fixture
def desk(basket: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(looking, "PERIOD_S", 0.0005)  # the script's clock tells the time, not the waiting
    desk = Desk(basket)
    desk.sight.start()
    yield desk
    desk.sight.stop()
    assert "sight" not in {thread.name for thread in threading.enumerate()}


def test_a_thing_put_in_by_a_hand(desk: Desk) -> None:
    desk.see(4)
    desk.see(3, hand=HAND)
    desk.touched()
    desk.basket.put(MIDDLE, COLOURS["red"])
    desk.see(3, hand=HAND)
    desk.see(3)
    desk.settled(1)
    desk.see(2)
    (sighting,) = desk.sightings
    assert desk.seen(1) == ("red",)
    assert (sighting.changes, sighting.nothing) == (1, 0.1)
    assert sighting.spot == pytest.approx((500, 479), abs=15)
    assert sighting.size_cm == pytest.approx((12.0, 10.0), abs=0.5)  # ten pixels to the centimetre


def test_a_look_waits_until_the_hand_is_away(desk: Desk) -> None:
    desk.see(4)
    desk.touched()
    desk.basket.put(MIDDLE, COLOURS["red"])
    desk.see(2, hand=HAND)
    desk.settled(1)
    desk.see(4, hand=HAND)
    assert desk.sightings == []
    desk.see(3)
    assert desk.seen(1) == ("red",)


def test_a_hand_so_short_that_all_is_still_before_the_scale_settles(desk: Desk) -> None:
    desk.see(4)
    desk.touched()
    desk.basket.put(MIDDLE, COLOURS["red"])
    desk.see(1, hand=HAND)
    desk.see(6)
    desk.settled(1)
    desk.see(2)
    assert desk.seen(1) == ("red",)


def test_a_thing_dropped_by_no_hand_at_all(desk: Desk) -> None:
    desk.see(4)
    desk.touched()
    desk.basket.put(MIDDLE, COLOURS["red"])
    desk.see(6)
    desk.settled(1)
    desk.see(1)
    assert desk.seen(1) == ("red",)


def test_a_hand_that_pauses_in_view_is_not_the_quiet_picture(desk: Desk) -> None:
    desk.see(4)
    desk.touched()
    desk.basket.put((280, 0, 70, 200), SKIN)  # an arm that keeps still
    desk.see(5)
    desk.basket.take((280, 0, 70, 200))
    desk.basket.put(MIDDLE, COLOURS["red"])
    desk.see(6)
    desk.settled(1)
    desk.see(1)
    assert desk.seen(1) == ("red",)
    assert desk.sightings[0].changes == 1


def test_a_thing_taken_out_is_recognised_in_the_picture_from_before(desk: Desk) -> None:
    desk.basket.put(LEFT, COLOURS["green"])
    desk.basket.put(MIDDLE, COLOURS["red"])
    desk.see(4)
    desk.touched()
    desk.see(2, hand=HAND)
    desk.basket.take(MIDDLE)
    desk.see(2, hand=HAND)
    desk.see(3)
    desk.settled(1, upward=False)
    desk.see(2)
    assert desk.seen(1) == ("red",)
    before, after = (mean_colour(desk.kept[name]) for name in desk.sightings[0].crops)
    assert before[0] > before[2] + 60
    assert after[0] < after[2] + 40


def test_step_after_step_each_sees_its_own_thing(desk: Desk) -> None:
    desk.see(4)
    for step, (box, name) in enumerate([(LEFT, "green"), (MIDDLE, "red"), (RIGHT, "blue")], start=1):
        desk.touched()
        desk.basket.put(box, COLOURS[name])
        desk.see(2, hand=HAND)
        desk.see(3)
        desk.settled(step)
        desk.see(2)
        assert desk.seen(step) == (name,)
        assert desk.sightings[-1].changes == 1


def test_two_steps_of_one_hand_start_from_the_same_picture(desk: Desk) -> None:
    """A thing moved to another spot, and the hand never left the view in between."""
    desk.basket.put(LEFT, COLOURS["red"])
    desk.see(4)
    desk.touched()
    desk.see(2, hand=HAND)
    desk.basket.take(LEFT)
    desk.see(2, hand=HAND)
    desk.settled(1, upward=False)
    desk.see(2, hand=HAND)
    desk.touched()
    desk.basket.put(RIGHT, COLOURS["red"])
    desk.see(2, hand=HAND)
    desk.settled(2)
    desk.see(1, hand=HAND)
    assert desk.sightings == []
    desk.see(3)
    taken, put = desk.sightings
    assert (taken.step, put.step) == (1, 2)
    assert (desk.seen(1), desk.seen(2)) == (("red",), ("red",))
    assert taken.spot == pytest.approx((180, 510), abs=15)
    assert put.spot == pytest.approx((805, 552), abs=15)


def test_after_two_steps_of_one_hand_the_next_look_starts_anew(desk: Desk) -> None:
    """The scale was away at the third onset: a Look comes without a HoldQuiet."""
    desk.see(4)
    for step, (box, name) in enumerate([(LEFT, "green"), (MIDDLE, "red")], start=1):
        desk.touched()
        desk.basket.put(box, COLOURS[name])
        desk.see(2, hand=HAND)
        desk.settled(step)
    desk.see(4)
    assert len(desk.sightings) == 2
    desk.basket.put(RIGHT, COLOURS["blue"])
    desk.see(2, hand=HAND)
    desk.see(3)
    desk.settled(3)
    desk.see(1)
    assert desk.seen(3) == ("blue",)
    assert desk.sightings[-1].changes == 1


def test_a_hand_that_stays_in_view_is_looked_past(desk: Desk) -> None:
    desk.see(4)
    desk.touched()
    desk.basket.put(LEFT, COLOURS["red"])
    desk.see(2, hand=(520, 60))
    desk.settled(1)
    desk.see(round(SETTLE_S / STEP_S) - 1, hand=(520, 60))
    assert desk.sightings == []
    desk.see(2, hand=(520, 60))
    assert desk.seen(1) == ("red",)


def test_a_look_that_comes_late_still_gets_the_picture_that_is_there(desk: Desk) -> None:
    desk.see(4)
    desk.touched()
    desk.basket.put(LEFT, COLOURS["red"])
    desk.see(2, hand=(520, 60))
    onset = desk.now
    desk.now += GIVE_UP_S
    desk.see(1, hand=(520, 60))
    desk.ask(Look(1, Seconds(onset - 1.0), Seconds(onset), True))
    desk.see(1, hand=(520, 60))
    assert desk.seen(1) == ("red",)


def test_nothing_changed_is_said_with_the_whole_basket_as_evidence(desk: Desk) -> None:
    desk.see(4)
    desk.touched()
    desk.see(2, hand=HAND)
    desk.see(3)
    desk.settled(1)
    desk.see(1)
    (sighting,) = desk.sightings
    assert (sighting.candidates, sighting.nothing, sighting.changes) == ((), 1.0, 0)
    assert [decoded(desk.kept[name]).shape for name in sighting.crops] == [(480, 640, 3)] * 2


def test_evidence_is_the_changed_place_before_and_after(desk: Desk) -> None:
    desk.see(4)
    desk.touched()
    desk.basket.put(MIDDLE, COLOURS["blue"])
    desk.see(4)
    desk.settled(1)
    desk.see(1)
    names = desk.sightings[0].crops
    assert names == tuple(desk.kept)
    before, after = (decoded(desk.kept[name]) for name in names)
    assert before.shape == after.shape
    assert before.shape[:2] == pytest.approx((100 + 24, 120 + 24), abs=12)
    assert after[60, 70].astype(int) == pytest.approx(COLOURS["blue"], abs=15)
    assert before[60, 70].astype(int) == pytest.approx((128, 124, 118), abs=40)


def test_two_things_at_once_are_two_changes(desk: Desk) -> None:
    desk.see(4)
    desk.touched()
    desk.basket.put(LEFT, COLOURS["green"])
    desk.basket.put(RIGHT, COLOURS["red"])
    desk.see(4)
    desk.settled(1)
    desk.see(1)
    assert desk.sightings[0].changes == 2


def test_a_thing_counts_more_than_a_larger_change_that_is_none(desk: Desk) -> None:
    desk.see(4)
    desk.touched()
    desk.basket.put(LEFT, COLOURS["green"])
    desk.basket.put((300, 100, 200, 180), (230, 220, 60))
    desk.see(4)
    desk.settled(1)
    desk.see(1)
    assert desk.seen(1) == ("green",)


@pytest.mark.parametrize("frozen", [True, False], ids=["no new frames", "frames without pixels"])
def test_a_look_without_a_camera_is_answered_blind_and_the_next_one_sees(desk: Desk, frozen: bool) -> None:
    desk.see(4)
    desk.touched()
    desk.basket.put(LEFT, COLOURS["green"])
    desk.see(2, hand=HAND)
    desk.wait(0.05)  # so the last frame is from before the scale came to rest
    desk.settled(1)
    for _ in range(round(GIVE_UP_S / STEP_S) - 1):
        lose(desk, frozen)
    assert desk.sightings == []
    for _ in range(2):
        lose(desk, frozen)
    (blind,) = desk.sightings
    assert (blind.step, blind.candidates, blind.changes, blind.crops) == (1, (), 0, ())
    desk.see(4)
    desk.touched()
    desk.basket.put(RIGHT, COLOURS["blue"])
    desk.see(2, hand=HAND)
    desk.see(3)
    desk.settled(2)
    desk.see(1)
    assert desk.seen(2) == ("blue",)


def lose(desk: Desk, frozen: bool) -> None:
    """The hand was the last that the camera saw."""
    if frozen:
        desk.wait(STEP_S)
    else:
        desk.see(1, lost=True)


def test_without_any_picture_from_before_the_look_is_answered_blind(desk: Desk) -> None:
    desk.see(1, hand=HAND)
    desk.settled(1)
    desk.see(3)
    (blind,) = desk.sightings
    assert (blind.step, blind.candidates, blind.changes) == (1, (), 0)


def test_a_quiet_frame_that_is_gone_when_the_hand_comes_is_not_replaced_by_the_hand(desk: Desk) -> None:
    desk.see(4)
    desk.touched()
    desk.basket.put(RIGHT, COLOURS["blue"])
    desk.see(4)
    desk.settled(1)
    desk.see(3)
    forget(desk)
    desk.see(3, hand=(490, 260))
    desk.touched()
    desk.basket.take(RIGHT)
    desk.see(2, hand=(490, 260))
    desk.see(3)
    desk.settled(2, upward=False)
    desk.see(1)
    assert desk.seen(2) == ("blue",)
    assert desk.sightings[1].spot == pytest.approx((805, 552), abs=15)


def forget(desk: Desk) -> None:
    """The camera lets the pixels of the newest frame go, and has no newer one yet."""
    assert desk.camera.frame is not None
    forgotten, desk.camera.frame = desk.camera.frame, None
    forgotten.lost = True


def test_codes_are_only_looked_for_where_something_moves(desk: Desk) -> None:
    desk.see(5)
    assert desk.asked_codes == []
    desk.see(1, hand=HAND)
    (crop,) = desk.asked_codes
    assert near(crop, SKIN, 15).any()
    assert crop.shape[1] < 640 / 2
    desk.see(1)  # its going is a motion too
    assert len(desk.asked_codes) == 2
    desk.see(4)
    assert len(desk.asked_codes) == 2


def test_a_shown_code_is_told_with_the_time_of_its_frame(desk: Desk) -> None:
    desk.see(3)
    times = []
    for x in (200, 260, 320):
        desk.basket.things = [((x, 200, *LABEL), MAGENTA)]
        desk.see(1, hand=(x, 150))
        times.append(desk.now)
    assert desk.codes == [CodeSeen(Seconds(t), "4006381333931", "EAN13") for t in times]


def test_a_code_that_lies_in_the_basket_is_told_once(desk: Desk) -> None:
    desk.basket.put((260, 180, *LABEL), MAGENTA)
    desk.see(3)
    for _ in range(4):
        desk.see(1, hand=(150, 240))
        desk.see(1, hand=(400, 240))
    assert sum(near(crop, MAGENTA, 20).any() for crop in desk.asked_codes) >= 5
    assert len(desk.codes) == 1


@pytest.mark.parametrize("box", [(4, 150, 60, 80), (576, 150, 60, 80)], ids=["left", "right"])
def test_a_wide_main_stream_is_searched_where_it_moved(desk: Desk, box: tuple[int, int, int, int]) -> None:
    desk.wide = True
    desk.see(3)
    desk.basket.put(box, COLOURS["red"])
    desk.see(1)
    (crop,) = desk.asked_codes
    assert near(crop, COLOURS["red"], 30).sum() > 0.9 * box[2] * box[3]


def test_a_code_reader_that_fails_does_not_end_the_thread(desk: Desk) -> None:
    desk.see(3)
    desk.reads = False
    desk.see(2, hand=HAND)
    desk.reads = True
    desk.basket.put((260, 280, *LABEL), MAGENTA)
    desk.see(1, hand=HAND)
    assert len(desk.codes) == 1


def test_a_recogniser_that_fails_answers_blind_and_does_not_end_the_thread(desk: Desk) -> None:
    desk.broken = True
    desk.see(4)
    desk.touched()
    desk.basket.put(LEFT, COLOURS["green"])
    desk.see(4)
    desk.settled(1)
    desk.see(3)
    (blind,) = desk.sightings
    assert (blind.step, blind.candidates) == (1, ())
    desk.broken = False
    desk.touched()
    desk.basket.put(RIGHT, COLOURS["blue"])
    desk.see(4)
    desk.settled(2)
    desk.see(1)
    assert desk.seen(2) == ("blue",)


def test_stop_ends_the_thread_without_any_camera(desk: Desk) -> None:
    desk.wait(1.0)
    desk.sight.stop()
    assert "sight" not in {thread.name for thread in threading.enumerate()}


def decoded(jpeg: bytes) -> Picture:
    return swapped(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR))


def mean_colour(jpeg: bytes) -> Any:
    return decoded(jpeg).mean(axis=(0, 1))


def near(picture: Picture, colour: tuple[int, int, int], reach: int) -> Any:
    return np.abs(picture.astype(int) - colour).max(axis=2) < reach
