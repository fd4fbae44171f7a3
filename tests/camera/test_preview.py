"""The camera's picture for the screen: opened while somebody looks, and never an old one."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cart.camera.preview import Preview


def wait_for(there: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 20
    while not there():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


@pytest.fixture
def preview(rig: Any) -> Iterator[Preview]:
    rig.camera.start()
    preview = Preview(rig.camera)
    preview.start()
    yield preview
    preview.stop()


@pytest.mark.parametrize("rig", ["twin"], indirect=True)
def test_frames_are_opened_only_while_somebody_looks(rig: Any, preview: Preview) -> None:
    wait_for(lambda: rig.camera.latest() is not None, "a frame")
    assert rig.opened == []
    wait_for(lambda: preview.latest() is not None, "a picture")
    assert preview.latest().shape == (120, 160, 3)
    assert {asked["stream"] for asked in rig.opened} == {"lores"}


@pytest.mark.parametrize("rig", ["twin"], indirect=True)
def test_a_camera_that_died_leaves_no_old_picture(rig: Any, preview: Preview) -> None:
    wait_for(lambda: preview.latest() is not None, "a picture")
    rig.die()
    wait_for(lambda: preview.latest() is None, "the old picture to go")
