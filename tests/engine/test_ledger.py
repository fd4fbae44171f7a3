"""The ledger: what was written is read again, and what was changed on disk is noticed."""

import gc
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import apsw
import pytest
from desk import brisk

from cart.core.facts import Fact, TripFinished
from cart.ledger import Ledger, LedgerDamaged, LedgerFull, LedgerReader
from hw.bench.powercut import NEVER, Drive, mounted, opened


@pytest.fixture(scope="module")
def facts() -> list[Fact]:
    """A trip that is over, and one that goes on."""
    first = brisk(1)
    first.change(1034, ("milk", 0.95))
    first.change(120, ("tea", 0.5), ("tea-mint", 0.45))
    first.leave()
    first.wait(62)
    assert isinstance(first.facts[-1].body, TripFinished)
    second = brisk(2)
    second.change(420, ("beans", 0.95))
    second.change(185, ("tuna", 0.95))
    return [*first.facts, *second.facts]


@pytest.fixture
def path(tmp_path: Path, facts: list[Fact]) -> Path:
    """A ledger on disk that is closed."""
    path = tmp_path / "ledger.db"
    with closing(Ledger(path)) as ledger:
        for fact in facts:
            ledger.append([fact])
    return path


def of(trip: str, facts: list[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.trip == trip]


def test_what_was_written_is_read_again(path: Path, facts: list[Fact]) -> None:
    with closing(Ledger(path)) as ledger:
        assert ledger.trips() == ["trip-1", "trip-2"]
        assert ledger.facts("trip-1") == of("trip-1", facts)
        assert ledger.running() == of("trip-2", facts)
        assert ledger.facts("no such trip") == []


def test_a_chain_goes_on_after_opening_again(path: Path, facts: list[Fact], tmp_path: Path) -> None:
    half = tmp_path / "half.db"
    for fact in facts:
        with closing(Ledger(half)) as ledger:
            ledger.append([fact])
    with closing(LedgerReader(half)) as ours, closing(LedgerReader(path)) as theirs:
        for trip in ("trip-1", "trip-2"):
            assert ours.since(trip, 1) == theirs.since(trip, 1)


def test_the_same_fact_cannot_be_written_twice(path: Path, facts: list[Fact]) -> None:
    with closing(Ledger(path)) as ledger:
        with pytest.raises(apsw.ConstraintError):
            ledger.append([facts[-1]])
        assert ledger.running() == of("trip-2", facts)


def tampered(path: Path, sql: str) -> None:
    with closing(apsw.Connection(str(path))) as db:
        db.execute(sql)


CHEAPER = """UPDATE fact SET body = CAST(replace(CAST(body AS TEXT), '"price":', '"price":1') AS BLOB)"""


@pytest.mark.parametrize(
    "sql",
    [
        CHEAPER + " WHERE trip = 'trip-2'",
        "UPDATE fact SET hash = replace(hash, 'a', 'b') WHERE trip = 'trip-2' AND seq = 2",
        "DELETE FROM fact WHERE trip = 'trip-2' AND seq = 3",
        "DELETE FROM fact WHERE trip = 'trip-2' AND seq = (SELECT max(seq) FROM fact WHERE trip = 'trip-2')",
        "DELETE FROM fact WHERE trip = 'trip-2'",
        "UPDATE fact SET trip = 'trip-2', seq = 90 WHERE trip = 'trip-1' AND seq = 1",
        "UPDATE fact SET body = x'00' WHERE trip = 'trip-2' AND seq = 1",
    ],
)
def test_a_changed_open_trip_is_given_up_and_the_others_are_sent(
    path: Path, sql: str, facts: list[Fact], caplog: pytest.LogCaptureFixture
) -> None:
    tampered(path, sql)
    for _ in range(2):  # it is said when it is found, and not at every start
        with closing(Ledger(path)) as ledger:
            assert ledger.running() == []
            with pytest.raises(LedgerDamaged, match="trip-2"):
                ledger.facts("trip-2")
    assert caplog.text.count("The trip is given up") == 1
    with closing(LedgerReader(path)) as reader:
        intact = "WHERE trip = 'trip-1'" not in sql
        assert [trip for trip, _, _ in reader.unsent()] == ["trip-1"] * intact
    third = [replace(fact, trip="trip-3") for fact in of("trip-2", facts)]
    with closing(Ledger(path)) as ledger:
        ledger.append(third)
        assert ledger.running() == third


def test_a_change_in_a_trip_that_is_over_is_noticed_when_it_is_read(path: Path, facts: list[Fact]) -> None:
    tampered(path, CHEAPER + " WHERE trip = 'trip-1'")
    with closing(Ledger(path)) as ledger:
        assert ledger.running() == of("trip-2", facts)
        with pytest.raises(LedgerDamaged, match="trip-1"):
            ledger.facts("trip-1")
    with closing(LedgerReader(path)) as reader:
        with pytest.raises(LedgerDamaged, match="trip-1"):
            reader.facts("trip-1")
        assert [trip for trip, _, _ in reader.unsent()] == ["trip-2"]


def test_a_flipped_byte_is_noticed_or_does_no_harm(path: Path, facts: list[Fact]) -> None:
    whole = path.read_bytes()
    noticed = 0
    for place in range(100, len(whole), max(1, len(whole) // 60)):
        spoilt = bytearray(whole)
        spoilt[place] ^= 0x24
        path.write_bytes(spoilt)
        try:
            with closing(Ledger(path)) as ledger:
                for trip in ledger.trips():
                    found = ledger.facts(trip)
                    assert found == of(trip, facts)[: len(found)]
        except LedgerDamaged:
            noticed += 1
    assert noticed > 10


@pytest.mark.parametrize("content", [b"this is no database, whatever it is called" * 30, b"SQLite format 3\0" * 300])
def test_a_file_that_is_no_ledger_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(content)
    with pytest.raises(LedgerDamaged, match="ledger"):
        Ledger(path)


def test_a_damaged_ledger_that_was_put_aside_does_no_harm_to_the_new_one(path: Path, facts: list[Fact]) -> None:
    path.write_bytes(b"SQLite format 3\0" * 300)
    try:
        Ledger(path)
    except LedgerDamaged:
        path.rename(path.with_suffix(".corrupt"))
        ledger = Ledger(path)
        ledger.append(of("trip-1", facts))
    gc.collect()
    assert path.with_name("ledger.db-wal").exists()
    copy = path.with_name("copy.db")
    copy.write_bytes(path.read_bytes())
    copy.with_name("copy.db-wal").write_bytes(path.with_name("ledger.db-wal").read_bytes())
    with closing(Ledger(copy)) as again:
        assert again.facts("trip-1") == of("trip-1", facts)
    ledger.close()


def test_a_burst_is_written_whole_or_not_at_all(path: Path, facts: list[Fact]) -> None:
    more = Fact("trip-2", facts[-1].seq + 1, 1, facts[-1].body)
    with closing(Ledger(path)) as ledger:
        with pytest.raises(apsw.ConstraintError):
            ledger.append([more, more])
        assert ledger.running() == of("trip-2", facts)
        ledger.append([more])
        assert ledger.running() == [*of("trip-2", facts), more]


def test_a_full_disk_is_said_and_changes_nothing(tmp_path: Path, facts: list[Fact]) -> None:
    drive = Drive()
    with mounted(drive, "full") as vfs, closing(Ledger(tmp_path / "ledger.db", vfs)) as ledger:
        ledger.append(facts[:3])
        drive.full_at = 0
        with pytest.raises(LedgerFull, match="takes no more facts"):
            ledger.append(facts[3:])
        assert ledger.facts("trip-1") == facts[:3]
        drive.full_at = NEVER
        ledger.append(facts[3:])
        assert ledger.facts("trip-1") + ledger.facts("trip-2") == facts


def test_a_disk_that_refuses_at_any_moment_loses_nothing_that_was_written(tmp_path: Path, facts: list[Fact]) -> None:
    refused = 0
    for at in range(12, 90, 3):
        drive = Drive()
        with mounted(drive, f"full-{at}") as vfs, closing(Ledger(tmp_path / f"{at}" / "ledger.db", vfs)) as ledger:
            drive.full_at = drive.operations + at
            kept: list[Fact] = []
            try:
                for fact in facts:
                    ledger.append([fact])
                    kept.append(fact)
                ledger.append((), ("trip-1", 5))
            except LedgerFull:
                refused += 1
            assert [fact for trip in ledger.trips() for fact in ledger.facts(trip)] == kept
            drive.full_at = NEVER
            ledger.append(facts[len(kept) :])
            assert [fact for trip in ledger.trips() for fact in ledger.facts(trip)] == facts
    assert refused > 10


def test_the_store_is_sent_what_it_lacks(path: Path, facts: list[Fact]) -> None:
    last = {trip: of(trip, facts)[-1].seq for trip in ("trip-1", "trip-2")}
    with closing(Ledger(path)) as ledger, closing(LedgerReader(path)) as reader:
        assert [(trip, batch) for trip, batch, _ in reader.unsent()] == [
            (trip, of(trip, facts)) for trip in ("trip-1", "trip-2")
        ]
        ledger.append((), ("trip-1", 4))
        ledger.append((), ("trip-1", 2))
        assert [fact.seq for fact in reader.unsent()[0][1]] == list(range(5, last["trip-1"] + 1))
        ledger.append((), ("trip-1", last["trip-1"]))
        assert [trip for trip, _, _ in reader.unsent()] == ["trip-2"]
        ledger.append((), ("trip-2", last["trip-2"]))
        ledger.append((), ("no such trip", 5))
        assert reader.unsent() == []
        assert reader.since("trip-1", 3)[0] == of("trip-1", facts)[2:]


def test_a_reader_sees_whole_bursts_while_the_writer_writes(tmp_path: Path, facts: list[Fact]) -> None:
    path = tmp_path / "ledger.db"
    ledger = Ledger(path)
    pairs = [facts[n : n + 2] for n in range(0, len(of("trip-1", facts)) - 1, 2)]
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        with closing(LedgerReader(path)) as reader:
            while not done.is_set():
                for trip, batch, _ in reader.unsent():
                    found = [fact for fact in batch if fact.trip == trip]
                    if len(found) % 2 or found != facts[: len(found)]:
                        wrong.append(found)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        for pair in pairs:
            ledger.append(pair)
    finally:
        done.set()
        thread.join()
    assert wrong == []
    with opened() as connections, closing(LedgerReader(path)), pytest.raises(apsw.ReadOnlyError):
        connections[-1].execute("DELETE FROM fact")
    ledger.close()


def test_a_ledger_of_before_gets_receipt_numbers(path: Path, facts: list[Fact]) -> None:
    for column in ("receipt", "ended"):
        tampered(path, f"ALTER TABLE trip DROP COLUMN {column}")
    with closing(Ledger(path)) as ledger:
        last = of("trip-1", facts)[-1].seq
        assert ledger.acked("trip-1") == (0, 0)
        ledger.append((), ("trip-1", last), 7)
        ledger.append((), ("trip-1", last))
        assert ledger.acked("trip-1") == (last, 7), "an answer that comes again says no less"
        assert ledger.acked("no such trip") == (0, 0)
        assert ledger.facts("trip-2") == of("trip-2", facts)
