"""A database of an earlier version keeps everything, and takes more."""

from contextlib import closing

from sqlalchemy import create_engine, inspect, text

from store.catalogs import import_catalog
from store.database import Database
from store.handovers import HandoverRow
from store.ledger import StoreLedger

WITH_IDS = """CREATE TABLE facts (
    trip VARCHAR NOT NULL, seq INTEGER NOT NULL, body BLOB NOT NULL, head VARCHAR NOT NULL, id VARCHAR NOT NULL,
    PRIMARY KEY (trip, seq), FOREIGN KEY(trip) REFERENCES trips (trip), UNIQUE (id))"""


def test_a_database_whose_facts_had_ids_goes_on(tmp_path, catalog_file, trip_maker):
    url = f"sqlite:///{tmp_path / 'store.db'}"
    trip = trip_maker("t-1").start().add("oats").finish()
    with closing(Database(url)) as database:
        import_catalog(database, catalog_file)
        ledger = StoreLedger(database)
        ledger.receive("t-1", trip.batch(1, 2), "cart-1").result(20)
        ledger.close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE facts RENAME TO new_facts"))
        connection.execute(text(WITH_IDS))
        connection.execute(text("INSERT INTO facts SELECT *, trip || seq FROM new_facts"))
        connection.execute(text("DROP TABLE new_facts"))
        connection.execute(text("ALTER TABLE handovers DROP COLUMN taken_by"))
        connection.execute(text("ALTER TABLE handovers DROP COLUMN taken_total"))
        connection.execute(text("ALTER TABLE trips DROP COLUMN interventions"))
        connection.execute(text("INSERT INTO handovers VALUES ('t-9', 'cart-2', 'cart-1', 5)"))
    engine.dispose()
    with closing(Database(url)) as database:
        ledger = StoreLedger(database)
        assert ledger.receive("t-1", trip.batch(), "cart-1").result(20).acked == 3
        stored = ledger.trip("t-1")
        ledger.close()
        with database.read() as session:
            row = session.get(HandoverRow, "t-9")
            assert row is not None
            assert (row.claimed_by, row.taken_by, row.taken_total) == ("cart-1", "", 0)
    assert stored is not None
    assert list(stored.facts) == trip.facts
    assert {column["name"] for column in inspect(create_engine(url)).get_columns("facts")} == {
        "trip",
        "seq",
        "body",
        "head",
    }
