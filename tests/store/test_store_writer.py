"""Group commit: what waits together goes to disk together, and nobody bears what is wrong with another's facts."""

import logging
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from cart.core import chain
from cart.core.basket import fold
from store.batch import Booked, Gap, Parked
from store.booking import Page
from store.catalogs import import_catalog
from store.database import Database
from store.ledger import NotOurs, StoreLedger
from store.schema import FactRow, ParkedRow, TripRow
from store.writer import Closed, Writer

NAMES = "aaaaaaaa-0000-4000-8000-000000000000", "AAAAAAAA-0000-4000-8000-000000000000"
"""Two names of trips that spell the same UUID."""


@pytest.fixture
def database(tmp_path: Path, catalog_file: Path) -> Iterator[Database]:
    with closing(Database(f"sqlite:///{tmp_path}/store.db")) as made:
        import_catalog(made, catalog_file)
        yield made


@pytest.fixture
def ledger(database: Database) -> Iterator[StoreLedger]:
    with closing(StoreLedger(database)) as made:
        yield made


class Held:
    """Keeps the writer busy, so that what is asked for meanwhile waits, and counts its transactions."""

    def __init__(self, database: Database) -> None:
        self._database, self.commits = database, 0
        event.listen(database._writer, "commit", self._count)

    def __enter__(self) -> "Held":
        self._turn = self._database.write()
        self._turn.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._turn.__exit__(None, None, None)
        self.commits = 0

    def _count(self, _connection: object) -> None:
        self.commits += 1


def facts_in(database: Database) -> dict[str, int]:
    with database.read() as session:
        rows = session.execute(select(FactRow.trip, FactRow.seq, FactRow.head).order_by(FactRow.trip, FactRow.seq))
        return {trip: seq for trip, seq, _ in rows}


def test_what_waits_shares_a_commit(database, ledger, trip_maker):
    trips = [trip_maker(f"t-{n}").start().add("oats").finish() for n in range(20)]
    with Held(database) as held:
        futures = [ledger.receive(trip.trip, trip.batch(), "cart-1") for trip in trips]
    answers = [future.result(20) for future in futures]
    assert answers == [Booked(3, n) for n in range(1, 21)]
    assert held.commits <= 2  # the first one may have been on its way alone
    assert facts_in(database) == {trip.trip: 3 for trip in trips}


def test_a_trip_in_pieces_is_booked_in_one_go(database, ledger, trip_maker):
    """Pieces of one trip, repeated and overlapping, that wait for the same commit see what is before them."""
    trip = trip_maker("t").start().add("oats").add("soap").remove(1).finish()
    parts = [(1, 2), (1, 3), (3, 3), (5, 5), (2, 5), (1, 5)]
    with Held(database):
        futures = [ledger.receive("t", trip.batch(begin, end), "cart-1") for begin, end in parts]
    answers = [future.result(20) for future in futures]
    assert answers == [Booked(2), Booked(3), Booked(3), Gap(4), Booked(5, 1), Booked(5, 1)]
    assert ledger.trip("t").row.items == fold(trip.facts).items


def test_a_poison_trip_spoils_no_other(database, ledger, trip_maker):
    good = [trip_maker(f"good-{n}").start().add("oats").finish() for n in range(3)]
    broken = trip_maker("broken").start().add("oats").batch()
    broken["facts"][1]["body"]["price"] = 1
    huge = trip_maker("huge").start()
    huge.facts[0] = type(huge.facts[0])("huge", 1, 2**70, huge.facts[0].body)
    with Held(database):
        futures = [
            ledger.receive("good-0", good[0].batch(), "cart-1"),
            ledger.receive("broken", broken, "cart-1"),
            ledger.receive("good-1", good[1].batch(), "cart-1"),
            ledger.receive("nonsense", {"facts": 7}, "cart-1"),
            ledger.receive("good-2", good[2].batch(cart="cart-2"), "cart-1"),
            ledger.receive("huge", huge.batch(), "cart-1"),
        ]
    answers = [future.result(20) for future in futures]
    assert [type(answer) for answer in answers[:5]] == [Booked, Parked, Booked, Parked, NotOurs]
    assert {"good-0", "good-1"} <= set(facts_in(database))
    assert not {"broken", "good-2", "nonsense"} & set(facts_in(database))
    with database.read() as session:
        assert {"broken", "nonsense"} <= set(session.scalars(select(ParkedRow.trip)))


