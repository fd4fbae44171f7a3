"""Opens the store's database: one writer, query-only readers, and durability that survives a pulled plug."""

import fcntl
import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from store.upgrade import upgrade

log = logging.getLogger(__name__)

SAFE_SQLITE = (3, 51, 3)


class Database:
    """Sessions that read, and sessions that write one after the other; ValueError for an unusable URL.

    SQLite before 3.51.3 can corrupt its write-ahead log when two connections write or checkpoint at once
    (sqlite.org/wal.html#walresetbug), and Debian 12 ships 3.40: there it keeps a rollback journal instead. In both
    there is one writing connection, and a lock file keeps those of other processes (`store import`) apart.
    """

    def __init__(self, url: str) -> None:
        try:
            parsed = make_url(url)
        except ArgumentError:
            raise ValueError(f"{url} is no database URL; one is for example sqlite:///store.db") from None
        self._turn = threading.Lock()
        self._lock_file: Path | None = None
        if parsed.get_backend_name() == "sqlite":
            if not parsed.database or parsed.database == ":memory:":
                raise ValueError(f"{url}: the store needs a database file, for example sqlite:///store.db")
            path = Path(parsed.database)
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock_file = path.with_name(path.name + ".writer")
            self._writer = _sqlite(url, pool_size=1, max_overflow=0)
            self._reader = _sqlite(url, pool_size=4, max_overflow=4, query_only=True)
            log.info("SQLite %s with journal_mode=%s", sqlite3.sqlite_version, journal_mode())
        else:
            self._writer = self._reader = create_engine(parsed)
        with self._alone():
            upgrade(self._writer)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: all of it on disk at the end of the block, or nothing."""
        with self._alone(), Session(self._writer) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        with Session(self._reader) as session:
            yield session

    def close(self) -> None:
        self._reader.dispose()
        self._writer.dispose()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._turn:
            if self._lock_file is None:
                yield
                return
            with self._lock_file.open("w") as held:
                fcntl.flock(held, fcntl.LOCK_EX)
                yield


def journal_mode(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """How this SQLite survives a pulled plug: both ways with synchronous=FULL."""
    return "WAL" if version >= SAFE_SQLITE else "TRUNCATE"


def _sqlite(url: str, *, pool_size: int, max_overflow: int, query_only: bool = False) -> Engine:
    engine = create_engine(url, pool_size=pool_size, max_overflow=max_overflow)

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        # The driver would begin transactions late, and only for some statements: SQLAlchemy begins them.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=10000")
        # Of another version, the database may be in the other mode: whoever writes changes it.
        if not query_only:
            cursor.execute(f"PRAGMA journal_mode={journal_mode()}")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA mmap_size=0")
        if query_only:
            cursor.execute("PRAGMA wal_autocheckpoint=0")
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if query_only else "BEGIN IMMEDIATE")

    return engine
