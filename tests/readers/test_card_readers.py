"""One contract for every card reader: the one in hand, and the serial one on a real port of a virtual reader."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart.card_reader import CardReader, ReaderInHand, card_reader
from cart.config import CardReaderConfig
from cart.core.shopper_inputs import CardRead
from firmware_bridge.card_link import LONGEST, CardLines, SerialCardReader
from firmware_bridge.supervisor import LinkDown
from firmware_bridge.virtual_card_reader import VirtualCardReader

PATIENCE_S = 20.0


@dataclass
class Bench:
    """A reader, somebody who holds cards to it, and what it told."""

    cards: list[str] = field(default_factory=list)
    downs: list[LinkDown] = field(default_factory=list)
    ups: list[str] = field(default_factory=list)
    now: float = 0.0
    reader: CardReader | None = None
    hold: Callable[[str], None] = lambda _text: None


def until(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture(params=["in hand", "serial"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    made = Bench()
    if request.param == "in hand":
        in_hand = ReaderInHand(made.cards.append)
        made.reader, made.hold = in_hand, in_hand.hold
        yield made
        return
    port = tmp_path / "reader"
    device = VirtualCardReader(port)
    device.plug()
    serial = SerialCardReader(str(port), made.cards.append, made.downs.append, lambda: made.now, made.ups.append)
    made.reader = serial

    def hold(text: str) -> None:
        until(lambda: bool(made.ups))
        device.hold(text)

    made.hold = hold
    yield made
    serial.stop()
    device.unplug()


def opened(bench: Bench, folder: Path) -> SerialCardReader:
    """A serial reader that listens to the port in a folder."""
    port = str(folder / "reader")
    return SerialCardReader(port, bench.cards.append, bench.downs.append, lambda: bench.now, bench.ups.append)


def test_each_card_is_told_once_in_order(bench: Bench) -> None:
    bench.reader.start()
    for n, card in enumerate(["0421234567891", "04A224B2C31990"]):
        bench.now = 10.0 * n
        bench.hold(card)
        until(lambda n=n: len(bench.cards) == n + 1)
    bench.reader.stop()
    assert bench.cards == ["0421234567891", "04A224B2C31990"]
    assert bench.downs == []


def test_a_reader_that_was_stopped_tells_nothing(bench: Bench) -> None:
    bench.reader.start()
    bench.reader.stop()
    if isinstance(bench.reader, ReaderInHand):
        bench.hold("0421234567891")
    assert bench.cards == []


def test_a_card_that_stays_there_is_one(tmp_path: Path) -> None:
    bench, device = Bench(), VirtualCardReader(tmp_path / "reader")
    device.plug()
    reader = opened(bench, tmp_path)
    reader.start()
    until(lambda: bool(bench.ups))
    for _ in range(3):
        device.hold("SAME", end=b"\r", start=b"\x02")
    device.hold("OTHER", end=b"\x03")
    until(lambda: len(bench.cards) == 2)
    bench.now = 60.0
    device.hold("OTHER")
    until(lambda: len(bench.cards) == 3)
    reader.stop()
    device.unplug()
    assert bench.cards == ["SAME", "OTHER", "OTHER"]


def test_a_reader_that_is_pulled_is_told_once_and_read_again_when_it_is_back(tmp_path: Path) -> None:
    bench, device = Bench(), VirtualCardReader(tmp_path / "reader")
    device.plug()
    reader = opened(bench, tmp_path)
    reader.start()
    until(lambda: bool(bench.ups))
    device.unplug()
    until(lambda: bench.downs == [LinkDown.UNPLUGGED])
    device.plug()
    until(lambda: len(bench.ups) == 2)
    device.hold("AGAIN")
    until(lambda: bench.cards == ["AGAIN"])
    reader.stop()
    device.unplug()
    assert bench.downs == [LinkDown.UNPLUGGED]


def test_what_it_reads_becomes_an_input(tmp_path: Path) -> None:
    device, inbox = VirtualCardReader(tmp_path / "reader"), []
    device.plug()
    reader = card_reader(CardReaderConfig(str(tmp_path / "reader")), inbox.append)
    reader.start()
    deadline = time.monotonic() + PATIENCE_S
    while not inbox:  # what is held to it before it listens is lost, as with any reader
        assert time.monotonic() < deadline
        device.hold("0421234567891")
        time.sleep(0.05)
    reader.stop()
    device.unplug()
    assert isinstance(inbox[0], CardRead)
    assert inbox[0].text == "0421234567891"


def test_without_a_port_there_is_no_reader() -> None:
    assert card_reader(CardReaderConfig(), lambda _inp: None) is None


plain = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)


@given(st.lists(plain, max_size=6), st.integers(1, 7))
def test_lines_come_whole_however_they_are_torn(cards: list[str], size: int) -> None:
    wire = b"".join(card.encode() + b"\r\n" for card in cards)
    lines = CardLines()
    said = [card for at in range(0, len(wire), size) for card in lines.feed(wire[at : at + size])]
    assert said == cards
    assert lines.dropped == 0


@given(st.lists(st.binary(max_size=300), max_size=6))
def test_no_bytes_harm_it(chunks: list[bytes]) -> None:
    lines = CardLines()
    for chunk in chunks:
        for card in lines.feed(chunk):
            assert card.isascii()
            assert card.isprintable()
            assert 0 < len(card) <= LONGEST
