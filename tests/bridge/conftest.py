"""One rig for the link's tests: a virtual scale, the real link on its port, and a clean end."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from firmware_bridge.link import LinkDown, Sample, ScaleLink
from firmware_bridge.virtual import VirtualScale

PERIOD_S = 1 / 80


class Rig:
    """A scale that is paced at 80 Hz, and everything that its links have said."""

    def __init__(self, port: Path) -> None:
        self.port = port
        self.scale = VirtualScale(port)
        self.counts: tuple[int | None, ...] = (1000, -2000, 3000, -4000)
        self.pushed = 0
        self.motion: tuple[int, int, int] | None = None
        self.samples: list[Sample] = []
        self.records: list[bytes] = []
        self.lines: list[int] = []
        self.events: list[str | LinkDown] = []
        self.faults = False
        """Set by a test that damages the line: only then may the counters show losses."""
        self.links: list[ScaleLink] = []
        self._t, self._ticked, self._turn = time.clock_gettime(time.CLOCK_BOOTTIME), time.monotonic(), threading.Lock()
        self.link = self.new_link()
        self._ending = threading.Event()
        self._pacer = threading.Thread(target=self._pace, name="pacer")

    def new_link(self) -> ScaleLink:
        said = self.events.append
        told = self.records.append
        link = ScaleLink(str(self.port), self.samples.append, said, said, self.now, told, self._lines)
        self.links.append(link)
        return link

    def _lines(self, _t: float, bits: int) -> None:
        self.lines.append(bits)

    def now(self) -> float:
        """Seconds, which pass as the scale converts: where much else runs, the rig stands still and is not silent."""
        with self._turn:
            return self._passed()

    def _passed(self) -> float:
        return self._t + min(time.monotonic() - self._ticked, 2 * PERIOD_S)

    def _pace(self) -> None:
        while not self._ending.wait(PERIOD_S):
            with self._turn:
                self._t, self._ticked = self._passed(), time.monotonic()
            self.scale.push(self.counts, round(self._t * 1e6), self.motion)
            self.pushed += 1

    def open(self) -> None:
        self.scale.__enter__()
        self._pacer.start()
        self.link.start()

    def close(self) -> None:
        self.link.stop()
        self._ending.set()
        self._pacer.join()
        self.scale.__exit__(None, None, None)

    @staticmethod
    def wait_until(condition: Callable[[], bool], what: str, timeout: float = 10.0) -> None:
        end = time.monotonic() + timeout
        while not condition():
            assert time.monotonic() < end, f"waited {timeout} s for: {what}"
            time.sleep(0.005)

    def wait_samples(self, more: int = 10) -> None:
        goal = len(self.samples) + more
        self.wait_until(lambda: len(self.samples) >= goal, f"{more} more samples (said: {self.events})")

    def wait_events(self, count: int) -> None:
        self.wait_until(lambda: len(self.events) >= count, f"event {count} (said: {self.events})")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    threads = set(threading.enumerate())
    rig = Rig(tmp_path / "scale")
    rig.open()
    try:
        yield rig
    finally:
        rig.close()
    assert set(threading.enumerate()) <= threads, "a thread was left behind"
    for link in rig.links:
        seen = link.counters
        losses = (seen.crc_errors, seen.missed, seen.bad_cobs, seen.bad_length, seen.resyncs)
        assert rig.faults or losses == (0, 0, 0, 0, 0), f"losses without a fault: {seen}"
    times = [sample.t for sample in rig.samples]
    assert times == sorted(set(times)), "cart time of samples ran backwards"