def test_a_trip_has_one_spelling_so_that_it_is_not_booked_under_two(database, ledger, trip_maker):
    """Two names for one trip make the same ids: the second is refused, and spoils no other."""
    lower, upper = (trip_maker(name).start() for name in NAMES)
    assert chain.fact_id(lower.trip, 1) == chain.fact_id(upper.trip, 1)
    other = trip_maker("other").start()
    with Held(database):
        futures = [ledger.receive(trip.trip, trip.batch(), "cart-1") for trip in (lower, upper, other)]
    first, second, third = (future.result(20) for future in futures)
    assert (first, third) == (Booked(1), Booked(1))
    assert isinstance(second, Parked)
    assert lower.trip in second.reason
    assert set(facts_in(database)) == {lower.trip, "other"}


def test_a_batch_that_makes_the_page_be_written_is_not_blamed_for_it(database, ledger, trip_maker):
    """Overlapping pieces make the writer look at what is stored, and so write first what came before."""
    trip = trip_maker("mine").start().add("oats").finish()
    huge = trip_maker("huge").start()
    started = huge.facts[0].body
    huge.facts[0] = type(huge.facts[0])("huge", 1, 0, type(started)(started.catalog, started.currency, 2**70))
    ledger.receive("mine", trip.batch(1, 2), "cart-1").result(20)
    with Held(database):
        futures = [ledger.receive("huge", huge.batch(), "cart-1"), ledger.receive("mine", trip.batch(), "cart-1")]
    assert [type(future.result(20)) for future in futures] == [Parked, Booked]
    assert list(ledger.trip("mine").facts) == trip.facts
    assert ledger.trip("huge") is None


def test_a_job_that_fails_is_told_alone(database, trip_maker, caplog):
    def fails(_page: Page) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    with caplog.at_level(logging.CRITICAL), closing(Writer(database)) as writer:
        with Held(database):
            futures = [writer.submit(lambda _: "one"), writer.submit(fails), writer.submit(lambda _: "two")]
        assert (futures[0].result(20), futures[2].result(20)) == ("one", "two")
        with pytest.raises(OperationalError):
            futures[1].result(20)


def test_what_was_asked_for_is_done_before_the_end(database):
    done = threading.Event()
    writer = Writer(database)
    future = writer.submit(lambda _: done.set())
    writer.close()
    assert future.done()
    with pytest.raises(Closed):
        writer.submit(lambda _: None)


def test_who_no_longer_waits_stops_no_other(database):
    """A server that goes down cancels what its requests wait for, begun or not."""
    begun, go_on = threading.Event(), threading.Event()
    writer = Writer(database)
    running = writer.submit(lambda _: (begun.set(), go_on.wait(20)))
    assert begun.wait(20)
    waiting, last = writer.submit(lambda _: "nobody asks"), writer.submit(lambda _: "done")
    running.cancel()
    assert waiting.cancel()
    go_on.set()
    assert last.result(20) == "done"
    writer.close()


parts = st.tuples(st.integers(1, 6), st.integers(1, 6)).map(sorted)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.uuids(), st.lists(st.lists(parts, min_size=1, max_size=5), max_size=4))
def test_any_way_of_sending_books_the_same(database, ledger, trip_maker, number, bursts):
    """Law: however a trip is cut up, mixed and repeated, in the end the rows are those of one batch."""
    name = f"law-{number}"
    trip = trip_maker(name).start().add("oats", 2).add("apple", weight=5120).remove(1).add("soap").finish()
    for burst in [*bursts, [(1, 6)]]:
        futures = [ledger.receive(name, trip.batch(begin, end), "cart-1") for begin, end in burst]
        assert all(isinstance(future.result(20), Booked | Gap) for future in futures)
    stored = ledger.trip(name)
    assert list(stored.facts) == trip.facts
    assert (stored.row.head, stored.row.state, stored.row.last_seq) == (trip.head(), "closed", 6)
    with database.read() as session:
        receipts = sorted(session.scalars(select(TripRow.receipt)))
    assert receipts == list(range(1, len(receipts) + 1))
