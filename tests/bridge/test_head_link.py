"""A certified head on a real pseudo-terminal: weights, and every way to lose it and get it back."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import serial

from firmware_bridge.head_link import HeadLink, HeadSample
from firmware_bridge.link import LinkDown
from firmware_bridge.toledo import ASK, with_parity
from firmware_bridge.virtual_head import Parity, VirtualHead

ID = "toledo-8217"


class Desk:
    def __init__(self, port: Path) -> None:
        self.head = VirtualHead(port, settle_s=0.2)
        self.samples: list[HeadSample] = []
        self.events: list[str | LinkDown] = []
        said = self.events.append
        self.link = HeadLink(str(port), self.samples.append, said, said, time.monotonic)
        self.faults = False

    def until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 15
        while not condition():
            assert time.monotonic() < deadline, f"said: {self.events}, last: {self.samples[-3:]}"
            time.sleep(0.005)

    def shows(self, grams: int) -> None:
        self.until(lambda: bool(self.samples) and self.samples[-1].stable and self.samples[-1].decigrams == 10 * grams)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    threads = set(threading.enumerate())
    desk = Desk(tmp_path / "head")
    with desk.head:
        desk.link.start()
        try:
            yield desk
        finally:
            desk.link.stop()
    assert set(threading.enumerate()) <= threads, "a thread was left behind"
    counters = desk.link.counters
    assert desk.faults or (counters.parity_errors, counters.malformed) == (0, 0)
    times = [sample.t for sample in desk.samples]
    assert times == sorted(times)


def test_a_thing_put_on_is_in_motion_and_then_weighed(desk: Desk) -> None:
    desk.shows(0)
    before = len(desk.samples)
    desk.head.place(1234.0)
    desk.shows(1235)
    assert (0, False) in {(sample.decigrams, sample.stable) for sample in desk.samples[before:]}
    assert {sample.decigrams for sample in desk.samples} == {0, 12_350}
    assert desk.events == [ID]
    assert desk.link.counters.answers >= len(desk.samples)


@pytest.mark.parametrize("grams", [16_000.0, -50.0])
def test_beyond_its_range_the_head_vouches_for_nothing(grams: float, desk: Desk) -> None:
    desk.head.place(500.0)
    desk.shows(500)
    desk.head.place(grams)
    before = len(desk.samples)
    desk.until(lambda: len(desk.samples) > before + 6)
    assert {(sample.decigrams, sample.stable) for sample in desk.samples[before + 1 :]} == {(5000, False)}
    desk.head.place(0.0)
    desk.shows(0)


def test_a_head_that_says_each_weight_once(desk: Desk) -> None:
    desk.head.says_once = True
    for grams in (500, 0, 1500):
        desk.head.place(grams)
        desk.shows(grams)


def test_a_tared_head_is_not_believed(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.shows(0)
    desk.head.net = True
    desk.until(lambda: not desk.samples[-1].stable)
    assert "clear its tare" in caplog.text
    desk.head.net = False
    desk.shows(0)


def test_unplug_and_replug(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.shows(0)
    desk.head.unplug()
    desk.until(lambda: len(desk.events) == 2)
    desk.head.replug()
    desk.until(lambda: len(desk.events) == 3)
    assert desk.events == [ID, LinkDown.UNPLUGGED, ID]
    assert "check the plug and the cable" in caplog.text


def test_silence_and_its_end(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.shows(0)
    desk.head.frozen = True
    desk.until(lambda: len(desk.events) == 2)
    desk.head.frozen = False
    desk.until(lambda: len(desk.events) == 3)
    assert desk.events == [ID, LinkDown.SILENT, ID]
    assert "the head does not answer; check its power" in caplog.text


@pytest.mark.parametrize("parity", [Parity.ODD, Parity.NONE])
def test_wrong_parity_is_named(parity: Parity, desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.faults = True
    desk.shows(0)
    desk.head.parity = parity
    desk.until(lambda: len(desk.events) == 2)
    desk.head.parity = Parity.EVEN
    desk.until(lambda: len(desk.events) == 3)
    assert desk.events == [ID, LinkDown.GARBAGE, ID]
    assert "set the head to 9600 baud, 7 data bits, even parity" in caplog.text


def test_another_protocol_is_named(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.faults = True
    desk.shows(0)
    desk.head.frozen = True
    while len(desk.events) < 2:
        desk.head.garbage(with_parity(b"ST,GS,   0.400kg\r\n"))
        time.sleep(0.05)
    assert desk.events[1] is LinkDown.GARBAGE
    assert "no answers of a scale head; check the port" in caplog.text


def test_garbage_between_answers_costs_counters_only(desk: Desk) -> None:
    desk.faults = True
    desk.head.place(1000.0)
    desk.shows(1000)
    for _ in range(10):
        desk.head.garbage(bytes(range(256)))
        time.sleep(0.02)
    before = len(desk.samples)
    desk.until(lambda: len(desk.samples) > before + 5)
    desk.shows(1000)
    assert desk.events == [ID]
    assert desk.link.counters.parity_errors > 0
    assert {sample.decigrams for sample in desk.samples if sample.stable} <= {0, 10_000}


def test_the_bytes_on_the_wire_are_7e1(tmp_path: Path) -> None:
    assert with_parity(ASK) == b"\xd7"
    with VirtualHead(tmp_path / "bare", settle_s=0.0) as head, serial.Serial(str(tmp_path / "bare"), timeout=5) as port:
        head.place(1235.0)
        port.write(b"\xd7")
        assert port.read_until(b"\x8d") == bytes.fromhex("82 30 b1 2e b2 33 35 8d")
