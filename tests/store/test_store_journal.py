"""How the database survives a pulled plug: SQLite before 3.51.3 may corrupt its write-ahead log, so it gets none."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text

from store.database import Database, journal_mode

FULL = 2


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 34, 1), "TRUNCATE"),
        ((3, 40, 1), "TRUNCATE"),  # Debian 12
        ((3, 51, 2), "TRUNCATE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_only_a_mended_sqlite_keeps_a_write_ahead_log(version, mode):
    assert journal_mode(version) == mode


def pragmas(session):
    return tuple(session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous"))


@pytest.mark.parametrize("before", ["WAL", "DELETE", "TRUNCATE"])
def test_every_connection_has_the_journal_of_this_sqlite_and_syncs_fully(tmp_path, before):
    """Whatever mode another version of SQLite left the database in."""
    file = tmp_path / "store.db"
    with closing(sqlite3.connect(file)) as other:
        other.execute(f"PRAGMA journal_mode={before}")
        other.execute("CREATE TABLE another (it)")
    expected = "wal" if sqlite3.sqlite_version_info >= (3, 51, 3) else "truncate"
    with closing(Database(f"sqlite:///{file}")) as database:
        with database.write() as session:
            assert pragmas(session) == (expected, FULL)
        with database.read() as session:
            mode, synchronous = pragmas(session)
            assert synchronous == FULL
            assert (mode == "wal") == (expected == "wal")
