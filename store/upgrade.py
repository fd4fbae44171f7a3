"""Brings a database of an earlier version up to the tables of this one; what is in it stays."""

from sqlalchemy import Connection, Engine, inspect, text

from store.schema import Base


def upgrade(engine: Engine) -> None:
    """Make what is missing, and take away the column that facts once had: their ids."""
    with engine.begin() as connection:
        known = inspect(connection)
        if known.has_table("facts") and "id" in {column["name"] for column in known.get_columns("facts")}:
            _forget_ids(connection)
        if known.has_table("handovers") and "taken_by" not in {each["name"] for each in known.get_columns("handovers")}:
            connection.execute(text("ALTER TABLE handovers ADD COLUMN taken_by VARCHAR NOT NULL DEFAULT ''"))
            connection.execute(text("ALTER TABLE handovers ADD COLUMN taken_total INTEGER NOT NULL DEFAULT 0"))
        if known.has_table("trips") and "interventions" not in {each["name"] for each in known.get_columns("trips")}:
            connection.execute(text("ALTER TABLE trips ADD COLUMN interventions INTEGER NOT NULL DEFAULT 0"))
        Base.metadata.create_all(connection)


def _forget_ids(connection: Connection) -> None:
    """Facts move to a new table: SQLite drops no column that is UNIQUE."""
    connection.execute(text("ALTER TABLE facts RENAME TO facts_with_ids"))
    Base.metadata.tables["facts"].create(connection)
    columns = "trip, seq, body, head"
    connection.execute(text(f"INSERT INTO facts ({columns}) SELECT {columns} FROM facts_with_ids"))
    connection.execute(text("DROP TABLE facts_with_ids"))
