"""The cart's own link reads the firmware over a pseudo-terminal, in real time."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from board import Board

from firmware_bridge.link import LinkDown, Sample, ScaleLink
from firmware_bridge.pty_port import PtyPort

Make = Callable[..., Path]
COUNTS = (1001, -2002, 3003, -4004)
SLICE = 0.004


class Served:
    """The firmware in the emulator behind a serial port, kept at the wall clock's pace."""

    def __init__(self, elf: Path, link: Path) -> None:
        self.board = Board(elf, [lambda _t, count=count: count for count in COUNTS])
        self.port = PtyPort(link)
        self.port.plug()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="emulator")
        self._thread.start()

    def _serve(self) -> None:
        due = time.monotonic()
        while not self._ending.is_set():
            self.board.avr.write(self.port.read())
            said = self.board.run(SLICE)
            if said:
                self.port.write(said)
            due = max(due + SLICE, time.monotonic() - 0.2)  # what a busy machine missed is not caught up
            self._ending.wait(max(0.0, due - time.monotonic()))

    def close(self) -> None:
        self._ending.set()
        self._thread.join()
        self.port.unplug()


@pytest.fixture
def served(built: Make, tmp_path: Path) -> Iterator[Served]:
    served = Served(built(), tmp_path / "scale")
    try:
        yield served
    finally:
        served.close()


def now() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def test_the_link_reads_the_firmware(served: Served) -> None:
    samples: list[Sample] = []
    said: list[str | LinkDown] = []
    link = ScaleLink(str(served.port.link), samples.append, said.append, said.append, now)
    link.start()
    try:
        end = time.monotonic() + 30
        while len(samples) < 120:
            assert time.monotonic() < end, f"waited for samples, {len(samples)} came; said: {said}"
            time.sleep(0.01)
    finally:
        link.stop()
    assert len(said) == 1, said
    assert isinstance(said[0], str)
    assert {(sample.counts, sample.flags, sample.lines) for sample in samples} == {(COUNTS, 0, 0)}
    times = [sample.t for sample in samples]
    assert times == sorted(set(times))
    seen = link.counters
    assert (seen.crc_errors, seen.bad_cobs, seen.bad_length, seen.missed, seen.resyncs) == (0, 0, 0, 0, 0)
