"""The cart's own link, and its doctor, at the firmware over a pseudo-terminal, in real time."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from board import Board

from firmware_bridge.doctor import observe
from firmware_bridge.link import LinkDown, Sample, ScaleLink
from firmware_bridge.protocol import CALIBRATION_BYTES
from firmware_bridge.pty_port import PtyPort

Make = Callable[..., Path]
COUNTS = (1001, -2002, 3003, -4004)
RECORD = bytes(range(CALIBRATION_BYTES))
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


def wait_for(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, f"waited 30 s for {what}"
        time.sleep(0.01)


def test_the_link_reads_the_firmware_and_has_it_keep_a_record(served: Served) -> None:
    samples: list[Sample] = []
    said: list[str | LinkDown] = []
    records: list[bytes] = []
    link = ScaleLink(str(served.port.link), samples.append, said.append, said.append, now, records.append)
    link.start()
    try:
        wait_for(lambda: len(samples) >= 80, "80 samples")
        link.write_record(said[0], RECORD)
        wait_for(lambda: RECORD in records, "the record that was written")
        heard = len(samples)
        wait_for(lambda: len(samples) >= heard + 20, "20 samples more")
    finally:
        link.stop()
    assert isinstance(said[0], str)
    assert LinkDown.GARBAGE not in said  # silent it may have been: a busy machine can stop the emulator for a second
    assert (records[0], records[-1]) == (b"\xff" * CALIBRATION_BYTES, RECORD)
    assert {(sample.counts, sample.lines) for sample in samples} == {(COUNTS, 0)}
    times = [sample.t for sample in samples]
    assert times == sorted(set(times))
    seen = link.counters
    assert (seen.crc_errors, seen.bad_cobs, seen.bad_length, seen.missed, seen.resyncs) == (0, 0, 0, 0, 0)


def test_a_doctor_finds_what_the_firmware_is_and_measures_its_rate(served: Served) -> None:
    seen = observe(str(served.port.link), seconds=1.0)
    assert seen.hello is not None
    assert (seen.hello.cells, seen.refusal, seen.broke_off) == (4, "", False)
    assert (seen.counters.crc_errors, seen.counters.missed) == (0, 0)
    first, *_, last = [sample.t_us for _, sample in seen.arrivals]
    assert (len(seen.arrivals) - 1) * 1e6 / (last - first) == pytest.approx(80, abs=0.5)
