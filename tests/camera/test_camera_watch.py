"""The watch's judgement, on a camera whose frames are written down."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from cart.camera import CameraWatch
from cart.core.inputs import Reason
from cart.core.units import Seconds


@dataclass(frozen=True)
class WrittenFrame:
    t: float
    content: int

    def lores(self) -> NDArray[np.uint8]:
        return np.full((2, 2, 3), self.content % 256, np.uint8)


@dataclass
class WrittenCamera:
    """Frames at given times; equal numbers of `content` are equal pictures."""

    times: list[float]
    content: list[int]
    name: str = "written"
    fault: Reason | None = None
    now: float = 0.0
    said: list[Reason | str] = field(default_factory=list)

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def latest(self) -> WrittenFrame | None:
        return self.frames()[-1] if self.frames() else None

    def frames(self) -> list[WrittenFrame]:
        written = zip(self.times, self.content, strict=True)
        return [WrittenFrame(t, content) for t, content in written if self.now - 3 < t <= self.now]

    def watched_for(self, seconds: float) -> list[Reason | str]:
        watch = CameraWatch(self, self.said.append, self.said.append)
        while self.now < seconds:
            self.now += 0.4
            watch.look(Seconds(self.now))
        return self.said


def written(*stretches: tuple[float, float, bool]) -> WrittenCamera:
    """Each stretch: how long, how many frames a second, whether the picture lives."""
    times: list[float] = []
    content: list[int] = []
    begin = 0.0
    for seconds, rate, alive in stretches:
        for number in range(int(seconds * rate)):
            times.append(begin + (number + 1) / rate)
            content.append(content[-1] + 1 if alive and content else content[-1] if content else 0)
        begin += seconds
    return WrittenCamera(times, content)


def test_a_good_camera_is_up_once() -> None:
    assert written((20, 10, True)).watched_for(20) == ["written"]


@pytest.mark.parametrize(
    ("outage", "reason"),
    [((6, 0, True), Reason.SILENT), ((6, 10, False), Reason.FROZEN), ((6, 1, True), Reason.SLOW)],
)
def test_each_outage_is_said_once_and_ends(outage: tuple[float, float, bool], reason: Reason) -> None:
    assert written((5, 10, True), outage, (5, 10, True)).watched_for(16) == ["written", reason, "written"]


@pytest.mark.parametrize("outage", [(3, 0, True), (3, 10, False), (3, 1, True)])
@pytest.mark.parametrize("phase", [0.0, 0.1, 0.2, 0.3])
def test_each_outage_is_noticed_within_two_seconds(outage: tuple[float, float, bool], phase: float) -> None:
    camera = written((5 + phase, 10, True), outage)
    camera.watched_for(5 + phase + 2.0 - 0.4)
    assert len(camera.said) == 2, camera.said


def test_two_frames_a_second_are_enough() -> None:
    assert written((3, 10, True), (10, 2.2, True)).watched_for(13) == ["written"]


def test_a_known_fault_is_the_reason() -> None:
    camera = WrittenCamera([], [], fault=Reason.UNPLUGGED)
    assert camera.watched_for(4) == [Reason.UNPLUGGED]
