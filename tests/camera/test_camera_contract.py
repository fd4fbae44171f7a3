"""What every camera driver keeps: picamera2 on the fake libcamera, OpenCV on a file, the twin's socket."""

import threading
import time
from typing import Any

import numpy as np
import pytest

from cart.camera import FrameGone, Rect, in_main
from cart.core.inputs import Reason


def wait_for_frames(camera: Any, count: int) -> list[Any]:
    end = time.monotonic() + 20
    while len(camera.frames()) < count:
        assert time.monotonic() < end, f"{camera.name} gave only {len(camera.frames())} frames"
        time.sleep(0.02)
    return camera.frames()


def camera_threads() -> set[threading.Thread]:
    """All but those of the twin's side, which notice a little later that their guest has gone."""
    return {thread for thread in threading.enumerate() if thread.name != "twin guest"}


def test_frames_carry_their_capture_time(rig: Any) -> None:
    rig.camera.start()
    frames = wait_for_frames(rig.camera, 6)
    now = time.clock_gettime(time.CLOCK_BOOTTIME)
    times = [frame.t for frame in frames]
    assert times == sorted(set(times))
    assert all(now - 5 < t <= now for t in times)
    assert rig.camera.latest().t >= times[-1]
    assert len({frame.number for frame in frames}) == len(frames)


def test_streams_have_their_shapes_and_colours(rig: Any) -> None:
    colour = (210, 120, 30)
    rig.show(colour)
    rig.camera.start()
    frame = wait_for_frames(rig.camera, 3)[-1]
    width, height = frame.main_size
    pictures = {
        (480, 640, 3): frame.video(),
        (120, 160, 3): frame.lores(),
        (height, width, 3): frame.main(),
        (40, 64, 3): frame.main(Rect(100, 50, 64, 40)),
        (50, 70, 3): frame.main(Rect(width - 70, -10, 100, 60)),
    }
    for shape, picture in pictures.items():
        assert picture.shape == shape
        assert picture.dtype == np.uint8
        assert np.abs(picture.mean(axis=(0, 1)) - colour).max() < 12


def test_high_resolution_is_kept_for_the_newest_only(rig: Any) -> None:
    rig.camera.start()
    old = wait_for_frames(rig.camera, 8)[0]
    with pytest.raises(FrameGone):
        old.main()
    assert old.video().shape == (480, 640, 3)


def test_stop_ends_and_leaves_no_thread(rig: Any) -> None:
    before = camera_threads()
    rig.camera.start()
    wait_for_frames(rig.camera, 2)
    rig.camera.stop()
    assert camera_threads() <= before
    assert rig.camera.latest() is None


def test_stop_ends_while_the_device_is_dead(rig: Any) -> None:
    before = camera_threads()
    rig.camera.start()
    wait_for_frames(rig.camera, 2)
    rig.die()
    rig.camera.stop()
    assert camera_threads() <= before


def test_a_stopped_camera_starts_again(rig: Any) -> None:
    for _ in range(2):
        rig.camera.start()
        wait_for_frames(rig.camera, 2)
        rig.camera.stop()


def test_death_is_noticed_once_and_survived(story: Any) -> None:
    reason, detail = story.at_outage["die"]
    assert reason in (Reason.SILENT, Reason.UNPLUGGED)
    assert detail == story.said[0]


def test_a_frozen_picture_is_noticed_once_and_survived(story: Any) -> None:
    assert story.at_outage["freeze"] == [Reason.FROZEN, story.said[0]]


def test_slowness_is_noticed_once_and_survived(story: Any) -> None:
    assert story.at_outage["slow down"] == [Reason.SLOW, story.said[0]]


def test_parts_of_the_video_picture_lie_in_the_middle_of_main() -> None:
    assert in_main(Rect(0, 0, 640, 480), (2304, 1296)) == Rect(288, 0, 1728, 1296)
    assert in_main(Rect(320, 240, 32, 48), (1280, 960)) == Rect(640, 480, 64, 96)
