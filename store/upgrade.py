"""Brings a database of an earlier version up to the tables of this one; what is in it stays."""

from sqlalchemy import Engine, bindparam, inspect, select, text, update

from cart.core.chain import fact_id
from store.schema import Base, FactRow


def upgrade(engine: Engine) -> None:
    """Make the tables that are missing, and the columns that earlier versions had not."""
    known = inspect(engine)
    old = known.has_table("facts") and "id" not in {column["name"] for column in known.get_columns("facts")}
    if old:
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE facts ADD COLUMN id VARCHAR NOT NULL DEFAULT ''"))
            found = connection.execute(select(FactRow.trip, FactRow.seq)).all()
            ids = [{"t": trip, "s": seq, "i": str(fact_id(trip, seq))} for trip, seq in found]
            table = FactRow.__table__
            if ids:
                here = (table.c.trip == bindparam("t"), table.c.seq == bindparam("s"))
                connection.execute(update(table).where(*here).values(id=bindparam("i")), ids)
            connection.execute(text("CREATE UNIQUE INDEX facts_id ON facts (id)"))
    Base.metadata.create_all(engine)
