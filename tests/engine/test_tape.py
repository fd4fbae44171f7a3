"""The tape: what was recorded is read again, and what was cut off is read up to the cut."""

from dataclasses import replace
from pathlib import Path

import pytest
from desk import SHELF
from rig import Cart

from cart.core.catalog import Catalog
from cart.core.inputs import CatalogArrived
from cart.core.state import State
from cart.core.units import Seconds
from cart.replay import replay
from cart.tape import CatalogPacker, Tape, TapeUnreadable, counts, read


@pytest.fixture(scope="module")
def tape(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with Cart(folder=tmp_path_factory.mktemp("cart")) as cart:
        for sku, grams in [("milk", 1034), ("beans", 420), ("tuna", 185), ("tea", 120)] * 2:
            cart.change(grams, (sku, 0.96))
            cart.rest(4.0)
        cart.change(-420, ("beans", 0.96))
        cart.leave()
        return cart.tapes()[0]


def test_a_tape_holds_what_the_trip_started_from_and_ran_on(tape: Path) -> None:
    recording = read(tape)
    assert recording.whole
    assert recording.versions == {"code": "test", "format": "1"}
    assert recording.start.trip == ""
    assert recording.start.spare_trip == "trip-1"
    assert dict(counts(recording))["ScaleReading"] > 500


def test_a_tape_cut_off_anywhere_is_read_up_to_the_cut(tape: Path, tmp_path: Path) -> None:
    whole, data = read(tape), tape.read_bytes()
    short = tmp_path / "short.mcap"
    readable = 0
    for size in range(0, len(data), len(data) // 20):
        short.write_bytes(data[:size])
        try:
            recording = read(short)
        except TapeUnreadable:
            continue
        readable += 1
        assert not recording.whole
        assert recording.versions == whole.versions
        assert recording.records == whole.records[: len(recording.records)]
    assert readable > 5
    assert replay(recording).same


def test_a_spoilt_tape_is_read_up_to_the_spot(tape: Path, tmp_path: Path) -> None:
    whole, data = read(tape), tape.read_bytes()
    spoilt = tmp_path / "spoilt.mcap"
    for place in range(0, len(data), len(data) // 30):
        spoilt.write_bytes(data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :])
        try:
            recording = read(spoilt)
        except TapeUnreadable:
            continue
        assert recording.records == whole.records[: len(recording.records)]


@pytest.mark.parametrize("content", [b"", b"no tape", bytes(range(256)) * 9])
def test_a_file_that_is_no_tape_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tape.mcap"
    path.write_bytes(content)
    with pytest.raises(TapeUnreadable, match="no tape"):
        read(path)


def test_a_tape_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(TapeUnreadable, match="cannot be opened"):
        read(tmp_path / "tape.mcap")


def test_a_tape_of_another_format_is_refused(tmp_path: Path, tape: Path) -> None:
    start = read(tape).start
    other = Tape(tmp_path / "tape.mcap", start, {"format": "99"})
    other.close()
    with pytest.raises(TapeUnreadable, match="another version"):
        read(other.path)


def test_catalogues_are_on_the_tape_once_each(tmp_path: Path) -> None:
    """The one that the trip began with, the one that came before it, and the one that came meanwhile."""
    newer, newest = (replace(SHELF, version=version) for version in ("newer", "newest"))
    start = replace(State(SHELF), next_catalog=newer)
    packed: list[str] = []
    packer = CatalogPacker()

    def pack(catalog: Catalog) -> bytes:
        packed.append(catalog.version)
        return packer.pack(catalog)

    recorded = Tape(tmp_path / "tape.mcap", start, {}, pack)
    arrivals = [CatalogArrived(Seconds(1.0 + n), each) for n, each in enumerate((newer, newest, newest))]
    for arrived in arrivals:
        recorded.write(arrived)
    recorded.close()
    recording = read(tmp_path / "tape.mcap")
    assert recording.start == start
    assert [record.input for record in recording.records] == arrivals
    assert packed == ["newer", "test", "newest"]
    assert packer.pack(newest) is packer.pack(newest)


def test_a_tape_that_holds_its_catalogue_itself_is_read_as_before() -> None:
    recording = read(Path(__file__).parents[1] / "tapes" / "trip.mcap")
    assert recording.start.catalog.products
