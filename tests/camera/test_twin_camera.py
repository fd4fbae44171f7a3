"""What is the twin driver's own: nothing is rendered unless asked for, and nonsense is a lost camera."""

import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from cart.camera import FrameGone
from cart.camera.capture import CameraLost
from cart.camera.twin import TwinDevice
from cart.core.inputs import Reason


@pytest.mark.parametrize("rig", ["twin"], indirect=True)
def test_pixels_are_rendered_only_when_asked_for(rig: Any) -> None:
    rig.camera.start()
    end = time.monotonic() + 20
    while len(rig.camera.frames()) < 3 and time.monotonic() < end:
        time.sleep(0.02)
    assert rig.opened == []
    frame = rig.camera.latest()
    frame.video()
    frame.video()
    assert [(asked["frame"], asked["stream"]) for asked in rig.opened] == [(frame.number, "video")]


@pytest.mark.parametrize("rig", ["twin"], indirect=True)
def test_a_frame_asked_for_too_late_is_gone(rig: Any) -> None:
    rig.camera.start()
    end = time.monotonic() + 20
    while rig.camera.latest() is None and time.monotonic() < end:
        time.sleep(0.02)
    frame = rig.camera.latest()
    rig.camera.stop()
    with pytest.raises(FrameGone):
        frame.video()


@pytest.mark.parametrize("answer", [b"hello\n", b"[1]\n", b"{}\n", b'{"main": [1]}\n', b'{"error": "no"}\n'])
def test_nonsense_is_a_lost_camera(tmp_path: Path, answer: bytes) -> None:
    path = tmp_path / "camera.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()

        def talk() -> None:
            guest, _ = listener.accept()
            with guest:
                guest.recv(4096)
                guest.sendall(answer)

        server = threading.Thread(target=talk)
        server.start()
        with pytest.raises(CameraLost) as lost:
            TwinDevice(path)
        server.join()
    assert lost.value.reason is Reason.GARBAGE


def test_nobody_there_is_unplugged(tmp_path: Path) -> None:
    with pytest.raises(CameraLost, match="nobody serves") as lost:
        TwinDevice(tmp_path / "camera.sock")
    assert lost.value.reason is Reason.UNPLUGGED
